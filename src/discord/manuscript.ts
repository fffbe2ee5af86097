/**
 * A message, ready to be posted as often as it takes.
 *
 * @module
 */

import { RefusedPayload } from "../core/body.ts";
import { Composition } from "../core/composition.ts";
import { Scope } from "../core/scope.ts";
import { untilAborted } from "../util/abort.ts";
import type { Clock } from "../util/clock.ts";
import { isPromise } from "../util/promise.ts";
import { buildBodies, type BuildOptions, InvalidMessage, type MessageBody } from "./build.ts";
import { readTraits } from "./component_tree.ts";
import type { Draft } from "./message.ts";
import type { MessageViolation } from "./violation.ts";

/**
 * The parts of a message, which is one part for most. Its files are read once, and all parts are
 * checked, before the first is posted, wherever and however often each of them goes.
 */
export class Manuscript {
  readonly #drafts: readonly Draft[];
  readonly #build: BuildOptions;
  readonly #timeout: number;
  readonly #clock: Clock;
  #bodies: readonly MessageBody[] | Promise<readonly MessageBody[]> | undefined;
  #violations: readonly MessageViolation[] = [];

  /**
   * @param drafts The parts, in order; at least one.
   * @param build How they are to be built.
   * @param timeout How long the reading of files may take, in ms.
   * @param clock Where the time comes from.
   */
  constructor(drafts: readonly Draft[], build: BuildOptions, timeout: number, clock: Clock) {
    this.#drafts = drafts;
    this.#build = build;
    this.#timeout = timeout;
    this.#clock = clock;
  }

  /** How many parts there are. */
  get length(): number {
    return this.#drafts.length;
  }

  /** What is wrong with them; known once a part was to be sent. */
  get violations(): readonly MessageViolation[] {
    return this.#violations;
  }

  /** Whether the first part makes a thread for the others. */
  get makesThread(): boolean {
    return this.#drafts[0]!.message.thread_name !== undefined;
  }

  /** Whether a part has components, which the query must say. */
  hasComponents(index: number): boolean {
    return readTraits(this.#drafts[index]!.message).withComponents;
  }

  /** The payload of a part. */
  part(index: number): Composition {
    return new Composition((signal) => {
      const bodies = this.#bodies ??= this.#compose(signal);
      return isPromise(bodies) ? bodies.then((bodies) => bodies[index]) : bodies[index];
    });
  }

  #compose(
    signal: AbortSignal | undefined,
  ): readonly MessageBody[] | Promise<readonly MessageBody[]> {
    const scope = new Scope(signal, this.#timeout, this.#clock);
    const end = () => scope[Symbol.dispose]();
    try {
      const bodies = buildBodies(this.#drafts, this.#build, scope.signal);
      if (!isPromise(bodies)) {
        end();
        return bodies;
      }
      return untilAborted(bodies, scope.signal).catch((error) => this.#note(error, scope))
        .finally(end);
    } catch (error) {
      end();
      return this.#note(error, scope);
    }
  }

  #note(error: unknown, scope: Scope): never {
    if (error instanceof InvalidMessage) this.#violations = error.violations;
    if (scope.ended !== "timeout") throw error;
    throw new RefusedPayload(`the files could not be read within ${this.#timeout} ms`);
  }
}

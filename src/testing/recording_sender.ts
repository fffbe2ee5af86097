/**
 * A sender that sends nothing.
 *
 * @module
 */

import type { Delivered, Failed, FailureKind, WebhookResult } from "../core/result.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Sender } from "../core/sender.ts";

/** One call of {@linkcode RecordingSender.send}. */
export interface RecordedSend<P = unknown> {
  /** What was to be sent. */
  readonly payload: P;
  /** The settings of the send. */
  readonly options: SendOptions;
}

/**
 * A sender that keeps what it is given, and never touches the network. Every send is delivered,
 * unless you say otherwise.
 *
 * @example
 * ```ts
 * import { RecordingSender } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const sender = new RecordingSender();
 * sender.fail("network");
 * const results = [await sender.send({ n: 1 }), await sender.send({ n: 2 })];
 *
 * assertEquals(results.map(({ ok }) => ok), [false, true]);
 * assertEquals(sender.payloads, [{ n: 1 }, { n: 2 }]);
 * ```
 */
export class RecordingSender<P = unknown> implements Sender<P> {
  /** Every send so far, oldest first. */
  readonly sends: RecordedSend<P>[] = [];
  readonly #failures: FailureKind[] = [];
  #held: PromiseWithResolvers<void> | undefined;

  /** What was to be sent, oldest first. */
  get payloads(): P[] {
    return this.sends.map(({ payload }) => payload);
  }

  /**
   * Lets the next sends fail.
   *
   * @param kind How they fail.
   * @param times How many of them.
   */
  fail(kind: FailureKind, times = 1): void {
    for (let n = 0; n < times; n++) this.#failures.push(kind);
  }

  /** Lets sends hang from now on, as if nobody answered. They still end when they are aborted. */
  hold(): void {
    this.#held ??= Promise.withResolvers();
  }

  /** Lets sends that hang go on, and those to come. */
  release(): void {
    this.#held?.resolve();
    this.#held = undefined;
  }

  /**
   * Keeps a payload.
   *
   * @param payload What is to be sent.
   * @param options Settings of this send.
   * @returns That it was delivered; or failed, where {@linkcode RecordingSender.fail} says so.
   */
  async send(payload: P, options: SendOptions = {}): Promise<WebhookResult> {
    this.sends.push({ payload, options });
    const kind = this.#failures.shift();
    const { signal } = options;
    await Promise.race([this.#held?.promise, this.#held && aborted(signal)]);
    if (signal?.aborted) return failed("aborted");
    return kind ? failed(kind) : DELIVERED;
  }
}

const FACTS = { url: "", elapsed: 0, proxy: null, truncated: false };

const DELIVERED: Delivered = Object.freeze({
  ...FACTS,
  ok: true,
  status: 204,
  attempts: 1,
  headers: null,
  response: null,
  error: null,
});

function failed(kind: FailureKind): Failed {
  return Object.freeze({
    ...FACTS,
    ok: false,
    kind,
    error: `A RecordingSender was told to fail: ${kind}`,
    status: kind === "http" ? 500 : kind === "rate-limited" ? 429 : null,
    attempts: 1,
    headers: null,
    response: null,
    retryAfter: null,
    mayHaveArrived: false,
    cause: undefined,
  });
}

/** Resolves when the signal is aborted; never without one. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted) resolve();
  else signal?.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

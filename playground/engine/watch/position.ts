/**
 * Knows which send, part and attempt the code that runs right now belongs to.
 *
 * @module
 */

import { AsyncLocalStorage } from "node:async_hooks";
import type { LiveEvent } from "../../api/event.ts";

/** An event without what a position knows itself. */
type SendEvent = Extract<LiveEvent, { readonly attempt: number; readonly part: number }>;

/** What is told at a position: `Omit` over each member of the union. */
export type Told = SendEvent extends infer Event
  ? Event extends SendEvent ? Omit<Event, "run" | "at" | "send" | "part" | "attempt"> : never
  : never;

/** Tells an event of a run. */
export type Tell = (event: LiveEvent) => void;

/**
 * One send on its way. A message that is split is posted in parts; the library tells of attempts,
 * not of parts: a new part begins when an attempt follows one after which there was to be none.
 */
export class Position {
  readonly #run: string;
  readonly #send: number;
  readonly #tell: Tell;
  readonly #elapsed: () => number;
  #part = 1;
  #attempt = 0;
  #state: "idle" | "under-way" | "will-retry" | "over" = "idle";

  /**
   * @param send The number of the send.
   * @param run Its run: the id, whom to tell, and the time since it began.
   */
  constructor(
    send: number,
    run: { readonly id: string; readonly tell: Tell; readonly elapsed: () => number },
  ) {
    this.#send = send;
    this.#run = run.id;
    this.#tell = run.tell;
    this.#elapsed = run.elapsed;
  }

  /** Something is done for an attempt: for the one under way, else for a new one. */
  begin(): void {
    if (this.#state === "under-way") return;
    const isNewPart = this.#state === "over";
    if (isNewPart) this.#part++;
    this.#attempt = isNewPart ? 1 : this.#attempt + 1;
    this.#state = "under-way";
    if (isNewPart) this.tell({ type: "split" });
  }

  /**
   * The attempt is over.
   *
   * @param willRetry Whether another one follows.
   */
  end(willRetry: boolean): void {
    this.#state = willRetry ? "will-retry" : "over";
  }

  /**
   * Tells what happens here.
   *
   * @param event What happens.
   * @param ago When it happened, in ms before now.
   */
  tell(event: Told, ago = 0): void {
    this.#tell({
      ...event,
      run: this.#run,
      at: Math.max(0, this.#elapsed() - ago),
      send: this.#send,
      part: this.#part,
      attempt: this.#attempt,
    });
  }
}

/** Follows each send through all its waits. */
const storage = new AsyncLocalStorage<Position>();

/**
 * Runs what makes a send.
 *
 * @param position Where it stands.
 * @param work Makes the send.
 * @returns What it returns.
 */
export function at<T>(position: Position, work: () => T): T {
  return storage.run(position, work);
}

/**
 * Where the code that runs stands.
 *
 * @returns The position; `undefined` outside any send.
 */
export function here(): Position | undefined {
  return storage.getStore();
}

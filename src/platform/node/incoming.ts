/**
 * The body of an answer while it comes in.
 *
 * @module
 */

import type { Buffer } from "node:buffer";
import type { Dispatcher } from "undici";

/** How much is kept that nobody has read, in bytes, before the server has to wait. */
const ENOUGH = 65_536;

/** Chunks that came, for one reader. */
export class Incoming {
  readonly #controller: Dispatcher.DispatchController;
  #chunks: Buffer[] = [];
  #size = 0;
  #hasEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /**
   * Begins with an empty body.
   *
   * @param controller Pauses and ends the answer.
   */
  constructor(controller: Dispatcher.DispatchController) {
    this.#controller = controller;
  }

  /**
   * Takes a chunk of the answer.
   *
   * @param chunk The chunk.
   */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > ENOUGH) this.#controller.pause();
    this.#wake?.();
  }

  /** There is no more to come. */
  end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  /**
   * There is no more to come, though there should be.
   *
   * @param error Why; thrown at the reader, once it has read what came before.
   */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** Ends the answer: nobody wants the rest. */
  cancel(): void {
    this.#chunks = [];
    if (!this.#hasEnded) this.#controller.abort(new Error("Nobody reads the rest of the answer"));
  }

  /**
   * Reads what came since the last time, and waits if that is nothing.
   *
   * @returns The chunks; none at the end.
   * @throws What {@linkcode Incoming.fail} was told.
   */
  async read(): Promise<Buffer[]> {
    while (this.#chunks.length === 0 && !this.#hasEnded) {
      if (this.#failure) throw this.#failure.error;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#size = 0;
    if (this.#controller.paused) this.#controller.resume();
    return chunks;
  }
}

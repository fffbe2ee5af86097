/**
 * Remembers webhooks that are gone.
 *
 * @module
 */

import type { DeadWebhook } from "./block.ts";

/** Webhooks that are gone, up to a number. A mark survives all else that is known of a webhook. */
export class DeadMarks {
  readonly #marks = new Map<string, DeadWebhook>();
  readonly #max: number;

  /** @param max How many are remembered; beyond it, those that died first are forgotten. */
  constructor(max: number) {
    this.#max = max;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#marks.size;
  }

  /** The mark of a webhook, if it is gone. */
  get(webhook: string): DeadWebhook | undefined {
    return this.#marks.get(webhook);
  }

  /** Marks a webhook; `false` if it was marked before. */
  add(webhook: string, dead: DeadWebhook): boolean {
    if (this.#marks.has(webhook)) return false;
    this.#marks.set(webhook, dead);
    const [first] = this.#marks.keys();
    if (this.#marks.size > this.#max) this.#marks.delete(first!);
    return true;
  }

  /** Forgets the mark of a webhook. */
  remove(webhook: string): void {
    this.#marks.delete(webhook);
  }
}

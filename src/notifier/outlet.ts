/**
 * The way out to one channel: its queue, and the workers that empty it.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import type { Alert } from "./alert.ts";
import { renderEntry } from "./audit.ts";
import type { AuditEntry, Channel } from "./channel.ts";
import type { DigestGate } from "./digest.ts";
import type { DropReason } from "./events.ts";
import { guardedSend } from "./guarded_send.ts";
import type { BoundedQueue, Ranked } from "./queue.ts";
import { refuse } from "./refusal.ts";

/** Something to send. */
export interface Job extends Ranked {
  /** An alert, or an entry of the audit mirror. */
  readonly content: { readonly alert: Alert } | { readonly entry: AuditEntry };
  /** Ends it while it waits, or while it is sent on its own. */
  readonly signal?: AbortSignal;
  /** Called once, when it is over; with a reason if it never went out. It must not throw. */
  readonly finish: (result: WebhookResult, dropped?: DropReason) => void;
}

/** What an {@linkcode Outlet} is made of. */
export interface OutletParts {
  /** Where it leads. */
  readonly channel: Channel;
  /** What waits. */
  readonly queue: BoundedQueue<Job>;
  /** How many messages may be on their way at once. */
  readonly concurrency: number;
  /** Merges alerts; without it they go one by one. */
  readonly gate: DigestGate | undefined;
  /** Ends what is on its way. */
  readonly closing: AbortSignal;
}

/** The statuses that mean the message, and not the sender or the moment. */
const REFUSALS: readonly unknown[] = [400, 413, 422];

/** Sends jobs in the order in which they came. Nothing that a job does stops it. */
export class Outlet {
  readonly #parts: OutletParts;
  readonly #listeners = new Map<Job, () => void>();
  #workers = 0;

  /**
   * Makes an idle one.
   *
   * @param parts What it is made of.
   */
  constructor(parts: OutletParts) {
    this.#parts = parts;
  }

  /**
   * Takes a job. Work on it begins in a moment, never during the call.
   *
   * @param job The job.
   * @returns The job that had to go for lack of room; it is the caller's to finish.
   */
  push(job: Job): Job | undefined {
    const { queue, concurrency } = this.#parts;
    const victim = queue.push(job);
    if (victim) this.#unwatch(victim);
    if (victim !== job) this.#watch(job);
    if (this.#workers < concurrency) this.#work();
    return victim;
  }

  /**
   * Empties the queue.
   *
   * @returns What was in it; it is the caller's to finish.
   */
  abandon(): Job[] {
    const jobs = this.#parts.queue.take(Infinity);
    jobs.forEach((job) => this.#unwatch(job));
    return jobs;
  }

  async #work(): Promise<void> {
    const { queue, gate, closing } = this.#parts;
    this.#workers++;
    while (queue.size > 0) {
      await gate?.opened(closing); // Never at once: who tells of many things fills the queue first.
      const jobs = queue.take(gate?.batchSize() ?? 1);
      if (jobs.length === 0) continue; // Others were quicker, or it was called off meanwhile.
      jobs.forEach((job) => this.#unwatch(job));
      await this.#deliver(jobs);
    }
    this.#workers--; // In one step with the look at the queue, or what comes now would be stuck.
  }

  /** Sends jobs as one message; one by one, if that is refused for what one of them may say. */
  async #deliver(jobs: readonly Job[]): Promise<void> {
    const { gate, closing } = this.#parts;
    const result = await this.#send(jobs);
    gate?.learn(result);
    if (jobs.length === 1 || !isRefused(result)) {
      jobs.forEach(({ finish }) => finish(result));
      return;
    }
    for (const job of jobs) {
      await gate?.opened(closing);
      await this.#deliver([job]);
    }
  }

  #send(jobs: readonly Job[]): Promise<WebhookResult> {
    const { channel, closing } = this.#parts;
    const [{ content, signal }] = jobs as [Job];
    const alerts = jobs.flatMap(({ content }) => "alert" in content ? [content.alert] : []);
    const isAlone = jobs.length === 1;
    const render = () => {
      if ("entry" in content) return renderEntry(channel, content.entry);
      return isAlone ? channel.render(content.alert) : channel.digest!(alerts);
    };
    const ends = isAlone && signal ? AbortSignal.any([closing, signal]) : closing;
    return guardedSend(channel.to, render, ends);
  }

  /** Lets a signal take a job out while it waits. */
  #watch(job: Job): void {
    const { signal, finish } = job;
    if (!signal) return;
    const abort = () => {
      this.#listeners.delete(job);
      if (this.#parts.queue.remove(job)) finish(refuse("aborted", "it was aborted"));
    };
    signal.addEventListener("abort", abort, { once: true });
    this.#listeners.set(job, () => signal.removeEventListener("abort", abort));
  }

  #unwatch(job: Job): void {
    this.#listeners.get(job)?.();
    this.#listeners.delete(job);
  }
}

/** Whether the message itself was not taken, and no part of it has arrived. */
function isRefused(result: WebhookResult): boolean {
  if (result.ok) return false;
  return result.kind === "payload" || REFUSALS.includes(result.status);
}

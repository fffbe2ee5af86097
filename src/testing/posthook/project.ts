/**
 * The project that a fake keeps: its hooks, and when they are due.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import type { CallbackUrls, Outcome } from "./courier.ts";
import { type FakePosthookHook, type FakePosthookRetry, type Scheduled, toWire } from "./hook.ts";

/** A hook, and what goes on with it. */
interface Entry {
  hook: FakePosthookHook;
  /** Calls off what it waits for. */
  cancel: () => void;
}

/** The token of one attempt. */
interface Token {
  readonly hookId: string;
  readonly attempt: number;
  expires: number;
}

/** An answer to an ack or a nack. */
export interface CallbackReply {
  readonly status: number;
  readonly body: unknown;
}

/** How hooks are delivered again unless they say otherwise. */
const RETRY: FakePosthookRetry = { minRetries: 3, delaySecs: 5, strategy: "fixed" };

/** Takes one hook to its receiver. */
export type Deliver = (hook: FakePosthookHook, urls: CallbackUrls) => Promise<Outcome>;

/** Keeps hooks and fires them when they are due. */
export class Project {
  readonly #clock: Clock;
  readonly #deliver: Deliver;
  readonly #urlOf: (action: string, token: string) => string;
  readonly #entries = new Map<string, Entry>();
  readonly #tokens = new Map<string, Token>();
  readonly #underWay = new Set<Promise<void>>();
  #made = 0;

  /**
   * @param clock Tells when hooks are due.
   * @param deliver Takes one to its receiver.
   * @param urlOf Where acks and nacks go.
   */
  constructor(
    clock: Clock,
    deliver: Deliver,
    urlOf: (action: string, token: string) => string,
  ) {
    this.#clock = clock;
    this.#deliver = deliver;
    this.#urlOf = urlOf;
  }

  /** All hooks, oldest first. */
  get hooks(): FakePosthookHook[] {
    return Array.from(this.#entries.values(), ({ hook }) => hook);
  }

  /** One hook. */
  find(id: string): FakePosthookHook | undefined {
    return this.#entries.get(id)?.hook;
  }

  /** Adds a hook, to be fired when it is due. */
  add({ due, ...rest }: Scheduled): FakePosthookHook {
    const now = toWire(this.#clock.now());
    const id = `hook-${++this.#made}`;
    const hook: FakePosthookHook = {
      id,
      ...rest,
      status: "pending",
      postAt: toWire(due),
      createdAt: now,
      updatedAt: now,
      attempts: 0,
      failureError: "",
    };
    const entry = { hook, cancel: () => {} };
    this.#entries.set(id, entry);
    this.#fireAfter(entry, Math.max(0, due - this.#clock.now()));
    return hook;
  }

  /** Removes a hook; `false` if there is none. */
  remove(id: string): boolean {
    this.#entries.get(id)?.cancel();
    return this.#entries.delete(id);
  }

  /** Delivers a hook now, and resolves once it is clear what came of it. */
  fire(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry) throw new Error(`FakePosthook: there is no hook ${id}`);
    const attempt = this.#attempt(entry);
    this.#underWay.add(attempt);
    return attempt.finally(() => this.#underWay.delete(attempt));
  }

  /** Resolves once no delivery is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Calls off all that waits. */
  stop(): void {
    for (const entry of this.#entries.values()) entry.cancel();
  }

  /** Answers an ack or a nack. */
  answer(action: "ack" | "nack", token: string): CallbackReply {
    const known = this.#tokens.get(token);
    if (!known) return { status: 401, body: { error: "invalid token" } };
    const entry = this.#entries.get(known.hookId);
    if (!entry) return { status: 404, body: { error: "hook not found" } };
    const { hook } = entry;
    if (known.attempt < hook.attempts) return { status: 409, body: { error: "newer attempt" } };
    if (this.#clock.now() > known.expires) return { status: 410, body: { error: "expired" } };
    if (hook.status !== "pending") return { status: 200, body: { data: { status: hook.status } } };
    if (action === "ack") this.#complete(entry);
    else this.#failed(entry, "nacked");
    const status = action === "ack" ? "completed" : "nacked";
    return { status: 200, body: { data: { status } } };
  }

  async #attempt(entry: Entry): Promise<void> {
    entry.cancel();
    const attempts = entry.hook.attempts + 1;
    this.#change(entry, { attempts, status: "pending" });
    const token = crypto.randomUUID();
    const issued = { hookId: entry.hook.id, attempt: attempts, expires: Infinity };
    this.#tokens.set(token, issued);
    const [ackUrl, nackUrl] = [this.#urlOf("ack", token), this.#urlOf("nack", token)];
    const outcome = await this.#deliver(entry.hook, { ackUrl, nackUrl });
    // It may have been deleted or answered since.
    if (this.#entries.get(entry.hook.id) !== entry || entry.hook.status !== "pending") return;
    if (outcome.kind === "done") return this.#complete(entry);
    if (outcome.kind === "failed") return this.#failed(entry, outcome.error);
    issued.expires = this.#clock.now() + outcome.timeout;
    entry.cancel = this.#clock.after(outcome.timeout, () => this.#failed(entry, "async timeout"));
  }

  #complete(entry: Entry): void {
    entry.cancel();
    this.#change(entry, { status: "completed" });
  }

  #failed(entry: Entry, failureError: string): void {
    entry.cancel();
    const { attempts, retryOverride = RETRY } = entry.hook;
    if (attempts > retryOverride.minRetries) {
      return this.#change(entry, { status: "failed", failureError });
    }
    this.#change(entry, { status: "retry", failureError });
    this.#fireAfter(entry, waitOf(retryOverride, attempts));
  }

  #fireAfter(entry: Entry, ms: number): void {
    entry.cancel = this.#clock.after(ms, () => void this.fire(entry.hook.id));
  }

  #change(entry: Entry, changes: Partial<FakePosthookHook>): void {
    entry.hook = { ...entry.hook, ...changes, updatedAt: toWire(this.#clock.now()) };
  }
}

function waitOf(retry: FakePosthookRetry, attempts: number): number {
  const { delaySecs, strategy, backoffFactor = 2, maxDelaySecs = Infinity } = retry;
  const factor = strategy === "fixed" ? 1 : backoffFactor ** (attempts - 1);
  return Math.min(delaySecs * factor, maxDelaySecs) * 1000;
}

/**
 * The part of a fake Hookrail that delivers.
 *
 * @module
 */

import { createHmac } from "node:crypto";
import { type ClientRequest, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Clock } from "../../util/clock.ts";
import { writeJsonb } from "./json.ts";
import type { AttemptRow, DeliveryRow } from "./rows.ts";
import type { Store } from "./store.ts";

/** How long an attempt may take, in ms. */
const TIMEOUT = 15_000;
/** How waits grow unless a subscription says otherwise, in ms. */
const BACKOFF = { base_ms: 5000, cap_ms: 6 * 3_600_000 };
/** Statuses after which it tries again; any from 500 up are, too. */
const PASSING = new Set([408, 425, 429]);

/** What an attempt comes to. */
interface Outcome {
  readonly status: number | null;
  readonly retryAfter: number;
  readonly errorClass: string | undefined;
}

/** Delivers what is due: signs, posts, tries again, gives up. */
export class Worker {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #timers = new Set<() => void>();
  readonly #open = new Set<ClientRequest>();
  readonly #waiting = new Set<() => void>();
  #busy = 0;
  #closed = false;

  /**
   * @param store What is to be delivered.
   * @param clock Where the time comes from.
   * @param random The source of chance, from 0 up to 1.
   */
  constructor(store: Store, clock: Clock, random: () => number) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /** Delivers as soon as it is the turn of this delivery; without order that is now. */
  dispatch(delivery: DeliveryRow): void {
    if (this.#closed || this.#store.line(delivery)[0] !== delivery) return;
    if (delivery.state !== "pending") return;
    this.#busy++;
    this.#deliver(delivery).finally(() => {
      this.#busy--;
      if (this.#busy === 0) this.#tell();
    });
  }

  /** Resolves once no attempt is under way. What waits for a later attempt is not waited for. */
  async idle(): Promise<void> {
    while (this.#busy > 0) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Stops at once. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    for (const request of this.#open) request.destroy();
  }

  async #deliver(delivery: DeliveryRow): Promise<void> {
    const { endpoint, subscription } = delivery;
    const line = this.#store.line(delivery);
    delivery.state = "in_flight";
    await Promise.resolve(); // A long line of deliveries shall not grow the stack.
    if (endpoint.deletedAt !== null || subscription.deletedAt !== null) {
      delivery.state = "cancelled";
    } else {
      const begun = this.#clock.ticks();
      const outcome = await this.#post(delivery);
      if (this.#closed) return;
      this.#conclude(delivery, outcome, this.#clock.ticks() - begun);
    }
    for (const other of line) this.dispatch(other);
  }

  #conclude(delivery: DeliveryRow, outcome: Outcome, latency: number): void {
    delivery.tries++;
    const attempt = describe(delivery, outcome, latency);
    delivery.attempts.push(attempt);
    if (attempt.status === "succeeded") {
      delivery.state = "succeeded";
    } else if (isPassing(outcome) && delivery.tries < delivery.subscription.maxAttempts) {
      this.#schedule(delivery, outcome.retryAfter);
    } else {
      delivery.state = "dead_lettered";
      delivery.dead = { at: this.#clock.now(), error: attempt.error_class!, replayedAt: null };
    }
  }

  #schedule(delivery: DeliveryRow, retryAfter: number): void {
    const { base_ms, cap_ms } = delivery.subscription.backoffPolicy ?? BACKOFF;
    const ceiling = Math.min(cap_ms, base_ms * 2 ** (delivery.tries - 1));
    const wait = Math.max(this.#random() * ceiling, Math.min(retryAfter, BACKOFF.cap_ms));
    delivery.state = "retry_scheduled";
    const cancel = this.#clock.after(wait, () => {
      this.#timers.delete(cancel);
      if (delivery.state !== "retry_scheduled") return;
      delivery.state = "pending";
      this.dispatch(delivery);
    });
    this.#timers.add(cancel);
  }

  #post(delivery: DeliveryRow): Promise<Outcome> {
    const { endpoint, id, eventId } = delivery;
    const event = this.#store.event(eventId)!;
    const body = writeJsonb(event.payload);
    const seconds = Math.floor(this.#clock.now() / 1000);
    const mac = createHmac("sha256", endpoint.secret).update(`${seconds}.${id}.${body}`);
    const url = new URL(endpoint.url);
    return new Promise((resolve) => {
      const send = url.protocol === "https:" ? requestHttps : requestHttp;
      const request = send(url, {
        method: "POST",
        agent: false,
        headers: {
          "content-type": "application/json",
          "content-length": new TextEncoder().encode(body).length,
          "user-agent": "hookrail/0.1",
          "hookrail-signature": `t=${seconds},v1=${mac.digest("hex")}`,
          "hookrail-delivery-id": id,
          "hookrail-event-id": eventId,
          "hookrail-topic": event.topic,
        },
      });
      this.#open.add(request);
      let errorClass: string | undefined = "connection";
      const cancel = this.#clock.after(TIMEOUT, () => {
        errorClass = "timeout";
        request.destroy();
      });
      let status: number | null = null;
      let retryAfter = 0;
      request.on("error", () => {});
      request.on("response", (response) => {
        status = response.statusCode ?? null;
        retryAfter = Number(response.headers["retry-after"] ?? 0) * 1000 || 0;
        errorClass = undefined;
        response.on("error", () => {});
        response.resume();
      });
      request.on("close", () => {
        cancel();
        this.#open.delete(request);
        resolve({ status, retryAfter, errorClass });
      });
      request.end(body);
    });
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function isPassing({ status }: Outcome): boolean {
  return status === null || PASSING.has(status) || status >= 500;
}

function describe(delivery: DeliveryRow, outcome: Outcome, latency: number): AttemptRow {
  const { status, errorClass } = outcome;
  const isSuccess = status !== null && status >= 200 && status < 300;
  const isRedirect = status !== null && status >= 300 && status < 400;
  const error = isSuccess
    ? undefined
    : errorClass ?? (isRedirect ? "redirect_rejected" : `http_${status}`);
  return {
    attempt_no: delivery.tries,
    claim_version: delivery.attempts.length + 1,
    status: isSuccess ? "succeeded" : "failed",
    latency_ms: Math.round(latency),
    ...(status === null ? {} : { http_status: status }),
    ...(error === undefined ? {} : { error_class: error }),
  };
}

/**
 * Takes hooks to their receiver, once.
 *
 * @module
 */

import { createHmac } from "node:crypto";
import type { Clock } from "../../util/clock.ts";
import { type FakePosthookHook, toWire } from "./hook.ts";
import type { ServerSocket } from "./websocket.ts";

/** What one attempt to deliver came to. */
export type Outcome =
  | { readonly kind: "done" }
  /** The receiver answers later, within so many ms. */
  | { readonly kind: "accepted"; readonly timeout: number }
  | { readonly kind: "failed"; readonly error: string };

/** Where a receiver says how it went. */
export interface CallbackUrls {
  readonly ackUrl: string;
  readonly nackUrl: string;
}

/** How long a receiver may take, in ms. */
const PATIENCE = 10_000;

/** How long an answer that comes later may take, in ms, unless the receiver says otherwise. */
const ASYNC_TIMEOUT = 300_000;

/**
 * The headers of a delivery, signed.
 *
 * @param body The body.
 * @param keys The signing keys in force.
 * @param about The id of the hook and the time, in epoch ms.
 * @returns The headers, without those of acks.
 */
export function signedHeaders(
  body: string,
  keys: readonly string[],
  { id, now }: { readonly id: string; readonly now: number },
): Record<string, string> {
  const timestamp = Math.floor(now / 1000);
  const mac = (key: string, text: string) => createHmac("sha256", key).update(text).digest("hex");
  return {
    "content-type": "application/json",
    "user-agent": "Posthook/1.0",
    "posthook-id": id,
    "posthook-timestamp": String(timestamp),
    "posthook-signature": keys.map((key) => `v1,${mac(key, `${timestamp}.${body}`)}`).join(" "),
    "x-ph-signature": mac(keys[0]!, body),
  };
}

/**
 * The body of a delivery.
 *
 * @param hook The hook.
 * @param now The time, in epoch ms.
 * @returns JSON.
 */
export function bodyOf(hook: FakePosthookHook, now: number): string {
  const { id, path, data, postAt, createdAt, updatedAt } = hook;
  return JSON.stringify({ id, path, data, postAt, postedAt: toWire(now), createdAt, updatedAt });
}

/**
 * What a listener that asks for it is told of the request that would be posted.
 *
 * @param body The body.
 * @param headers Its headers: those of `signedHeaders()`.
 * @returns The request, as on the wire.
 */
export function asForwarded(
  body: string,
  headers: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  return {
    body,
    signature: headers["x-ph-signature"],
    posthookId: headers["posthook-id"],
    posthookTimestamp: headers["posthook-timestamp"],
    posthookSignature: headers["posthook-signature"],
  };
}

/**
 * Posts a delivery.
 *
 * @param url Where to.
 * @param request Its body and headers, and whether the receiver may answer later.
 * @param clock Measures how long the receiver takes.
 * @returns What it came to.
 */
export async function post(
  url: string,
  request: {
    readonly body: string;
    readonly headers: Record<string, string>;
    readonly isAsync: boolean;
  },
  clock: Clock,
): Promise<Outcome> {
  const { body, headers, isAsync } = request;
  const controller = new AbortController();
  const stop = clock.after(PATIENCE, () => controller.abort());
  try {
    const { signal } = controller;
    const init = { method: "POST", headers, redirect: "manual", signal } as const;
    const response = await fetch(url, { ...init, body: new Blob([body]) });
    await response.body?.cancel();
    if (!response.ok) return { kind: "failed", error: `HTTP ${response.status}` };
    if (!isAsync || response.status !== 202) return { kind: "done" };
    const seconds = Number(response.headers.get("posthook-async-timeout") ?? NaN);
    return { kind: "accepted", timeout: seconds * 1000 || ASYNC_TIMEOUT };
  } catch {
    return { kind: "failed", error: controller.signal.aborted ? "timeout" : "connection failed" };
  } finally {
    stop();
  }
}

/** Takes deliveries to listeners and waits for what they say. */
export class SocketCourier {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();

  /** @param clock Measures how long a listener takes. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Sends a delivery to a listener.
   *
   * @param socket The listener.
   * @param message The delivery.
   * @returns What it came to.
   */
  deliver(
    socket: ServerSocket,
    message: { readonly id: string; readonly attempt: number } & CallbackUrls,
  ): Promise<Outcome> {
    const { id, attempt, ackUrl, nackUrl } = message;
    return new Promise((resolve) => {
      const end = (outcome: Outcome) => {
        stop();
        this.#waiting.delete(id);
        resolve(outcome);
      };
      const stop = this.#clock.after(PATIENCE, () => {
        socket.send(JSON.stringify({ type: "ack_timeout", hookId: id, attempt }));
        end({ kind: "failed", error: "ack timeout" });
      });
      this.#waiting.set(id, (outcome) => {
        end(outcome);
        if (outcome.kind !== "accepted") return;
        const deadline = toWire(this.#clock.now() + outcome.timeout);
        socket.send(JSON.stringify({ type: "async_ack", hookId: id, ackUrl, nackUrl, deadline }));
      });
      socket.closed.then(() => end({ kind: "failed", error: "connection lost" }));
      socket.send(JSON.stringify({ type: "hook", ...message }));
    });
  }

  /**
   * Takes in what a listener says.
   *
   * @param text The message.
   */
  hear(text: string): void {
    const { type, hookId, timeout, error } = JSON.parse(text);
    const settle = this.#waiting.get(hookId);
    if (type === "ack") settle?.({ kind: "done" });
    if (type === "accept") settle?.({ kind: "accepted", timeout: timeout * 1000 });
    if (type === "nack") settle?.({ kind: "failed", error: error ?? "nacked" });
  }
}

/**
 * The options of single calls.
 *
 * @module
 */

import { PayloadError, refuseLoss } from "../core/body.ts";
import { checkHeaderText, checkNames, checkType } from "../util/check.ts";
import { HookrailConfigError } from "./errors.ts";

/** Settings of one call. */
export interface HookrailCallOptions {
  /** Ends the call at once, wherever it is: it rejects with a `HookrailAbortError`. */
  readonly signal?: AbortSignal;
  /** How long one attempt may take, in ms. */
  readonly timeout?: number;
}

/** Settings of one event. */
export interface SendEventOptions extends HookrailCallOptions {
  /**
   * What the service knows a repeat of this event by, for a day. A fresh UUID by default: it covers
   * the retries of this call, not a second call. Like an ordering key it must not begin or end with
   * a space, nor hold control characters: HTTP would change it.
   */
  readonly idempotencyKey?: string;
  /**
   * Events with the same key reach the subscriptions that ask for it in the order in which they were
   * recorded. At most 256 bytes.
   */
  readonly orderingKey?: string;
}

/** The names of the options of any call. */
export const CALL_NAMES = ["signal", "timeout"] satisfies (keyof HookrailCallOptions)[];

/** The names of the options of an event. */
const SEND_NAMES = [
  ...CALL_NAMES,
  "idempotencyKey",
  "orderingKey",
] satisfies (keyof SendEventOptions)[];

/** The header that carries the ordering key. */
const ORDERING_KEY = "x-hookrail-ordering-key";

/**
 * Checks that a signal, where given, is one.
 *
 * @param signal What the caller gave.
 * @throws {TypeError} If it is none.
 */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError("'signal' must be an AbortSignal");
  }
}

/**
 * Reads the options of an event.
 *
 * @param options The options as the caller gave them.
 * @returns Settings and headers of the call.
 * @throws {TypeError} If an option is unknown or wrong.
 */
export function readSendOptions(options: SendEventOptions): {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number | undefined;
  readonly idempotencyKey: string;
  readonly headers: Headers;
} {
  checkNames(options, SEND_NAMES, "sendEvent()");
  const { signal, timeout, idempotencyKey, orderingKey } = options;
  checkType("idempotencyKey", idempotencyKey, "string");
  checkType("orderingKey", orderingKey, "string");
  // Named here too, as the body is a ready text.
  const headers = new Headers({ "content-type": "application/json" });
  if (orderingKey !== undefined) headers.set(ORDERING_KEY, headerText("orderingKey", orderingKey));
  const key = idempotencyKey ? headerText("idempotencyKey", idempotencyKey) : crypto.randomUUID();
  return { signal, timeout, idempotencyKey: key, headers };
}

/** A text as the service reads it from a header: each character of a header is a byte of UTF-8. */
function headerText(name: string, text: string): string {
  checkHeaderText(name, text);
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/**
 * Writes an event as the service reads it: compact, the topic first. It is written once, so that
 * all attempts send the same bytes.
 *
 * @param topic The topic.
 * @param payload Any JSON value.
 * @returns The JSON text.
 * @throws {TypeError} If the topic is empty or no text.
 * @throws {HookrailConfigError} If the payload is no JSON value.
 */
export function writeEvent(topic: string, payload: unknown): string {
  if (typeof topic !== "string" || topic === "") {
    throw new TypeError("'topic' must be a non-empty string");
  }
  return `{"topic":${JSON.stringify(topic)},"payload":${writePayload(payload)}}`;
}

function writePayload(payload: unknown): string {
  let json: string | undefined;
  try {
    refuseLoss(payload);
    json = JSON.stringify(payload);
  } catch (cause) {
    throw new HookrailConfigError(`'payload' cannot be serialised${explain(cause)}`);
  }
  // JSON.stringify() leaves such a member out without a word, and the service would answer 400.
  if (json === undefined) {
    throw new TypeError(`'payload' is no JSON value: it is ${typeof payload}`);
  }
  return json;
}

/**
 * What a user's toJSON() throws may say anything; what JSON.stringify() throws is a TypeError that
 * goes on to draw the payload from its second line.
 */
function explain(cause: unknown): string {
  try {
    if (!(cause instanceof PayloadError || cause instanceof TypeError)) return "";
    return `: ${String(cause.message).split("\n")[0]}`;
  } catch {
    return ""; // What a payload throws may throw again when it is looked at.
  }
}

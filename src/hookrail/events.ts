/**
 * Events, and how their deliveries stand.
 *
 * Fields that a newer service adds are kept as they came, under their wire names: look for one with
 * `"name" in event`.
 *
 * @module
 */

import { Fields, readText } from "./fields.ts";

/** The states that a delivery is known to have. */
export type KnownDeliveryState =
  | "pending"
  | "in_flight"
  | "retry_scheduled"
  | "succeeded"
  | "dead_lettered"
  | "cancelled"
  | "skipped";

/** The state of a delivery: a known one, or one that a newer service has added. */
export type DeliveryState = KnownDeliveryState | (string & Record<never, never>);

/** The states after which nothing more happens by itself. */
const FINAL = new Set<string>(["succeeded", "dead_lettered", "cancelled", "skipped"]);

/** The service has recorded an event. */
export interface EventAccepted {
  /** The id of the event. */
  readonly eventId: string;
  /** The ids of its deliveries; none when no subscription matches its topic. */
  readonly deliveryIds: readonly string[];
  /**
   * Whether the service had this event already, under the same idempotency key. It is no part of
   * what is written as JSON.
   */
  readonly replayed: boolean;
}

/** How an event stands. */
export interface EventStatus {
  /** The id of the event. */
  readonly eventId: string;
  /** Its topic. */
  readonly topic: string;
  /** Its deliveries, one per subscription that matched. */
  readonly deliveries: readonly Delivery[];
}

/** How one delivery stands. */
export interface Delivery {
  /** The id of the delivery: what receivers drop repeats by. */
  readonly deliveryId: string;
  /** Its state. */
  readonly state: DeliveryState;
  /** Whether `attempts` lacks the oldest ones. */
  readonly attemptsTruncated: boolean;
  /** The attempts so far, in order of `claimVersion`. */
  readonly attempts: readonly Attempt[];
}

/** One attempt of the service to deliver. */
export interface Attempt {
  /** The number of the attempt: 1, 2, … A replay begins anew. */
  readonly attemptNo: number;
  /** The true order of attempts: it never begins anew. */
  readonly claimVersion: number;
  /** What came of it, such as `succeeded` or `failed`. */
  readonly status: string;
  /** How long it took, in ms. */
  readonly latencyMs: number;
  /** The HTTP status of the receiver, or `null` if it did not answer. */
  readonly httpStatus: number | null;
  /** Why it failed, such as `http_503` or `timeout`, or `null`. */
  readonly errorClass: string | null;
}

/**
 * Reads the answer to a new event.
 *
 * @param value The body of the answer.
 * @param replayed Whether it says that the event was known.
 * @returns The event.
 * @throws {HookrailResponseError} If it is none.
 */
export function readEventAccepted(value: unknown, replayed: boolean): EventAccepted {
  const fields = new Fields(value, "an accepted event");
  const known = {
    eventId: fields.text("event_id"),
    deliveryIds: fields.list("delivery_ids", readText),
  };
  const written = { ...fields.unknown(), ...known };
  const accepted = { ...written, replayed };
  // Hidden, so that copies and comparisons see the fields alone.
  Object.defineProperty(accepted, "toJSON", { value: () => written });
  return accepted;
}

/**
 * Reads how an event stands.
 *
 * @param value The body of the answer.
 * @returns The event.
 * @throws {HookrailResponseError} If it is none.
 */
export function readEventStatus(value: unknown): EventStatus {
  const fields = new Fields(value, "an event");
  const known = {
    eventId: fields.text("event_id"),
    topic: fields.text("topic"),
    deliveries: fields.list("deliveries", readDelivery),
  };
  return { ...fields.unknown(), ...known };
}

/**
 * Reads how a delivery stands.
 *
 * @param value The JSON value.
 * @returns The delivery.
 * @throws {HookrailResponseError} If it is none.
 */
export function readDelivery(value: unknown): Delivery {
  const fields = new Fields(value, "a delivery");
  const known = {
    deliveryId: fields.text("delivery_id"),
    state: fields.text("state"),
    attemptsTruncated: fields.boolean("attempts_truncated"),
    attempts: fields.list("attempts", readAttempt),
  };
  return { ...fields.unknown(), ...known };
}

function readAttempt(value: unknown): Attempt {
  const fields = new Fields(value, "an attempt");
  const known = {
    attemptNo: fields.number("attempt_no"),
    claimVersion: fields.number("claim_version"),
    status: fields.text("status"),
    latencyMs: fields.number("latency_ms"),
    httpStatus: fields.numberOrNull("http_status"),
    errorClass: fields.textOrNull("error_class"),
  };
  return { ...fields.unknown(), ...known };
}

/**
 * Whether nothing more will happen to an event by itself: each delivery has succeeded, was given up,
 * cancelled or skipped. An event without deliveries is settled.
 *
 * @param event The event.
 * @returns `false` as long as a delivery is on its way.
 */
export function isSettled(event: EventStatus): boolean {
  return event.deliveries.every(({ state }) => FINAL.has(state));
}

/**
 * What a subscription is, and how it goes over the wire.
 *
 * @module
 */

import { checkNames, checkType } from "../../util/check.ts";
import { Fields } from "../fields.ts";

/** How the waits grow between the attempts of the service, in ms. */
export interface BackoffPolicy {
  /** The ceiling of the first wait, in ms. */
  readonly base: number;
  /** The highest ceiling, in ms. */
  readonly cap: number;
}

/** What can be changed of a subscription. */
export interface SubscriptionChanges {
  /** Whether it takes events. */
  readonly active?: boolean;
  /** How often the service tries in all, from 1 to 100. */
  readonly maxAttempts?: number;
  /** How many deliveries per second it makes at the most, or `null` for no limit. */
  readonly rateLimitRps?: number | null;
  /** How the waits grow, or `null` for the service's own way. */
  readonly backoffPolicy?: BackoffPolicy | null;
}

/** What a subscription is made of. */
export interface SubscriptionInput extends Omit<SubscriptionChanges, "active"> {
  /** The topics: `*` for all, `orders.*` for all that begin with `orders.`, or one topic. */
  readonly topicPattern: string;
  /** Where they go. */
  readonly endpointId: string;
  /**
   * How often the service tries in all, from 1 to 100.
   *
   * @default {8}
   */
  readonly maxAttempts?: number;
  /**
   * Whether events with the same ordering key are delivered one by one. It can never be changed.
   *
   * @default {false}
   */
  readonly ordered?: boolean;
}

/** Which events go to an endpoint, and how. */
export interface Subscription {
  /** Its id. */
  readonly id: string;
  /** The topics. */
  readonly topicPattern: string;
  /** Where they go. */
  readonly endpointId: string;
  /** How often the service tries in all. */
  readonly maxAttempts: number;
  /** How many deliveries per second it makes at the most, or `null`. */
  readonly rateLimitRps: number | null;
  /** How the waits grow, or `null` for the service's own way. */
  readonly backoffPolicy: BackoffPolicy | null;
  /** Whether it takes events. */
  readonly active: boolean;
  /** Whether events with the same ordering key are delivered one by one. */
  readonly ordered: boolean;
  /** When it was deleted, or `null`. */
  readonly deletedAt: string | null;
}

/** The names of what can be changed. */
const CHANGES = [
  "active",
  "maxAttempts",
  "rateLimitRps",
  "backoffPolicy",
] satisfies (keyof SubscriptionChanges)[];

/** The names of what a subscription is made of. */
const INPUT = [
  "topicPattern",
  "endpointId",
  "maxAttempts",
  "rateLimitRps",
  "backoffPolicy",
  "ordered",
] satisfies (keyof SubscriptionInput)[];

/**
 * Writes a new subscription.
 *
 * @param input As the caller gave it.
 * @returns The body of the request.
 * @throws {TypeError} If a field is unknown, missing or of the wrong type.
 */
export function writeSubscription(input: SubscriptionInput): Record<string, unknown> {
  checkNames(input, INPUT, "a subscription");
  checkType("topicPattern", input.topicPattern ?? null, "string");
  checkType("endpointId", input.endpointId ?? null, "string");
  checkType("ordered", input.ordered, "boolean");
  return {
    topic_pattern: input.topicPattern,
    endpoint_id: input.endpointId,
    ...writeRules(input),
    max_attempts: input.maxAttempts ?? 8, // The service wants it named.
    ordered: input.ordered,
  };
}

/**
 * Writes what changes of a subscription.
 *
 * @param changes As the caller gave them.
 * @returns The body of the request.
 * @throws {TypeError} If a field is unknown or of the wrong type.
 */
export function writeChanges(changes: SubscriptionChanges): Record<string, unknown> {
  checkNames(changes, CHANGES, "a subscription");
  checkType("active", changes.active, "boolean");
  return { active: changes.active, ...writeRules(changes) };
}

function writeRules(rules: Omit<SubscriptionChanges, "active">): Record<string, unknown> {
  const { maxAttempts, rateLimitRps, backoffPolicy } = rules;
  if (backoffPolicy) checkNames(backoffPolicy, ["base", "cap"], "a backoff policy");
  return {
    max_attempts: maxAttempts,
    rate_limit_rps: rateLimitRps,
    backoff_policy: backoffPolicy && { base_ms: backoffPolicy.base, cap_ms: backoffPolicy.cap },
  };
}

/**
 * Reads a subscription.
 *
 * @param value What came.
 * @returns The subscription, unknown fields kept.
 * @throws {HookrailResponseError} If it lacks what every subscription has.
 */
export function readSubscription(value: unknown): Subscription {
  const fields = new Fields(value, "a subscription");
  const known = {
    id: fields.text("id"),
    topicPattern: fields.text("topic_pattern"),
    endpointId: fields.text("endpoint_id"),
    maxAttempts: fields.number("max_attempts"),
    rateLimitRps: fields.numberOrNull("rate_limit_rps"),
    backoffPolicy: readBackoff(fields.value("backoff_policy")),
    active: fields.boolean("active"),
    ordered: fields.boolean("ordered"),
    deletedAt: fields.textOrNull("deleted_at"),
  };
  return { ...fields.unknown(), ...known };
}

function readBackoff(value: unknown): BackoffPolicy | null {
  if (value === null) return null;
  const fields = new Fields(value, "a backoff policy");
  const known = { base: fields.number("base_ms"), cap: fields.number("cap_ms") };
  return { ...fields.unknown(), ...known };
}

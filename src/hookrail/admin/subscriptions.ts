/**
 * Subscriptions: which events go to an endpoint, and how.
 *
 * @module
 */

import { path } from "../../rest/path.ts";
import { checkNames, checkType } from "../../util/check.ts";
import { configured } from "../configured.ts";
import type { Connection } from "../connection.ts";
import { Fields } from "../fields.ts";
import type { HookrailCallOptions } from "../send_options.ts";
import { checkListNames, type HookrailListOptions, list, readCall } from "./list.ts";

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

/** What to list. */
export interface SubscriptionListOptions extends HookrailListOptions {
  /** Only those of this endpoint. */
  readonly endpointId?: string;
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

/** The subscriptions of a service. */
export class Subscriptions {
  readonly #connection: Connection;

  /**
   * @param connection The way to the service.
   * @ignore
   */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Makes a subscription.
   *
   * @param input The topics, where they go, and how.
   * @param options Settings of this call.
   * @returns Its id.
   * @throws {HookrailError} If it is not made; `ConflictError` if there is no such endpoint.
   */
  async create(
    input: SubscriptionInput,
    options: HookrailCallOptions = {},
  ): Promise<{ readonly id: string }> {
    const body = configured(() => {
      checkNames(input, INPUT, "a subscription");
      checkType("topicPattern", input.topicPattern ?? null, "string");
      checkType("endpointId", input.endpointId ?? null, "string");
      checkType("ordered", input.ordered, "boolean");
      return {
        topic_pattern: input.topicPattern,
        endpoint_id: input.endpointId,
        ...writeChanges(input),
        max_attempts: input.maxAttempts ?? 8, // The service wants it named.
        ordered: input.ordered,
      };
    });
    const call = { ...readCall(options), body };
    const { response } = await this.#connection.postOnce("/v1/subscriptions", call);
    const fields = new Fields(response, "a subscription");
    const id = fields.text("id");
    return { ...fields.unknown(), id };
  }

  /**
   * Lists subscriptions.
   *
   * @param options What to list.
   * @returns The subscriptions; each page is asked for when it is needed.
   * @throws {HookrailError} If an option is wrong, or a page cannot be read.
   */
  list(options: SubscriptionListOptions = {}): AsyncGenerator<Subscription, void, undefined> {
    checkListNames(options, ["endpointId"]);
    const query = { endpoint_id: options.endpointId };
    const listing = { path: "/v1/subscriptions", query, read: readSubscription };
    return list(this.#connection, options, listing);
  }

  /**
   * Reads a subscription.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @returns The subscription.
   * @throws {NotFoundError} If there is none, or it is deleted.
   */
  async get(id: string, options: HookrailCallOptions = {}): Promise<Subscription> {
    const where = configured(() => path`/v1/subscriptions/${id}`);
    const { response } = await this.#connection.call("GET", where, readCall(options));
    return readSubscription(response);
  }

  /**
   * Changes a subscription.
   *
   * @param id Its id.
   * @param changes What changes.
   * @param options Settings of this call.
   * @throws {NotFoundError} If there is none; `ConflictError` if it is deleted.
   */
  async update(
    id: string,
    changes: SubscriptionChanges,
    options: HookrailCallOptions = {},
  ): Promise<void> {
    const { where, body } = configured(() => {
      checkNames(changes, CHANGES, "a subscription");
      checkType("active", changes.active, "boolean");
      const body = { active: changes.active, ...writeChanges(changes) };
      return { where: path`/v1/subscriptions/${id}`, body };
    });
    await this.#connection.call("PATCH", where, { ...readCall(options), body });
  }

  /**
   * Deletes a subscription.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @throws {NotFoundError} If there is none, or it is deleted; also when a try before this one
   * deleted it, and its answer was lost.
   */
  async delete(id: string, options: HookrailCallOptions = {}): Promise<void> {
    const where = configured(() => path`/v1/subscriptions/${id}`);
    await this.#connection.call("DELETE", where, readCall(options));
  }
}

function writeChanges(changes: SubscriptionChanges): Record<string, unknown> {
  const { maxAttempts, rateLimitRps, backoffPolicy } = changes;
  if (backoffPolicy) checkNames(backoffPolicy, ["base", "cap"], "a backoff policy");
  return {
    max_attempts: maxAttempts,
    rate_limit_rps: rateLimitRps,
    backoff_policy: backoffPolicy && { base_ms: backoffPolicy.base, cap_ms: backoffPolicy.cap },
  };
}

function readSubscription(value: unknown): Subscription {
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

/**
 * The subscriptions of a service: made, read, listed, changed, deleted.
 *
 * @module
 */

import { path } from "../../rest/path.ts";
import { configured } from "../configured.ts";
import type { Connection } from "../connection.ts";
import { Fields } from "../fields.ts";
import type { HookrailCallOptions } from "../send_options.ts";
import { checkListNames, type HookrailListOptions, list, readCall } from "./list.ts";
import {
  readSubscription,
  type Subscription,
  type SubscriptionChanges,
  type SubscriptionInput,
  writeChanges,
  writeSubscription,
} from "./subscription.ts";

/** What to list. */
export interface SubscriptionListOptions extends HookrailListOptions {
  /** Only those of this endpoint. */
  readonly endpointId?: string;
}

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
    const body = configured(() => writeSubscription(input));
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
      return { where: path`/v1/subscriptions/${id}`, body: writeChanges(changes) };
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

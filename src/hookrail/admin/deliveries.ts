/**
 * Deliveries, and what holds them up.
 *
 * @module
 */

import { path } from "../../rest/path.ts";
import { configured } from "../configured.ts";
import type { Connection } from "../connection.ts";
import { type Delivery, type DeliveryState, readDelivery } from "../events.ts";
import { Fields } from "../fields.ts";
import type { HookrailCallOptions } from "../send_options.ts";
import { checkListNames, type HookrailListOptions, list, readCall } from "./list.ts";

/** A delivery as lists show it. */
export interface DeliverySummary {
  /** Its id. */
  readonly id: string;
  /** The event that is delivered. */
  readonly eventId: string;
  /** Where it goes. */
  readonly endpointId: string;
  /** Its state. */
  readonly state: DeliveryState;
}

/** What to list: those that fit everything given. */
export interface DeliveryListOptions extends HookrailListOptions {
  /** Only those in this state. */
  readonly state?: DeliveryState;
  /** Only those to this endpoint. */
  readonly endpointId?: string;
  /** Only those of this topic. */
  readonly topic?: string;
  /** Only those of this event. */
  readonly eventId?: string;
}

/** A delivery that was skipped. */
export interface SkippedDelivery {
  /** Its id. */
  readonly deliveryId: string;
  /** Its state: `skipped`. */
  readonly state: DeliveryState;
  /** The delivery whose turn it is now, or `null` if none waited. */
  readonly nextHeadDeliveryId: string | null;
}

/** An ordering key whose deliveries wait behind one that was given up. */
export interface BlockedKey {
  /** The subscription. */
  readonly subscriptionId: string;
  /** The key. */
  readonly orderingKey: string;
  /** The delivery in the way: replay it, or skip it. */
  readonly headDeliveryId: string | null;
  /** Since when it is in the way, as the service writes it. */
  readonly blockedSince: string | null;
  /** How many deliveries wait. */
  readonly backlogCount: number;
}

/** The deliveries of a service. */
export class Deliveries {
  readonly #connection: Connection;

  /**
   * @param connection The way to the service.
   * @ignore
   */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Lists deliveries.
   *
   * @param options What to list.
   * @returns The deliveries; each page is asked for when it is needed.
   * @throws {HookrailError} If an option is wrong, or a page cannot be read.
   */
  list(options: DeliveryListOptions = {}): AsyncGenerator<DeliverySummary, void, undefined> {
    checkListNames(options, ["state", "endpointId", "topic", "eventId"]);
    const { state, topic } = options;
    const query = { state, topic, endpoint_id: options.endpointId, event_id: options.eventId };
    return list(this.#connection, options, { path: "/v1/deliveries", query, read: readSummary });
  }

  /**
   * Reads a delivery with its attempts.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @returns The delivery.
   * @throws {NotFoundError} If there is none.
   */
  async get(id: string, options: HookrailCallOptions = {}): Promise<Delivery> {
    const where = configured(() => path`/v1/deliveries/${id}`);
    const { response } = await this.#connection.call("GET", where, readCall(options));
    return readDelivery(response);
  }

  /**
   * Skips a delivery that was given up and that others wait behind.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @returns The delivery, and the next one.
   * @throws {ConflictError} If it was not given up, or none waits behind it.
   */
  async skip(id: string, options: HookrailCallOptions = {}): Promise<SkippedDelivery> {
    const where = configured(() => path`/v1/deliveries/${id}/skip`);
    const { response } = await this.#connection.postOnce(where, readCall(options));
    const fields = new Fields(response, "a skipped delivery");
    const known = {
      deliveryId: fields.text("delivery_id"),
      state: fields.text("state"),
      nextHeadDeliveryId: fields.textOrNull("next_head_delivery_id"),
    };
    return { ...fields.unknown(), ...known };
  }

  /**
   * Lists the ordering keys whose deliveries are held up.
   *
   * @param options Settings of the list.
   * @returns The keys; each page is asked for when it is needed.
   * @throws {HookrailError} If an option is wrong, or a page cannot be read.
   */
  listBlocked(options: HookrailListOptions = {}): AsyncGenerator<BlockedKey, void, undefined> {
    checkListNames(options, []);
    const query = { blocked: true }; // The service lists no others.
    return list(this.#connection, options, { path: "/v1/ordered-keys", query, read: readBlocked });
  }
}

function readSummary(value: unknown): DeliverySummary {
  const fields = new Fields(value, "a delivery");
  const known = {
    id: fields.text("id"),
    eventId: fields.text("event_id"),
    endpointId: fields.text("endpoint_id"),
    state: fields.text("state"),
  };
  return { ...fields.unknown(), ...known };
}

function readBlocked(value: unknown): BlockedKey {
  const fields = new Fields(value, "an ordering key");
  const known = {
    subscriptionId: fields.text("subscription_id"),
    orderingKey: fields.text("ordering_key"),
    headDeliveryId: fields.textOrNull("head_delivery_id"),
    blockedSince: fields.textOrNull("blocked_since"),
    backlogCount: fields.number("backlog_count"),
  };
  return { ...fields.unknown(), ...known };
}

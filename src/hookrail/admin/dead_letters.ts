/**
 * Dead letters: deliveries that were given up.
 *
 * @module
 */

import { path } from "../../rest/path.ts";
import { configured } from "../configured.ts";
import type { Connection } from "../connection.ts";
import type { DeliveryState } from "../events.ts";
import { Fields } from "../fields.ts";
import type { HookrailCallOptions } from "../send_options.ts";
import { checkListNames, type HookrailListOptions, list, readCall } from "./list.ts";

/** A delivery that was given up. */
export interface DeadLetter {
  /** The id of the delivery. */
  readonly deliveryId: string;
  /** Where it should have gone, or `null`. */
  readonly endpointId: string | null;
  /** Why it was given up. */
  readonly finalError: string;
  /** When, as the service writes it. */
  readonly deadAt: string;
  /** When it was replayed, or `null`. */
  readonly replayedAt: string | null;
}

/** What to list: those that fit everything given. */
export interface DeadLetterListOptions extends HookrailListOptions {
  /** Only those to this endpoint. */
  readonly endpointId?: string;
  /** Only those given up at this time or later. A text is sent as it is: RFC 3339. */
  readonly since?: Date | string;
  /** Only those given up at this time or earlier. A text is sent as it is: RFC 3339. */
  readonly until?: Date | string;
  /** Only those that were replayed, or only those that were not. */
  readonly replayed?: boolean;
}

/** A delivery that is tried anew. */
export interface ReplayedDelivery {
  /** Its id. */
  readonly deliveryId: string;
  /** Its state: `pending`. */
  readonly state: DeliveryState;
}

/** The dead letters of a service. */
export class DeadLetters {
  readonly #connection: Connection;

  /**
   * @param connection The way to the service.
   * @ignore
   */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Lists dead letters.
   *
   * @param options What to list.
   * @returns The dead letters; each page is asked for when it is needed.
   * @throws {HookrailError} If an option is wrong, or a page cannot be read.
   */
  list(options: DeadLetterListOptions = {}): AsyncGenerator<DeadLetter, void, undefined> {
    checkListNames(options, ["endpointId", "since", "until", "replayed"]);
    const { endpointId, replayed } = options;
    const query = configured(() => ({
      endpoint_id: endpointId,
      since: writeTime("since", options.since),
      until: writeTime("until", options.until),
      replayed,
    }));
    return list(this.#connection, options, { path: "/v1/dlq", query, read: readDeadLetter });
  }

  /**
   * Lets the service try a delivery anew, with as many attempts as at first.
   *
   * @param deliveryId The id of the delivery.
   * @param options Settings of this call.
   * @returns The delivery.
   * @throws {ConflictError} If it is on its way, was replayed before, or its endpoint is deleted.
   * @throws {HookrailAPIError} With status 410 if it is too old.
   */
  async replay(deliveryId: string, options: HookrailCallOptions = {}): Promise<ReplayedDelivery> {
    const where = configured(() => path`/v1/dlq/${deliveryId}/replay`);
    const { response } = await this.#connection.postOnce(where, readCall(options));
    const fields = new Fields(response, "a replayed delivery");
    const known = { deliveryId: fields.text("delivery_id"), state: fields.text("state") };
    return { ...fields.unknown(), ...known };
  }
}

function writeTime(name: string, time: Date | string | undefined): string | undefined {
  if (time === undefined || typeof time === "string") return time;
  if (time instanceof Date && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new TypeError(`'${name}' must be a valid Date or a text`);
}

function readDeadLetter(value: unknown): DeadLetter {
  const fields = new Fields(value, "a dead letter");
  const known = {
    deliveryId: fields.text("delivery_id"),
    endpointId: fields.textOrNull("endpoint_id"),
    finalError: fields.text("final_error"),
    deadAt: fields.text("dead_at"),
    replayedAt: fields.textOrNull("replayed_at"),
  };
  return { ...fields.unknown(), ...known };
}

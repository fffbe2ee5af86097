/**
 * Operations on many hooks at once.
 *
 * @module
 */

import { checkNames, checkNumber, checkType } from "../util/check.ts";
import type { Api, PosthookCallOptions } from "./api.ts";
import { PosthookError } from "./errors.ts";
import { count, isFields } from "./fields.ts";
import { toWireTime } from "./time.ts";

/** Hooks by their ids. */
export interface BulkIds {
  /** The ids. More than 1000 are sent in several requests, one after the other. */
  readonly hookIds: Iterable<string>;
}

/** Hooks by when they are due, and more. */
export interface BulkFilter {
  /** Hooks due from then. */
  readonly startTime: string | Date;
  /** Hooks due until then. */
  readonly endTime: string | Date;
  /** How many at the most, from 1 to 1000. */
  readonly limit: number;
  /** Only hooks of this endpoint. */
  readonly endpointKey?: string;
  /** Only hooks of this sequence. */
  readonly sequenceId?: string;
}

/** Which hooks: by id or by filter. */
export type BulkSelection = BulkIds | BulkFilter;

/** What an operation on many hooks did. */
export interface BulkActionResult {
  /** How many hooks were affected. */
  readonly affected: number;
}

/** The names of all fields of a filter. */
const FILTER_NAMES = [
  "startTime",
  "endTime",
  "limit",
  "endpointKey",
  "sequenceId",
] satisfies (keyof BulkFilter)[];

/** How many ids one request may hold. */
const MAX_IDS = 1000;

/**
 * Retries, replays or cancels many hooks at once: see `Posthook.hooks.bulk`.
 *
 * When ids go in several requests and one of these fails, what the ones before did is done: the
 * error's `affected` tells how many hooks that were.
 *
 * @example Cancel two hooks, and all that is due tomorrow
 * ```ts
 * import { Posthook } from "@hookcast/hookcast/posthook";
 * import { FakePosthook } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using service = await FakePosthook.start();
 * const { hooks } = new Posthook(service.apiKey, { baseUrl: service.url });
 * const [first, second] = [
 *   await hooks.schedule({ path: "/remind", postIn: "5m" }),
 *   await hooks.schedule({ path: "/remind", postIn: "1h" }),
 * ];
 * await hooks.schedule({ path: "/remind", postIn: "1d" });
 *
 * const byIds = await hooks.bulk.cancel({ hookIds: [first.id, second.id] });
 * const startTime = new Date();
 * const endTime = new Date(startTime.getTime() + 2 * 86_400_000);
 * const byFilter = await hooks.bulk.cancel({ startTime, endTime, limit: 500 });
 *
 * assertEquals([byIds.affected, byFilter.affected], [2, 1]);
 * ```
 */
export class Bulk {
  readonly #api: Api;

  /**
   * @param api Makes the calls.
   * @ignore
   */
  constructor(api: Api) {
    this.#api = api;
  }

  /**
   * Delivers failed hooks again.
   *
   * @param selection Which hooks.
   * @param options Settings of each request.
   * @returns How many were affected.
   * @throws {PosthookError} If the service refuses, or does not answer.
   * @throws {TypeError | RangeError} If the selection is wrong.
   */
  retry(selection: BulkSelection, options: PosthookCallOptions = {}): Promise<BulkActionResult> {
    return this.#act("/v1/hooks/bulk/retry", selection, options);
  }

  /**
   * Delivers completed hooks once more, as new hooks.
   *
   * @param selection Which hooks.
   * @param options Settings of each request.
   * @returns How many were affected.
   * @throws {PosthookError} If the service refuses, or does not answer.
   * @throws {TypeError | RangeError} If the selection is wrong.
   */
  replay(selection: BulkSelection, options: PosthookCallOptions = {}): Promise<BulkActionResult> {
    return this.#act("/v1/hooks/bulk/replay", selection, options);
  }

  /**
   * Cancels pending hooks.
   *
   * @param selection Which hooks.
   * @param options Settings of each request.
   * @returns How many were affected.
   * @throws {PosthookError} If the service refuses, or does not answer.
   * @throws {TypeError | RangeError} If the selection is wrong.
   */
  cancel(selection: BulkSelection, options: PosthookCallOptions = {}): Promise<BulkActionResult> {
    return this.#act("/v1/hooks/bulk/cancel", selection, options);
  }

  async #act(
    path: string,
    selection: BulkSelection,
    options: PosthookCallOptions,
  ): Promise<BulkActionResult> {
    const bodies = toBodies(selection);
    let affected = 0;
    try {
      for (const body of bodies) {
        const { data } = await this.#api.call("POST", path, { body }, options);
        affected += isFields(data) ? count(data.affected) : 0;
      }
    } catch (error) {
      const isOfMany = bodies.length > 1 && error instanceof PosthookError;
      throw isOfMany ? Object.assign(error, { affected }) : error;
    }
    return { affected };
  }
}

function toBodies(selection: BulkSelection): Record<string, unknown>[] {
  checkType("selection", selection ?? null, "object");
  return "hookIds" in selection ? ofIds(selection) : [ofFilter(selection)];
}

function ofIds(selection: BulkIds): Record<string, unknown>[] {
  checkNames(selection, ["hookIds"], "a selection by ids");
  const { hookIds } = selection;
  // A text is iterable too, letter by letter.
  if (typeof hookIds !== "object" || typeof hookIds?.[Symbol.iterator] !== "function") {
    throw new TypeError("'hookIds' must be a list of ids");
  }
  const ids = [...hookIds];
  if (ids.length === 0) throw new TypeError("'hookIds' must name at least one hook");
  if (ids.some((id) => typeof id !== "string" || id === "")) {
    throw new TypeError("'hookIds' must hold ids: texts that are not empty");
  }
  const parts = Math.ceil(ids.length / MAX_IDS);
  return Array.from({ length: parts }, (_, part) => {
    return { hookIDs: ids.slice(part * MAX_IDS, (part + 1) * MAX_IDS) };
  });
}

function ofFilter(filter: BulkFilter): Record<string, unknown> {
  checkNames(filter, FILTER_NAMES, "a selection: it has 'hookIds', or a filter");
  const { startTime, endTime, limit, endpointKey, sequenceId } = filter;
  checkNumber("limit", limit, { min: 1, max: 1000, integer: true });
  checkType("endpointKey", endpointKey, "string");
  checkType("sequenceId", sequenceId, "string");
  return {
    startTime: toWireTime("startTime", startTime),
    endTime: toWireTime("endTime", endTime),
    limit,
    endpointKey,
    sequenceID: sequenceId,
  };
}

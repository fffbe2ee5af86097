/**
 * What the lists of the admin surface have in common.
 *
 * @module
 */

import { items } from "../../rest/pages.ts";
import { Trail } from "../../rest/trail.ts";
import { checkNames, checkNumber } from "../../util/check.ts";
import { configured } from "../configured.ts";
import type { Connection } from "../connection.ts";
import { HookrailResponseError } from "../errors.ts";
import { Fields } from "../fields.ts";
import { CALL_NAMES, checkSignal, type HookrailCallOptions } from "../send_options.ts";

/** Settings of a list. */
export interface HookrailListOptions extends HookrailCallOptions {
  /**
   * How many items are asked for at a time; 200 at the most.
   *
   * @default {50}
   */
  readonly pageSize?: number;
}

/** What is to be listed. */
export interface Listing<T> {
  /** The path of the list. */
  readonly path: string;
  /** What to ask for, by wire name. */
  readonly query: Readonly<Record<string, string | boolean | undefined>>;
  /** Reads an item. */
  readonly read: (item: unknown) => T;
}

/**
 * Lists all there is, page by page, each when it is needed.
 *
 * @param connection The way to the service.
 * @param options The options as the caller gave them.
 * @param listing What is to be listed.
 * @returns The items. Reading them throws a {@linkcode HookrailResponseError} when the list leads
 * round in a circle: a service that errs must not keep its client busy for ever.
 * @throws {HookrailConfigError} If a setting of the list is wrong: at the call.
 */
export function list<T>(
  connection: Connection,
  options: HookrailListOptions,
  { path, query, read }: Listing<T>,
): AsyncGenerator<T, void, undefined> {
  const { pageSize: limit, signal, timeout } = options;
  configured(() => {
    if (limit !== undefined) checkNumber("pageSize", limit, { min: 1, max: 200, integer: true });
    checkSignal(signal);
  });
  const trail = new Trail();
  return items(async (cursor) => {
    if (cursor !== undefined && trail.returnsTo(cursor)) {
      throw new HookrailResponseError(
        "Cannot list on: the service hands out the same cursor again",
      );
    }
    const call = { query: { ...query, limit, cursor }, signal, timeout };
    const { response } = await connection.call("GET", path, call);
    const fields = new Fields(response, "a list");
    return {
      items: fields.list("items", read),
      next: fields.textOrNull("next_cursor") || undefined, // An empty one ends the list.
    };
  });
}

/**
 * Checks the names of the options of a list.
 *
 * @param options The options as the caller gave them.
 * @param filters The names that this list has of its own.
 * @throws {HookrailConfigError} If there is another name.
 */
export function checkListNames(options: HookrailListOptions, filters: readonly string[]): void {
  configured(() => checkNames(options, [...CALL_NAMES, "pageSize", ...filters], "list()"));
}

/**
 * Reads the settings of a call.
 *
 * @param options The options as the caller gave them.
 * @returns The settings.
 * @throws {HookrailConfigError} If an option is unknown.
 */
export function readCall(options: HookrailCallOptions): HookrailCallOptions {
  configured(() => checkNames(options, CALL_NAMES, "this call"));
  const { signal, timeout } = options;
  return { signal, timeout };
}

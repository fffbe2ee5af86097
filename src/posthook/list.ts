/**
 * Which hooks to list, and how to read on behind the last one.
 *
 * @module
 */

import { items } from "../rest/pages.ts";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import { PosthookError } from "./errors.ts";
import type { Hook, HookStatus } from "./hook.ts";
import { compareTimes, toOptionalTime } from "./time.ts";

/** Which hooks to list. */
export interface ListParams {
  /** Only hooks of this status. */
  readonly status?: HookStatus;
  /** How many at the most; the service takes up to 1000, and 10 unless told. */
  readonly limit?: number;
  /** How many to leave out. */
  readonly offset?: number;
  /** Only hooks due before that. */
  readonly postAtBefore?: string | Date;
  /** Only hooks due after that. */
  readonly postAtAfter?: string | Date;
  /** Only hooks scheduled before that. */
  readonly createdAtBefore?: string | Date;
  /** Only hooks scheduled after that. */
  readonly createdAtAfter?: string | Date;
  /** What to sort by. */
  readonly sortBy?: "postAt" | "createdAt" | (string & Record<never, never>);
  /** How to sort. */
  readonly sortOrder?: "ASC" | "DESC" | (string & Record<never, never>);
  /** Parameters of the query that this version does not know. */
  readonly query?: Readonly<Record<string, string | number>>;
}

/** Which hooks to list to the last one. */
export interface ListAllParams {
  /** Only hooks of this status. */
  readonly status?: HookStatus;
  /** Only hooks due after that. */
  readonly postAtAfter?: string | Date;
  /**
   * How many are fetched at a time, from 1 to 1000.
   *
   * @default {100}
   */
  readonly pageSize?: number;
  /**
   * Whether hooks that are due at the same moment as the last one of a page are safe. The service
   * can only be asked for what is due after a moment, so the rest of such a group is else left out
   * when it begins on one page and ends on the next. With this, each page begins one millisecond
   * before the last one ended, and what was seen is dropped. Up to 1000 hooks may be due at once.
   *
   * @default {false}
   */
  readonly tieSafe?: boolean;
}

type Query = Record<string, string | number | undefined>;

/** The names of all parameters of a list. */
const NAMES = [
  "status",
  "limit",
  "offset",
  "postAtBefore",
  "postAtAfter",
  "createdAtBefore",
  "createdAtAfter",
  "sortBy",
  "sortOrder",
  "query",
] satisfies (keyof ListParams)[];

/** The names of all parameters of a whole list. */
const ALL_NAMES = [
  "status",
  "postAtAfter",
  "pageSize",
  "tieSafe",
] satisfies (keyof ListAllParams)[];

/** How many hooks the service hands out at a time, at the most. */
const MAX_LIMIT = 1000;

/** Where a page begins, and how long it is. */
interface Place {
  readonly after: string | undefined;
  readonly limit: number;
  /** When the last hook of the page before is due. */
  readonly reached?: string;
}

/** How far before the end of a page the next one begins, in ms, when ties are to be safe. */
const OVERLAP = 1;

/**
 * Makes the query of a list.
 *
 * @param params As a user gave them.
 * @returns The query; what is `undefined` in it is left out.
 * @throws {TypeError} If a parameter is unknown or of the wrong type.
 */
export function toListQuery(params: ListParams): Query {
  checkNames(params, NAMES, "list()");
  const { status, limit, offset, sortBy, sortOrder, query } = params;
  if (limit !== undefined) checkNumber("limit", limit, { min: 0, integer: true });
  if (offset !== undefined) checkNumber("offset", offset, { min: 0, integer: true });
  checkType("query", query, "object");
  return {
    status: status || undefined,
    limit,
    offset,
    postAtBefore: toOptionalTime("postAtBefore", params.postAtBefore || undefined),
    postAtAfter: toOptionalTime("postAtAfter", params.postAtAfter || undefined),
    createdAtBefore: toOptionalTime("createdAtBefore", params.createdAtBefore || undefined),
    createdAtAfter: toOptionalTime("createdAtAfter", params.createdAtAfter || undefined),
    sortBy: sortBy || undefined,
    sortOrder: sortOrder || undefined,
    ...query,
  };
}

/**
 * Lists hooks to the last one, in the order in which they are due.
 *
 * @param params As a user gave them.
 * @param read Reads one page.
 * @returns The hooks; each page is read when it is needed.
 * @throws {TypeError | RangeError} At the call, if a parameter is wrong.
 */
export function listAll(
  params: ListAllParams,
  read: (query: Query) => Promise<Hook[]>,
): AsyncGenerator<Hook, void, undefined> {
  checkNames(params, ALL_NAMES, "listAll()");
  const { status, pageSize = 100, tieSafe = false } = params;
  checkNumber("pageSize", pageSize, { min: 1, max: MAX_LIMIT, integer: true });
  checkType("tieSafe", tieSafe, "boolean");
  const first = toOptionalTime("postAtAfter", params.postAtAfter || undefined);
  const query = {
    limit: pageSize,
    sortBy: "postAt",
    sortOrder: "ASC",
    status: status || undefined,
  };
  const seen = new Seen();

  const start = { after: first, limit: pageSize };
  return items<Hook, Place>(async (place = start) => {
    const page = await read({ ...query, limit: place.limit, postAtAfter: place.after });
    const fresh = seen.drop(page);
    const last = page.at(-1);
    if (!last || page.length < place.limit) return { items: fresh, next: undefined };
    const reached = last.postAt;
    const step = place.reached === undefined ? 1 : compareTimes(reached, place.reached);
    if (!(step >= 0)) throw new PosthookError("Cannot list on: the service goes back in time");
    const after = tieSafe ? justBefore(reached, place.after) : reached;
    if (tieSafe) seen.keep(page, after);
    const stands = step === 0 || after === place.after;
    const limit = stands ? widen(place, tieSafe) : pageSize;
    return { items: fresh, next: { after, limit, reached } };
  });
}

/**
 * How many hooks to ask for when the next page begins where this one did: it would else be the same
 * one for ever, and to end here would lose the rest.
 */
function widen({ limit }: Place, tieSafe: boolean): number {
  if (!tieSafe) {
    throw new PosthookError("Cannot list on: the service answers with the same page again");
  }
  if (limit < MAX_LIMIT) return Math.min(MAX_LIMIT, limit * 2);
  throw new PosthookError(`Cannot list on: ${MAX_LIMIT} hooks are due in the same millisecond`);
}

/** A moment before a time, as text, but not before the page itself began. Of no time: the text. */
function justBefore(time: string, start: string | undefined): string {
  const moment = Date.parse(time);
  if (Number.isNaN(moment)) return time;
  const text = new Date(moment - OVERLAP).toISOString();
  return start !== undefined && compareTimes(text, start) < 0 ? start : text;
}

/** The hooks at the end of what was read, which the next page may show again. */
class Seen {
  #times = new Map<string, number>();

  /** The hooks of a page that were not seen before. */
  drop(page: readonly Hook[]): Hook[] {
    return page.filter(({ id }) => !this.#times.has(id));
  }

  /** Remembers those of a page, and forgets those that cannot come again. */
  keep(page: readonly Hook[], cursor: string): void {
    for (const { id, postAt } of page) this.#times.set(id, Date.parse(postAt));
    const start = Date.parse(cursor);
    for (const [id, time] of this.#times) if (time < start) this.#times.delete(id);
  }
}

/**
 * What a fake Hookrail answers.
 *
 * @module
 */

import type { PlainAnswer } from "../script.ts";

/** A JSON answer. */
export function jsonReply(status: number, body: object, headers: HeadersInit = {}): PlainAnswer {
  return { status, headers, body };
}

/** Problem details, RFC 7807. */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): PlainAnswer {
  const body = { type: "about:blank", title, status, detail };
  return { status, headers: { ...headers, "content-type": "application/problem+json" }, body };
}

/** An answer that holds a secret: nobody on the way may keep it. */
export const NO_STORE = { "cache-control": "no-store" };

/** The longest and the usual number of items on a page. */
const LIMITS = { usual: 50, most: 200 };

/**
 * One page of a list. A list without items is `null`, as Go writes it, and a full page has a cursor
 * even if nothing follows.
 *
 * @param rows The whole list, in order.
 * @param query What the client asked for.
 * @param idOf What the cursor after a row is made of.
 */
export function pageReply<T extends object>(
  rows: readonly T[],
  query: URLSearchParams,
  idOf: (row: T) => string,
): PlainAnswer {
  const cursor = query.get("cursor") ?? "";
  let after = -1;
  if (cursor !== "") {
    const id = decode(cursor);
    after = rows.findIndex((row) => idOf(row) === id);
    if (after < 0) return problem(400, "bad cursor", "cursor is not decodable");
  }
  const asked = Number(query.get("limit"));
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, LIMITS.most) : LIMITS.usual;
  const items = rows.slice(after + 1, after + 1 + limit);
  const last = items.length === limit ? items.at(-1) : undefined;
  return jsonReply(200, {
    items: items.length > 0 ? items : null,
    next_cursor: last ? btoa(idOf(last)) : "",
  });
}

function decode(cursor: string): string | undefined {
  try {
    return atob(cursor);
  } catch {
    return undefined;
  }
}

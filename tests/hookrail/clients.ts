/**
 * What the tests of Hookrail's client share.
 *
 * @module
 */

import { Hookrail, type HookrailError, type HookrailOptions } from "../../src/hookrail/mod.ts";
import { RetryError } from "../../src/hookrail/mod.ts";
import type { Answer, FakeServer } from "../../src/testing/mod.ts";
import { assertInstanceOf, assertRejects } from "@std/assert";

/** The key that tests use: no text may show it. */
export const KEY = "hk_s3cret0123456789";

/** An answer to an event that was recorded. */
export const ACCEPTED: Answer = { status: 202, body: { event_id: "e1", delivery_ids: ["d1"] } };

/** A policy that does not wait. */
export const QUICK = { base: 1, cap: 1 };

/** A client of a server. */
export function connect(server: FakeServer, options: HookrailOptions = {}): Hookrail {
  return new Hookrail({ apiKey: KEY, baseUrl: server.url, policy: QUICK, ...options });
}

/** What a call that is given up rejects with, in its wrapping. */
export async function lastFailure(call: () => Promise<unknown>): Promise<HookrailError> {
  const error = await assertRejects(call);
  assertInstanceOf(error, RetryError);
  return error.cause;
}

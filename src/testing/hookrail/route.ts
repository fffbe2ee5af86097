/**
 * What the parts of a fake admin surface share.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import type { PlainAnswer } from "../script.ts";
import { problem } from "./reply.ts";
import type { DeliveryRow, EndpointRow, HookrailRole } from "./rows.ts";
import type { Store } from "./store.ts";

/** What the rest of the service does for its admin surface. */
export interface AdminHooks {
  /** Delivers what has become due. */
  dispatch(delivery: DeliveryRow): void;
  /** Whether the service would post there. */
  allows(url: string): boolean;
}

/** The service behind the surface. */
export interface Service {
  readonly store: Store;
  readonly clock: Clock;
  readonly hooks: AdminHooks;
}

/** One request, read. */
export interface Call {
  /** The id in its path; empty if there is none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One thing that can be asked. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** The least role that may ask it. */
  readonly role: HookrailRole;
  readonly answer: (service: Service, call: Call) => PlainAnswer;
}

/** The answer when there is no such thing. */
export function missing(what: string): PlainAnswer {
  return problem(404, "not found", `no ${what} with that id`);
}

/** A time as it goes over the wire. */
export function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Whether a row is to be shown: deleted ones only when asked for. */
export function isShown(
  query: URLSearchParams,
): (row: { readonly deletedAt: number | null }) => boolean {
  return ({ deletedAt }) => deletedAt === null || query.get("include_deleted") === "true";
}

/** Looks up an endpoint that is not deleted. */
export function liveEndpoint(store: Store, id: string): EndpointRow | undefined {
  return store.endpoints.find((row) => row.id === id && row.deletedAt === null);
}

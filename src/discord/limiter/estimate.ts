/**
 * How long a request would wait.
 *
 * @module
 */

import type { RouteName } from "./route_name.ts";
import type { Registry } from "./registry.ts";
import type { Route } from "./route.ts";

/** How long a request is held to take, in ms, before one was seen. */
const TRIP = 250;

/**
 * Estimates how long one more request would wait. Nothing is remembered for the question.
 *
 * @param registry What is known.
 * @param name The route.
 * @param now The time, in ticks.
 * @returns The wait in ms; `Infinity` if nothing goes out there.
 */
export function estimateWait(registry: Registry, name: RouteName, now: number): number {
  const host = registry.findHost(name);
  if (registry.dead.get(name.webhook) || host?.block(now)) return Infinity;
  const route = registry.find(name)?.find(name);
  if (route) return waitOf(route, now);
  return host ? Math.max(host.heldUntil, host.pacer.opening(now)) - now : 0;
}

function waitOf(route: Route, now: number): number {
  const { bucket, queue } = route;
  const trip = route.trip || TRIP;
  let others = 0;
  for (const { queue } of bucket.routes) others += queue.waiting;
  return Math.max(
    bucket.closedUntil(route, now) - now,
    bucket.window.waitBehind(others, trip, now),
    queue.strict * trip,
  );
}

/**
 * Which channel an alert goes to.
 *
 * @module
 */

import { checkNames, checkType } from "../util/check.ts";
import {
  type AlertKind,
  isSeverity,
  type Severity,
  SEVERITY_RANKS,
  unknownSeverity,
} from "./severity.ts";

/** The channel of each severity, or one for each kind of alert of it. */
export type Routes = Readonly<
  Record<Severity, string | Readonly<Record<AlertKind, string>>>
>;

/** Where alerts go unless you say otherwise. */
export const DEFAULT_ROUTES: Routes = {
  P0: "alerts",
  P1: "alerts",
  P2: "info",
  P3: { positive: "info", neutral: "trades" },
  DEV: "dev",
};

/**
 * The channel of an alert.
 *
 * @param severity How urgent it is.
 * @param kind What sort of alert it is.
 * @param routes Where alerts go.
 * @returns The name of the channel.
 * @throws {RangeError} If there is no such severity.
 */
export function channelFor(
  severity: Severity,
  kind: AlertKind = "positive",
  routes: Routes = DEFAULT_ROUTES,
): string {
  if (!isSeverity(severity)) throw unknownSeverity();
  const route = routes[severity];
  return typeof route === "string" ? route : route[kind];
}

/**
 * Checks routes, and fills in those that are not given.
 *
 * @param given Routes that differ from the default.
 * @returns All routes.
 * @throws {TypeError} If there is no such severity, or a route is no name of a channel.
 */
export function resolveRoutes(given: Partial<Routes> = {}): Routes {
  checkNames(given, Object.keys(SEVERITY_RANKS), "'routes'");
  for (const [severity, route] of Object.entries(given)) {
    if (typeof route === "string") continue;
    checkType(`routes.${severity}`, route ?? null, "object");
    checkNames(route, ["positive", "neutral"], `'routes.${severity}'`);
    checkType(`routes.${severity}.positive`, route.positive ?? null, "string");
    checkType(`routes.${severity}.neutral`, route.neutral ?? null, "string");
  }
  return { ...DEFAULT_ROUTES, ...given };
}

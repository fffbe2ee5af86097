/**
 * Alerts as plain JSON, for receivers of your own.
 *
 * @module
 */

import type { Alert } from "../alert.ts";
import type { AuditEntry, Rendering } from "../channel.ts";

/** What {@linkcode plainJson} makes. */
export type JsonPayload =
  | {
    /** What it is. */
    readonly type: "alert";
    /** The alert. */
    readonly alert: Alert;
  }
  | {
    /** What it is. */
    readonly type: "digest";
    /** The alerts: those of severity P0, then the others, oldest first. */
    readonly alerts: readonly Alert[];
  }
  | {
    /** What it is. */
    readonly type: "audit";
    /** The entry. */
    readonly entry: AuditEntry;
  };

/**
 * Shows alerts as they are. Nothing is cut.
 *
 * @returns The rendering.
 */
export function plainJson(): Required<Rendering<JsonPayload>> {
  return {
    render: (alert) => ({ type: "alert", alert }),
    digest: (alerts) => ({ type: "digest", alerts }),
    mirror: (entry) => ({ type: "audit", entry }),
  };
}

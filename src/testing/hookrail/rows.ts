/**
 * The rows of a fake Hookrail: what it keeps of each thing.
 *
 * @module
 */

/** How far an admin token reaches. */
export type HookrailRole = "viewer" | "operator" | "admin";

/** The roles; each may do what the ones before it may. */
export const ROLES: readonly HookrailRole[] = ["viewer", "operator", "admin"];

/** Where deliveries go. */
export interface EndpointRow {
  readonly id: string;
  url: string;
  description: string;
  secret: string;
  readonly createdAt: number;
  deletedAt: number | null;
}

/** Which events go to an endpoint, and how. */
export interface SubscriptionRow {
  readonly id: string;
  readonly topicPattern: string;
  readonly endpointId: string;
  maxAttempts: number;
  rateLimitRps: number | null;
  backoffPolicy: { readonly base_ms: number; readonly cap_ms: number } | null;
  readonly ordered: boolean;
  active: boolean;
  deletedAt: number | null;
}

/** An event. */
export interface EventRow {
  readonly id: string;
  readonly topic: string;
  readonly payload: unknown;
  readonly orderingKey: string | null;
  readonly deliveries: readonly DeliveryRow[];
}

/** An attempt, as it goes over the wire. */
export interface AttemptRow {
  readonly attempt_no: number;
  readonly claim_version: number;
  readonly status: "succeeded" | "failed";
  readonly latency_ms: number;
  readonly http_status?: number;
  readonly error_class?: string;
}

/** A delivery. */
export interface DeliveryRow {
  readonly id: string;
  readonly eventId: string;
  readonly subscription: SubscriptionRow;
  readonly endpoint: EndpointRow;
  state: string;
  readonly attempts: AttemptRow[];
  /** How many attempts there were since it was made or replayed. */
  tries: number;
  dead: { readonly at: number; readonly error: string; replayedAt: number | null } | null;
}

/** A token of the admin surface. */
export interface TokenRow {
  readonly id: string;
  readonly token: string;
  readonly role: HookrailRole;
  readonly label: string;
  readonly createdAt: number;
  revokedAt: number | null;
}

/** A key of a producer. */
export interface KeyRow {
  readonly key: string;
  /** The topics that it may send; `null` for all. */
  readonly topics: readonly string[] | null;
  /** What was answered to each idempotency key. */
  readonly known: Map<string, { readonly hash: string; readonly event: EventRow; at: number }>;
}

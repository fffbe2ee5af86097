/**
 * The subscriptions of a fake Hookrail.
 *
 * @module
 */

import type { PlainAnswer } from "../script.ts";
import { jsonReply, pageReply, problem } from "./reply.ts";
import {
  type Call,
  isShown,
  liveEndpoint,
  missing,
  type Route,
  type Service,
  time,
} from "./route.ts";
import type { SubscriptionRow } from "./rows.ts";

/** What can be asked of it. */
export const SUBSCRIPTION_ROUTES: readonly Route[] = [
  { method: "POST", path: /^\/v1\/subscriptions$/, role: "admin", answer: create },
  { method: "GET", path: /^\/v1\/subscriptions$/, role: "viewer", answer: list },
  { method: "GET", path: /^\/v1\/subscriptions\/([^/]+)$/, role: "viewer", answer: get },
  { method: "PATCH", path: /^\/v1\/subscriptions\/([^/]+)$/, role: "admin", answer: patch },
  { method: "DELETE", path: /^\/v1\/subscriptions\/([^/]+)$/, role: "admin", answer: remove },
];

function create({ store }: Service, { body }: Call): PlainAnswer {
  const { topic_pattern: pattern, endpoint_id: endpointId } = body;
  if (typeof pattern !== "string" || !pattern || typeof endpointId !== "string" || !endpointId) {
    return problem(400, "invalid body", "topic_pattern and endpoint_id are required");
  }
  const wrong = checkSubscription(body);
  if (wrong) return wrong;
  if (!liveEndpoint(store, endpointId)) {
    return problem(409, "endpoint not available", "endpoint is missing or soft-deleted");
  }
  const { id } = store.addSubscription({
    topicPattern: pattern,
    endpointId,
    maxAttempts: (body.max_attempts as number | undefined) || 8,
    rateLimitRps: (body.rate_limit_rps as number | undefined) ?? null,
    backoffPolicy: (body.backoff_policy as SubscriptionRow["backoffPolicy"] | undefined) ?? null,
    ordered: body.ordered === true,
  });
  return jsonReply(201, { id });
}

function list({ store }: Service, { query }: Call): PlainAnswer {
  const endpointId = query.get("endpoint_id");
  const rows = store.subscriptions.filter(isShown(query))
    .filter((row) => !endpointId || row.endpointId === endpointId);
  return pageReply(rows.map(showSubscription), query, ({ id }) => id);
}

function get({ store }: Service, { id, query }: Call): PlainAnswer {
  const found = store.subscriptions.filter(isShown(query)).find((row) => row.id === id);
  return found ? jsonReply(200, showSubscription(found)) : missing("subscription");
}

function patch({ store }: Service, { id, body }: Call): PlainAnswer {
  const wrong = checkSubscription(body);
  if (wrong) return wrong;
  const found = store.subscriptions.find((row) => row.id === id);
  if (!found) return missing("subscription");
  if (found.deletedAt !== null) {
    return problem(409, "subscription deleted", "cannot modify a soft-deleted subscription");
  }
  if (typeof body.ordered === "boolean" && body.ordered !== found.ordered) {
    return problem(409, "ordered immutable", "ordered flag cannot be changed after creation");
  }
  const { active, max_attempts: maxAttempts, rate_limit_rps: rate, backoff_policy: backoff } = body;
  if (typeof active === "boolean") found.active = active;
  if (typeof maxAttempts === "number") found.maxAttempts = maxAttempts;
  if (typeof rate === "number") found.rateLimitRps = rate;
  if (backoff !== undefined) {
    found.backoffPolicy = backoff as SubscriptionRow["backoffPolicy"];
  }
  return { status: 204 };
}

function remove({ store, clock }: Service, { id }: Call): PlainAnswer {
  const found = store.subscriptions.find((row) => row.id === id && row.deletedAt === null);
  if (!found) return missing("subscription");
  found.deletedAt = clock.now();
  return { status: 204 };
}

function checkSubscription(body: Readonly<Record<string, unknown>>): PlainAnswer | undefined {
  const { max_attempts: attempts, rate_limit_rps: rate, backoff_policy: backoff } = body;
  const isIn = (value: unknown, min: number, max: number) =>
    typeof value === "number" && value >= min && value <= max;
  if ((rate !== undefined && rate !== null && !isIn(rate, 0.01, 1e6))) {
    return problem(422, "invalid rate_limit_rps", "rate_limit_rps must be 0.01..1000000");
  }
  if (attempts !== undefined && attempts !== 0 && !isIn(attempts, 1, 100)) {
    return problem(422, "invalid subscription", "max_attempts must be 1..100");
  }
  if (backoff !== undefined && backoff !== null) {
    const { base_ms: base, cap_ms: cap } = backoff as { base_ms?: unknown; cap_ms?: unknown };
    if (!isIn(base, 1, Infinity) || !isIn(cap, base as number, Infinity)) {
      return problem(422, "invalid backoff_policy", "base_ms and cap_ms must be positive");
    }
  }
  return undefined;
}

function showSubscription(row: SubscriptionRow) {
  return {
    id: row.id,
    topic_pattern: row.topicPattern,
    endpoint_id: row.endpointId,
    max_attempts: row.maxAttempts,
    rate_limit_rps: row.rateLimitRps,
    backoff_policy: row.backoffPolicy,
    active: row.active,
    ordered: row.ordered,
    deleted_at: time(row.deletedAt),
  };
}

/**
 * The deliveries of a fake Hookrail, dead letters included.
 *
 * @module
 */

import type { PlainAnswer } from "../script.ts";
import { showDelivery } from "./producer.ts";
import { jsonReply, pageReply, problem } from "./reply.ts";
import { type Call, missing, type Route, type Service, time } from "./route.ts";
import type { DeliveryRow } from "./rows.ts";

/** How long a dead letter can be replayed, in ms. */
const REPLAY_WINDOW = 30 * 24 * 3_600_000;

/** What can be asked of it. */
export const DELIVERY_ROUTES: readonly Route[] = [
  { method: "GET", path: /^\/v1\/deliveries$/, role: "viewer", answer: list },
  { method: "GET", path: /^\/v1\/deliveries\/([^/]+)$/, role: "viewer", answer: get },
  { method: "POST", path: /^\/v1\/deliveries\/([^/]+)\/skip$/, role: "operator", answer: skip },
  { method: "GET", path: /^\/v1\/dlq$/, role: "viewer", answer: listDead },
  { method: "POST", path: /^\/v1\/dlq\/([^/]+)\/replay$/, role: "operator", answer: replay },
  { method: "GET", path: /^\/v1\/ordered-keys$/, role: "viewer", answer: listBlocked },
];

function list({ store }: Service, { query }: Call): PlainAnswer {
  const rows = store.deliveries.map((row) => ({
    id: row.id,
    event_id: row.eventId,
    endpoint_id: row.endpoint.id,
    state: row.state,
  }));
  const topic = query.get("topic");
  const fits = (row: (typeof rows)[number]) =>
    (["state", "endpoint_id", "event_id"] as const).every((name) => {
      return !query.get(name) || query.get(name) === row[name];
    }) && (!topic || store.event(row.event_id)?.topic === topic);
  return pageReply(rows.filter(fits), query, ({ id }) => id);
}

function get({ store }: Service, { id }: Call): PlainAnswer {
  const found = store.delivery(id);
  return found ? jsonReply(200, showDelivery(found)) : missing("delivery");
}

function skip({ store, hooks }: Service, { id }: Call): PlainAnswer {
  const found = store.delivery(id);
  if (!found) return missing("delivery");
  const line = store.line(found);
  if (found.state !== "dead_lettered" || !found.subscription.ordered || line[0] !== found) {
    return problem(409, "conflict", "delivery is not dead-lettered or not the head");
  }
  found.state = "skipped";
  const next = line[1];
  if (next) hooks.dispatch(next);
  return jsonReply(200, {
    delivery_id: id,
    state: "skipped",
    next_head_delivery_id: next?.id ?? null,
  });
}

function listDead({ store }: Service, { query }: Call): PlainAnswer {
  const [since, until] = ["since", "until"].map((name) => Date.parse(query.get(name) ?? ""));
  const [endpointId, replayed] = [query.get("endpoint_id"), query.get("replayed")];
  const rows = store.deliveries.filter(({ dead, endpoint }) => {
    if (!dead || (endpointId && endpoint.id !== endpointId)) return false;
    if (dead.at < since! || dead.at > until!) return false; // NaN is neither.
    return !replayed || String(dead.replayedAt !== null) === replayed;
  });
  return pageReply(rows.map(showDead), query, (row) => row.delivery_id);
}

function replay({ store, clock, hooks }: Service, { id }: Call): PlainAnswer {
  const found = store.delivery(id);
  if (!found) return missing("delivery");
  if (found.state !== "dead_lettered" || found.endpoint.deletedAt !== null) {
    const why = "delivery is live, already replayed, or its target is deleted";
    return problem(409, "not replayable", why);
  }
  if (clock.now() - found.dead!.at > REPLAY_WINDOW) {
    return problem(410, "expired", "dead-letter is past the replay window");
  }
  found.dead!.replayedAt = clock.now();
  found.state = "pending";
  found.tries = 0;
  hooks.dispatch(found);
  return jsonReply(200, { delivery_id: id, state: "pending" });
}

function listBlocked({ store }: Service, { query }: Call): PlainAnswer {
  if (query.get("blocked") !== "true") {
    return problem(400, "invalid query", "blocked=true is required");
  }
  const heads = store.deliveries.filter((row) => {
    return row.subscription.ordered && row.state === "dead_lettered" &&
      store.event(row.eventId)?.orderingKey && store.line(row)[0] === row;
  });
  const rows = heads.map((head) => ({
    subscription_id: head.subscription.id,
    ordering_key: store.event(head.eventId)!.orderingKey,
    head_delivery_id: head.id,
    blocked_since: time(head.dead!.at),
    backlog_count: store.line(head).length - 1,
    oldest_successor_age_sec: null,
  }));
  return pageReply(rows, query, (row) => row.head_delivery_id);
}

function showDead({ id, endpoint, dead }: DeliveryRow) {
  return {
    delivery_id: id,
    endpoint_id: endpoint.id,
    final_error: dead!.error,
    dead_at: time(dead!.at),
    replayed_at: time(dead!.replayedAt),
  };
}

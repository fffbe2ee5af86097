/**
 * The surface of a fake Hookrail for those who run it.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import type { RecordedRequest } from "../recorded_request.ts";
import type { PlainAnswer } from "../script.ts";
import { newSecret } from "./ids.ts";
import { showDelivery } from "./producer.ts";
import { jsonReply, NO_STORE, pageReply, problem } from "./reply.ts";
import type {
  DeliveryRow,
  EndpointRow,
  HookrailRole,
  Store,
  SubscriptionRow,
  TokenRow,
} from "./store.ts";

/** How long a dead letter can be replayed, in ms. */
const REPLAY_WINDOW = 30 * 24 * 3_600_000;

const ROLES: readonly HookrailRole[] = ["viewer", "operator", "admin"];

/** One request to the admin surface. */
interface Call {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

type Handler = (call: Call) => PlainAnswer;

/** What the worker does for it. */
export interface AdminHooks {
  /** Delivers what has become due. */
  dispatch(delivery: DeliveryRow): void;
  /** Whether the service would post there. */
  allows(url: string): boolean;
}

/** Answers those who run the service. */
export class Admin {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #hooks: AdminHooks;
  readonly #routes: readonly (readonly [string, RegExp, HookrailRole, Handler])[];

  /**
   * @param store What it keeps.
   * @param clock Where the time comes from.
   * @param hooks What the rest of the service does for it.
   */
  constructor(store: Store, clock: Clock, hooks: AdminHooks) {
    this.#store = store;
    this.#clock = clock;
    this.#hooks = hooks;
    this.#routes = [
      ["POST", /^\/v1\/endpoints$/, "admin", (call) => this.#createEndpoint(call)],
      ["GET", /^\/v1\/endpoints$/, "viewer", (call) => this.#listEndpoints(call)],
      ["GET", /^\/v1\/endpoints\/([^/]+)$/, "viewer", (call) => this.#getEndpoint(call)],
      ["PATCH", /^\/v1\/endpoints\/([^/]+)$/, "admin", (call) => this.#patchEndpoint(call)],
      ["DELETE", /^\/v1\/endpoints\/([^/]+)$/, "admin", (call) => this.#deleteEndpoint(call)],
      ["POST", /^\/v1\/endpoints\/([^/]+)\/rotate-secret$/, "admin", (call) => this.#rotate(call)],
      ["POST", /^\/v1\/subscriptions$/, "admin", (call) => this.#subscribe(call)],
      ["GET", /^\/v1\/subscriptions$/, "viewer", (call) => this.#listSubscriptions(call)],
      ["GET", /^\/v1\/subscriptions\/([^/]+)$/, "viewer", (call) => this.#getSubscription(call)],
      ["PATCH", /^\/v1\/subscriptions\/([^/]+)$/, "admin", (call) => this.#patchSub(call)],
      ["DELETE", /^\/v1\/subscriptions\/([^/]+)$/, "admin", (call) => this.#deleteSub(call)],
      ["GET", /^\/v1\/deliveries$/, "viewer", (call) => this.#listDeliveries(call)],
      ["GET", /^\/v1\/deliveries\/([^/]+)$/, "viewer", (call) => this.#getDelivery(call)],
      ["POST", /^\/v1\/deliveries\/([^/]+)\/skip$/, "operator", (call) => this.#skip(call)],
      ["GET", /^\/v1\/dlq$/, "viewer", (call) => this.#listDead(call)],
      ["POST", /^\/v1\/dlq\/([^/]+)\/replay$/, "operator", (call) => this.#replay(call)],
      ["GET", /^\/v1\/ordered-keys$/, "viewer", (call) => this.#listBlocked(call)],
      ["POST", /^\/v1\/admin-tokens$/, "admin", (call) => this.#createToken(call)],
      ["GET", /^\/v1\/admin-tokens$/, "admin", (call) => this.#listTokens(call)],
      ["DELETE", /^\/v1\/admin-tokens\/([^/]+)$/, "admin", (call) => this.#revokeToken(call)],
    ];
  }

  /** Answers a request. */
  answer(request: RecordedRequest): PlainAnswer {
    const { pathname, searchParams: query } = new URL(request.path, "http://localhost");
    const given = request.headers.get("authorization");
    const token = this.#store.tokens.find(({ token, revokedAt }) => {
      return revokedAt === null && given === `Bearer ${token}`;
    });
    if (!token) return problem(401, "unauthorized", "missing or invalid admin token");
    if (`${request.method} ${pathname}` === "GET /v1/whoami") {
      return jsonReply(200, { role: token.role });
    }
    for (const [method, pattern, role, handle] of this.#routes) {
      const match = method === request.method ? pattern.exec(pathname) : null;
      if (!match) continue;
      if (ROLES.indexOf(token.role) < ROLES.indexOf(role)) {
        return problem(403, "forbidden", `this needs the role ${role}`);
      }
      const body = readBody(request);
      if (!body) return problem(400, "invalid body", "expected a JSON object");
      return handle({ id: decodeURIComponent(match[1] ?? ""), query, body });
    }
    return { status: 404, body: "404 page not found\n" };
  }

  #createEndpoint({ body }: Call): PlainAnswer {
    const { url, description = "" } = body;
    if (typeof url !== "string" || url === "" || typeof description !== "string") {
      return problem(400, "invalid body", 'expected {"url": string, "description": string}');
    }
    if (!this.#hooks.allows(url)) return rejected();
    const { id, secret } = this.#store.addEndpoint(url, description);
    return jsonReply(201, { id, url, secret }, NO_STORE);
  }

  #listEndpoints({ query }: Call): PlainAnswer {
    const rows = this.#store.endpoints.filter(isShown(query)).map(showEndpoint);
    return pageReply(rows, query, ({ id }) => id);
  }

  #getEndpoint({ id, query }: Call): PlainAnswer {
    const found = this.#store.endpoints.filter(isShown(query)).find((row) => row.id === id);
    return found ? jsonReply(200, showEndpoint(found)) : missing("endpoint");
  }

  #patchEndpoint({ id, body }: Call): PlainAnswer {
    const { url, description } = body;
    if (url === "") return problem(400, "invalid body", "url must be non-empty when present");
    if (typeof url === "string" && !this.#hooks.allows(url)) return rejected();
    const found = this.#endpoint(id);
    if (!found) return missing("endpoint");
    if (typeof url === "string") found.url = url;
    if (typeof description === "string") found.description = description;
    return { status: 204 };
  }

  #deleteEndpoint({ id }: Call): PlainAnswer {
    const found = this.#endpoint(id);
    if (!found) return missing("endpoint");
    found.deletedAt = this.#clock.now();
    for (const row of this.#store.subscriptions) {
      if (row.endpointId === id) row.deletedAt ??= found.deletedAt;
    }
    return { status: 204 };
  }

  #rotate({ id }: Call): PlainAnswer {
    const found = this.#endpoint(id);
    if (!found) return missing("endpoint");
    found.secret = newSecret("whsec");
    return jsonReply(200, { secret: found.secret }, NO_STORE);
  }

  #subscribe({ body }: Call): PlainAnswer {
    const { topic_pattern: pattern, endpoint_id: endpointId } = body;
    if (typeof pattern !== "string" || !pattern || typeof endpointId !== "string" || !endpointId) {
      return problem(400, "invalid body", "topic_pattern and endpoint_id are required");
    }
    const wrong = checkSubscription(body);
    if (wrong) return wrong;
    if (!this.#endpoint(endpointId)) {
      return problem(409, "endpoint not available", "endpoint is missing or soft-deleted");
    }
    const { id } = this.#store.addSubscription({
      topicPattern: pattern,
      endpointId,
      maxAttempts: (body.max_attempts as number | undefined) || 8,
      rateLimitRps: (body.rate_limit_rps as number | undefined) ?? null,
      backoffPolicy: (body.backoff_policy as SubscriptionRow["backoffPolicy"] | undefined) ?? null,
      ordered: body.ordered === true,
    });
    return jsonReply(201, { id });
  }

  #listSubscriptions({ query }: Call): PlainAnswer {
    const endpointId = query.get("endpoint_id");
    const rows = this.#store.subscriptions.filter(isShown(query))
      .filter((row) => !endpointId || row.endpointId === endpointId);
    return pageReply(rows.map(showSubscription), query, ({ id }) => id);
  }

  #getSubscription({ id, query }: Call): PlainAnswer {
    const found = this.#store.subscriptions.filter(isShown(query)).find((row) => row.id === id);
    return found ? jsonReply(200, showSubscription(found)) : missing("subscription");
  }

  #patchSub({ id, body }: Call): PlainAnswer {
    const wrong = checkSubscription(body);
    if (wrong) return wrong;
    const found = this.#store.subscriptions.find((row) => row.id === id);
    if (!found) return missing("subscription");
    if (found.deletedAt !== null) {
      return problem(409, "subscription deleted", "cannot modify a soft-deleted subscription");
    }
    if (typeof body.ordered === "boolean" && body.ordered !== found.ordered) {
      return problem(409, "ordered immutable", "ordered flag cannot be changed after creation");
    }
    const { active, max_attempts: maxAttempts, rate_limit_rps: rate, backoff_policy: backoff } =
      body;
    if (typeof active === "boolean") found.active = active;
    if (typeof maxAttempts === "number") found.maxAttempts = maxAttempts;
    if (typeof rate === "number") found.rateLimitRps = rate;
    if (backoff !== undefined) {
      found.backoffPolicy = backoff as SubscriptionRow["backoffPolicy"];
    }
    return { status: 204 };
  }

  #deleteSub({ id }: Call): PlainAnswer {
    const found = this.#store.subscriptions.find((row) => row.id === id && row.deletedAt === null);
    if (!found) return missing("subscription");
    found.deletedAt = this.#clock.now();
    return { status: 204 };
  }

  #listDeliveries({ query }: Call): PlainAnswer {
    const rows = this.#store.deliveries.map((row) => ({
      id: row.id,
      event_id: row.eventId,
      endpoint_id: row.endpoint.id,
      state: row.state,
    }));
    const topic = query.get("topic");
    const fits = (row: (typeof rows)[number]) =>
      (["state", "endpoint_id", "event_id"] as const).every((name) => {
        return !query.get(name) || query.get(name) === row[name];
      }) && (!topic || this.#store.event(row.event_id)?.topic === topic);
    return pageReply(rows.filter(fits), query, ({ id }) => id);
  }

  #getDelivery({ id }: Call): PlainAnswer {
    const found = this.#store.delivery(id);
    return found ? jsonReply(200, showDelivery(found)) : missing("delivery");
  }

  #skip({ id }: Call): PlainAnswer {
    const found = this.#store.delivery(id);
    if (!found) return missing("delivery");
    const line = this.#store.line(found);
    if (found.state !== "dead_lettered" || !found.subscription.ordered || line[0] !== found) {
      return problem(409, "conflict", "delivery is not dead-lettered or not the head");
    }
    found.state = "skipped";
    const next = line[1];
    if (next) this.#hooks.dispatch(next);
    return jsonReply(200, {
      delivery_id: id,
      state: "skipped",
      next_head_delivery_id: next?.id ?? null,
    });
  }

  #listDead({ query }: Call): PlainAnswer {
    const [since, until] = ["since", "until"].map((name) => Date.parse(query.get(name) ?? ""));
    const [endpointId, replayed] = [query.get("endpoint_id"), query.get("replayed")];
    const rows = this.#store.deliveries.filter(({ dead, endpoint }) => {
      if (!dead || (endpointId && endpoint.id !== endpointId)) return false;
      if (dead.at < since! || dead.at > until!) return false; // NaN is neither.
      return !replayed || String(dead.replayedAt !== null) === replayed;
    });
    return pageReply(rows.map(showDead), query, (row) => row.delivery_id);
  }

  #replay({ id }: Call): PlainAnswer {
    const found = this.#store.delivery(id);
    if (!found) return missing("delivery");
    if (found.state !== "dead_lettered" || found.endpoint.deletedAt !== null) {
      const why = "delivery is live, already replayed, or its target is deleted";
      return problem(409, "not replayable", why);
    }
    if (this.#clock.now() - found.dead!.at > REPLAY_WINDOW) {
      return problem(410, "expired", "dead-letter is past the replay window");
    }
    found.dead!.replayedAt = this.#clock.now();
    found.state = "pending";
    found.tries = 0;
    this.#hooks.dispatch(found);
    return jsonReply(200, { delivery_id: id, state: "pending" });
  }

  #listBlocked({ query }: Call): PlainAnswer {
    if (query.get("blocked") !== "true") {
      return problem(400, "invalid query", "blocked=true is required");
    }
    const heads = this.#store.deliveries.filter((row) => {
      return row.subscription.ordered && row.state === "dead_lettered" &&
        this.#store.event(row.eventId)?.orderingKey && this.#store.line(row)[0] === row;
    });
    const rows = heads.map((head) => ({
      subscription_id: head.subscription.id,
      ordering_key: this.#store.event(head.eventId)!.orderingKey,
      head_delivery_id: head.id,
      blocked_since: time(head.dead!.at),
      backlog_count: this.#store.line(head).length - 1,
      oldest_successor_age_sec: null,
    }));
    return pageReply(rows, query, (row) => row.head_delivery_id);
  }

  #createToken({ body }: Call): PlainAnswer {
    const { role, label } = body;
    if (!ROLES.includes(role as HookrailRole)) {
      return problem(422, "invalid role", "role must be viewer, operator, or admin");
    }
    if (typeof label !== "string" || label === "" || label.length > 200) {
      return problem(422, "invalid label", "label must be 1..200 chars");
    }
    const { id, token } = this.#store.addToken(role as HookrailRole, label);
    return jsonReply(201, { id, token, role, label }, NO_STORE);
  }

  #listTokens({ query }: Call): PlainAnswer {
    return pageReply(this.#store.tokens.map(showToken), query, ({ id }) => id);
  }

  #revokeToken({ id }: Call): PlainAnswer {
    const found = this.#store.tokens.find((row) => row.id === id);
    if (!found) return problem(404, "not found", "no admin token with that id");
    found.revokedAt ??= this.#clock.now();
    return { status: 204 };
  }

  #endpoint(id: string): EndpointRow | undefined {
    return this.#store.endpoints.find((row) => row.id === id && row.deletedAt === null);
  }
}

/** The body of a request; an empty one is an object without members. */
function readBody({ text }: RecordedRequest): Readonly<Record<string, unknown>> | undefined {
  if (text === "") return {};
  try {
    const body = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
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

function isShown(query: URLSearchParams): (row: { readonly deletedAt: number | null }) => boolean {
  return ({ deletedAt }) => deletedAt === null || query.get("include_deleted") === "true";
}

function rejected(): PlainAnswer {
  return problem(422, "url rejected", "url failed SSRF policy");
}

function missing(what: string): PlainAnswer {
  return problem(404, "not found", `no ${what} with that id`);
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function showEndpoint({ id, url, description, createdAt, deletedAt }: EndpointRow) {
  return { id, url, description, created_at: time(createdAt), deleted_at: time(deletedAt) };
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

function showDead({ id, endpoint, dead }: DeliveryRow) {
  return {
    delivery_id: id,
    endpoint_id: endpoint.id,
    final_error: dead!.error,
    dead_at: time(dead!.at),
    replayed_at: time(dead!.replayedAt),
  };
}

function showToken({ id, role, label, createdAt, revokedAt }: TokenRow) {
  return { id, role, label, created_at: time(createdAt), revoked_at: time(revokedAt) };
}

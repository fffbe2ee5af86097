/**
 * The surface of a fake Hookrail for those who send events.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Clock } from "../../util/clock.ts";
import type { RecordedRequest } from "../recorded_request.ts";
import type { PlainAnswer } from "../script.ts";
import { rawMember } from "./json.ts";
import { jsonReply, problem } from "./reply.ts";
import type { DeliveryRow, EventRow, KeyRow } from "./rows.ts";
import { matches, type Store } from "./store.ts";

/** The most that a payload may hold, in bytes, and the most that is around it. */
const MAX_PAYLOAD = 262_144;
const MAX_ENVELOPE = 4096;
const MAX_ORDERING_KEY = 256;

/** How long an idempotency key is known, in ms. */
const KNOWN_FOR = 24 * 3_600_000;

/** Answers producers. */
export class Producer {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onEvent: (event: EventRow) => void;

  /**
   * @param store What it keeps.
   * @param clock Where the time comes from.
   * @param onEvent Told of every new event.
   */
  constructor(store: Store, clock: Clock, onEvent: (event: EventRow) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Answers a request. */
  answer(request: RecordedRequest): PlainAnswer {
    const { pathname } = new URL(request.path, "http://localhost");
    const route = `${request.method} ${pathname}`;
    if (route === "GET /healthz" || route === "GET /readyz") return { status: 200 };
    const id = /^\/v1\/events\/([^/]+)$/.exec(pathname)?.[1];
    if (route !== "POST /v1/events" && !(request.method === "GET" && id)) {
      return { status: 404, body: "404 page not found\n" };
    }
    const given = request.headers.get("authorization");
    const key = this.#store.keys.find(({ key }) => given === `Bearer ${key}`);
    if (!key) return problem(401, "unauthorized", "missing or invalid producer key");
    return id ? this.#getEvent(decodeURIComponent(id)) : this.#postEvent(request, key);
  }

  #postEvent(request: RecordedRequest, key: KeyRow): PlainAnswer {
    const tooLarge = problem(413, "payload too large", "payload is capped at 256KB");
    if (request.body.length > MAX_PAYLOAD + MAX_ENVELOPE) return tooLarge;
    const sent = readEvent(request.text);
    if (!("topic" in sent)) return sent;
    const { topic, payload, raw } = sent;
    if (new TextEncoder().encode(raw).length > MAX_PAYLOAD) return tooLarge;
    if (key.topics && !key.topics.some((pattern) => matches(pattern, topic))) {
      return problem(403, "forbidden", "key is not scoped to this topic");
    }
    const order = readOrder(headerText(request, "x-hookrail-ordering-key"), payload);
    if (typeof order === "object" && order !== null) return order;
    return this.#record(
      { topic, payload, raw, order },
      key,
      headerText(request, "idempotency-key"),
    );
  }

  #record(
    sent: { readonly topic: string; payload: unknown; raw: string; order: string | null },
    { known }: KeyRow,
    idempotencyKey: string,
  ): PlainAnswer {
    const { topic, payload, raw, order } = sent;
    const hash = createHash("sha256").update(`${topic}\0${raw}`)
      .update(order === null ? "" : `\0${order}`).digest("hex");
    const before = known.get(idempotencyKey);
    if (idempotencyKey && before && this.#clock.now() - before.at < KNOWN_FOR) {
      if (before.hash === hash) return accepted(before.event, { "idempotent-replay": "true" });
      return problem(
        409,
        "idempotency conflict",
        "Idempotency-Key was reused with a different body",
      );
    }
    const event = this.#store.addEvent(topic, payload, order);
    if (idempotencyKey) known.set(idempotencyKey, { hash, event, at: this.#clock.now() });
    this.#onEvent(event);
    return accepted(event);
  }

  #getEvent(id: string): PlainAnswer {
    const event = this.#store.event(id);
    if (!event) return problem(404, "event not found", "no event with that id");
    const deliveries = event.deliveries.map(showDelivery);
    return jsonReply(200, {
      event_id: event.id,
      topic: event.topic,
      deliveries: deliveries.length > 0 ? deliveries : null,
    });
  }
}

/** A delivery with its attempts, as both surfaces show it. */
export function showDelivery({ id, state, attempts }: DeliveryRow): object {
  return {
    delivery_id: id,
    state,
    attempts_truncated: false,
    attempts: attempts.length > 0 ? attempts : null,
  };
}

function accepted(event: EventRow, headers: HeadersInit = {}): PlainAnswer {
  const ids = event.deliveries.map(({ id }) => id);
  const body = { event_id: event.id, delivery_ids: ids.length > 0 ? ids : null };
  return jsonReply(202, body, headers);
}

/** A header as Go reads it: each character stands for a byte of UTF-8. */
function headerText({ headers }: RecordedRequest, name: string): string {
  const bytes = Uint8Array.from(headers.get(name) ?? "", (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function readEvent(
  text: string,
): { readonly topic: string; payload: unknown; raw: string } | PlainAnswer {
  const invalid = problem(400, "invalid body", 'expected {"topic": string, "payload": object}');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return invalid;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return invalid;
  const { topic = "", payload } = body as { topic?: unknown; payload?: unknown };
  if (typeof topic !== "string") return invalid;
  const raw = rawMember(text, "payload");
  if (topic === "" || raw === undefined) {
    return problem(400, "invalid body", "topic and payload are required");
  }
  return { topic, payload, raw };
}

function readOrder(header: string, payload: unknown): string | null | PlainAnswer {
  const inside = typeof payload === "object" && payload !== null && "ordering_key" in payload
    ? payload.ordering_key
    : undefined;
  const key = typeof inside === "string" && inside !== "" ? inside : undefined;
  if (header !== "" && key !== undefined && header !== key) {
    return problem(400, "ordering key conflict", "header and payload name different ordering keys");
  }
  const order = header || key || null;
  if (order !== null && new TextEncoder().encode(order).length > MAX_ORDERING_KEY) {
    return problem(400, "ordering key too long", "ordering key is capped at 256 bytes");
  }
  return order;
}

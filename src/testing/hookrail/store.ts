/**
 * What a fake Hookrail keeps.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import { newSecret, Ulids } from "./ids.ts";
import type {
  DeliveryRow,
  EndpointRow,
  EventRow,
  HookrailRole,
  KeyRow,
  SubscriptionRow,
  TokenRow,
} from "./rows.ts";

/** Everything, in the order in which it came. */
export class Store {
  /** Producer keys. */
  readonly keys: KeyRow[] = [];
  /** Admin tokens. */
  readonly tokens: TokenRow[] = [];
  /** Endpoints, deleted ones too. */
  readonly endpoints: EndpointRow[] = [];
  /** Subscriptions, deleted ones too. */
  readonly subscriptions: SubscriptionRow[] = [];
  /** Events. */
  readonly events: EventRow[] = [];
  readonly #clock: Clock;
  readonly #ids: Ulids;

  /** @param clock Where the time comes from. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#ids = new Ulids(() => clock.now());
  }

  /** Every delivery, oldest first. */
  get deliveries(): DeliveryRow[] {
    return this.events.flatMap(({ deliveries }) => deliveries);
  }

  /** Looks up a delivery. */
  delivery(id: string): DeliveryRow | undefined {
    return this.deliveries.find((delivery) => delivery.id === id);
  }

  /** Looks up an event. */
  event(id: string): EventRow | undefined {
    return this.events.find((event) => event.id === id);
  }

  /** Adds a producer key. */
  addKey(topics: readonly string[] | null): KeyRow {
    const key = { key: newSecret("hk"), topics, known: new Map() };
    this.keys.push(key);
    return key;
  }

  /** Adds an admin token. */
  addToken(role: HookrailRole, label: string): TokenRow {
    const token = {
      id: this.#ids.next(),
      token: newSecret("hkadm"),
      role,
      label,
      createdAt: this.#clock.now(),
      revokedAt: null,
    };
    this.tokens.push(token);
    return token;
  }

  /** Adds an endpoint. */
  addEndpoint(url: string, description: string): EndpointRow {
    const endpoint = {
      id: this.#ids.next(),
      url,
      description,
      secret: newSecret("whsec"),
      createdAt: this.#clock.now(),
      deletedAt: null,
    };
    this.endpoints.push(endpoint);
    return endpoint;
  }

  /** Adds a subscription. */
  addSubscription(facts: Omit<SubscriptionRow, "id" | "active" | "deletedAt">): SubscriptionRow {
    const subscription = { ...facts, id: this.#ids.next(), active: true, deletedAt: null };
    this.subscriptions.push(subscription);
    return subscription;
  }

  /** Records an event, with one delivery for each subscription that matches. */
  addEvent(topic: string, payload: unknown, orderingKey: string | null): EventRow {
    const id = this.#ids.next();
    const matching = this.subscriptions.filter(({ active, deletedAt, topicPattern }) => {
      return active && deletedAt === null && matches(topicPattern, topic);
    });
    const deliveries = matching.map((subscription): DeliveryRow => ({
      id: this.#ids.next(),
      eventId: id,
      subscription,
      endpoint: this.endpoints.find((endpoint) => endpoint.id === subscription.endpointId)!,
      state: "pending",
      attempts: [],
      tries: 0,
      dead: null,
    }));
    const event = { id, topic, payload, orderingKey, deliveries };
    this.events.push(event);
    return event;
  }

  /** The deliveries that wait behind one another, the head first; just this one if order is free. */
  line(delivery: DeliveryRow): readonly DeliveryRow[] {
    const { subscription, eventId } = delivery;
    const key = this.event(eventId)?.orderingKey ?? null;
    if (!subscription.ordered || key === null) return [delivery];
    const over = new Set(["succeeded", "skipped", "cancelled"]);
    return this.events.filter((event) => event.orderingKey === key)
      .flatMap(({ deliveries }) => deliveries)
      .filter((other) => other.subscription === subscription && !over.has(other.state));
  }
}

/** Whether a topic fits a pattern: `*` is all, `a.*` what begins with `a.`, else the same text. */
export function matches(pattern: string, topic: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(".*") ? topic.startsWith(pattern.slice(0, -1)) : topic === pattern;
}

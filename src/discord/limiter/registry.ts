/**
 * Everything that is remembered: servers and webhooks, up to a number.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import type { DeadWebhook } from "./block.ts";
import { DeadMarks } from "./dead_marks.ts";
import { Host, type HostLimits } from "./host.ts";
import type { Crowd } from "./queue.ts";
import type { RouteName } from "./route_name.ts";
import { WebhookLimits } from "./webhook_limits.ts";

/** How long a webhook is remembered that nobody uses, in ms, so that the next burst need not probe. */
const LINGER = 60_000;

/** How often is looked for what can be forgotten, in ms. */
const SWEEP = 1000;

/** How many servers are remembered before those with nothing to remember are forgotten. */
const MAX_HOSTS = 100;

/** What a registry is made of. */
export interface RegistryOptions extends HostLimits {
  /** How many webhooks are remembered. */
  readonly maxWebhooks: number;
  /** How many webhooks that are gone are remembered. */
  readonly maxDead: number;
  /** Told of every webhook that is found to be gone. */
  readonly onDead: ((dead: DeadWebhook) => void) | undefined;
  /** Where the time comes from. */
  readonly clock: Clock;
}

/** Remembers servers and webhooks. It sets no timer: what is over is forgotten when others come. */
export class Registry {
  /** The webhooks that are gone. */
  readonly dead: DeadMarks;
  /** Counts those who wait. */
  readonly crowd: Crowd = { waiting: 0 };
  readonly #options: RegistryOptions;
  readonly #hosts = new Map<string, Host>();
  readonly #webhooks = new Map<string, WebhookLimits>();
  #sweptAt = -Infinity;

  /** @param options What it is made of. */
  constructor(options: RegistryOptions) {
    this.#options = options;
    this.dead = new DeadMarks(options.maxDead);
  }

  /** How many webhooks are remembered. */
  get size(): number {
    this.#sweep(0);
    return this.#webhooks.size;
  }

  /** The webhook of a name, if it is remembered. */
  find(name: RouteName): WebhookLimits | undefined {
    return this.#webhooks.get(name.webhook);
  }

  /** The server of a name, if it is remembered. */
  findHost(name: RouteName): Host | undefined {
    return this.#hosts.get(name.host);
  }

  /** The webhook of a name; made if it is new. */
  get(name: RouteName): WebhookLimits {
    const now = this.#options.clock.ticks();
    this.#sweep(SWEEP);
    let webhook = this.#webhooks.get(name.webhook);
    if (!webhook) {
      this.#makeRoom();
      webhook = this.#make(name);
    }
    // A map keeps the order of insertion: the webhook in front is the one not used for longest.
    this.#webhooks.delete(name.webhook);
    this.#webhooks.set(name.webhook, webhook);
    webhook.usedAt = now;
    return webhook;
  }

  #make(name: RouteName): WebhookLimits {
    const { dead, crowd } = this;
    const { clock } = this.#options;
    const host = this.#host(name.host);
    const onDead = (code: number | null, status: number) => {
      const mark = { id: name.id, code, status };
      if (!dead.add(name.webhook, mark)) return;
      try {
        this.#options.onDead?.(mark);
      } catch {
        // A guest that throws must not disturb the sends.
      }
    };
    return new WebhookLimits(name.webhook, { host, dead, crowd, clock, onDead });
  }

  #host(name: string): Host {
    let host = this.#hosts.get(name);
    if (!host) {
      const now = this.#options.clock.ticks();
      if (this.#hosts.size >= MAX_HOSTS) {
        const used = new Set([...this.#webhooks.values()].map(({ host }) => host));
        for (const [key, old] of this.#hosts) {
          if (!used.has(old) && old.isIdle(now)) this.#hosts.delete(key);
        }
      }
      host = new Host(this.#options.clock, this.#options);
      this.#hosts.set(name, host);
    }
    return host;
  }

  /** Forgets what nobody has used for long, at most once in so many ms. */
  #sweep(interval: number): void {
    const now = this.#options.clock.ticks();
    if (now - this.#sweptAt < interval) return;
    this.#sweptAt = now;
    for (const [key, webhook] of this.#webhooks) {
      if (webhook.usedAt + LINGER > now) return;
      if (webhook.isIdle(now)) this.#forget(key, webhook);
    }
  }

  /** Forgets the webhook that was idle for longest, if there are too many. */
  #makeRoom(): void {
    const now = this.#options.clock.ticks();
    for (const [key, webhook] of this.#webhooks) {
      if (this.#webhooks.size < this.#options.maxWebhooks) return;
      if (webhook.isIdle(now)) this.#forget(key, webhook);
    }
  }

  #forget(key: string, webhook: WebhookLimits): void {
    this.#webhooks.delete(key);
    webhook.leave();
  }
}

import { assert, assertEquals } from "@std/assert";
import type { SendOptions, WebhookResult } from "../../mod.ts";
import {
  type JsonPayload,
  Notifier,
  type NotifierOptions,
  plainJson,
  type Severity,
  together,
} from "../../src/notifier/mod.ts";
import { ManualClock } from "../../src/testing/mod.ts";
import { until } from "../core/waiting.ts";

/** Chance that can be repeated: mulberry32. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to `below`. */
  upTo(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below;
  }

  /** Whether something happens that happens so often. */
  is(share: number): boolean {
    return this.upTo(1) < share;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.upTo(choices.length))]!;
  }
}

const SEVERITIES: readonly Severity[] = ["P0", "P1", "P2", "P3", "DEV"];

const DELIVERED: Partial<WebhookResult>[] = [
  { elapsed: 0 },
  { elapsed: 700 },
  { attempts: 2 },
  { headers: new Headers({ "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "2" }) },
];
const FAILED: Partial<WebhookResult>[] = [
  { status: 400, kind: "http" },
  { status: 500, kind: "http" },
  ...[500, 5000, 100_000].map((retryAfter) => ({ kind: "rate-limited", retryAfter } as const)),
];

/** A sender that does all that one can do: late or never, well or badly. */
class MoodySender {
  /** The titles that it has delivered, in order. */
  readonly titles: string[] = [];
  readonly #chance: Chance;
  readonly #clock: ManualClock;

  constructor(chance: Chance, clock: ManualClock) {
    this.#chance = chance;
    this.#clock = clock;
  }

  async send(payload: JsonPayload, { signal }: SendOptions = {}): Promise<WebhookResult> {
    if (this.titles.length > 5 && this.#chance.is(0.05)) return await new Promise(() => {});
    if (this.#chance.is(0.3)) {
      await this.#clock.sleep(this.#chance.upTo(3000), { signal }).catch(() => {});
    }
    const facts = { attempts: 1, elapsed: 0, headers: null, error: "no" };
    if (signal?.aborted) return { ...facts, ok: false, kind: "aborted" } as WebhookResult;
    if (this.#chance.is(0.1)) throw new Error("no");
    if (this.#chance.is(0.25)) {
      return { ...facts, ok: false, ...this.#chance.pick(FAILED) } as WebhookResult;
    }
    this.titles.push(...titlesOf(payload));
    return { ...facts, ok: true, ...this.#chance.pick(DELIVERED) } as WebhookResult;
  }
}

function titlesOf(payload: JsonPayload): string[] {
  if (payload.type === "audit") return [`audit of ${payload.entry.title}`];
  const alerts = payload.type === "digest" ? payload.alerts : [payload.alert];
  return alerts.map(({ title }) => title);
}

function assertSum({ stats }: Notifier): void {
  const { queued, sent, failed, throttled, dropped, disabled } = stats;
  assertEquals(queued + sent + failed + throttled + dropped + disabled, stats.notified);
}

/** A notifier with everything at once: groups, digest, throttle, mirror, small queues. */
function open(chance: Chance) {
  const clock = new ManualClock();
  const senders = Array.from({ length: 4 }, () => new MoodySender(chance, clock));
  const [one, two, info, audit] = senders.map((to) => ({ to, ...plainJson() }));
  const options: NotifierOptions = {
    channels: { alerts: together(one!, two!), info: info!, audit: audit! },
    clock,
    digest: chance.is(0.7),
    capacity: chance.pick([1, 3, 20]),
    concurrency: chance.pick([1, 3]),
    overflow: chance.pick(["drop-newest", "drop-oldest", "drop-lowest"]),
    mirrorFailures: chance.is(0.5),
    throttle: chance.pick([false, { limit: 1 }, { limit: 3, maxKeys: 2 }]),
  };
  return { notifier: new Notifier(options), senders, clock };
}

/** Does one of the things that a program may do. Resolves when that is done. */
async function act(chance: Chance, { notifier, clock }: ReturnType<typeof open>, title: string) {
  if (chance.is(0.25)) return await clock.advance(chance.upTo(4000));
  if (chance.is(0.05)) notifier.flush(100);
  const calls = new AbortController();
  const { signal } = calls;
  const { result } = notifier.notify(
    chance.pick(SEVERITIES),
    title,
    chance.is(0.3) ? { signal, key: "same" } : {},
  );
  const moment = chance.upTo(8000);
  if (moment < 1000) calls.abort();
  else if (moment < 3000) clock.after(moment - 1000, () => calls.abort());
  return result;
}

for (let seed = 1; seed <= 30; seed++) {
  Deno.test(`Notifier doubles nothing, loses no ticket and comes to an end, whatever happens (${seed})`, async () => {
    const chance = new Chance(seed);
    const desk = open(chance);
    const { notifier, senders, clock } = desk;
    let underWay = 0;
    for (let n = 0; n < 150; n++) {
      const acted = act(chance, desk, `alert ${n}`);
      underWay++;
      acted.finally(() => underWay--);
      if (chance.is(0.3)) await clock.advance(0);
      assertSum(notifier);
    }
    let isClosed = false;
    notifier.close(chance.pick([0, 2000])).then(() => isClosed = true);
    await until(() => {
      clock.advance(500);
      return isClosed && underWay === 0;
    }, "everything comes to an end");
    assertSum(notifier);
    assertEquals([notifier.stats.queued, await notifier.flush(0)], [0, 0]);
    for (const { titles } of senders) assertEquals(new Set(titles).size, titles.length);
    assert(notifier.stats.sent > 0);
  });
}

import { assert, assertEquals } from "@std/assert";
import { Gate, OriginHolds } from "../../src/core/gate.ts";
import type { LimitedAnswer, RateTurn, TurnLimits } from "../../src/core/rate_limiter.ts";
import { ManualClock } from "../../src/testing/mod.ts";

type Granted = Extract<RateTurn, { granted: true }>;

/** A gate on a clock moved by hand, and everyone who asked for a turn there. */
class Line {
  readonly clock: ManualClock;
  readonly gate: Gate;
  /** The numbers of those let through, in that order; the first to ask is 0. */
  readonly through: number[] = [];
  /** Those refused: the wait they were told. */
  readonly refused = new Map<number, number | null>();
  readonly aborted: number[] = [];
  readonly #turns = new Map<number, Granted>();
  #asked = 0;

  constructor(
    clock = new ManualClock(),
    origins = new OriginHolds(),
    origin = "https://a.example",
  ) {
    this.clock = clock;
    this.gate = new Gate(origin, origins, clock);
  }

  /** Asks for turns, and lets the gate answer those that it can. */
  async ask(count: number, limits: Partial<TurnLimits> = {}): Promise<void> {
    for (let n = 0; n < count; n++) {
      const number = this.#asked++;
      this.gate.turn({ maxWait: Infinity, ...limits }).then((turn) => {
        if (!turn.granted) return void this.refused.set(number, turn.retryAfter);
        this.through.push(number);
        this.#turns.set(number, turn);
      }, () => this.aborted.push(number));
    }
    await this.clock.advance(0);
  }

  /** The answer to one of those let through comes. */
  async answer(number: number, answer?: LimitedAnswer): Promise<void> {
    this.#turns.get(number)!.settle(answer);
    await this.clock.advance(0);
  }
}

/** An answer that tells of the window. */
function told(
  remaining: number,
  resetAfter: number,
  { limit = 5, status = 200, retryAfter = null, ...more }: {
    limit?: number;
    status?: number;
    retryAfter?: number | null;
    headers?: Record<string, string>;
  } = {},
): LimitedAnswer {
  const headers = new Headers({
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset-after": String(resetAfter / 1000),
    ...more.headers,
  });
  return { status, headers, response: null, retryAfter };
}

/** An answer that tells nothing. */
function untold(status = 200, retryAfter: number | null = null, headers = {}): LimitedAnswer {
  return { status, headers: new Headers(headers), response: null, retryAfter };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}

Deno.test("Gate lets one request go ahead while nothing is known", async () => {
  const line = new Line();
  await line.ask(20);
  await line.clock.advance(499);
  assertEquals(line.through, [0]);
});

Deno.test("Gate lets as many through at once as the server says remain, first come, first served", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  assertEquals(line.through, range(0, 5));
});

Deno.test("Gate lets all through when a server names no limit", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, untold());
  assertEquals(line.through, range(0, 20));
  assertEquals(line.clock.pending, 0);
});

Deno.test("Gate lets one more request go ahead when the first got no answer", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0);
  assertEquals(line.through, [0, 1]);
  await line.answer(1, told(4, 2000));
  assertEquals(line.through, range(0, 6));
});

Deno.test("Gate opens again at the reset, not earlier, for a whole window", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(1999);
  assertEquals(line.through.length, 5);
  await line.clock.advance(1);
  assertEquals(line.through, range(0, 10));
});

Deno.test("Gate keeps later comers behind those who wait", async () => {
  const line = new Line();
  await line.ask(7);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(1000);
  await line.ask(5);
  await line.clock.advance(1000);
  assertEquals(line.through, range(0, 10));
});

Deno.test("Gate takes those in flight out of what remains", async () => {
  const line = new Line();
  await line.ask(20);
  await line.clock.advance(500); // Patience is over: a second one goes ahead.
  assertEquals(line.through, [0, 1]);
  await line.answer(0, told(4, 2000)); // The second is under way: 3 are left.
  assertEquals(line.through, range(0, 5));
});

Deno.test("Gate heeds the lowest count when answers of one window come out of order", async () => {
  const line = new Line();
  await line.ask(3);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(100);
  await line.answer(2, told(1, 1900)); // Someone else sends to the same webhook.
  await line.answer(1, told(3, 1900));
  await line.ask(9);
  assertEquals(line.through, range(0, 4));
});

Deno.test("Gate takes the earliest end that answers of one window name", async () => {
  const line = new Line();
  await line.ask(6);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(300);
  await line.answer(1, told(3, 2000)); // It was 300 ms on its way: the end is 2000 all the same.
  await line.clock.advance(1700);
  assertEquals(line.through, range(0, 6));
});

Deno.test("Gate learns a newer window from an answer, and forgets the older", async () => {
  const line = new Line();
  await line.ask(6);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(1999);
  await line.answer(1, told(4, 2000)); // The server's window ended earlier than thought.
  assertEquals(line.through, range(0, 6), "there is room again");
});

Deno.test("Gate ignores an answer of the window before", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(2000);
  await line.answer(5, told(4, 2000)); // The second window ends at 4000.
  await line.clock.advance(50);
  await line.answer(4, told(0, 10)); // Of the first window, which ended at 2060 as it says.
  await line.clock.advance(1949);
  assertEquals(line.through.length, 10);
  await line.clock.advance(1);
  assertEquals(line.through.length, 15);
});

Deno.test("Gate ignores an answer of the window before, even if it is the first in the new one", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(2000);
  assertEquals(line.through.length, 10);
  await line.answer(4, told(0, 50));
  await line.clock.advance(100);
  assertEquals(line.through.length, 10, "the second window is not over");
  await line.answer(5, told(4, 1900));
  await line.clock.advance(1899);
  assertEquals(line.through.length, 10);
  await line.clock.advance(1);
  assertEquals(line.through.length, 15);
});

Deno.test("Gate ignores an answer of a window that another answer ended", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(1500);
  await line.answer(1, told(4, 2000)); // A newer one: it ends at 3500, and 3 are in flight.
  assertEquals(line.through.length, 6);
  await line.answer(2, told(0, 400));
  await line.clock.advance(1999);
  assertEquals(line.through.length, 6);
  await line.clock.advance(1);
  assertEquals(line.through.length, 11);
});

Deno.test("Gate remembers the limit when later answers do not name it", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  const headers = { "x-ratelimit-remaining": "3", "x-ratelimit-reset-after": "2" };
  await line.answer(1, untold(200, null, headers));
  await line.clock.advance(2000);
  assertEquals(line.through.length, 10);
});

Deno.test("Gate lets no one past those who wait, at the very moment of the reset", async () => {
  const line = new Line();
  line.clock.after(2000, () => void line.ask(1)); // Rings before the timer of the gate.
  await line.ask(7);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(2000);
  assertEquals(line.through, range(0, 8));
});

Deno.test("Gate lets no more than a window through in a burst after a rest", async () => {
  const line = new Line();
  await line.ask(2);
  await line.answer(0, told(4, 2000));
  await line.answer(1, told(3, 2000));
  await line.clock.advance(3_600_000);
  await line.ask(20);
  assertEquals(line.through.length, 2 + 5);
});

Deno.test("Gate does not take an answer without headers for a server without limits", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.answer(1, untold());
  await line.answer(2, untold(500));
  await line.answer(3);
  assertEquals(line.through.length, 5);
  await line.clock.advance(2000);
  assertEquals(line.through.length, 10);
});

Deno.test("Gate holds all after a 429, as long as it asks, then opens a window", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.answer(1, told(0, 700, { status: 429, retryAfter: 5000 }));
  await line.clock.advance(4999);
  assertEquals(line.through.length, 5);
  await line.clock.advance(1);
  assertEquals(line.through, range(0, 10));
});

Deno.test("Gate holds all after a 429 without a window, and probes with one after it", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, untold(429, 3000));
  await line.clock.advance(2999);
  assertEquals(line.through, [0]);
  await line.clock.advance(1);
  assertEquals(line.through, [0, 1]);
  await line.answer(1, untold());
  assertEquals(line.through.length, 20);
});

Deno.test("Gate holds all after a shared 429 that still says some remain", async () => {
  const line = new Line();
  await line.ask(20);
  const headers = { "x-ratelimit-scope": "shared" };
  await line.answer(0, told(4, 2000, { status: 429, retryAfter: 6000, headers }));
  await line.clock.advance(5999);
  assertEquals(line.through, [0]);
  await line.clock.advance(1);
  assertEquals(line.through.length, 1 + 5);
});

Deno.test("Gate keeps the longest of several holds", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.answer(1, untold(429, 9000));
  await line.answer(2, untold(429, 1000));
  await line.clock.advance(8999);
  assertEquals(line.through.length, 5);
  await line.clock.advance(1);
  assertEquals(line.through.length, 10);
});

Deno.test("Gate is held for a day at most, whatever a 429 or a window says", async () => {
  const day = 86_400_000;
  for (const mistake of [untold(429, 1e12), told(0, 1e12)]) {
    const line = new Line();
    await line.ask(1);
    await line.answer(0, mistake);
    await line.ask(2, { maxWait: 300_000 });
    assertEquals([...line.refused.values()], [day, day]);
    await line.ask(1);
    await line.clock.advance(day - 1);
    assertEquals(line.through, [0]);
    await line.clock.advance(1);
    assertEquals(line.through, [0, 3]);
  }
});

Deno.test("Gate is not held by a 429 that names no wait", async () => {
  const line = new Line();
  await line.ask(2);
  await line.answer(0, untold(429, null));
  assertEquals(line.through, [0, 1]);
});

Deno.test("Gate is not held by a 503 that names a wait", async () => {
  const line = new Line();
  await line.ask(2);
  await line.answer(0, untold(503, 9000));
  assertEquals(line.through, [0, 1]);
});

Deno.test("Gate of another URL of the origin is held by a global 429", async () => {
  const clock = new ManualClock();
  const origins = new OriginHolds();
  const one = new Line(clock, origins);
  const other = new Line(clock, origins);
  const stranger = new Line(clock, origins, "https://b.example");
  await other.ask(1);
  await other.answer(0, told(4, 60_000));
  await one.ask(1);
  await one.answer(0, untold(429, 3000, { "x-ratelimit-global": "true" }));
  await other.ask(1);
  await stranger.ask(1);
  assertEquals([other.through, stranger.through], [[0], [0]]);
  await clock.advance(2999);
  assertEquals(other.through, [0]);
  await clock.advance(1);
  assertEquals(other.through, [0, 1]);
});

Deno.test("Gate of another URL is not held by a 429 that is not global", async () => {
  const clock = new ManualClock();
  const origins = new OriginHolds();
  const one = new Line(clock, origins);
  const other = new Line(clock, origins);
  await one.ask(1);
  await one.answer(0, untold(429, 3000, { "x-ratelimit-scope": "user" }));
  await other.ask(1);
  assertEquals(other.through, [0]);
});

Deno.test("Gate refuses who would wait longer than it may, and tells how long", async () => {
  const line = new Line();
  await line.ask(1);
  await line.answer(0, untold(429, 3000));
  await line.clock.advance(1000);
  await line.ask(1, { maxWait: 1999 });
  await line.ask(1, { maxWait: 2000 });
  assertEquals([...line.refused], [[1, 2000]]);
  await line.clock.advance(2000);
  assertEquals(line.through, [0, 2]);
});

Deno.test("Gate refuses those who wait already when a 429 asks for too much", async () => {
  const line = new Line();
  await line.ask(1);
  await line.ask(2, { maxWait: 4999 });
  await line.ask(1, { maxWait: 5000 });
  await line.answer(0, untold(429, 5000));
  assertEquals([...line.refused], [[1, 5000], [2, 5000]]);
  await line.clock.advance(5000);
  assertEquals(line.through, [0, 3]);
});

Deno.test("Gate refuses nobody for a guess of how long an answer takes", async () => {
  const line = new Line();
  await line.ask(1);
  await line.ask(1, { maxWait: 1 });
  assertEquals(line.refused.size, 0);
  await line.answer(0, untold());
  assertEquals(line.through, [0, 1]);
});

Deno.test("Gate gives no turn to a signal that is aborted already", async () => {
  const line = new Line();
  await line.ask(1, { signal: AbortSignal.abort() });
  await line.ask(1);
  assertEquals([line.aborted, line.through], [[0], [1]]);
});

Deno.test("Gate gives the place of one who aborts to the next, and keeps no timer", async () => {
  const line = new Line();
  const { signal, listeners, abort } = countedSignal();
  await line.ask(1);
  await line.ask(1, { signal });
  await line.ask(1);
  assertEquals([listeners(), line.clock.pending], [1, 1]);
  await abort();
  await line.answer(0, told(1, 2000));
  assertEquals([line.aborted, line.through], [[1], [0, 2]]);
  assertEquals([listeners(), line.clock.pending], [0, 0]);
});

Deno.test("Gate keeps neither timer nor listener when the last who waits aborts", async () => {
  const line = new Line();
  const { signal, listeners, abort } = countedSignal();
  await line.ask(1);
  await line.ask(3, { signal });
  await abort();
  assertEquals([listeners(), line.clock.pending, line.aborted], [0, 0, [1, 2, 3]]);
});

Deno.test("Gate keeps no listener on the signals of those let through or refused", async () => {
  const line = new Line();
  const { signal, listeners } = countedSignal();
  await line.ask(2, { signal });
  await line.ask(1, { signal, maxWait: 100 });
  await line.answer(0, told(1, 2000));
  assertEquals([line.through, [...line.refused.keys()]], [[0, 1], [2]]);
  assertEquals([listeners(), line.clock.pending], [0, 0]);
});

Deno.test("Gate does not wait for ever for an answer that never comes", async () => {
  const line = new Line();
  await line.ask(4);
  await line.clock.advance(500);
  assertEquals(line.through, [0, 1]);
  await line.clock.advance(1000);
  assertEquals(line.through, [0, 1, 2, 3]);
});

Deno.test("Gate waits as long as a window for the answers of the window it opened", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 2000));
  await line.clock.advance(2000);
  assertEquals(line.through.length, 10);
  await line.clock.advance(1999); // None of the five answers comes.
  assertEquals(line.through.length, 10);
  await line.clock.advance(1);
  assertEquals(line.through.length, 11, "one goes ahead");
});

Deno.test("Gate waits a quarter of a minute at the most for the answers of a long window", async () => {
  const line = new Line();
  await line.ask(20);
  await line.answer(0, told(4, 3_600_000));
  await line.clock.advance(3_600_000);
  await line.clock.advance(14_999);
  assertEquals(line.through.length, 10);
  await line.clock.advance(1);
  assertEquals(line.through.length, 11);
});

Deno.test("Gate counts a turn that is settled twice once", async () => {
  const line = new Line();
  await line.ask(3);
  await line.answer(0, told(4, 2000));
  await line.answer(0, told(0, 2000));
  assertEquals(line.gate.busy, true);
  await line.ask(2);
  assertEquals(line.through, range(0, 5));
});

Deno.test("Gate is idle when nothing is under way and no wait is on", async () => {
  const line = new Line();
  assertEquals([line.gate.idle, line.gate.busy], [true, false]);
  await line.ask(1);
  assertEquals([line.gate.idle, line.gate.busy], [false, true]);
  await line.answer(0, told(0, 2000));
  assertEquals([line.gate.idle, line.gate.busy], [false, false]);
  await line.clock.advance(2000);
  assertEquals([line.gate.idle, line.gate.busy], [true, false]);
});

/** A server that takes `limit` requests per window, which begins with its first request. */
class Server {
  readonly clock: ManualClock;
  readonly limit: number;
  readonly window: number;
  rejected = 0;
  readonly arrivals: number[] = [];
  #end = -1;
  #count = 0;

  constructor(clock: ManualClock, limit: number, window: number) {
    this.clock = clock;
    this.limit = limit;
    this.window = window;
  }

  arrive(): LimitedAnswer {
    const now = this.clock.ticks();
    if (now >= this.#end) {
      this.#end = now + this.window;
      this.#count = 0;
    }
    const left = this.#end - now;
    if (++this.#count > this.limit) {
      this.rejected++;
      return told(0, left, { limit: this.limit, status: 429, retryAfter: left });
    }
    this.arrivals.push(now);
    return told(this.limit - this.#count, left, { limit: this.limit });
  }
}

for (const way of [0, 1, 40, 150]) {
  Deno.test(`Gate drains 60 sends at 5 per 2 s without a 429, with ${way} ms each way`, async () => {
    const clock = new ManualClock();
    const gate = new Gate("https://a.example", new OriginHolds(), clock);
    const server = new Server(clock, 5, 2000);
    let done = 0;
    for (let n = 0; n < 60; n++) {
      gate.turn({ maxWait: Infinity }).then(async (turn) => {
        assert(turn.granted);
        await clock.sleep(way);
        const answer = server.arrive();
        await clock.sleep(way);
        turn.settle(answer);
        done++;
      });
    }
    for (let step = 0; done < 60 && step < 60_000; step++) await clock.advance(10);
    assertEquals([done, server.rejected, server.arrivals.length], [60, 0, 60]);
    // Each window can begin only once the end of the one before is known to be over here: the
    // answer that tells of it was on its way.
    const least = 11 * 2000 + 2 * way;
    const last = server.arrivals.at(-1)!;
    assert(last <= least * 1.05 + 12 * 2 * way, `${last} ms instead of ${least}`);
    assertEquals([clock.pending, gate.busy], [0, false]);
  });
}

/** A clock that counts how often it is asked. */
class CountingClock extends ManualClock {
  asked = 0;

  override ticks(): number {
    this.asked++;
    return super.ticks();
  }

  override after(ms: number, callback: () => void): () => void {
    this.asked++;
    return super.after(ms, callback);
  }
}

/** Holds that count how often they are looked at: once whenever a gate asks itself if it is open. */
class CountingHolds extends OriginHolds {
  asked = 0;

  override get(origin: string): number {
    this.asked++;
    return super.get(origin);
  }
}

/** A `maxWait` that nobody exceeds, and that counts how often it is looked at. */
function countedMaxWait(): { maxWait: number; looks: () => number } {
  let looks = 0;
  const maxWait = {
    valueOf: () => {
      looks++;
      return Infinity;
    },
  };
  return { maxWait: maxWait as unknown as number, looks: () => looks };
}

/** What it takes to let so many through: looks at the clock, at the holds, and at `maxWait`. */
async function workFor(count: number, limit: number): Promise<number[]> {
  const clock = new CountingClock();
  const holds = new CountingHolds();
  const line = new Line(clock, holds);
  const { maxWait, looks } = countedMaxWait();
  await line.ask(count, { maxWait });
  await line.answer(0, told(limit - 1, 2000, { limit }));
  for (let n = 1; n < count; n++) {
    if (n === line.through.length) await clock.advance(2000);
    await line.answer(n, told(0, 2000, { limit }));
  }
  assertEquals([line.through, line.gate.busy], [range(0, count), false]);
  return [clock.asked, holds.asked, looks()];
}

for (const [name, limitOf] of [["5 per window", () => 5], ["all at once", Number]] as const) {
  Deno.test(`Gate does work that grows only with the number of those who wait, ${name}`, async () => {
    const few = await workFor(100, limitOf(100));
    const many = await workFor(1000, limitOf(1000));
    // Ten times as many make ten times the work, not a hundred times.
    assert(many.every((work, index) => work < few[index]! * 11), `${few} and ${many}`);
  });
}

/** A signal whose listeners are counted. */
function countedSignal(): {
  signal: AbortSignal;
  listeners: () => number;
  abort: () => Promise<void>;
} {
  const controller = new AbortController();
  const { signal } = controller;
  const kept = new Map<unknown, boolean | undefined>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (
    type: string,
    listener: EventListener,
    options?: AddEventListenerOptions,
  ) => {
    kept.set(listener, options?.once);
    add(type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: EventListener) => {
    kept.delete(listener);
    remove(type, listener);
  };
  const abort = async () => {
    controller.abort();
    for (const [listener, once] of kept) if (once) kept.delete(listener);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  };
  return { signal, listeners: () => kept.size, abort };
}

Deno.test("Gate believes a later request's answer when it corrects what was told before", async () => {
  const line = new Line();
  await line.ask(1);
  await line.answer(0, told(4, 3_600_000));
  await line.ask(4);
  for (const number of [1, 2, 3, 4]) await line.answer(number, told(4, 50));
  await line.ask(1, { maxWait: 1000 });
  await line.clock.advance(50);
  assertEquals([line.refused.size, line.through.at(-1)], [0, 5]);
});

Deno.test("Gate keeps to short windows after a long one", async () => {
  const line = new Line();
  await line.ask(1);
  await line.answer(0, told(0, 60_000));
  await line.clock.advance(60_000);
  for (let window = 0; window < 3; window++) {
    const first = line.through.length;
    await line.ask(7);
    assertEquals(line.through.length, first + 5, "five, as the limit says");
    for (let n = 0; n < 5; n++) await line.answer(line.through[first + n]!, told(4 - n, 2000));
    await line.clock.advance(1999);
    assertEquals(line.through.length, first + 5, "not before the window ends");
    await line.clock.advance(1);
    assertEquals(line.through.length, first + 7);
    for (let n = 5; n < 7; n++) await line.answer(line.through[first + n]!, told(9 - n, 2000));
    await line.clock.advance(2000);
  }
});

Deno.test("OriginHolds forgets the oldest of very many origins", () => {
  const holds = new OriginHolds();
  for (let n = 0; n < 1500; n++) holds.hold(`https://${n}.example`, 1e12 + n);
  assertEquals([holds.get("https://0.example"), holds.get("https://1499.example")], [
    0,
    1e12 + 1499,
  ]);
});

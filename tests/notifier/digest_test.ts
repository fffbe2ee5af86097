import { assert, assertEquals } from "@std/assert";
import { DiscordWebhook } from "../../discord.ts";
import type { WebhookResult } from "../../mod.ts";
import { DigestGate } from "../../src/notifier/digest.ts";
import { discordEmbeds, Notifier, plainJson, slackBlocks } from "../../src/notifier/mod.ts";
import { SlackWebhook } from "../../src/slack/mod.ts";
import { FakeDiscord, FakeSlack, ManualClock, RecordingSender } from "../../src/testing/mod.ts";
import { settled, soon, until } from "../core/waiting.ts";
import { openDesk, titles } from "./desk.ts";

/** A sender whose answers say what the rate limit is. */
class LimitedSender extends RecordingSender {
  readonly #answers: Partial<WebhookResult>[];

  constructor(...answers: Partial<WebhookResult>[]) {
    super();
    this.#answers = answers;
  }

  override async send(...args: Parameters<RecordingSender["send"]>): Promise<WebhookResult> {
    return { ...await super.send(...args), ...this.#answers.shift() } as WebhookResult;
  }
}

const headers = (remaining: number, after: number) => ({
  headers: new Headers({
    "x-ratelimit-remaining": `${remaining}`,
    "x-ratelimit-reset-after": `${after}`,
  }),
});

function open(to: RecordingSender, options: { digest?: boolean; plain?: boolean } = {}) {
  const { digest = true, plain = false } = options;
  const rendering = plain ? { render: plainJson().render } : plainJson();
  return openDesk({ channels: { alerts: { to, ...rendering } }, digest, throttle: false });
}

function notifyAll(notifier: Notifier, count: number, from = 0) {
  return Array.from({ length: count }, (_, n) => notifier.notifyNow("P1", `${from + n}`));
}

const titlesOf = (to: RecordingSender) => titles(to as Parameters<typeof titles>[0]);

Deno.test("Notifier merges nothing while a channel is not rate-limited", async () => {
  const to = new LimitedSender(headers(3, 2), headers(2, 2));
  const { notifier } = open(to);
  await using _ = notifier;
  await Promise.all(notifyAll(notifier, 4));
  assertEquals(titlesOf(to), ["0", "1", "2", "3"]);
});

Deno.test("Notifier gathers alerts while a channel is rate-limited, ten to a message", async () => {
  const to = new LimitedSender(headers(0, 2), headers(0, 2), headers(4, 2));
  const { notifier, clock } = open(to);
  await using _ = notifier;
  const results = notifyAll(notifier, 15);
  await settled();
  assertEquals(titlesOf(to), ["0"]);
  await clock.advance(1999);
  assertEquals(to.sends.length, 1);
  await clock.advance(1);
  await settled();
  assertEquals(titlesOf(to).slice(1), ["1+2+3+4+5+6+7+8+9+10"]);
  await clock.advance(2000);
  assert((await soon(Promise.all(results))).every(({ ok }) => ok));
  assertEquals(titlesOf(to).slice(2), ["11+12+13+14"]);
  assertEquals(notifier.stats.sent, 15);
});

Deno.test("Notifier sends one by one again once the limit is over", async () => {
  const to = new LimitedSender(headers(0, 1), headers(4, 1));
  const { notifier, clock } = open(to);
  await using _ = notifier;
  const held = notifyAll(notifier, 3);
  await settled();
  await clock.advance(1000);
  await soon(Promise.all(held));
  await soon(Promise.all(notifyAll(notifier, 2, 3)));
  assertEquals(titlesOf(to), ["0", "1+2", "3", "4"]);
});

Deno.test("Notifier waits as long as a 429 says that a sender gave up on, and merges", async () => {
  const to = new LimitedSender(
    { ok: false, error: "429", kind: "rate-limited", retryAfter: 5000 } as WebhookResult,
  );
  const { notifier, clock } = open(to);
  await using _ = notifier;
  const results = notifyAll(notifier, 3);
  await settled();
  await clock.advance(5000);
  assertEquals((await soon(Promise.all(results))).map(({ ok }) => ok), [false, true, true]);
  assertEquals(titlesOf(to), ["0", "1+2"]);
});

Deno.test("Notifier merges what has waited behind a send of several attempts", async () => {
  const to = new LimitedSender({ attempts: 2 });
  const { notifier } = open(to);
  await using _ = notifier;
  await soon(Promise.all(notifyAll(notifier, 3)));
  assertEquals(titlesOf(to), ["0", "1+2"]);
});

Deno.test("Notifier renders one alert as one, after a limit too", async () => {
  const to = new LimitedSender(headers(0, 1));
  const { notifier, clock } = open(to);
  await using _ = notifier;
  const results = notifyAll(notifier, 2);
  await settled();
  await clock.advance(1000);
  await soon(Promise.all(results));
  assertEquals((to.payloads[1] as { type: string }).type, "alert");
});

Deno.test("Notifier merges only where it may: by its option, and the rendering", async () => {
  for (const options of [{ digest: false }, { plain: true }]) {
    const to = new LimitedSender(headers(0, 2));
    const { notifier } = open(to, options);
    await using _ = notifier;
    await soon(Promise.all(notifyAll(notifier, 3)));
    assertEquals(titlesOf(to), ["0", "1", "2"]);
  }
});

Deno.test("Notifier.close() does not wait for a limit longer than it may", async () => {
  const to = new LimitedSender(headers(0, 60));
  const { notifier, clock } = open(to);
  const results = notifyAll(notifier, 3);
  await settled();
  const closing = notifier.close(1000);
  await clock.advance(1000);
  assertEquals(await soon(closing), 2);
  assertEquals((await Promise.all(results)).map(({ ok }) => ok), [true, false, false]);
  assertEquals(clock.pending, 0);
});

/** Notifies 60 times at once, and lets the time pass until all of it has arrived. */
async function storm(notifier: Notifier, clock: ManualClock): Promise<void> {
  const arrived = Promise.all(notifyAll(notifier, 60));
  let isOver = false;
  arrived.then(() => isOver = true);
  await until(() => {
    if (clock.waits.length > 0) clock.advance(50);
    return isOver;
  }, "everything arrives");
  assert((await arrived).every(({ ok }) => ok));
}

Deno.test("A storm at Discord's own pace arrives whole, in few messages and without a 429", async () => {
  const clock = new ManualClock();
  await using discord = await FakeDiscord.start({ clock });
  const to = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url, clock });
  const channels = { alerts: { to, ...discordEmbeds() } };
  await using notifier = new Notifier({ channels, clock, digest: true });
  await storm(notifier, clock);
  const embeds = discord.stored.flatMap(({ message }) => message.embeds.map(({ title }) => title));
  assertEquals(embeds, Array.from({ length: 60 }, (_, n) => `${n}`));
  assert(discord.stored.length < 30, `${discord.stored.length} messages`);
  assertEquals([discord.rateLimited.user, discord.violations], [0, []]);
});

Deno.test("A storm at Slack's own pace arrives whole, in few messages", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock });
  const to = new SlackWebhook(slack.addWebhook().url, { clock });
  const channels = { alerts: { to, ...slackBlocks() } };
  await using notifier = new Notifier({ channels, clock, digest: true });
  await storm(notifier, clock);
  const attachments = slack.messages.flatMap(({ body }) => body.attachments as unknown[]);
  const fallbacks = attachments.map((attachment) => (attachment as { fallback: string }).fallback);
  assertEquals(fallbacks, Array.from({ length: 60 }, (_, n) => `P1: ${n}`));
  assert(slack.messages.length < 15, `${slack.messages.length} messages`);
  assertEquals(slack.violations, []);
});

Deno.test("Notifier merges what has waited behind a send that took long, and only that", async () => {
  for (const [elapsed, expected] of [[499, ["0", "1", "2"]], [500, ["0", "1+2"]]] as const) {
    const to = new LimitedSender({ elapsed });
    const { notifier } = open(to);
    await using _ = notifier;
    await soon(Promise.all(notifyAll(notifier, 3)));
    assertEquals(titlesOf(to), [...expected]);
  }
});

Deno.test("DigestGate heeds the longest pause, whatever answers come after it", async () => {
  const clock = new ManualClock();
  const gate = new DigestGate(clock);
  const { signal } = new AbortController();
  const result = await new RecordingSender().send({});
  gate.learn({ ...result, ...headers(0, 1) });
  gate.learn(result);
  const opened = gate.opened(signal);
  assertEquals([clock.waits, gate.batchSize()], [[1000], 10]);
  await clock.advance(1000);
  await opened;
  gate.learn(result);
  assertEquals(gate.batchSize(), 1);
});

Deno.test("Notifier mirrors each alert in a line of its own, rate-limited or not", async () => {
  const audit = new LimitedSender(headers(0, 1));
  const { notifier } = openDesk({
    channels: {
      alerts: { to: new RecordingSender(), ...plainJson() },
      audit: { to: audit, ...plainJson() },
    },
    digest: true,
  });
  await using _ = notifier;
  await Promise.all(notifyAll(notifier, 3));
  assertEquals(await notifier.flush(), 0);
  assertEquals(titlesOf(audit), ["0", "1", "2"]);
});

Deno.test("Notifier hands a limit of years to the sender, and holds nothing back", async () => {
  for (
    const answer of [
      headers(0, 31_536_000),
      { ok: false, error: "429", kind: "rate-limited", retryAfter: 31_536_000_000 } as const,
    ]
  ) {
    const to = new LimitedSender(answer);
    const { notifier } = open(to);
    await using _ = notifier;
    await soon(Promise.all(notifyAll(notifier, 2)));
    assertEquals(titlesOf(to), ["0", "1"]);
  }
});

/** A sender that refuses whatever holds an alert of the title `bad`, as Discord would. */
class PickySender extends RecordingSender {
  readonly onSend: (count: number) => void;

  constructor(onSend: (count: number) => void = () => {}) {
    super();
    this.onSend = onSend;
  }

  override async send(...args: Parameters<RecordingSender["send"]>): Promise<WebhookResult> {
    const result = await super.send(...args);
    this.onSend(this.sends.length);
    if (this.sends.length === 1) return { ...result, attempts: 2 };
    if (!JSON.stringify(args[0]).includes('"bad"')) return result;
    return { ...result, ok: false, error: "400", kind: "http", status: 400 } as WebhookResult;
  }
}

Deno.test("Notifier sends the alerts of a refused digest one by one: one that is bad harms no other", async () => {
  const to = new PickySender();
  const { notifier } = open(to);
  await using _ = notifier;
  const results = ["0", "1", "bad", "2"].map((title) => notifier.notifyNow("P0", title));
  assertEquals((await soon(Promise.all(results))).map(({ ok }) => ok), [true, true, false, true]);
  assertEquals(titlesOf(to), ["0", "1+bad+2", "1", "bad", "2"]);
});

Deno.test("Notifier waits for each alert of a refused digest before it sends the next", async () => {
  const to = new PickySender((count) => count === 2 && to.hold());
  const { notifier } = open(to);
  await using _ = notifier;
  for (const title of ["0", "bad", "1"]) notifier.notify("P1", title);
  await settled();
  assertEquals(titlesOf(to), ["0", "bad+1", "bad"]);
  to.release();
  assertEquals(await notifier.flush(), 0);
  assertEquals(titlesOf(to), ["0", "bad+1", "bad", "1"]);
});

Deno.test("Notifier sends alerts one by one whose digest cannot be rendered", async () => {
  const to = new LimitedSender({ attempts: 2 });
  const { notifier } = openDesk({
    channels: {
      alerts: {
        to,
        ...plainJson(),
        digest: () => {
          throw new Error("no");
        },
      },
    },
    digest: true,
  });
  await using _ = notifier;
  const results = await soon(Promise.all(notifyAll(notifier, 3)));
  assert(results.every(({ ok }) => ok));
  assertEquals(titlesOf(to), ["0", "1", "2"]);
});

Deno.test("Notifier sends a digest once that failed for another reason", async () => {
  const failure = { ok: false, error: "404", kind: "http", status: 404 } as const;
  const to = new LimitedSender({ attempts: 2 }, failure);
  const { notifier } = open(to);
  await using _ = notifier;
  await soon(Promise.all(notifyAll(notifier, 3)));
  assertEquals(titlesOf(to), ["0", "1+2"]);
});

Deno.test("Notifier does not send an alert of a refused digest that was called off meanwhile", async () => {
  const controller = new AbortController();
  const to = new PickySender((count) => count === 2 && controller.abort());
  const { notifier } = open(to);
  await using _ = notifier;
  const [, , last] = ["0", "bad", "1"].map((title) => {
    const { signal } = controller;
    return notifier.notifyNow("P0", title, title === "1" ? { signal } : {});
  });
  const result = await soon(last!);
  assertEquals(!result.ok && result.kind, "aborted");
  assertEquals(titlesOf(to), ["0", "bad+1", "bad"]);
});

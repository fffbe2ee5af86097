import { assert, assertEquals } from "@std/assert";
import type { LimitedAnswer, RateTurn } from "../../../mod.ts";
import type { Place } from "../../../src/discord/limiter/queue.ts";
import { Registry } from "../../../src/discord/limiter/registry.ts";
import { routeName } from "../../../src/discord/limiter/route_name.ts";
import { ManualClock } from "../../../src/testing/manual_clock.ts";
import { range, told, URL_A, URL_B, webhookUrl } from "./sends.ts";

function start() {
  const clock = new ManualClock();
  const registry = new Registry({
    clock,
    maxWebhooks: 1000,
    maxDead: 10,
    ban: 60_000,
    invalidRequestLimit: 9500,
    requestsPerSecond: 50,
    onDead: undefined,
  });
  let number = 0;
  const ask = (url: URL): Promise<RateTurn> => {
    const name = routeName("POST", url);
    const place: Place = { number: ++number, isStrict: false, waiter: undefined };
    return registry.get(name).route(name).wait(place, url, { maxWait: Infinity });
  };
  const post = async (url: URL, answer: LimitedAnswer) => {
    const turn = await ask(url);
    assert(turn.granted);
    turn.settle(answer);
  };
  const host = () => registry.findHost(routeName("POST", URL_A))!;
  return { clock, registry, ask, post, host };
}

const message = (id: string, channel: string) => {
  return told(4, 100, { status: 200, response: { id, channel_id: channel } });
};

Deno.test("Registry keeps nobody among those who wait that has been served", async () => {
  const { ask, host } = start();
  const first = await ask(URL_A);
  const second = ask(URL_A);
  assertEquals(host().waiting.size, 1);
  assert(first.granted);
  first.settle(told(4, 2000));
  await second;
  assertEquals(host().waiting.size, 0);
});

Deno.test("Registry forgets a channel with the last webhook that posts there", async () => {
  const { clock, registry, post, host } = start();
  await post(URL_A, message("1", "c"));
  await post(URL_B, message("2", "c"));
  assertEquals(registry.find(routeName("POST", URL_A))?.channel.members, 2);
  assertEquals(host().isIdle(clock.ticks()), false);
  await clock.advance(60_000);
  assertEquals(registry.size, 0);
  assertEquals(host().isIdle(clock.ticks()), true);
});

Deno.test("Registry forgets a channel that no webhook posts to any more", async () => {
  const { clock, registry, post, host } = start();
  await post(URL_A, message("1", "old"));
  await post(URL_A, message("2", "new"));
  await clock.advance(60_000);
  assertEquals([registry.size, host().isIdle(clock.ticks())], [0, true]);
});

Deno.test("Registry forgets servers that nobody uses, and no others", async () => {
  const { clock, registry, post } = start();
  const url = (n: number) => webhookUrl("1", `https://host${n}.example`);
  const name = (n: number) => routeName("POST", url(n));
  for (const n of range(1, 60)) registry.get(name(n));
  const headers = new Headers({ "retry-after": "3600" });
  await post(url(1), { status: 429, headers, response: "<html>", retryAfter: null });
  await clock.advance(60_000);
  assertEquals(registry.size, 0);
  const kept = registry.get(name(0));
  for (const n of range(100, 150)) registry.get(name(n));
  assertEquals(registry.findHost(name(0)), kept.host);
  assertEquals(registry.findHost(name(1))?.block(clock.ticks())?.reason, "banned");
  assertEquals(registry.findHost(name(2)), undefined);
});

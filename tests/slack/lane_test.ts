import { assertEquals } from "@std/assert";
import type { LimitedAnswer, RateTurn } from "../../mod.ts";
import { Lane } from "../../src/slack/lane.ts";
import { ManualClock } from "../../src/testing/mod.ts";

const URL_1 = new URL("https://hooks.slack.com/services/T0/B0/x");

Deno.test("Lane.turn() waits for the later end, if Slack asks for two waits", async () => {
  const clock = new ManualClock();
  const inner = { turn: () => Promise.resolve<RateTurn>({ granted: true, settle: () => {} }) };
  const lane = new Lane(inner, 1, 2, clock);
  const limits = { maxWait: 20_000 };
  const turns = [await lane.turn(URL_1, limits), await lane.turn(URL_1, limits)];
  for (const [index, retryAfter] of [10_000, 1000].entries()) {
    const answer: LimitedAnswer = { status: 429, headers: new Headers(), response: "", retryAfter };
    const turn = turns[index]!;
    if (turn.granted) turn.settle(answer);
  }
  assertEquals(await lane.turn(URL_1, { maxWait: 5000 }), {
    granted: false,
    kind: "rate-limited",
    retryAfter: 10_000,
  });
});

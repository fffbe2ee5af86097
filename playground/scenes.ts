/**
 * The scenes of the demo. Each sends for real, and then asks the server what it saw.
 *
 * @module
 */

import { ProxyPool } from "@hookcast/hookcast";
import { FakeProxy } from "@hookcast/hookcast/testing";
import type { Stage } from "./stage.ts";
import { duration } from "./words.ts";

/** One scene. */
export interface Scene {
  /** The heading. */
  readonly title: string;
  /** What is to be seen. */
  readonly preview: string;
  /** Plays it. */
  play(stage: Stage): Promise<void>;
}

/** The scenes, in order. */
export const SCENES: readonly Scene[] = [
  {
    title: "A plain send",
    preview: "One message, one request.",
    async play(stage) {
      const result = await stage.open().send("Hello from hookcast!");

      stage.check(`send() resolved to ok, with status ${result.status}`, result.ok);
      const contents = stage.stored.map(({ message }) => message.content);
      stage.check(
        "the server saw one request, and stored the text word for word",
        same(contents, ["Hello from hookcast!"]) && stage.requests.length === 1,
      );
    },
  },
  {
    title: "A 429 is honoured",
    preview: "The server names a wait, and hookcast waits just that long.",
    async play(stage) {
      const asked = 750 / stage.speed;
      stage.discord.fail({
        kind: "reply",
        status: 429,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ retry_after: asked / 1000, global: false }),
      });
      const result = await stage.open().send("Worth waiting for");

      stage.check(`delivered by attempt ${result.attempts}`, result.ok && result.attempts === 2);
      stage.check(`the server answered ${list(stage.answers)}`, same(stage.answers, [429, 204]));
      const [first, second] = stage.requests;
      const gap = (second?.at ?? 0) - (first?.at ?? 0);
      stage.check(
        `it asked for ${duration(asked)}, and saw the second request after ${duration(gap)}`,
        gap >= asked,
      );
      stage.check("it has the message once", stage.stored.length === 1);
    },
  },
  {
    title: "A 500 is retried",
    preview: "The server trips. hookcast backs off for a random while, and tries again.",
    async play(stage) {
      stage.discord.fail({ kind: "status", status: 500 });
      const result = await stage.open().send("Second time lucky");

      stage.check(`delivered by attempt ${result.attempts}`, result.ok && result.attempts === 2);
      stage.check(`the server answered ${list(stage.answers)}`, same(stage.answers, [500, 204]));
      const hashes = new Set(stage.requests.map(({ hash }) => hash));
      stage.check("both requests were the same to the byte", hashes.size === 1);
      stage.check("it has the message once", stage.stored.length === 1);
    },
  },
  {
    title: "A burst of 20",
    preview: "20 sends at once, to a webhook that takes 5 per 2 s. The first answer tells\n" +
      "hookcast the limit; from then on it sends as fast as allowed, and no faster.",
    async play(stage) {
      const hook = stage.open({}, { name: () => "discord", many: true });
      const texts = Array.from({ length: 20 }, (_, index) => `Message ${index + 1} of 20`);
      const begun = performance.now();
      const results = await Promise.all(texts.map((text) => hook.send(text)));
      const taken = performance.now() - begun;

      const delivered = results.filter(({ ok }) => ok).length;
      stage.check(`${delivered} of 20 were delivered, in ${duration(taken)}`, delivered === 20);
      const contents = stage.stored.map(({ message }) => message.content);
      stage.check("the server has each of them once", same(contents.sort(), texts.sort()));
      const refused = stage.answers.filter((status) => status === 429).length;
      stage.check("it never had to say 429", refused === 0);
      // Four windows: three must pass before the last may open.
      const least = 3 * 2000 / stage.speed;
      stage.check(`5 per window could not be done faster than ${duration(least)}`, taken >= least);
    },
  },
  {
    title: "A dead proxy in the pool",
    preview: "Two proxies. The first is dead: hookcast lays it aside and takes the next.",
    async play(stage) {
      const { discord } = stage;
      // A name that only the proxies know: a message that went past them would not arrive.
      const resolve = () => ({ host: "127.0.0.1", port: Number(new URL(discord.url).port) });
      await using dead = await FakeProxy.start({ kind: "http", resolve });
      await using alive = await FakeProxy.start({ kind: "socks5", resolve });
      await dead.die();
      using proxies = new ProxyPool([dead.url, alive.url]);
      const name = ({ proxy }: { readonly proxy: string | null }) =>
        proxy === dead.address ? "by proxy 1" : "by proxy 2";

      const hook = stage.open({ proxies, baseUrl: "http://discord.test" }, { name });
      const result = await hook.send("The long way round");

      stage.check(`delivered by attempt ${result.attempts}`, result.ok && result.attempts === 2);
      const stats = proxies.stats();
      stage.check(
        `proxy 1 is out of rotation for the next ${duration(stats[0]?.rest ?? 0)}`,
        same(stats.map(({ burnt }) => burnt), [1, 0]) && proxies.available === 1,
      );
      stage.check(
        "proxy 2 carried one request, and the server saw one",
        alive.requests.length === 1 && stage.requests.length === 1,
      );
    },
  },
  {
    title: "A dead webhook",
    preview: "Someone deleted the webhook. Trying again would not bring it back.",
    async play(stage) {
      stage.discord.deleteWebhook(stage.webhook.id);
      const result = await stage.open().send("Is anybody there?");

      const kind = result.ok ? "delivered" : result.kind;
      stage.check(
        `send() resolved to a failure of kind '${kind}', with status ${result.status}`,
        kind === "http" && result.status === 404,
      );
      stage.check(
        "the server was asked once, and left in peace",
        stage.requests.length === 1 && stage.stored.length === 0,
      );
    },
  },
];

function same(some: readonly unknown[], others: readonly unknown[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}

function list(answers: readonly (number | null)[]): string {
  return answers.join(", then ");
}

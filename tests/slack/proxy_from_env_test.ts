import { assert, assertEquals, assertThrows } from "@std/assert";
import { proxyFromEnv, SlackWebhook } from "../../src/slack/mod.ts";
import { FakeProxy, FakeSlack } from "../../src/testing/mod.ts";

const NAMES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** The hosts of the proxies found in an environment. */
function found(env: Record<string, string>): string[] | undefined {
  using pool = proxyFromEnv((name) => env[name]);
  return pool?.stats().map(({ proxy }) => proxy);
}

Deno.test("proxyFromEnv() takes the first variable that is not empty, in Slack's order", () => {
  const env = Object.fromEntries(NAMES.map((name, n) => [name, `http://p${n}.example:80`]));
  for (let n = 0; n < NAMES.length; n++) {
    assertEquals(found(env), [`p${n}.example:80`]);
    env[NAMES[n]!] = "";
  }
  assertEquals(found(env), undefined);
  assertEquals(found({}), undefined);
});

Deno.test("proxyFromEnv() takes a blank variable for no proxy, and looks no further", () => {
  assertEquals(found({ HTTPS_PROXY: " \t", HTTP_PROXY: "http://p.example:80" }), undefined);
});

Deno.test("proxyFromEnv() does not look at NO_PROXY or ALL_PROXY", () => {
  const asked: string[] = [];
  proxyFromEnv((name) => void asked.push(name));
  assertEquals(asked, NAMES);
});

Deno.test("proxyFromEnv() refuses what is no proxy, and does not show it", () => {
  const read = () => "http://user:s3cret-4f9a@:99999";
  const error = assertThrows(() => proxyFromEnv(read), TypeError);
  assert(!error.message.includes("s3cret"), error.message);
});

Deno.test("proxyFromEnv() shows no login when it is printed", () => {
  using pool = proxyFromEnv(() => "http://user:s3cret-4f9a@p.example:80");
  assert(!Deno.inspect(pool).includes("s3cret") && !JSON.stringify(pool).includes("s3cret"));
});

Deno.test("proxyFromEnv() stays in use however often it is burnt", () => {
  using pool = proxyFromEnv(() => "http://p.example:80")!;
  for (let n = 0; n < 5; n++) pool.burn(pool.get());
  assertEquals(pool.available, 1);
});

Deno.test("proxyFromEnv() gives a SlackWebhook its proxy", async () => {
  await using proxy = await FakeProxy.start({ kind: "http" });
  await using slack = await FakeSlack.start();
  using proxies = proxyFromEnv((name) => name === "HTTP_PROXY" ? proxy.url : undefined);
  const result = await new SlackWebhook(slack.addWebhook().url, { proxies }).send("x");
  assertEquals([result.ok, result.proxy, proxy.requests.length], [true, proxy.address, 1]);
});

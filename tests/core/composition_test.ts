import { assert, assertEquals } from "@std/assert";
import { RefusedPayload } from "../../src/core/body.ts";
import { Composition } from "../../src/core/composition.ts";
import { Webhook, type WebhookResult } from "../../mod.ts";
import { always, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { AT_ONCE, until } from "./waiting.ts";

function failed(result: WebhookResult) {
  assert(!result.ok);
  return result;
}

Deno.test("a Composition is made once, at the call, whatever the number of attempts", async () => {
  await using server = await FakeServer.start([500, 204]);
  let made = 0;
  const hook = new Webhook(server.url, { backoff: AT_ONCE });
  const sending = hook.send(new Composition(() => ({ made: ++made })));
  assertEquals(made, 1);
  assertEquals((await sending).attempts, 2);
  assertEquals(server.requests.map(({ text }) => text), ['{"made":1}', '{"made":1}']);
});

Deno.test("a Composition may take its time, and come to any payload", async () => {
  await using server = await FakeServer.start(always(204));
  const form = new FormData();
  form.set("a", "1");
  const result = await new Webhook(server.url).send(new Composition(() => Promise.resolve(form)));
  assertEquals(result.ok, true);
  assert(server.requests[0]?.headers.get("content-type")?.startsWith("multipart/form-data"));
});

Deno.test("a Composition that fails is a failed result of kind payload", async () => {
  const refuse = () => {
    throw new RefusedPayload("the message is too long");
  };
  const fail = () => {
    throw new Error("s3cret");
  };
  const hook = new Webhook("https://a.example/");
  const cases: [() => unknown, string][] = [
    [refuse, "the message is too long"],
    [() => Promise.reject(new RefusedPayload("no such file")), "no such file"],
    [fail, "the payload cannot be serialised"],
    [() => Promise.reject(new Error("s3cret")), "the payload cannot be serialised"],
    [() => undefined, "the payload cannot be serialised: a value of type undefined is no JSON"],
  ];
  for (const [compose, reason] of cases) {
    const result = failed(await hook.send(new Composition(compose)));
    assertEquals([result.kind, result.attempts], ["payload", 0]);
    assertEquals(result.error, `Cannot deliver to a.example: ${reason}`);
  }
});

Deno.test("a Composition that hangs ends at the deadline", async () => {
  const clock = new ManualClock();
  const hook = new Webhook("https://a.example/", { clock, deadline: 100 });
  const sending = hook.send(new Composition(() => new Promise(() => {})));
  await until(() => clock.pending === 1, "the deadline is set");
  await clock.advance(100);
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts, clock.pending], ["timeout", 0, 0]);
});

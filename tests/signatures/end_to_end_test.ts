// A Webhook signs, a socket carries, a webhookHandler verifies.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Webhook } from "../../mod.ts";
import {
  github,
  hookrail,
  posthook,
  type SchemeOptions,
  type Secrets,
  type SignatureScheme,
  slack,
  standardWebhooks,
  webhookHandler,
  type WebhookMessage,
} from "../../src/signatures/mod.ts";
import { FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { AT_ONCE, sleeping } from "../core/waiting.ts";
import { A1_SECRET, A2_PUBLIC, A2_SECRET, SECRET_A, SECRET_B } from "./vectors.ts";

/** Every scheme that signs, and two secrets for it. */
const SIGNING: readonly {
  name: string;
  make: (secrets: Secrets, options?: SchemeOptions) => SignatureScheme;
  secrets: readonly [old: string, fresh: string];
}[] = [
  { name: "standardWebhooks() v1", make: standardWebhooks, secrets: [SECRET_A, SECRET_B] },
  { name: "standardWebhooks() v1a", make: standardWebhooks, secrets: [A2_SECRET, A1_SECRET] },
  { name: "slack()", make: slack, secrets: ["old", "new"] },
  { name: "github()", make: github, secrets: ["old", "new"] },
  { name: "hookrail()", make: hookrail, secrets: ["whsec_old", "whsec_new"] },
  { name: "posthook()", make: posthook, secrets: ["ph_sk_old", "ph_sk_new"] },
];

const PAYLOAD = { text: "naïve 鍵 😀\u2028\u0000", nested: [1.5, null, { "é": true }] };

/** A receiver on a real socket. */
function receive(verify: SignatureScheme, handle: (message: WebhookMessage) => Response | void) {
  const handler = webhookHandler({ verify, handle });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  const url = `http://127.0.0.1:${server.addr.port}/`;
  return { url, [Symbol.asyncDispose]: () => server.shutdown() };
}

for (const { name, make, secrets: [old, fresh] } of SIGNING) {
  Deno.test(`${name}: what a Webhook signs arrives, over retries`, async () => {
    const texts: string[] = [];
    await using receiver = receive(make(old), ({ text }) => {
      texts.push(text);
      return new Response(null, { status: texts.length < 3 ? 503 : 204 });
    });
    const hook = new Webhook(receiver.url, { signer: make(old).signer(), backoff: AT_ONCE });
    const result = await hook.send(PAYLOAD);
    assertEquals([result.ok, result.status, result.attempts], [true, 204, 3]);
    assertEquals(texts.map((text) => JSON.parse(text)), [PAYLOAD, PAYLOAD, PAYLOAD]);
  });

  Deno.test(`${name}: a rotation half-way loses nothing`, async () => {
    const texts: string[] = [];
    const handle = ({ text }: WebhookMessage) => void texts.push(text);
    const steps: [signs: Secrets, verifies: Secrets][] = [
      [old, old],
      [old, [fresh, old]], // First the receiver learns the new secret,
      [[fresh, old], [fresh, old]], // then the sender uses it,
      [fresh, [fresh, old]],
      [fresh, fresh], // then both forget the old one.
    ];
    for (const [index, [signs, verifies]] of steps.entries()) {
      await using receiver = receive(make(verifies), handle);
      const result = await new Webhook(receiver.url, { signer: make(signs).signer() }).send(index);
      assert(result.ok, `step ${index}: ${result.error}`);
    }
    assertEquals(texts, ["0", "1", "2", "3", "4"]);
  });

  Deno.test(`${name}: a running pair passes the end of a secret, and nothing is lost`, async () => {
    const clock = new ManualClock();
    const notAfter = new Date(clock.now() + 60_000);
    const ending = { secret: old, notAfter };
    const texts: string[] = [];
    await using receiver = receive(make([fresh, ending], { clock }), ({ text }) => {
      texts.push(text);
    });
    const sender = (secrets: Secrets) => {
      return new Webhook(receiver.url, { clock, signer: make(secrets, { clock }).signer() });
    };
    const [rotating, late] = [sender([ending, fresh]), sender(old)];
    for (const step of [0, 60_000, 1]) { // Before the end, at the last moment, and after it.
      await clock.advance(step);
      const result = await rotating.send(step);
      assert(result.ok, `after ${step}: ${result.error}`);
      assertEquals((await late.send("late")).status, step === 1 ? 401 : 200);
    }
    assertEquals(texts, ["0", '"late"', "60000", '"late"', "1"]);
  });

  Deno.test(`${name}: what another secret signed is refused`, async () => {
    await using receiver = receive(make(old), () => {});
    const result = await new Webhook(receiver.url, { signer: make(fresh).signer() }).send(PAYLOAD);
    assertEquals([result.ok, result.status, result.attempts], [false, 401, 1]);
  });

  Deno.test(`${name}: the signature covers exactly the bytes on the wire`, async () => {
    await using server = await FakeServer.start([204, 204, 204]);
    const scheme = make(old);
    const hook = new Webhook(server.url, { signer: scheme.signer() });
    await hook.send(PAYLOAD);
    await hook.send(new Uint8Array([0xff, 0, 0xfe]));
    await hook.send(undefined, { method: "DELETE" });
    for (const { headers, body } of server.requests) {
      assertEquals((await scheme.verifyOrThrow({ headers, body })).body, new Uint8Array(body));
    }
    assertEquals(server.requests.length, 3);
  });
}

Deno.test("standardWebhooks(): a retry has the same id, a new timestamp and a new signature", async () => {
  await using server = await FakeServer.start([500, 204]);
  const clock = new ManualClock();
  const scheme = standardWebhooks([SECRET_A, A2_SECRET], { clock });
  const backoff = { minTimeout: 5000, jitter: 0 };
  const sending = new Webhook(server.url, { clock, backoff, signer: scheme.signer() }).send(
    PAYLOAD,
  );
  await sleeping(clock, 1);
  await clock.advance(5000);
  assert((await sending).ok);
  const [first, second] = server.requests.map(({ headers }) => ({
    id: headers.get("webhook-id"),
    timestamp: Number(headers.get("webhook-timestamp")),
    signature: headers.get("webhook-signature"),
  }));
  assertEquals(second!.id, first!.id);
  assertEquals(second!.timestamp - first!.timestamp, 5);
  assertNotEquals(second!.signature, first!.signature);
  for (const { headers, body } of server.requests) {
    assert((await standardWebhooks(A2_PUBLIC, { clock }).verify({ headers, body })).ok);
  }
});

Deno.test("standardWebhooks(): a repeat under the same key is handled once", async () => {
  let handled = 0;
  const scheme = standardWebhooks(SECRET_A);
  await using receiver = receive(scheme, () => void handled++);
  const hook = new Webhook(receiver.url, { signer: scheme.signer(), idempotency: true });
  for (let n = 0; n < 3; n++) {
    assert((await hook.send(PAYLOAD, { idempotencyKey: "order-17" })).ok);
  }
  assertEquals(handled, 1);
});

Deno.test("standardWebhooks(): a key with a point fails before anything is sent", async () => {
  await using server = await FakeServer.start([204]);
  const hook = new Webhook(server.url, { signer: standardWebhooks(SECRET_A).signer() });
  const result = await hook.send(PAYLOAD, { idempotencyKey: "order.17" });
  assertEquals([!result.ok && result.kind, server.requests.length], ["config", 0]);
});

Deno.test("no secret is in the result of a send that was signed", async () => {
  for (const { make, secrets: [secret] } of SIGNING.slice(0, 2)) {
    await using server = await FakeServer.start([401]);
    const result = await new Webhook(server.url, { signer: make(secret).signer() }).send(PAYLOAD);
    assert(!Deno.inspect(result).includes(secret.slice(6, 30)));
  }
});

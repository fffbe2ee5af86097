import { assertEquals, assertRejects } from "@std/assert";
import {
  ConflictError,
  Hookrail,
  HookrailAdmin,
  type HookrailError,
  SIGNATURE_HEADER,
  SignatureError,
  verifySignature,
} from "../../src/hookrail/mod.ts";
import { FakeHookrail, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { QUICK } from "./clients.ts";

Deno.test("An event is sent, sent again, replayed, delivered signed, and verified", async () => {
  const clock = new ManualClock(Date.now());
  await using receiver = await FakeServer.start([503, 204]);
  await using service = await FakeHookrail.start({ clock, random: () => 1 });
  const { id, secret } = service.subscribe("orders.*", receiver.url);
  using hookrail = new Hookrail({ apiKey: service.apiKey, baseUrl: service.url, policy: QUICK });
  const payload = { customer: { name: "Zoë 🚀" }, id: "o_1" };

  // Sent: the answer is lost, and so it is sent again; the service knows it by its key.
  service.fail({ fault: "cut" }, { carriedOut: true });
  const options = { idempotencyKey: "order-o_1" };
  const accepted = await hookrail.sendEvent("orders.created", payload, options);
  assertEquals([accepted.replayed, accepted.deliveryIds.length, service.events], [true, 1, 1]);
  const [first, second] = service.requests;
  assertEquals(first?.body, second?.body);

  // Another event with the same key is refused.
  const other = () => hookrail.sendEvent("orders.created", { id: "o_2" }, options);
  await assertRejects(other, ConflictError);

  // Delivered: the receiver is down at first.
  await service.idle();
  const event = await hookrail.getEvent(accepted.eventId);
  assertEquals(event.deliveries[0]?.state, "retry_scheduled");
  assertEquals(event.deliveries[0]?.attempts[0]?.httpStatus, 503);
  await clock.advance(5000);
  const done = await hookrail.waitForEvent(accepted.eventId, { interval: 1, deadline: 10_000 });
  assertEquals(done.deliveries[0]?.state, "succeeded");
  assertEquals(done.deliveries[0]?.attempts.map(({ status }) => status), ["failed", "succeeded"]);

  // Verified: the bytes as received, which are not those that were sent.
  const delivered = receiver.requests[1]!;
  const { deliveryId, body } = await verifySignature(secret, delivered, { now: clock.now() });
  assertEquals(deliveryId, accepted.deliveryIds[0]);
  assertEquals(JSON.parse(new TextDecoder().decode(body)), payload);
  assertEquals(delivered.text, '{"id": "o_1", "customer": {"name": "Zoë 🚀"}}');

  // The secret is rotated, and the receiver accepts both for a while.
  using admin = new HookrailAdmin({ token: service.adminToken, baseUrl: service.adminUrl });
  const fresh = await admin.endpoints.rotateSecret(id);
  receiver.append([204]);
  await hookrail.sendEvent("orders.created", payload);
  await service.idle();
  const signed = receiver.requests[2]!;
  await verifySignature([secret, fresh], signed, { now: clock.now() });
  const old = () => verifySignature(secret, signed, { now: clock.now() });
  const error: HookrailError = await assertRejects(old, SignatureError);
  assertEquals(error.name, "SignatureError");
  assertEquals(signed.headers.has(SIGNATURE_HEADER), true);
});

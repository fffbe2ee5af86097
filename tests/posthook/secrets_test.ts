import { assert, assertEquals, assertRejects } from "@std/assert";
import { inspect } from "node:util";
import { ack, createSignatures, Posthook } from "../../src/posthook/mod.ts";
import { posthook as scheme } from "../../src/signatures/mod.ts";
import { type Answer, FakePosthook, FakeServer } from "../../src/testing/mod.ts";
import { CONNECTED, hookMessage, scripted } from "./scripted_socket.ts";

const API_KEY = "pk_SECRETapikey";
const SIGNING_KEY = "ph_sk_SECRETsigning";
const TOKEN = "SECRETcallbacktoken";
const SECRET = /SECRET/;

/** Everything by which a value may end up in a log. */
function prints(value: unknown): string[] {
  return [
    Deno.inspect(value, { depth: 10, showHidden: true }),
    inspect(value, { depth: 10, showHidden: true }),
    String(value),
    JSON.stringify(value) ?? "",
    value instanceof Error ? value.stack ?? "" : "",
  ];
}

function assertHidden(value: unknown): void {
  for (const print of prints(value)) assert(!SECRET.test(print), print);
}

Deno.test("Nothing that is printed of a client holds a key", () => {
  const posthook = new Posthook(API_KEY, { signingKey: SIGNING_KEY });
  for (const value of [posthook, posthook.hooks, posthook.hooks.bulk, posthook.signatures]) {
    assertHidden(value);
  }
  assertHidden(createSignatures(SIGNING_KEY));
});

const ANSWERS: [string, Answer][] = [
  ["repeats both keys", { status: 401, body: { error: `${API_KEY} ${SIGNING_KEY}` } }],
  ["repeats a key in a header", { status: 500, headers: { "x-echo": API_KEY } }],
  ["repeats a key in a 2xx that is no JSON", { status: 200, body: API_KEY }],
  ["fails", { fault: "reset" }],
];

for (const [what, answer] of ANSWERS) {
  Deno.test(`Nothing that is printed of an error holds a key when the service ${what}`, async () => {
    await using server = await FakeServer.start([answer]);
    const posthook = new Posthook(API_KEY, { signingKey: SIGNING_KEY, baseUrl: server.url });
    const params = { path: "/p", postIn: "5m" };
    assertHidden(await assertRejects(() => posthook.hooks.schedule(params)));
  });
}

for (
  const [what, answer] of [["repeats it", { status: 401, body: TOKEN }], ["fails", {
    fault: "reset",
  }]] as [string, Answer][]
) {
  Deno.test(`Nothing that is printed of an error holds a callback token when the service ${what}`, async () => {
    await using server = await FakeServer.start([answer]);
    assertHidden(await assertRejects(() => ack(`${server.url}cb/${TOKEN}`)));
  });
}

Deno.test("Nothing that is printed of a delivery holds a callback token", async () => {
  const url = `https://api.posthook.io/cb/${TOKEN}`;
  const body = "{}";
  const headers = await scheme(SIGNING_KEY).sign({ body });
  Object.assign(headers, { "posthook-ack-url": url, "posthook-nack-url": url });
  const delivery = await createSignatures(SIGNING_KEY).parseDelivery(body, headers);
  assertHidden(delivery);
  assertEquals(delivery.ackUrl, url);
});

Deno.test("Nothing that is printed of a delivery holds the header Authorization", async () => {
  const test = scripted();
  const streaming = test.posthook.stream({ forward: true });
  const socket = await test.socket(1);
  socket.say(CONNECTED);
  const stream = await streaming;
  const authorization = "Bearer SECRETproject";
  socket.say(hookMessage("h1", { forwardRequest: { body: "{}", authorization } }));
  const { value } = await stream.next();
  for (const part of [value, value!.ws, { ...value!.ws }, value!.ws!.forwardRequest]) {
    assertHidden(part);
  }
  assertEquals(value!.ws!.forwardRequest!.authorization, authorization);
  await stream.close();
});

Deno.test("Nothing that is printed of an error holds the ticket of a WebSocket", async () => {
  await using service = await FakePosthook.start();
  let opened = "";
  class Refusing {
    constructor(url: string) {
      opened = url;
      throw new SyntaxError(`SECRET ${url}`);
    }
  }
  const WebSocket = Refusing as unknown as typeof globalThis.WebSocket;
  const { apiKey, url: baseUrl } = service;
  const posthook = new Posthook(apiKey, { baseUrl, WebSocket });
  const controller = new AbortController();
  const errors: unknown[] = [];
  const { signal } = controller;
  const onReconnecting = () => controller.abort();
  await assertRejects(() => posthook.stream({ signal, onReconnecting }))
    .then((error) => errors.push(error));
  assert(opened.includes("ticket="));
  errors.forEach(assertHidden);
});

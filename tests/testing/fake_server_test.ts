import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { connect } from "node:net";
import { always, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { ca, tls } from "../fixtures/certificates.ts";

/** Posts, and reads the answer to its end. */
async function post(
  url: string,
  body: BodyInit = "hello",
): Promise<{ status: number; text: string; headers: Headers }> {
  const init = { method: "POST", body, redirect: "manual", duplex: "half" } as const; // For Node.
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Posts a body that Deno never sends twice, and returns what the error says of the connection. */
async function postAndFail(url: string, client?: Deno.HttpClient): Promise<string> {
  const body = new Blob(["hello"]);
  const error = await assertRejects(() => fetch(url, { method: "POST", body, client }), TypeError);
  return String((error.cause as Error).message).split("client error ").at(-1)!;
}

/** Sends raw bytes and resolves to all that comes back until the server closes. */
function exchangeRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect({ host: "127.0.0.1", port });
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => received += chunk);
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
    socket.write(text);
  });
}

const GONE = "(SendRequest): connection closed before message completed";

Deno.test("FakeServer answers by its script, one answer per request", async () => {
  await using server = await FakeServer.start([
    201,
    { status: 400, body: "no", headers: { "x-reason": "because" } },
    { body: { ok: true } },
    { body: Uint8Array.of(104, 105) },
  ]);
  const created = await post(server.url);
  assertEquals([created.status, created.text], [201, ""]);
  assertEquals(created.headers.get("content-type"), null);
  const bad = await post(server.url);
  assertEquals([bad.status, bad.text], [400, "no"]);
  assertEquals(bad.headers.get("x-reason"), "because");
  assertEquals(bad.headers.get("content-type"), "text/plain; charset=utf-8");
  const json = await post(server.url);
  assertEquals([json.status, json.text], [200, '{"ok":true}']);
  assertEquals(json.headers.get("content-type"), "application/json");
  assertEquals(json.headers.get("content-length"), "11");
  const bytes = await post(server.url);
  assertEquals(bytes.text, "hi");
  assertEquals(bytes.headers.get("content-type"), "application/octet-stream");
});

Deno.test("FakeServer answers 500 once its script has run out, and says so", async () => {
  await using server = await FakeServer.start([200]);
  await post(server.url);
  const { status, text } = await post(server.url);
  assertEquals(status, 500);
  assert(text.includes("run out"));
});

Deno.test("FakeServer answers 500 without a script", async () => {
  await using server = await FakeServer.start();
  assertEquals((await post(server.url)).status, 500);
});

Deno.test("FakeServer asks a function with the request and its number", async () => {
  await using server = await FakeServer.start((request, n) =>
    Promise.resolve({ body: `${n}: ${request.text}` })
  );
  assertEquals((await post(server.url, "a")).text, "1: a");
  assertEquals((await post(server.url, "b")).text, "2: b");
});

Deno.test("FakeServer answers 500 when its script throws, and says so", async () => {
  await using server = await FakeServer.start(() => {
    throw new RangeError("out of luck");
  });
  const { status, text } = await post(server.url);
  assertEquals(status, 500);
  assert(text.includes("RangeError: out of luck"));
});

Deno.test("FakeServer plays a generator, always() included", async () => {
  await using server = await FakeServer.start(function* () {
    yield 503;
    yield* always(204);
  }());
  const statuses = [];
  for (let n = 0; n < 4; n++) statuses.push((await post(server.url)).status);
  assertEquals(statuses, [503, 204, 204, 204]);
});

Deno.test("FakeServer.script() replaces what is left, append() follows it", async () => {
  await using server = await FakeServer.start([201, 201, 201]);
  const statuses = [];
  statuses.push((await post(server.url)).status);
  server.script([202]);
  server.append([203]);
  server.append(() => 204);
  for (let n = 0; n < 4; n++) statuses.push((await post(server.url)).status);
  assertEquals(statuses, [201, 202, 203, 204, 204]);
});

Deno.test("FakeServer records requests as they came", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start(always(200), { clock });
  await clock.advance(1500);
  const raw = "POST /hook?wait=true HTTP/1.1\r\nHost: hook.test\r\nX-Twice: a\r\nx-twice: b\r\n" +
    'Connection: close\r\nContent-Length: 7\r\n\r\n{"a":1}';
  await exchangeRaw(server.port, raw);
  const [request] = server.requests;
  assert(request);
  assertEquals(request.method, "POST");
  assertEquals(request.path, "/hook?wait=true");
  assertEquals(request.headers.get("x-twice"), "a, b");
  assertEquals(request.rawHeaders.slice(0, 3), [["Host", "hook.test"], ["X-Twice", "a"], [
    "x-twice",
    "b",
  ]]);
  assertEquals(request.body, new TextEncoder().encode('{"a":1}'));
  assertEquals(request.text, '{"a":1}');
  assertEquals(request.json(), { a: 1 });
  assertEquals(request.at, 1500);
  assertEquals(request.connection, 1);
});

Deno.test("FakeServer records chunked bodies whole", async () => {
  await using server = await FakeServer.start(always(200));
  await post(server.url, ReadableStream.from(["one ", "two"]).pipeThrough(new TextEncoderStream()));
  assertEquals(server.requests[0]?.text, "one two");
});

Deno.test("FakeServer does not record a request that breaks off", async () => {
  await using server = await FakeServer.start(always(200));
  const socket = connect({ host: "127.0.0.1", port: server.port });
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  await new Promise((resolve) => socket.once("connect", resolve));
  await post(server.url);
  socket.destroy();
  await server.disconnected(1);
  assertEquals(server.requests.map((request) => request.connection), [2]);
});

Deno.test("FakeServer has recorded a request before it decides on the answer", async () => {
  await using server = await FakeServer.start((request) => ({
    body: String(server.requests.includes(request)),
  }));
  assertEquals((await post(server.url)).text, "true");
});

Deno.test("FakeServer keeps connections open, and numbers them", async () => {
  await using server = await FakeServer.start([200, 200, { fault: "cut" }, 200]);
  await post(server.url);
  await post(server.url);
  assertEquals(server.openConnections, 1);
  await postAndFail(server.url);
  await post(server.url);
  assertEquals(server.requests.map((request) => request.connection), [1, 1, 1, 2]);
  assertEquals(server.connections, 2);
});

Deno.test("FakeServer reveals that Deno sends a string twice on a reused connection", async () => {
  await using server = await FakeServer.start([200, { fault: "cut" }, 200]);
  await post(server.url, "first");
  assertEquals((await post(server.url, "again")).status, 200);
  assertEquals(server.requests.map((request) => request.text), ["first", "again", "again"]);
  assertEquals(server.requests.map((request) => request.connection), [1, 1, 2]);
});

Deno.test("FakeServer reveals that Deno sends a Blob once on a reused connection", async () => {
  await using server = await FakeServer.start([200, { fault: "cut" }, 200]);
  await post(server.url, "first");
  assertEquals(await postAndFail(server.url), GONE);
  assertEquals(server.requests.map((request) => request.text), ["first", "hello"]);
});

Deno.test("cut closes the connection once the request was read", async () => {
  await using server = await FakeServer.start([{ fault: "cut" }]);
  assertEquals(await postAndFail(server.url), GONE);
  assertEquals(server.requests.length, 1);
});

Deno.test("cut-head closes amid the response head", async () => {
  await using server = await FakeServer.start(always({ fault: "cut-head" }));
  assertEquals(await postAndFail(server.url), GONE);
  const received = await exchangeRaw(server.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  assertEquals(received, "HTTP/1.1 200 OK\r\ncontent-le");
});

Deno.test("reset is seen as a reset connection", async () => {
  await using server = await FakeServer.start([{ fault: "reset" }]);
  assertEquals(await postAndFail(server.url), "Connection reset by peer (os error 104)");
  assertEquals(server.requests.length, 1);
});

Deno.test("cut-connect closes a connection before it has read anything", async () => {
  await using server = await FakeServer.start([{ fault: "cut-connect" }, 200]);
  assertEquals(await postAndFail(server.url), GONE);
  assertEquals([server.connections, server.requests.length], [1, 0]);
  assertEquals((await post(server.url)).status, 200);
  assertEquals([server.connections, server.requests.length], [2, 1]);
});

Deno.test("cut-connect cuts a request on a connection that is open already", async () => {
  await using server = await FakeServer.start([200, { fault: "cut-connect" }, 200]);
  await post(server.url);
  assertEquals(await postAndFail(server.url), GONE);
  assertEquals(server.requests.length, 2);
});

for (const chunked of [false, true]) {
  const framing = chunked ? "chunked" : "with content-length";
  Deno.test(`cut-body sends the head and a part, ${framing}`, async () => {
    const status = 201;
    await using server = await FakeServer.start(
      always({ fault: "cut-body", status, body: "the part", chunked }),
    );
    const response = await fetch(server.url);
    assertEquals(response.status, 201);
    const error = await assertRejects(() => response.text(), TypeError);
    assertEquals(error.message, "error reading a body from connection");

    const received = await exchangeRaw(server.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const [head, part] = received.split("\r\n\r\n");
    assertEquals(head?.toLowerCase().includes("transfer-encoding: chunked"), chunked, head);
    assertEquals(head?.includes("content-length: 108"), !chunked, head);
    assertEquals(part, chunked ? "8\r\nthe part\r\n" : "the part");
  });

  Deno.test(`hang-body sends the head and a part, then nothing, ${framing}`, async () => {
    await using server = await FakeServer.start([{ fault: "hang-body", body: "part", chunked }]);
    const abort = new AbortController();
    const response = await fetch(server.url, { signal: abort.signal });
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    assertEquals(new TextDecoder().decode(value), "part");
    const rest = reader.read();
    assertEquals(server.openConnections, 1);
    abort.abort();
    await assertRejects(() => rest, DOMException);
    await server.disconnected(1);
  });
}

Deno.test("hang reads the request and never answers", async () => {
  await using server = await FakeServer.start([{ fault: "hang" }]);
  const abort = new AbortController();
  const sent = fetch(server.url, { method: "POST", body: "hello", signal: abort.signal });
  await server.received(1);
  assertEquals(server.requests[0]?.text, "hello");
  abort.abort();
  await assertRejects(() => sent, DOMException);
  await server.disconnected(1);
});

Deno.test("endless sends until the client goes away", async () => {
  await using server = await FakeServer.start([{ fault: "endless", body: "more " }]);
  const response = await fetch(server.url);
  let received = 0;
  for await (const chunk of response.body!) {
    received += chunk.length;
    if (received > 200_000) break;
  }
  assert(received > 200_000);
  await server.disconnected(1);
});

Deno.test("endless with an empty body sends its own", async () => {
  await using server = await FakeServer.start([{ fault: "endless", body: "" }]);
  const response = await fetch(server.url);
  for await (const chunk of response.body!) {
    assert(chunk.length > 0);
    break;
  }
});

Deno.test("redirect sends the client elsewhere", async () => {
  await using server = await FakeServer.start([
    { fault: "redirect", location: "/elsewhere" },
    { fault: "redirect", location: "/elsewhere", status: 301 },
  ]);
  const temporary = await post(server.url);
  assertEquals([temporary.status, temporary.headers.get("location")], [307, "/elsewhere"]);
  assertEquals((await post(server.url)).status, 301);
});

Deno.test("garbage is not HTTP", async () => {
  await using server = await FakeServer.start([{ fault: "garbage" }]);
  assertEquals(await postAndFail(server.url), "(SendRequest): invalid HTTP version parsed");
});

Deno.test("delay waits on the server's clock before the answer begins", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([{ delay: 60_000 }], { clock });
  let answered = false;
  const sent = post(server.url).then(() => answered = true);
  await server.received(1);
  while (clock.pending === 0) await Promise.resolve();
  await clock.advance(59_999);
  assertEquals(answered, false);
  assertEquals(clock.pending, 1);
  await clock.advance(1);
  await sent;
});

Deno.test("delay ends when the client goes away", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([{ delay: 60_000 }], { clock });
  const abort = new AbortController();
  const sent = fetch(server.url, { signal: abort.signal });
  await server.received(1);
  abort.abort();
  await assertRejects(() => sent, DOMException);
  await server.disconnected(1);
  assertEquals(clock.waits, [60_000]);
  assertEquals(clock.pending, 0);
});

Deno.test("FakeServer never sends a body with 204, 304, or to HEAD", async () => {
  await using server = await FakeServer.start(always({ status: 204, body: "nothing" }));
  const ask = (method: string) =>
    exchangeRaw(server.port, `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  assertEquals((await ask("POST")).split("\r\n\r\n")[1], "");
  server.script(always({ status: 200, body: "nothing" }));
  const head = await ask("HEAD");
  assertEquals(head.split("\r\n\r\n")[1], "");
  assert(head.includes("content-length: 7"));
});

Deno.test("FakeServer sends each cookie as a field of its own", async () => {
  const headers: HeadersInit = [["set-cookie", "a=1"], ["set-cookie", "b=2"]];
  await using server = await FakeServer.start(always({ headers }));
  assertEquals((await post(server.url)).headers.getSetCookie(), ["a=1", "b=2"]);
});

Deno.test("FakeServer speaks https with a certificate", async () => {
  await using server = await FakeServer.start(
    [200, { body: "secret" }, { fault: "cut" }, { fault: "cut-body" }, 200],
    { tls },
  );
  assert(server.url.startsWith("https://127.0.0.1:"));
  using client = Deno.createHttpClient({ caCerts: [ca] });
  await (await fetch(server.url, { client })).text();
  assertEquals(await (await fetch(server.url, { client })).text(), "secret");
  assert((await postAndFail(server.url, client)).includes("without sending TLS close_notify"));
  const response = await fetch(server.url, { client });
  assertEquals(response.status, 200);
  await assertRejects(() => response.text(), TypeError);
  assertEquals(server.requests.map((request) => request.connection), [1, 1, 1, 2]);
});

Deno.test("reset and cut-connect work below TLS", async () => {
  await using server = await FakeServer.start([{ fault: "cut-connect" }, { fault: "reset" }], {
    tls,
  });
  using client = Deno.createHttpClient({ caCerts: [ca] });
  assert((await postAndFail(server.url, client)).startsWith("(Connect): "));
  assertEquals(server.requests.length, 0);
  const reset = "Connection reset by peer (os error 104)";
  assertEquals(await postAndFail(server.url, client), reset);
});

Deno.test("FakeServer.received() resolves at once for requests that are there", async () => {
  await using server = await FakeServer.start(always(200));
  await server.received(0);
  await post(server.url);
  await post(server.url);
  await server.received(2);
});

Deno.test("FakeServer.disconnectAll() closes idle connections and welcomes new ones", async () => {
  await using server = await FakeServer.start(always(200));
  await post(server.url);
  server.disconnectAll();
  await server.disconnected(1);
  assertEquals(server.openConnections, 0);
  assertEquals((await post(server.url)).status, 200);
  assertEquals(server.connections, 2);
});

Deno.test("FakeServer.close() breaks off what hangs, and is safe to call again", async () => {
  const server = await FakeServer.start(always({ fault: "hang" }));
  const sent = assertRejects(() => fetch(server.url), TypeError);
  await server.received(1);
  await Promise.all([server.close(), server.close()]);
  await server.close();
  await sent;
  assertEquals(server.openConnections, 0);
});

Deno.test("FakeServer.close() ends delays and answers that never come", async () => {
  const clock = new ManualClock();
  const server = await FakeServer.start([{ delay: 60_000 }], { clock });
  server.append(() => new Promise(() => {}));
  const delayed = assertRejects(() => fetch(server.url), TypeError);
  await server.received(1);
  const undecided = assertRejects(() => fetch(server.url), TypeError);
  await server.received(2);
  await server.close();
  await Promise.all([delayed, undecided]);
  assertEquals(clock.pending, 0);
});

Deno.test("FakeServer refuses connections once it is closed", async () => {
  const server = await FakeServer.start(always(200));
  await server.close();
  const refused = "(Connect): tcp connect error: Connection refused (os error 111)";
  assertEquals(await postAndFail(server.url), refused);
});

Deno.test("FakeServer.start() rejects when the port is taken", async () => {
  await using server = await FakeServer.start();
  const error = await assertRejects(() => FakeServer.start([], { port: server.port }));
  assertInstanceOf(error, Error);
  assert(error.message.includes("EADDRINUSE"));
});

Deno.test("FakeServer without a certificate fails the handshake of an https client", async () => {
  await using server = await FakeServer.start(always(200));
  const error = await postAndFail(server.url.replace("http:", "https:"));
  assertEquals(error, "(Connect): received corrupt message of type InvalidContentType");
  assertEquals(server.requests, []);
});

Deno.test("FakeServer refuses options and scripts that it would ignore", async () => {
  await assertRejects(() => FakeServer.start([], { prot: 1 } as never), TypeError, "'prot'");
  await assertRejects(() => FakeServer.start(200 as never), TypeError, "'script'");
});

Deno.test("FakeServer.received() rejects when the server is closed first", async () => {
  const server = await FakeServer.start();
  const waiting = assertRejects(() => server.received(1), Error, "closed");
  await server.close();
  await waiting;
});

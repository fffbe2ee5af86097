import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { connect } from "node:net";
import {
  always,
  FakeProxy,
  type FakeProxyOptions,
  FakeServer,
  type ProxyFault,
} from "../../src/testing/mod.ts";
import { ca, expiredTls, tls } from "../fixtures/certificates.ts";

// Not loopback: a NO_PROXY of the environment may list it. Mostly not a name either: Deno looks up
// the name of every target, even if a proxy resolves it, and without DNS that may take seconds.
const PLAIN = "http://192.0.2.7/path?query=1";
const SECURE = "https://192.0.2.7/path?query=1";
const USER = { username: "user", password: "p:ass%word" };

/** A proxy whose targets all lead to `server`. */
function startProxy(server: FakeServer, options: FakeProxyOptions): Promise<FakeProxy> {
  const resolve = () => ({ host: "127.0.0.1", port: server.port });
  return FakeProxy.start({ resolve, ...options });
}

function openClient(proxy: FakeProxy, url: string = proxy.urlWithCredentials): Deno.HttpClient {
  return Deno.createHttpClient({ proxy: { url }, caCerts: [ca] });
}

async function post(
  url: string,
  client: Deno.HttpClient,
): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: "POST", body: "hello", client });
  return { status: response.status, text: await response.text() };
}

/** Posts a body that Deno never sends twice, and returns what the error says of the connection. */
async function postAndFail(url: string, client: Deno.HttpClient): Promise<string> {
  const body = new Blob(["hello"]);
  const error = await assertRejects(() => fetch(url, { method: "POST", body, client }), TypeError);
  return String((error.cause as Error).message).split("client error ").at(-1)!;
}

/** Plays messages to a port in turn, each once the answer before has come; resolves to all answers. */
function converse(port: number, messages: readonly number[][]): Promise<number[][]> {
  return new Promise((resolve, reject) => {
    const answers: number[][] = [];
    const left = [...messages];
    const socket = connect({ host: "127.0.0.1", port });
    const say = () => {
      const message = left.shift();
      if (message) socket.write(Uint8Array.from(message));
      else socket.end();
    };
    socket.on("connect", say);
    socket.on("data", (chunk: Uint8Array) => {
      answers.push([...chunk]);
      say();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answers));
  });
}

const GONE = "(SendRequest): connection closed before message completed";
const REFUSED = "(Connect): tcp connect error: Connection refused (os error 111)";

Deno.test("FakeProxy forwards a request in absolute form", async () => {
  await using server = await FakeServer.start([{ status: 201, body: "created" }]);
  await using proxy = await startProxy(server, { kind: "http" });
  using client = openClient(proxy);
  assertEquals(await post(PLAIN, client), { status: 201, text: "created" });
  assertEquals(proxy.requests, [{
    kind: "forward",
    method: "POST",
    target: "192.0.2.7:80",
    username: null,
    connection: 1,
    passed: true,
    bytesUp: 5,
    bytesDown: 7,
  }]);
  const [request] = server.requests;
  assertEquals(request?.path, "/path?query=1");
  assertEquals(request?.text, "hello");
  assertEquals(request?.headers.get("host"), "192.0.2.7");
  assertEquals(request?.headers.get("content-type"), "text/plain;charset=UTF-8");
});

Deno.test("FakeProxy keeps credentials and hop-by-hop fields from the target", async () => {
  await using server = await FakeServer.start([200]);
  await using proxy = await startProxy(server, { kind: "http", ...USER });
  using client = openClient(proxy);
  const headers = { connection: "x-hop", "x-hop": "1", "x-end": "2", te: "trailers" };
  await (await fetch(PLAIN, { client, headers })).text();
  const names = server.requests[0]?.rawHeaders.map(([name]) => name.toLowerCase()) ?? [];
  assert(names.includes("x-end"));
  assertEquals(names.filter((name) => ["proxy-authorization", "te", "x-hop"].includes(name)), []);
});

Deno.test("FakeProxy forwards over a connection that stays open", async () => {
  await using server = await FakeServer.start(always(200));
  await using proxy = await startProxy(server, { kind: "http" });
  using client = openClient(proxy);
  await post(PLAIN, client);
  await post(PLAIN, client);
  assertEquals(proxy.requests.map((request) => request.connection), [1, 1]);
  assertEquals(proxy.connections, 1);
});

Deno.test("FakeProxy forwards half an answer as half an answer", async () => {
  await using server = await FakeServer.start([{ fault: "cut-body", status: 202 }]);
  await using proxy = await startProxy(server, { kind: "http" });
  using client = openClient(proxy);
  const response = await fetch(PLAIN, { client });
  assertEquals(response.status, 202);
  await assertRejects(() => response.text(), TypeError);
});

Deno.test("FakeProxy answers 502 for a target that cuts or refuses", async () => {
  const server = await FakeServer.start([{ fault: "cut" }]);
  await using proxy = await startProxy(server, { kind: "http" });
  using client = openClient(proxy);
  assertEquals((await post(PLAIN, client)).status, 502);
  await server.close();
  assertEquals((await post(PLAIN, client)).status, 502);
  assertEquals(proxy.requests.map((request) => request.passed), [true, false]);
});

Deno.test("FakeProxy tunnels CONNECT", async () => {
  await using server = await FakeServer.start(always({ body: "secret" }), { tls });
  await using proxy = await startProxy(server, { kind: "http" });
  using client = openClient(proxy);
  assertEquals(await post(SECURE, client), { status: 200, text: "secret" });
  assertEquals(await post(SECURE, client), { status: 200, text: "secret" });
  assertEquals(server.requests.map((request) => request.text), ["hello", "hello"]);
  const [request, ...more] = proxy.requests;
  assertEquals(more, []);
  assertEquals([request?.kind, request?.method], ["connect", "CONNECT"]);
  assertEquals([request?.target, request?.passed], ["192.0.2.7:443", true]);
  assert(request!.bytesUp > 100 && request!.bytesDown > 100);
});

Deno.test("FakeProxy speaks TLS to its clients with a certificate", async () => {
  await using plain = await FakeServer.start([{ body: "plain" }]);
  await using secure = await FakeServer.start([{ body: "secure" }], { tls });
  await using proxy = await FakeProxy.start({
    kind: "http",
    tls,
    resolve: (_, port) => ({ host: "127.0.0.1", port: port === 443 ? secure.port : plain.port }),
  });
  assert(proxy.url.startsWith("https://"));
  using client = openClient(proxy);
  assertEquals((await post(PLAIN, client)).text, "plain");
  assertEquals((await post(SECURE, client)).text, "secure");
  assertEquals(proxy.requests.map((request) => request.kind), ["forward", "connect"]);
});

Deno.test("FakeProxy is given names as they are, and resolves them", async () => {
  await using plain = await FakeServer.start(always(200));
  await using secure = await FakeServer.start(always(200), { tls });
  for (const kind of ["http", "socks5"] as const) {
    const asked: [string, number][] = [];
    await using proxy = await FakeProxy.start({
      kind,
      resolve(host, port) {
        asked.push([host, port]);
        return { host: "127.0.0.1", port: port === 443 ? secure.port : plain.port };
      },
    });
    using client = openClient(proxy);
    assertEquals((await post("http://hook.test/", client)).status, 200);
    assertEquals((await post("https://hook.test/", client)).status, 200);
    assertEquals(asked, [["hook.test", 80], ["hook.test", 443]]);
    assertEquals(proxy.requests.map(({ target }) => target), ["hook.test:80", "hook.test:443"]);
  }
});

Deno.test("FakeProxy reaches a target without resolve() under its own name", async () => {
  await using server = await FakeServer.start([200]);
  await using proxy = await FakeProxy.start({ kind: "http" });
  const request = `GET ${server.url} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
  const [answer] = await converse(proxy.port, [[...new TextEncoder().encode(request)]]);
  assert(new TextDecoder().decode(Uint8Array.from(answer!)).startsWith("HTTP/1.1 200 OK"));
});

for (const [url, secure] of [[PLAIN, false], [SECURE, true]] as const) {
  Deno.test(`FakeProxy tunnels SOCKS5 for ${new URL(url).protocol}`, async () => {
    await using server = await FakeServer.start(
      always({ body: "hi" }),
      secure ? { tls } : {},
    );
    await using proxy = await startProxy(server, { kind: "socks5" });
    using client = openClient(proxy);
    assertEquals(await post(url, client), { status: 200, text: "hi" });
    assertEquals(await post(url, client), { status: 200, text: "hi" });
    const port = secure ? 443 : 80;
    assertEquals(proxy.requests.map((request) => request.target), [`192.0.2.7:${port}`]);
    assertEquals([proxy.requests[0]?.kind, proxy.requests[0]?.method], ["socks5", null]);
  });

  for (const kind of ["http", "socks5"] as const) {
    const way = `${kind} for ${new URL(url).protocol}`;

    Deno.test(`FakeProxy lets its user in: ${way}`, async () => {
      await using server = await FakeServer.start([200, 200], secure ? { tls } : {});
      await using proxy = await startProxy(server, { kind, ...USER });
      using inUrl = openClient(proxy);
      assertEquals((await post(url, inUrl)).status, 200);
      const basicAuth = USER;
      using inOption = Deno.createHttpClient({
        proxy: { url: proxy.url, basicAuth },
        caCerts: [ca],
      });
      assertEquals((await post(url, inOption)).status, 200);
      assertEquals(proxy.requests.map((request) => request.username), ["user", "user"]);
    });

    Deno.test(`FakeProxy keeps others out: ${way}`, async () => {
      await using server = await FakeServer.start([], secure ? { tls } : {});
      await using proxy = await startProxy(server, { kind, ...USER });
      using without = openClient(proxy, proxy.url);
      using wrong = openClient(proxy, proxy.url.replace("//", "//user:wrong@"));
      const answers = [];
      for (const client of [without, wrong]) {
        if (kind === "http" && !secure) answers.push((await post(url, client)).status);
        else answers.push(await postAndFail(url, client));
      }
      const required = "(Connect): proxy authentication required";
      assertEquals(
        answers,
        kind === "socks5"
          ? ["(Connect): No acceptable auth methods", "(Connect): Password auth failure, code: 1"]
          : secure
          ? [required, required]
          : [407, 407],
      );
      assertEquals(server.connections, 0);
      assertEquals(proxy.requests.filter((request) => request.passed), []);
    });
  }
}

Deno.test("a CONNECT tunnel and a forwarded request fail on demand", async (t) => {
  await using server = await FakeServer.start(always(200));
  await using proxy = await startProxy(server, { kind: "http" });
  const cases: [ProxyFault, connect: string, forward: string | number][] = [
    ["refuse", "(Connect): unexpected eof while tunneling", GONE],
    ["deny", "(Connect): proxy authentication required", 407],
    ["cut", "(Connect): unexpected eof while tunneling", GONE],
    ["garbage", "(Connect): unsuccessful tunnel", "(SendRequest): invalid HTTP version parsed"],
    [{ connectStatus: 502 }, "(Connect): unsuccessful tunnel", 200],
    [{ connectStatus: 407 }, "(Connect): proxy authentication required", 200],
  ];
  for (const [fault, connect, forward] of cases) {
    await t.step(JSON.stringify(fault), async () => {
      using client = openClient(proxy);
      proxy.fault = fault;
      assertEquals(await postAndFail(SECURE, client), connect);
      assertEquals(
        typeof forward === "number"
          ? (await post(PLAIN, client)).status
          : await postAndFail(PLAIN, client),
        forward,
      );
    });
  }
  assertEquals(server.requests.length, 2);
});

Deno.test("CONNECT to a target that refuses is answered 502", async () => {
  const server = await FakeServer.start();
  await server.close();
  await using proxy = await startProxy(server, { kind: "http" });
  const request = new TextEncoder().encode("CONNECT hook.test:443 HTTP/1.1\r\n\r\n");
  const [answer] = await converse(proxy.port, [[...request]]);
  const text = new TextDecoder().decode(Uint8Array.from(answer!));
  assert(text.startsWith("HTTP/1.1 502 "), text);
});

Deno.test("an http proxy answers 400 to what is no proxy request", async () => {
  await using proxy = await FakeProxy.start({ kind: "http" });
  const response = await fetch(proxy.url);
  await response.text();
  assertEquals(response.status, 400);
  assertEquals(proxy.requests, []);
});

Deno.test("an http proxy answers 407 to credentials that it cannot make out", async () => {
  await using proxy = await FakeProxy.start({ kind: "http", ...USER });
  for (const field of ["Basic A", "Basic dXNlcg==", "Bearer dXNlcjpw"]) {
    const head = `CONNECT a.test:443 HTTP/1.1\r\nProxy-Authorization: ${field}\r\n\r\n`;
    const [answer] = await converse(proxy.port, [[...new TextEncoder().encode(head)]]);
    const text = new TextDecoder().decode(Uint8Array.from(answer!));
    assert(text.startsWith("HTTP/1.1 407 "), text);
    assert(text.includes("proxy-authenticate: Basic "), text);
  }
  assertEquals(proxy.requests.map((request) => request.username), [null, null, null]);
});

Deno.test("a SOCKS5 proxy replies with any code on demand", async (t) => {
  await using server = await FakeServer.start();
  await using proxy = await startProxy(server, { kind: "socks5" });
  using client = openClient(proxy);
  const texts = [
    "General SOCKS server failure",
    "Connection not allowed by ruleset",
    "Network unreachable",
    "Host unreachable",
    "Connection refused",
    "TTL expired",
    "Command not supported",
    "Address type not supported",
  ];
  for (const [index, text] of texts.entries()) {
    await t.step(text, async () => {
      proxy.fault = { socksReply: index + 1 };
      assertEquals(await postAndFail(PLAIN, client), `(Connect): ${text}`);
    });
  }
  assertEquals(server.connections, 0);
});

Deno.test("a SOCKS5 proxy fails on demand", async (t) => {
  await using server = await FakeServer.start();
  await using proxy = await startProxy(server, { kind: "socks5" });
  using bare = openClient(proxy);
  using user = openClient(proxy, proxy.url.replace("//", "//user:pass@"));
  const faults: [ProxyFault, Deno.HttpClient, string][] = [
    ["deny", bare, "(Connect): No acceptable auth methods"],
    ["deny", user, "(Connect): Password auth failure, code: 1"],
    ["refuse", bare, "(Connect): unexpected end of file: unexpected end of file"],
    ["cut", bare, "(Connect): unexpected end of file: unexpected end of file"],
    ["garbage", bare, "(Connect): Invalid response version"],
  ];
  for (const [fault, client, text] of faults) {
    await t.step(`${fault}: ${text}`, async () => {
      proxy.fault = fault;
      assertEquals(await postAndFail(PLAIN, client), text);
    });
  }
  assertEquals(server.connections, 0);
  assertEquals(proxy.requests.map((request) => request.passed), [false]);
});

Deno.test("a SOCKS5 proxy speaks RFC 1928 to the byte", async (t) => {
  await using server = await FakeServer.start(always(200));
  const asked: [string, number][] = [];
  await using proxy = await FakeProxy.start({
    kind: "socks5",
    resolve: (host, port) => {
      asked.push([host, port]);
      return { host: "127.0.0.1", port: server.port };
    },
  });
  const greeting = [5, 1, 0];
  const success = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  const failure = (code: number) => [5, code, 0, 1, 0, 0, 0, 0, 0, 0];
  const name = [...new TextEncoder().encode("a.test")];

  await t.step("IPv4, name and IPv6", async () => {
    const ipv6 = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    for (const address of [[1, 192, 0, 2, 7], [3, name.length, ...name], [4, ...ipv6]]) {
      const request = [5, 1, 0, ...address, 0x1f, 0x90];
      assertEquals(await converse(proxy.port, [greeting, request]), [[5, 0], success]);
    }
    assertEquals(asked, [["192.0.2.7", 8080], ["a.test", 8080], ["2001:db8::1", 8080]]);
    assertEquals(proxy.requests.map((request) => request.target), [
      "192.0.2.7:8080",
      "a.test:8080",
      "[2001:db8::1]:8080",
    ]);
  });
  await t.step("BIND and UDP are not supported", async () => {
    for (const command of [2, 3]) {
      const request = [5, command, 0, 1, 127, 0, 0, 1, 0, 80];
      assertEquals(await converse(proxy.port, [greeting, request]), [[5, 0], failure(7)]);
    }
  });
  await t.step("an unknown type of address is not supported", async () => {
    const request = [5, 1, 0, 2, 127, 0, 0, 1, 0, 80];
    assertEquals(await converse(proxy.port, [greeting, request]), [[5, 0], failure(8)]);
  });
  await t.step("no method that it knows", async () => {
    assertEquals(await converse(proxy.port, [[5, 2, 1, 0x80]]), [[5, 0xff]]);
  });
  await t.step("another version is no client", async () => {
    assertEquals(await converse(proxy.port, [[4, 1, 0, 80, 127, 0, 0, 1, 0]]), []);
  });
  await t.step("a greeting in pieces and a request ahead of its time", async () => {
    const request = [5, 1, 0, 1, 127, 0, 0, 1, 0, 80];
    const answers = (await converse(proxy.port, [[5, 1, 0, ...request]])).flat();
    assertEquals(answers.slice(0, 12), [5, 0, ...success]);
  });
});

Deno.test("a SOCKS5 proxy says why a target cannot be reached", async () => {
  const server = await FakeServer.start();
  await server.close();
  await using proxy = await startProxy(server, { kind: "socks5" });
  using client = openClient(proxy);
  assertEquals(await postAndFail(PLAIN, client), "(Connect): Connection refused");
  assertEquals(proxy.requests.map((request) => request.passed), [false]);
});

for (const kind of ["http", "socks5"] as const) {
  Deno.test(`hang: a ${kind} proxy reads and never answers`, async () => {
    await using server = await FakeServer.start();
    await using proxy = await startProxy(server, { kind, fault: "hang" });
    using client = openClient(proxy);
    for (const [index, url] of [PLAIN, SECURE].entries()) {
      const abort = new AbortController();
      const sent = fetch(url, { client, signal: abort.signal });
      while (proxy.openConnections === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      abort.abort();
      await assertRejects(() => sent, DOMException);
      await proxy.disconnected(index + 1);
    }
    assertEquals(server.connections, 0);
  });

  Deno.test(`cut-after: the target has seen the request, a client of ${kind} gets nothing`, async () => {
    await using server = await FakeServer.start(always(200));
    await using proxy = await startProxy(server, { kind, fault: "cut-after" });
    using client = openClient(proxy);
    assertEquals(await postAndFail(PLAIN, client), GONE);
    assertEquals(server.requests.map((request) => request.text), ["hello"]);
    assertEquals(proxy.requests.map((request) => request.bytesDown), [0]);
  });

  Deno.test(`cut-after strikes a ${kind} connection that is open already`, async () => {
    await using server = await FakeServer.start(always(200));
    await using proxy = await startProxy(server, { kind });
    using client = openClient(proxy);
    assertEquals((await post(PLAIN, client)).status, 200);
    proxy.fault = "cut-after";
    assertEquals(await postAndFail(PLAIN, client), GONE);
    assertEquals(server.requests.length, 2);
    assertEquals(proxy.connections, 1);
  });

  Deno.test(`disconnectAll() in the target's script cuts a ${kind} tunnel in TLS`, async () => {
    await using server = await FakeServer.start(always({ fault: "hang" }), { tls });
    await using proxy = await startProxy(server, { kind });
    using client = openClient(proxy);
    server.script(() => {
      proxy.disconnectAll();
      return { fault: "hang" };
    });
    const error = await postAndFail(SECURE, client);
    assert(error.startsWith("peer closed connection without sending TLS"), error);
    assertEquals(server.requests.map((request) => request.text), ["hello"]);
    await server.disconnected(1);
  });

  Deno.test(`a ${kind} tunnel passes on what breaks off at the target`, async () => {
    await using server = await FakeServer.start([{ fault: "cut-body" }, { fault: "cut" }], { tls });
    await using proxy = await startProxy(server, { kind });
    using client = openClient(proxy);
    const response = await fetch(SECURE, { client });
    await assertRejects(() => response.text(), TypeError);
    const error = await postAndFail(SECURE, client);
    assert(error.startsWith("peer closed connection without sending TLS"), error);
  });

  Deno.test(`a ${kind} proxy hangs up on the target when its client leaves`, async () => {
    await using server = await FakeServer.start([{ fault: "hang" }]);
    await using proxy = await startProxy(server, { kind });
    using client = openClient(proxy);
    const abort = new AbortController();
    const sent = fetch(PLAIN, { client, signal: abort.signal });
    await server.received(1);
    abort.abort();
    await assertRejects(() => sent, DOMException);
    await server.disconnected(1);
  });

  Deno.test(`die() lets connections to a ${kind} proxy be refused, revive() ends that`, async () => {
    await using server = await FakeServer.start(always(200));
    await using proxy = await startProxy(server, { kind });
    const { port } = proxy;
    using client = openClient(proxy);
    assertEquals((await post(PLAIN, client)).status, 200);
    await proxy.die();
    assertEquals(proxy.openConnections, 0);
    const down = kind === "http" ? REFUSED : "(Connect): Proxy server unreachable";
    assertEquals(await postAndFail(PLAIN, client), down);
    await proxy.revive();
    assertEquals(proxy.port, port);
    assertEquals((await post(PLAIN, client)).status, 200);
  });

  Deno.test(`close() breaks off what a ${kind} proxy carries, and is safe to call again`, async () => {
    await using server = await FakeServer.start(always({ fault: "hang" }));
    const proxy = await startProxy(server, { kind });
    using client = openClient(proxy);
    const sent = assertRejects(() => fetch(PLAIN, { client }), TypeError);
    await server.received(1);
    await Promise.all([proxy.close(), proxy.close()]);
    await proxy.close();
    await sent;
    assertEquals(proxy.openConnections, 0);
    await assertRejects(() => proxy.revive(), Error, "Cannot revive a proxy that is closed");
  });

  Deno.test(`a ${kind} proxy never shows its password`, async () => {
    await using server = await FakeServer.start(always(200));
    await using proxy = await startProxy(server, { kind, username: "user", password: "MARKER" });
    using client = openClient(proxy);
    await post(PLAIN, client);
    assert(proxy.urlWithCredentials.includes("MARKER"));
    const printed = [
      Deno.inspect(proxy),
      Deno.inspect(proxy.requests),
      JSON.stringify(proxy.requests),
      proxy.url,
    ];
    assertEquals(printed.filter((text) => text.includes("MARKER")), []);
  });
}

Deno.test("the certificate of a target is checked through a proxy", async () => {
  await using valid = await FakeServer.start([], { tls });
  await using expired = await FakeServer.start([], { tls: expiredTls });
  await using proxy = await FakeProxy.start({
    kind: "http",
    resolve: (host) => ({
      host: "127.0.0.1",
      port: host === "192.0.2.7" ? expired.port : valid.port,
    }),
  });
  using client = openClient(proxy);
  using stranger = Deno.createHttpClient({ proxy: { url: proxy.url } });
  const prefix = "(Connect): invalid peer certificate: ";
  const late = await postAndFail("https://192.0.2.7/", client);
  const other = await postAndFail("https://192.0.2.8/", client);
  const unknown = await postAndFail("https://192.0.2.8/", stranger);
  assert(late.startsWith(`${prefix}certificate expired`) || late === `${prefix}Expired`, late);
  assert(other.startsWith(`${prefix}certificate not valid for name "192.0.2.8"`), other);
  assertEquals(unknown, `${prefix}UnknownIssuer`);
});

Deno.test("FakeProxy refuses a fault that its kind cannot have", async () => {
  await using http = await FakeProxy.start({ kind: "http" });
  await using socks = await FakeProxy.start({ kind: "socks5" });
  assertThrows(() => http.fault = { socksReply: 5 }, TypeError, "'socksReply'");
  assertThrows(() => socks.fault = { connectStatus: 502 }, TypeError, "'connectStatus'");
  assertThrows(() => http.fault = { connectStatus: 200 }, TypeError, "current value is 200");
  assertThrows(() => socks.fault = { socksReply: 0 }, TypeError, "current value is 0");
  assertEquals([http.fault, socks.fault], [null, null]);
  await assertRejects(() => FakeProxy.start({ kind: "socks5", tls }), TypeError, "'tls'");
});

Deno.test("FakeProxy refuses options and faults that would have no effect", async () => {
  const wrong: [unknown, string][] = [
    [{}, "'kind'"],
    [{ kind: "https" }, "'kind'"],
    [{ kind: "http", falt: "cut" }, "'falt'"],
    [{ kind: "http", fault: "dead" }, "'fault'"],
  ];
  for (const [options, name] of wrong) {
    await assertRejects(() => FakeProxy.start(options as never), TypeError, name);
  }
  await using proxy = await FakeProxy.start({ kind: "http" });
  assertThrows(() => proxy.fault = "refused" as never, TypeError, "'fault'");
});

import { assert, assertEquals } from "@std/assert";
import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { Agent } from "undici";
import { ProxyPool, Webhook } from "../../mod.ts";
import { openSocksTunnel } from "../../src/platform/node/socks5.ts";
import { createSend, openClient } from "../../src/platform/node.ts";
import { always, FakeProxy, FakeServer } from "../../src/testing/mod.ts";
import { ca, tls } from "../fixtures/certificates.ts";

const PLAIN = "http://192.0.2.7/hook";
const SECURE = "https://192.0.2.7/hook";
const LOGIN = { username: "us@er", password: "p@ss:wörd%/#" };
const WAYS = [["http", PLAIN], ["http", SECURE], ["socks5", PLAIN], ["socks5", SECURE]] as const;

function startProxy(server: FakeServer, options: Parameters<typeof FakeProxy.start>[0]) {
  return FakeProxy.start({
    resolve: () => ({ host: "127.0.0.1", port: server.port }),
    ...options,
  });
}

const SOCKS_REPLY = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

/** A server that does what a test says to each connection. */
class Listener {
  readonly port: number;
  readonly sockets: Socket[];
  readonly #server: Server;

  private constructor(server: Server, sockets: Socket[]) {
    this.#server = server;
    this.sockets = sockets;
    this.port = (server.address() as { port: number }).port;
  }

  static async start(serve: (socket: Socket) => void): Promise<Listener> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {}).resume();
      serve(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Listener(server, sockets);
  }

  get connections(): number {
    return this.sockets.length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

for (const [kind, url] of WAYS) {
  const secure = url === SECURE ? { tls } : {};
  const way = `${url.split(":")[0]} through ${kind}`;

  Deno.test(`Node: a login with special characters gets in, percent-encoded or not (${way})`, async () => {
    await using server = await FakeServer.start(always(204), secure);
    await using proxy = await startProxy(server, { kind, ...LOGIN });
    const plain = `${kind === "http" ? "" : "socks5://"}`;
    for (
      const text of [proxy.urlWithCredentials, `${plain}${proxy.address}`].slice(0, 1).concat(
        kind === "http" ? [`${proxy.address}:${LOGIN.username}:${LOGIN.password}`] : [],
      )
    ) {
      using proxies = new ProxyPool([text], { caCerts: [ca] });
      const result = await new Webhook(url, { proxies }).send({});
      assertEquals([result.ok, result.attempts], [true, 1], result.error ?? "");
    }
    assert(proxy.requests.every(({ username }) => username === LOGIN.username));
    assert(server.requests.every(({ headers }) => !headers.has("proxy-authorization")));
  });

  Deno.test(`Node: a proxy that closes the connection is a failure at once (${way})`, async () => {
    await using server = await FakeServer.start(always(204), secure);
    for (const fault of ["refuse", "cut"] as const) {
      await using proxy = await startProxy(server, { kind, fault });
      using proxies = new ProxyPool([proxy.url], { caCerts: [ca] });
      const hook = new Webhook(url, { proxies, maxProxyRetries: 0, maxRetries: 0 });
      const result = await hook.send({});
      assert(!result.ok && result.kind !== "timeout" && result.elapsed < 4000, `${result.elapsed}`);
      assert(proxy.connections <= 2, `${fault}: ${proxy.connections} connections`);
    }
  });

  Deno.test(`Node: a hanging proxy is given up when the send is (${way})`, async () => {
    await using server = await FakeServer.start(always(204), secure);
    await using proxy = await startProxy(server, { kind, fault: "hang" });
    using proxies = new ProxyPool([proxy.url], { caCerts: [ca] });
    const result = await new Webhook(url, { proxies, deadline: 50, maxRetries: 0 }).send({});
    assert(!result.ok && result.kind === "timeout");
    assert(result.elapsed < 4000, `${result.elapsed}`);
  });

  Deno.test(`Node: each proxy has connections of its own, and keeps them (${way})`, async () => {
    await using server = await FakeServer.start(always(204), secure);
    await using one = await startProxy(server, { kind });
    await using two = await startProxy(server, { kind });
    using proxies = new ProxyPool([one.url, two.url], { caCerts: [ca] });
    const hook = new Webhook(url, { proxies });
    for (let n = 0; n < 4; n++) assert((await hook.send({})).ok);
    assertEquals([one.connections, two.connections], [1, 1]);
  });
}

Deno.test("Node: socks5h is socks5: names go to the proxy", async () => {
  await using server = await FakeServer.start(always(204));
  await using proxy = await startProxy(server, { kind: "socks5" });
  using proxies = new ProxyPool([`socks5h://${proxy.address}`]);
  assert((await new Webhook("http://hook.test/", { proxies }).send({})).ok);
  assertEquals(proxy.requests.map(({ target }) => target), ["hook.test:80"]);
});

Deno.test("Node: a SOCKS5 login may have an empty password", async () => {
  await using server = await FakeServer.start(always(204));
  await using proxy = await startProxy(server, { kind: "socks5", username: "key" });
  using proxies = new ProxyPool([`socks5://key:@${proxy.address}`]);
  assert((await new Webhook(PLAIN, { proxies }).send({})).ok);
});

Deno.test("Node: SOCKS5 carries names and both kinds of IP addresses, and drops no byte after the reply", async () => {
  for (
    const [host, written] of [
      ["a.example", [3, 9, ...new TextEncoder().encode("a.example")]],
      ["192.0.2.7", [1, 192, 0, 2, 7]],
      ["2001:db8::7", [4, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]],
      ["::1", [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ] as const
  ) {
    const received: number[] = [];
    const server = createServer((socket) => {
      socket.on("data", (chunk: Uint8Array) => {
        received.push(...chunk);
        if (received.length === 3) socket.write(Uint8Array.of(5, 0));
        else socket.write(Uint8Array.of(5, 0, 0, 3, 2, 65, 66, 0, 80, 72, 73)); // and "HI"
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const socket: Socket = connect((server.address() as { port: number }).port, "127.0.0.1");
    await openSocksTunnel(socket, { host, port: 0x1234 }, undefined);
    assertEquals(received, [5, 1, 0, 5, 1, 0, ...written, 0x12, 0x34]);
    if (socket.readableLength === 0) await once(socket, "readable");
    assertEquals(String(socket.read()), "HI");
    socket.destroy();
    server.close();
  }
});

Deno.test("Node: a SOCKS5 proxy that speaks for the target before it is asked has failed, at once", async () => {
  // The last one is an answer of a type of address that RFC 1928 does not know.
  const early = [...SOCKS_REPLY, ...new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n")];
  for (const reply of [early, [5, 0, 0, 9, 0, 0, 0, 0, 0, 0]]) {
    await using proxy = await Listener.start((socket) => {
      socket.once("data", () => {
        socket.write(Uint8Array.of(5, 0));
        socket.once("data", () => socket.write(Uint8Array.from(reply)));
      });
    });
    using proxies = new ProxyPool([`socks5://127.0.0.1:${proxy.port}`]);
    const options = { proxies, maxProxyRetries: 0, deadline: 2000 };
    const result = await new Webhook(PLAIN, options).send({});
    assert(!result.ok);
    assertEquals([result.kind, result.mayHaveArrived], ["proxy", false], result.error);
    assertEquals(proxy.connections, 1);
  }
});

Deno.test("Node: a host name that SOCKS5 has no room for is not sent cut", async () => {
  const received: number[] = [];
  await using proxy = await Listener.start((socket) => {
    socket.on("data", (chunk: Uint8Array) => {
      received.push(...chunk);
      socket.write(Uint8Array.of(5, 0));
    });
  });
  using proxies = new ProxyPool([`socks5://127.0.0.1:${proxy.port}`]);
  const options = { proxies, maxProxyRetries: 0, maxRetries: 0, deadline: 2000 };
  const result = await new Webhook(`http://${"a.".repeat(130)}test/`, options).send({});
  assert(!result.ok);
  assertEquals([result.kind, result.mayHaveArrived], ["network", false], result.error);
  assertEquals(received, [5, 1, 0]);
});

Deno.test("Node: an HTTP proxy is asked for an IPv6 target in brackets", async () => {
  for (
    const [host, asked] of [["[2001:db8::7]", "[2001:db8::7]:443"], ["a.test:8443", "a.test:8443"]]
  ) {
    let head = "";
    await using proxy = await Listener.start((socket) => {
      socket.once("data", (chunk) => {
        head = String(chunk);
        socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      });
    });
    using proxies = new ProxyPool([`127.0.0.1:${proxy.port}`]);
    await new Webhook(`https://${host}/`, { proxies, maxProxyRetries: 0 }).send({});
    assertEquals(head.split("\r\n", 2), [`CONNECT ${asked} HTTP/1.1`, `host: ${asked}`]);
  }
});

for (
  const [what, url] of [["a TLS handshake", "https://127.0.0.1"], ["a tunnel", SECURE]] as const
) {
  Deno.test(`Node: ${what} that hangs ends with the send that wanted it`, async () => {
    const caller = new AbortController();
    await using server = await Listener.start((socket) => {
      socket.once("data", () => caller.abort());
    });
    const address = `127.0.0.1:${server.port}`;
    using proxies = new ProxyPool([address]);
    const hook = url === SECURE ? new Webhook(url, { proxies }) : new Webhook(`https://${address}`);
    const result = await hook.send({}, { signal: caller.signal });
    const start = performance.now();
    const [socket] = server.sockets;
    if (!socket!.closed) await once(socket!, "close");
    assert(performance.now() - start < 4000, "it was closed by its own timeout only");
    assertEquals([!result.ok && result.kind, server.connections], ["aborted", 1]);
  });
}

for (const through of ["nothing", "a proxy"]) {
  Deno.test(`Node: no connection is opened anew for a send that was given up (through ${through})`, async () => {
    const caller = new AbortController();
    await using server = await Listener.start((socket) => {
      socket.once("data", () => caller.abort());
    });
    const url = `http://127.0.0.1:${server.port}/`;
    using proxies = new ProxyPool([url]);
    const hook = new Webhook(url, through === "nothing" ? {} : { proxies });
    const result = await hook.send({}, { signal: caller.signal });
    assertEquals(!result.ok && result.kind, "aborted");
    const [socket] = server.sockets;
    if (!socket!.closed) await once(socket!, "close");
    // Whatever was on its way is there before this one.
    const probe = connect(server.port, "127.0.0.1");
    await once(probe, "connect");
    while (!server.sockets.some(({ remotePort }) => remotePort === probe.localPort)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    probe.destroy();
    assertEquals(server.connections, 2);
  });
}

Deno.test("Node: an answer may have as large a head as in Deno", async () => {
  await using server = await FakeServer.start([
    { status: 200, headers: { "x-large": "x".repeat(100_000) } },
  ]);
  const result = await new Webhook(server.url, { maxRetries: 0 }).send({});
  assertEquals([result.ok, result.headers?.get("x-large")?.length], [true, 100_000]);
});

Deno.test("Node: an Agent of undici is a client, and is left open", async () => {
  await using server = await FakeServer.start(always(204));
  const client = new Agent();
  const hook = new Webhook(server.url, { client });
  assert((await hook.send({})).ok && (await hook.send({})).ok);
  assertEquals([client.closed, server.connections], [false, 1]);
  await client.close();
});

Deno.test("Node: a closed client fails before anything is sent", async () => {
  const client = openClient({ protocol: "http", hostname: "127.0.0.1", port: 1 });
  client.close();
  client.close(); // Twice does no harm.
  const result = await new Webhook(PLAIN, { client, maxRetries: 0 }).send({});
  assert(!result.ok);
  assertEquals([result.kind, result.attempts], ["config", 0]);
});

Deno.test("Node: a client prints nothing of its proxy", () => {
  const client = openClient({ protocol: "http", hostname: "a.example", port: 1, ...LOGIN });
  const shown = `${Deno.inspect(client)} ${String(client)} ${JSON.stringify(client)}`;
  assert(!shown.includes("p@ss") && !shown.includes("Basic"), shown);
});

Deno.test("Node: header values are read as bytes, as fetch reads them", async () => {
  const server = createServer((socket) => {
    socket.once("data", () => {
      socket.end(
        "HTTP/1.1 200 OK\r\nx-name: gr\u00fcn\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 0\r\n\r\n",
      );
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const request = { method: "POST", headers: {}, body: null, signal: undefined };
  const { headers, ok } = await createSend({})(`http://127.0.0.1:${port}/`, request, undefined);
  assertEquals([ok, headers.get("x-name")], [true, "gr\u00c3\u00bcn"]);
  assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
  server.close();
});

Deno.test("Node: what undici refuses to send is told, not retried", async () => {
  await using server = await FakeServer.start(always(204));
  const result = await new Webhook(server.url, { headers: { "transfer-encoding": "x" } }).send({});
  assert(!result.ok);
  assertEquals([result.kind, result.attempts, server.requests.length], ["config", 0, 0]);
});

Deno.test("Node: what an interceptor adds to one request is not in the next", async () => {
  await using server = await FakeServer.start(always(204));
  let sends = 0;
  const agent = new Agent();
  const client = agent.compose((dispatch) => (options, handler) => {
    (options.headers as string[]).push("x-send", String(++sends));
    return dispatch(options, handler);
  });
  const hook = new Webhook(server.url, { client });
  for (let send = 0; send < 3; send++) assert((await hook.send({})).ok);
  assertEquals(server.requests.map(({ headers }) => headers.get("x-send")), ["1", "2", "3"]);
  await agent.close();
});

import { assert, assertEquals } from "@std/assert";
import { ProxyPool, Webhook, type WebhookResult } from "../../mod.ts";
import { ConnectError } from "../../src/platform/node/connect_error.ts";
import { readFailure } from "../../src/platform/failure.ts";
import {
  always,
  FakeProxy,
  type FakeProxyOptions,
  FakeServer,
  type FaultyAnswer,
  type ProxyFault,
} from "../../src/testing/mod.ts";
import { ca, expiredTls, tls } from "../fixtures/certificates.ts";

/** One row of a table: what happened, and what a send must make of it. */
interface Expected {
  readonly kind: "network" | "proxy";
  readonly mayHaveArrived: boolean;
  readonly reason: string;
}

/** Not loopback, which a `NO_PROXY` may list. Only proxies reach it: they lead to a fake. */
const HOST = "192.0.2.7";
const SECRETS = ["s3cret-path", "s3cret-query", "s3cret-pass", "s3cret-name"];
const LOGIN = { username: "s3cret-name", password: "s3cret-pass" };

/** A URL with secrets, and with what Deno's own errors say, to lead a careless reader astray. */
function secretUrl(origin: string): string {
  return `${origin}/s3cret-path?s3cret=s3cret-query&x=client error (Connect): tls handshake eof`;
}

/** Sends once, with no second attempt, and judges the result. */
async function sendAndJudge(
  url: string,
  expected: Expected,
  options: { client?: Deno.HttpClient; proxies?: ProxyPool } = {},
): Promise<void> {
  const hook = new Webhook(url, { ...options, maxRetries: 0, maxProxyRetries: 0, timeout: 10_000 });
  const result = await hook.send({ content: "hello" });
  judge(result, new URL(url).host, expected);
}

function judge(result: WebhookResult, host: string, { reason, ...expected }: Expected): void {
  assert(!result.ok);
  const { kind, mayHaveArrived, attempts, error, status } = result;
  assertEquals({ kind, mayHaveArrived, attempts, error, status }, {
    ...expected,
    attempts: 1,
    error: `Cannot deliver to ${host}: ${reason}`,
    status: null,
  });
  const shown = [error, Deno.inspect(result.cause), Deno.inspect(result), JSON.stringify(result)];
  for (const text of shown) {
    for (const secret of SECRETS) assert(!text.includes(secret), `${secret} in ${text}`);
  }
}

const LOST = { kind: "network", mayHaveArrived: true, reason: "connection lost" } as const;

const DIRECT: [
  fault: Extract<FaultyAnswer["fault"], "cut" | "cut-head" | "reset" | "garbage" | "cut-connect">,
  plain: Expected,
  secure: Expected,
][] = [
  ["cut", LOST, LOST],
  ["cut-head", LOST, LOST],
  ["reset", LOST, LOST],
  [
    "garbage",
    { ...LOST, reason: "answer is no valid HTTP" },
    { ...LOST, reason: "answer is no valid HTTP" },
  ],
  // Over TLS nothing is sent before the handshake is done.
  [
    "cut-connect",
    LOST,
    { ...LOST, mayHaveArrived: false, reason: "connection closed in the TLS handshake" },
  ],
];

for (const [fault, plain, secure] of DIRECT) {
  Deno.test(`send() tells what a server that plays "${fault}" leaves known`, async () => {
    await using server = await FakeServer.start([{ fault }]);
    await sendAndJudge(secretUrl(`http://${server.address}`), plain);
    assertEquals(server.requests.length, fault === "cut-connect" ? 0 : 1);
  });

  Deno.test(`send() tells what a TLS server that plays "${fault}" leaves known`, async () => {
    await using server = await FakeServer.start([{ fault }], { tls });
    using client = Deno.createHttpClient({ caCerts: [ca] });
    await sendAndJudge(secretUrl(`https://${server.address}`), secure, { client });
    assertEquals(server.requests.length, fault === "cut-connect" ? 0 : 1);
  });

  Deno.test(`send() through proxies tells the same of a TLS server that plays "${fault}"`, async () => {
    for (const kind of ["http", "socks5"] as const) {
      await using server = await FakeServer.start([{ fault }], { tls });
      await using proxy = await startProxy({ kind }, server);
      using proxies = new ProxyPool([proxy.urlWithCredentials], { caCerts: [ca] });
      // A handshake that ends may be the doing of either: the next proxy is worth a try.
      const kindOfResult = fault === "cut-connect" ? "proxy" : "network";
      await sendAndJudge(secretUrl(`https://${HOST}`), { ...secure, kind: kindOfResult }, {
        proxies,
      });
      assertEquals(proxies.available, 0, `${kind}: the proxy is burnt`);
    }
  });
}

Deno.test("send() to a port where nobody listens was refused, and sent nothing", async () => {
  const server = await FakeServer.start();
  await server.close();
  const expected: Expected = {
    kind: "network",
    mayHaveArrived: false,
    reason: "connection refused",
  };
  await sendAndJudge(secretUrl(`http://${server.address}`), expected);
  await sendAndJudge(secretUrl(`https://${server.address}`), expected);
});

Deno.test("send() over https to a plain port sent nothing", async () => {
  await using server = await FakeServer.start(always(200));
  await sendAndJudge(secretUrl(`https://${server.address}`), {
    kind: "network",
    mayHaveArrived: false,
    reason: "server does not speak TLS",
  });
});

Deno.test("send() over https through a proxy to a plain port blames the server", async () => {
  await using server = await FakeServer.start(always(200));
  for (const kind of ["http", "socks5"] as const) {
    await using proxy = await startProxy({ kind }, server);
    using proxies = new ProxyPool([proxy.urlWithCredentials]);
    await sendAndJudge(secretUrl(`https://${HOST}`), {
      kind: "network",
      mayHaveArrived: false,
      reason: "server does not speak TLS",
    }, { proxies });
    assertEquals(proxies.available, 1, `${kind}: the proxy is not burnt`);
  }
});

const CERTIFICATES: [
  name: string,
  options: { tls: typeof tls; trusted: boolean; host?: string },
  reason: string,
][] = [
  ["of an unknown issuer", { tls, trusted: false }, "certificate not trusted"],
  ["that has expired", { tls: expiredTls, trusted: true }, "certificate expired"],
  [
    "for another name",
    { tls, trusted: true, host: "192.0.2.8" },
    "certificate is for another host",
  ],
];

for (const [name, { tls, trusted, host = HOST }, reason] of CERTIFICATES) {
  Deno.test(`send() to a server with a certificate ${name} blames the server`, async () => {
    await using server = await FakeServer.start(always(200), { tls });
    const expected: Expected = { kind: "network", mayHaveArrived: false, reason };
    for (const kind of ["http", "socks5"] as const) {
      await using proxy = await startProxy({ kind }, server);
      const caCerts = trusted ? [ca] : [];
      using proxies = new ProxyPool([proxy.urlWithCredentials], { caCerts });
      await sendAndJudge(secretUrl(`https://${host}`), expected, { proxies });
      assertEquals(proxies.available, 1, `${kind}: the proxy is not burnt`);
    }
    assertEquals(server.requests.length, 0);
  });
}

const UNTOLD = { kind: "proxy", mayHaveArrived: false } as const;

/** What a proxy does, and what comes of it with an https target. */
const PROXY_FAULTS: [kind: "http" | "socks5", fault: ProxyFault, expected: Expected][] = [
  ["http", "refuse", { ...UNTOLD, reason: "proxy closed the connection" }],
  ["http", "cut", { ...UNTOLD, reason: "proxy closed the connection" }],
  ["http", "deny", { ...UNTOLD, reason: "proxy rejected the login" }],
  ["http", "garbage", { ...UNTOLD, reason: "proxy could not reach the server" }],
  ["http", "cut-after", { ...UNTOLD, reason: "connection closed in the TLS handshake" }],
  ["http", { connectStatus: 403 }, { ...UNTOLD, reason: "proxy could not reach the server" }],
  ["http", { connectStatus: 502 }, { ...UNTOLD, reason: "proxy could not reach the server" }],
  ["socks5", "refuse", { ...UNTOLD, reason: "proxy closed the connection" }],
  ["socks5", "cut", { ...UNTOLD, reason: "proxy closed the connection" }],
  ["socks5", "deny", { ...UNTOLD, reason: "proxy rejected the login" }],
  ["socks5", "garbage", { ...UNTOLD, reason: "proxy does not speak SOCKS5" }],
  ["socks5", "cut-after", { ...UNTOLD, reason: "connection closed in the TLS handshake" }],
  ["socks5", { socksReply: 1 }, { ...UNTOLD, reason: "proxy failed" }],
  ["socks5", { socksReply: 2 }, { ...UNTOLD, reason: "proxy forbids the server" }],
  ["socks5", { socksReply: 3 }, { ...UNTOLD, kind: "network", reason: "network unreachable" }],
  ["socks5", { socksReply: 4 }, { ...UNTOLD, kind: "network", reason: "host unreachable" }],
  ["socks5", { socksReply: 5 }, { ...UNTOLD, kind: "network", reason: "connection refused" }],
  ["socks5", { socksReply: 6 }, { ...UNTOLD, kind: "network", reason: "host unreachable" }],
  ["socks5", { socksReply: 7 }, { ...UNTOLD, reason: "proxy failed" }],
  ["socks5", { socksReply: 8 }, { ...UNTOLD, reason: "proxy failed" }],
  ["socks5", { socksReply: 99 }, { ...UNTOLD, reason: "proxy failed" }],
];

for (const [kind, fault, expected] of PROXY_FAULTS) {
  const told = typeof fault === "string" ? `plays "${fault}"` : `says ${Object.values(fault)[0]}`;
  Deno.test(`send() to https through a ${kind} proxy that ${told}: ${expected.kind}`, async () => {
    await using server = await FakeServer.start(always(200), { tls });
    await using proxy = await startProxy({ kind, fault }, server);
    using proxies = new ProxyPool([proxy.urlWithCredentials], { caCerts: [ca] });
    await sendAndJudge(secretUrl(`https://${HOST}`), expected, { proxies });
    assertEquals(server.requests.length, 0);
    assertEquals(proxies.available, expected.kind === "proxy" ? 0 : 1);
  });
}

Deno.test("send() to http through a proxy that is lost may have arrived", async () => {
  for (const kind of ["http", "socks5"] as const) {
    await using server = await FakeServer.start(always(200));
    await using proxy = await startProxy({ kind, fault: "cut-after" }, server);
    using proxies = new ProxyPool([proxy.urlWithCredentials]);
    await sendAndJudge(secretUrl(`http://${HOST}`), LOST, { proxies });
    assertEquals(server.requests.length, 1);
    assertEquals(proxies.available, 0, `${kind}: the proxy may be to blame, and is burnt`);
  }
});

Deno.test("send() to http through an http proxy that cuts cannot tell, and says so", async () => {
  await using server = await FakeServer.start(always(200));
  for (
    const [fault, reason] of [["cut", "connection lost"], ["refuse", "connection lost"], [
      "garbage",
      "answer is no valid HTTP",
    ]] as const
  ) {
    await using proxy = await startProxy({ kind: "http", fault }, server);
    using proxies = new ProxyPool([proxy.urlWithCredentials]);
    await sendAndJudge(secretUrl(`http://${HOST}`), { ...LOST, reason }, { proxies });
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("send() through a proxy where nobody listens sent nothing", async () => {
  for (const kind of ["http", "socks5"] as const) {
    for (const scheme of ["http", "https"]) {
      const proxy = await FakeProxy.start({ kind, ...LOGIN });
      using proxies = new ProxyPool([proxy.urlWithCredentials]);
      await proxy.close();
      await sendAndJudge(secretUrl(`${scheme}://${HOST}`), {
        ...UNTOLD,
        reason: "connection refused",
      }, { proxies });
    }
  }
});

Deno.test("send() to a port that fetch forbids is of kind blocked", async () => {
  const result = await new Webhook("http://127.0.0.1:9/s3cret-path").send({});
  assert(!result.ok);
  assertEquals([result.kind, result.attempts, result.mayHaveArrived], ["blocked", 0, false]);
  assertEquals(result.error, "Cannot deliver to 127.0.0.1:9: fetch never connects to this port");
});

/** An error as Deno throws it. */
function denoError(text: string): TypeError {
  const url = "https://a.example/?q=client error (Connect): x";
  const cause = new Error(`error sending request for url (${url}): client error ${text}`);
  return new TypeError("fetch failed", { cause });
}

/** An error as Node throws it. */
function nodeError(code: string, message = code): TypeError {
  const [syscall] = /^(?:connect|getaddrinfo|read|write)(?= )/.exec(message) ?? [];
  const cause = Object.assign(new Error(message), { code, syscall });
  return new TypeError("fetch failed", { cause });
}

/** Texts recorded from Deno 2.9.6 that no loopback server can bring about. */
const RECORDED: [text: string, direct: string, proxied: string][] = [
  [
    "(Connect): dns error: failed to lookup address information: Name or service not known",
    "connect target: host name not found",
    "connect proxy: host name not found",
  ],
  [
    "(Connect): failed to lookup address information: Temporary failure in name resolution",
    "connect target: host name not found",
    "connect proxy: host name not found",
  ],
  [
    "(Connect): tcp connect error: Network is unreachable (os error 101)",
    "connect target: network unreachable",
    "connect proxy: network unreachable",
  ],
  [
    "(Connect): tcp connect error: No route to host (os error 113)",
    "connect target: host unreachable",
    "connect proxy: host unreachable",
  ],
  [
    "(Connect): tcp connect error: Connection timed out (os error 110)",
    "connect target: no connection in time",
    "connect proxy: no connection in time",
  ],
  [
    "(Connect): No acceptable auth methods",
    "connect target: proxy requires a login",
    "connect proxy: proxy requires a login",
  ],
  [
    "(Connect): invalid peer certificate: Expired",
    "connect target: certificate expired",
    "connect target: certificate expired",
  ],
  [
    "(Connect): something that Deno will say one day",
    "connect target: connection failed",
    "connect proxy: connection failed",
  ],
  [
    "(SendRequest): stream error received: refused stream before processing any application logic",
    "connect target: server refused the stream",
    "connect target: server refused the stream",
  ],
  [
    "(SendRequest): stream error received: unexpected internal error encountered",
    "unknown target: connection lost",
    "unknown target: connection lost",
  ],
  [
    "(SendRequest): something that Deno will say one day",
    "unknown target: connection failed",
    "unknown target: connection failed",
  ],
];

/** The codes of Node and undici. */
const CODES: [code: string, message: string, direct: string][] = [
  ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", "connect: connection refused"],
  ["ENOTFOUND", "getaddrinfo ENOTFOUND a.example", "connect: host name not found"],
  ["EAI_AGAIN", "getaddrinfo EAI_AGAIN a.example", "connect: host name not found"],
  ["ENETUNREACH", "connect ENETUNREACH 192.0.2.7:80", "connect: network unreachable"],
  ["EHOSTUNREACH", "connect EHOSTUNREACH 192.0.2.7:80", "connect: host unreachable"],
  ["EHOSTUNREACH", "read EHOSTUNREACH", "unknown: connection failed"],
  ["UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error", "connect: no connection in time"],
  ["CERT_HAS_EXPIRED", "certificate has expired", "connect: certificate expired"],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "Hostname/IP does not match certificate's altnames",
    "connect: certificate is for another host",
  ],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "connect: certificate not trusted"],
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    "self-signed certificate in certificate chain",
    "connect: certificate not trusted",
  ],
  [
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "unable to verify the first certificate",
    "connect: certificate not trusted",
  ],
  ["UND_ERR_SOCKET", "other side closed", "unknown: connection lost"],
  ["ECONNRESET", "read ECONNRESET", "unknown: connection lost"],
  ["EPIPE", "write EPIPE", "unknown: connection lost"],
  ["HPE_INVALID_CONSTANT", "Parse Error: Expected HTTP/", "unknown: answer is no valid HTTP"],
  ["ETIMEDOUT", "read ETIMEDOUT", "unknown: connection lost"],
  ["ETIMEDOUT", "connect ETIMEDOUT 192.0.2.7:80", "connect: no connection in time"],
  ["UND_ERR_CLOSED", "The client is closed", "no-client: the HTTP client is closed, or is none"],
  [
    "UND_ERR_INVALID_ARG",
    "invalid transfer-encoding header",
    "forbidden: Node does not send such a request: see its headers",
  ],
  ["E_NEW", "something that Node will say one day", "unknown: connection failed"],
];

Deno.test("readFailure() reads what Deno was recorded to say", () => {
  for (const [text, direct, proxied] of RECORDED) {
    const read = [false, true].map((isProxied) => {
      const { phase, side, reason } = readFailure(denoError(text), isProxied);
      return `${phase} ${side}: ${reason}`;
    });
    assertEquals(read, [direct, proxied], text);
  }
});

Deno.test("readFailure() reads the codes of Node, of its fetch and of undici", () => {
  for (const [code, message, expected] of CODES) {
    const error = nodeError(code, message);
    for (const thrown of [error, error.cause]) {
      const { phase, side, reason } = readFailure(thrown, false);
      assertEquals([`${phase}: ${reason}`, side], [expected, "target"], code);
    }
  }
});

Deno.test("readFailure() needs no text of Node's", () => {
  const silent = Object.assign(new Error(), { code: "EHOSTUNREACH", syscall: "read" });
  assertEquals(readFailure(silent, true).phase, "unknown");
  assertEquals(readFailure(Object.assign(silent, { syscall: "connect" }), true).phase, "connect");
});

Deno.test("readFailure() takes the word of a ConnectError: nothing was sent, and who failed", () => {
  const read = (code: string, side: "proxy" | "target") => {
    const { phase, ...rest } = readFailure(new ConnectError(code, side), side === "proxy");
    assertEquals(phase, "connect");
    return `${rest.side}: ${rest.reason}`;
  };
  assertEquals(read("ECONNRESET", "target"), "target: connection closed in the TLS handshake");
  assertEquals(read("CERT_HAS_EXPIRED", "proxy"), "proxy: certificate expired");
  assertEquals(read("ERR_SSL_WRONG_VERSION_NUMBER", "target"), "target: server does not speak TLS");
  assertEquals(read("PROXY_LOGIN_MISSING", "proxy"), "proxy: proxy requires a login");
  assertEquals(read("SOCKS_REPLY_99", "proxy"), "proxy: proxy failed");
  assertEquals(read("SOME_DAY", "proxy"), "proxy: connection failed");
});

Deno.test("readFailure() never blames the proxy for the target's certificate", () => {
  for (const code of ["CERT_HAS_EXPIRED", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"]) {
    assertEquals(readFailure(nodeError(code), true).side, "target");
  }
  assertEquals(readFailure(nodeError("ECONNREFUSED"), true).side, "proxy");
});

Deno.test("readFailure() knows a missing permission of Deno", () => {
  const message = 'Requires net access to "a.example:443", run again with the --allow-net flag';
  for (const name of ["NotCapable", "PermissionDenied"]) {
    const error = Object.assign(new Error(message), { name });
    assertEquals(readFailure(error, false), {
      phase: "forbidden",
      side: "target",
      reason: "Deno lacks the permission --allow-net for it",
    });
  }
});

Deno.test("readFailure() takes whatever it cannot read for a request under way", () => {
  const explode = (): never => {
    throw new Error("no");
  };
  const thrown = [
    undefined,
    null,
    "text",
    42,
    {},
    new Error("no"),
    Object.create(null),
    { cause: null },
    { cause: "client error" },
    new TypeError("fetch failed", { cause: undefined }),
    {
      get cause() {
        return explode();
      },
    },
    {
      get message() {
        return explode();
      },
    },
    {
      cause: {
        get message() {
          return explode();
        },
      },
    },
    { cause: { message: { toString: explode } } },
    { message: Symbol("s") },
  ];
  for (const error of thrown) {
    for (const proxied of [false, true]) {
      assertEquals(readFailure(error, proxied), {
        phase: "unknown",
        side: "target",
        reason: "connection failed",
      });
    }
  }
});

/** A proxy that wants a login, and whose targets all lead to `server`. */
function startProxy(options: FakeProxyOptions, server: FakeServer): Promise<FakeProxy> {
  const resolve = () => ({ host: "127.0.0.1", port: server.port });
  return FakeProxy.start({ ...LOGIN, resolve, ...options });
}

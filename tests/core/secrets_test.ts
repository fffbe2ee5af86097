import { assert, assertEquals, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import {
  type AttemptEvent,
  type FailureKind,
  ProxyPool,
  type ProxyProvider,
  type RetryContext,
  type SendOptions,
  UrlRateLimiter,
  Webhook,
  type WebhookOptions,
  type WebhookResult,
} from "../../mod.ts";
import { always, type Answer, FakeProxy, FakeServer, type Script } from "../../src/testing/mod.ts";
import { ca, tls } from "../fixtures/certificates.ts";
import { AT_ONCE } from "./waiting.ts";

/** What must not be seen anywhere. */
const SECRETS = {
  path: "s3cret-path-4f9a",
  query: "s3cret-query-77b1",
  added: "s3cret added & odd/ü",
  user: "s3cret-user-90c2",
  password: "s3cret-pass-18d3",
  header: "s3cret-header-aa04",
  bearer: "s3cret-bearer-bb15",
  proxyUser: "s3cret-proxyuser-dd37",
  proxyPassword: "s3cret-proxypass-ee48",
  key: "s3cret-key-ff59",
  cookie: "s3cret-cookie-06aa",
};

/** Every way in which a secret may be written. */
const FORMS = Object.values(SECRETS).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(secret).replaceAll("%20", "+"),
]);

/** Every way in which a value may be printed. */
function printed(value: unknown): Record<string, string> {
  return {
    "Deno.inspect": Deno.inspect(value),
    "Deno.inspect, deep": Deno.inspect(value, {
      depth: Infinity,
      showHidden: true,
      getters: true,
      iterableLimit: Infinity,
      strAbbreviateSize: Infinity,
    }),
    "Deno.inspect, inside another": Deno.inspect([{ value }], { depth: Infinity }),
    "util.inspect": inspect(value),
    "util.inspect, deep": inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    "JSON.stringify": JSON.stringify(value) ?? "",
    "JSON.stringify, inside another": JSON.stringify([{ value }]),
    "String": isPrintable(value) ? String(value) : "",
    "template": isPrintable(value) ? `${value}` : "",
  };
}

/** A plain copy has no `toString()` of its own worth reading; an object without one has none. */
function isPrintable(value: unknown): boolean {
  return typeof value !== "object" || value === null || "toString" in value;
}

/** Fails when a secret is seen in a value, however it is printed. */
function assertNoSecret(value: unknown, what: string): void {
  for (const [way, text] of Object.entries(printed(value))) {
    const seen = FORMS.filter((form) => text.includes(form));
    assertEquals(seen, [], `${what}, by ${way}: ${text}`);
  }
}

/** Fails when a secret is seen in an error, its stack, or any of its causes. */
function assertNoSecretInError(error: unknown, what: string): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    assertNoSecret(cause, what);
    assertNoSecret([cause.name, cause.message, cause.stack], `${what}, its texts`);
  }
  assertNoSecret(error, what);
}

/** Fails when a secret is seen in a result; only reading `url` and `proxy` may show one. */
function assertNoSecretInResult(result: WebhookResult, what: string): void {
  assertNoSecret(result, what);
  assertNoSecret({ result }, `${what}, inside an object`);
  assertNoSecret(result.error, `${what}, error`);
  assertNoSecret(Object.keys(result), `${what}, keys`);
  if (!result.ok) {
    assertNoSecretInError(result.cause, `${what}, cause`);
    // What a server says is told as it is to those who ask for it; all else is masked in a copy.
    const { response: _response, headers: _headers, ...copy } = result;
    assertNoSecret(copy, `${what}, copy`);
  }
}

/** The options of a webhook that is full of secrets, and what its guests are told. */
function secretive() {
  const told: (AttemptEvent | RetryContext)[] = [];
  const options: WebhookOptions = {
    headers: { "x-api-key": SECRETS.header, authorization: `Bearer ${SECRETS.bearer}` },
    idempotency: true,
    backoff: AT_ONCE,
    timeout: 500,
    maxRetries: 1,
    maxResponseBytes: 20_000,
    onAttempt: ({ id, ...event }) => {
      assertEquals(id, SECRETS.key); // The id of a send is there to be logged.
      told.push(event as AttemptEvent);
    },
    retryHandlers: [
      ({ headers: _headers, response: _response, ...failed }) => {
        told.push(failed as RetryContext);
        return failed.attempt === 1 ? { retry: true, delay: 0 } : { retry: false };
      },
    ],
  };
  const send: SendOptions = { query: { added: SECRETS.added }, idempotencyKey: SECRETS.key };
  return { told, options, send };
}

function secretUrl(origin: string): string {
  const url = new URL(`hooks/${SECRETS.path}?key=${SECRETS.query}`, origin);
  url.username = SECRETS.user;
  url.password = SECRETS.password;
  return url.href;
}

/** Answers with all that was received: status line, headers and body. */
function echo(status: number): Script {
  return ({ path, headers, text, rawHeaders }) => ({
    status,
    headers: {
      "x-echo": `${path} ${headers.get("x-api-key")}`,
      "x-auth": headers.get("authorization") ?? "",
      "set-cookie": `session=${SECRETS.cookie}`,
    },
    body: {
      path,
      url: `http://${headers.get("host")}${path}`,
      decoded: decodeURIComponent(path.replaceAll("+", " ")),
      headers: Object.fromEntries(rawHeaders),
      [path]: "as a key",
      nested: [{ text, authorization: headers.get("authorization") }],
    },
  });
}

const FAULTS: Record<string, Script> = {
  "a 200": echo(200),
  "a 201 in text": ({ path, headers }) => ({
    status: 201,
    body: `Got ${path} with ${headers.get("authorization")}`,
  }),
  "a 400": echo(400),
  "a 404": echo(404),
  "a 429": echo(429),
  "a 500": echo(500),
  "a redirect": ({ path }) => ({ fault: "redirect", location: `/login?next=${path}` }),
  "a cut": () => ({ fault: "cut" }),
  "a cut head": () => ({ fault: "cut-head" }),
  "a reset": () => ({ fault: "reset" }),
  "garbage": () => ({ fault: "garbage" }),
  "a timeout": () => ({ fault: "hang" }),
  "a cut body": ({ path }) => ({ fault: "cut-body", body: path.repeat(100), chunked: true }),
  "an endless body": ({ path }): Answer => ({ fault: "endless", body: path }),
};

for (const [name, script] of Object.entries(FAULTS)) {
  Deno.test(`No secret is seen in what comes of ${name}`, async () => {
    await using server = await FakeServer.start(script);
    const { options, send, told } = secretive();
    const hook = new Webhook(secretUrl(server.url), options);
    const result = await hook.send({ content: "hello" }, send);
    // The secrets did go out, and the caller's own are there for the caller.
    const { path, headers } = server.requests[0]!;
    assert(path.includes(SECRETS.path) && path.includes(SECRETS.query));
    assertEquals(headers.get("x-api-key"), SECRETS.header);
    assertEquals(result.url, secretUrl(server.url));

    assertNoSecretInResult(result, name);
    assert(told.length > 0);
    for (const event of told) assertNoSecret(event, `${name}, told`);
    assertNoSecret(hook, "the webhook");
    assertNoSecret(hook.urls, "its URLs");
    assertNoSecret(options.rateLimit, "its limiter");
  });
}

/** Failures that come of what the caller does: the webhook's options, the payload, the send's. */
const MISHAPS: [FailureKind, string, WebhookOptions, unknown, SendOptions][] = [
  ["payload", "a BigInt", {}, 1n, {}],
  [
    "payload",
    "a builder that throws",
    {},
    {
      toJSON() {
        throw new TypeError(`Invalid URL: '${SECRETS.path}?key=${SECRETS.query}'`);
      },
    },
    {},
  ],
  [
    "config",
    "a signer that throws",
    {
      signer: ({ url }) => {
        throw new Error(`Cannot sign ${url} with ${SECRETS.header}`, {
          cause: new TypeError(String(url)),
        });
      },
    },
    {},
    {},
  ],
  [
    "config",
    "a limiter that throws",
    {
      rateLimit: {
        turn: (url) => Promise.reject(new Error(`No turn for ${url.href}`)),
      },
    },
    {},
    {},
  ],
  ["config", "wrong headers", {}, {}, { headers: { "x-key": `${SECRETS.header}\nx` } }],
  ["config", "a wrong key", {}, {}, { idempotencyKey: `${SECRETS.key}\nx` }],
  ["config", "a wrong method", {}, {}, { method: `${SECRETS.path} ` }],
  [
    "aborted",
    "an abort with a reason",
    {},
    {},
    { signal: AbortSignal.abort(new Error(`stop ${SECRETS.path} ${SECRETS.bearer}`)) },
  ],
  [
    "proxy",
    "a provider that throws",
    {
      proxies: {
        get: () => {
          throw new Error(`No proxy for ${SECRETS.path}`);
        },
        burn: () => {},
      } satisfies ProxyProvider,
    },
    {},
    {},
  ],
  [
    "network",
    "a fetch that fails with the URL",
    {
      fetch: (url) =>
        Promise.reject(new TypeError(`fetch failed`, { cause: new Error(`at ${url}`) })),
    },
    {},
    {},
  ],
  ["timeout", "a fetch that hangs", { fetch: () => new Promise(() => {}) }, {}, {}],
];

for (const [kind, name, given, payload, sendGiven] of MISHAPS) {
  Deno.test(`No secret is seen in what comes of ${name}`, async () => {
    const { options, send, told } = secretive();
    const hook = new Webhook(secretUrl("http://127.0.0.1:1/"), {
      ...options,
      timeout: 20,
      onAttempt: undefined,
      ...given,
    });
    const result = await hook.send(payload, { ...send, ...sendGiven });
    assert(!result.ok);
    assertEquals([result.kind, result.error.includes("port")], [kind, false]);
    assertNoSecretInResult(result, name);
    for (const event of told) assertNoSecret(event, `${name}, told`);
  });
}

Deno.test("No secret is seen in what comes of a refused connection", async () => {
  const gone = await FakeServer.start();
  await gone.close();
  const { options, send } = secretive();
  const result = await new Webhook(secretUrl(gone.url), options).send({}, send);
  assert(!result.ok);
  assertEquals(result.kind, "network");
  assertNoSecretInResult(result, "the result");
});

Deno.test("No secret is seen in what comes of a certificate that is not trusted", async () => {
  await using server = await FakeServer.start([], { tls });
  const { options, send } = secretive();
  const result = await new Webhook(secretUrl(server.url), options).send({}, send);
  assert(!result.ok);
  assertEquals(result.kind, "network");
  assertNoSecretInResult(result, "TLS");
});

for (const kind of ["http", "socks5"] as const) {
  for (const fault of [null, "refuse", "deny", "hang", "cut", "cut-after", "garbage"] as const) {
    Deno.test(`No secret is seen in what comes of a ${kind} proxy (${fault ?? "no fault"})`, async () => {
      await using server = await FakeServer.start(echo(200));
      await using proxy = await FakeProxy.start({
        kind,
        fault,
        username: SECRETS.proxyUser,
        password: SECRETS.proxyPassword,
        resolve: () => ({ host: "127.0.0.1", port: server.port }),
      });
      using proxies = new ProxyPool([proxy.urlWithCredentials]);
      const { options, send, told } = secretive();
      const hook = new Webhook(secretUrl("http://192.0.2.7/"), { ...options, proxies });
      const result = await hook.send({}, send);
      assertEquals(result.ok, fault === null);
      assertNoSecretInResult(result, "the result");
      assertNoSecret(proxies, "the pool");
      assertNoSecret(proxies.stats(), "its numbers");
      assertEquals(told.length > 0, true);
      for (const event of told) assertNoSecret(event, "what was told");
      if (fault !== "deny") {
        const login = `${SECRETS.proxyUser}:${SECRETS.proxyPassword}`;
        assertEquals(result.proxy, `${proxy.address}:${login}`);
      }
    });
  }
}

// Deno sends the login for an http proxy through the tunnel too, so that an https target sees it.
Deno.test("No secret is seen when a target shows the login of a proxy", async () => {
  await using server = await FakeServer.start(echo(200), { tls });
  await using proxy = await FakeProxy.start({
    kind: "http",
    username: SECRETS.proxyUser,
    password: SECRETS.proxyPassword,
    resolve: () => ({ host: "127.0.0.1", port: server.port }),
  });
  using proxies = new ProxyPool([proxy.urlWithCredentials], { caCerts: [ca] });
  const { options, send } = secretive();
  const result = await new Webhook(secretUrl("https://192.0.2.7/"), { ...options, proxies })
    .send({}, send);
  assertEquals(result.ok, true);
  assertNoSecretInResult(result, "the result");
  const login = btoa(`${SECRETS.proxyUser}:${SECRETS.proxyPassword}`);
  for (const text of Object.values(printed(result))) assert(!text.includes(login), text);
});

for (const part of ["proxyUser", "proxyPassword"] as const) {
  Deno.test(`No secret is seen when a target shows the ${part} of a proxy alone`, async () => {
    const secret = SECRETS[part];
    await using server = await FakeServer.start(always({ status: 403, body: `Not ${secret}` }));
    await using proxy = await FakeProxy.start({
      kind: "http",
      username: SECRETS.proxyUser,
      password: SECRETS.proxyPassword,
      resolve: () => ({ host: "127.0.0.1", port: server.port }),
    });
    using proxies = new ProxyPool([proxy.urlWithCredentials]);
    const { options, send } = secretive();
    const result = await new Webhook(secretUrl("http://192.0.2.7/"), { ...options, proxies })
      .send({}, send);
    assertEquals([result.status, result.response], [403, `Not ${secret}`]);
    assertNoSecretInResult(result, "the result");
  });
}

Deno.test("No secret is seen in a copy of a result, but for what the server said", async () => {
  await using server = await FakeServer.start([204, 404]);
  const { options, send } = secretive();
  const hook = new Webhook(secretUrl(server.url), options);
  for (let n = 0; n < 2; n++) {
    const result = await hook.send({}, send);
    assertNoSecret({ ...result }, "a copy");
    assertNoSecret(Object.entries(result), "its entries");
    assertNoSecret(Object.assign({}, result), "an assigned copy");
  }
});

Deno.test("No secret is seen in what a constructor throws", () => {
  const url = secretUrl("http://127.0.0.1:1/");
  const wrong: (() => unknown)[] = [
    () => new Webhook(`ftp://${SECRETS.path}/${SECRETS.query}`),
    () => new Webhook(`${SECRETS.path}`),
    () => new Webhook([url, `//${SECRETS.path}`]),
    () => new Webhook(url, { headers: { [`${SECRETS.header} `]: "x" } }),
    () => new Webhook(url, { headers: { "x-key": `${SECRETS.header}\nx` } }),
    () => new Webhook(url, { timeout: SECRETS.header as unknown as number }),
    () => new Webhook(url, { rotation: SECRETS.header as "failover" }),
    () => new Webhook(url, { idempotency: { header: `${SECRETS.key}\nx` } }),
    () => new Webhook(url, { proxies: SECRETS.proxyUser as unknown as ProxyProvider }),
    () => new ProxyPool([`ftp://${SECRETS.proxyUser}:${SECRETS.proxyPassword}@h:1`]),
    () => new ProxyPool([`${SECRETS.proxyUser}:${SECRETS.proxyPassword}@host`]),
    () => new ProxyPool([`h:0:${SECRETS.proxyUser}:${SECRETS.proxyPassword}`]),
    () => ProxyPool.fromText(`\n${SECRETS.proxyPassword}`),
    () => new UrlRateLimiter({ maxUrls: SECRETS.path as unknown as number }),
  ];
  for (const [index, make] of wrong.entries()) {
    assertNoSecretInError(assertThrows(make, Error, "", `case ${index}`), `case ${index}`);
  }
});

Deno.test("No secret is seen in a webhook, a pool or a limiter", async () => {
  await using server = await FakeServer.start([204]);
  const rateLimit = new UrlRateLimiter();
  const hook = new Webhook(secretUrl(server.url), { ...secretive().options, rateLimit });
  await hook.send({}, secretive().send);
  assertNoSecret(hook, "the webhook");
  assertNoSecret(rateLimit, "the limiter");
  assertEquals(hook.urls, [`${server.url}***`]);
});

Deno.test("WebhookResult masks what a signer added, when the server echoes it", async () => {
  await using server = await FakeServer.start(({ headers }) => ({
    status: 400,
    body: { echo: headers.get("x-signature") },
  }));
  const signer = () => ({ "x-signature": "SIGNED-5ecret" });
  const result = await new Webhook(server.url, { signer }).send({});
  assertEquals(result.response, { echo: "SIGNED-5ecret" });
  for (const shown of [Deno.inspect(result), JSON.stringify(result), String(result)]) {
    assertEquals(shown.includes("SIGNED-5ecret"), false);
  }
});

Deno.test("no result shows a header that the signer got wrong", async () => {
  const signer = () => ({ "x-signature": `${SECRETS.header}\n1` });
  const result = await new Webhook("https://a.example/", { signer }).send({});
  assertNoSecretInResult(result, "a wrong header");
});

Deno.test("no result shows what the signer added to an earlier attempt", async () => {
  await using server = await FakeServer.start((request, n) =>
    n === 1 ? { status: 503, body: request.headers.get("x-signature")! } : { fault: "cut" }
  );
  const signatures = [SECRETS.header, "another-one"];
  const signer = () => ({ "x-signature": signatures.shift()! });
  const hook = new Webhook(server.url, { backoff: AT_ONCE, maxRetries: 1, signer });
  const result = await hook.send({});
  assertEquals([result.status, result.attempts, result.response], [503, 2, SECRETS.header]);
  assertNoSecretInResult(result, "an earlier signature");
});

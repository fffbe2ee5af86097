import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import { NoProxyError, type Proxy, ProxyPool, type ProxyPoolOptions, Webhook } from "../../mod.ts";
import { FakeProxy, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { ca } from "../fixtures/certificates.ts";

const THREE = ["a:1", "b:2", "c:3"];

/** A pool whose time a test moves by hand. */
function poolOnClock(
  proxies: Iterable<string>,
  options: ProxyPoolOptions = {},
): { pool: ProxyPool; clock: ManualClock } {
  const clock = new ManualClock();
  return { clock, pool: new ProxyPool(proxies, { clock, ...options }) };
}

/** Where the pool's next proxies are. */
function take(pool: ProxyPool, count: number): string[] {
  return Array.from({ length: count }, () => pool.get().url.replace("http://", ""));
}

/** How long each proxy still rests. */
function rests(pool: ProxyPool): number[] {
  return pool.stats().map(({ rest }) => rest);
}

Deno.test("ProxyPool.get() hands proxies out round-robin, duplicates too", () => {
  using pool = new ProxyPool(["a:1", "b:2", "a:1"]);
  assertEquals(pool.size, 3);
  assertEquals(take(pool, 7), ["a:1", "b:2", "a:1", "a:1", "b:2", "a:1", "a:1"]);
});

Deno.test("ProxyPool takes any iterable, read once", () => {
  using pool = new ProxyPool(new Set(THREE));
  assertEquals(take(pool, 4), ["a:1", "b:2", "c:3", "a:1"]);
});

Deno.test("ProxyPool.get() opens one client per proxy, and keeps it", () => {
  using pool = new ProxyPool(["a:1", "b:2"]);
  const [a, b, again] = [pool.get(), pool.get(), pool.get()];
  assertStrictEquals(a, again);
  assert(a.client !== b.client);
});

Deno.test("ProxyPool opens no client before it is asked for one", () => {
  // Not disposed of: the sanitizer would find a client left open.
  const pool = new ProxyPool(THREE);
  assertEquals([pool.size, pool.available, pool.stats().length], [3, 3, 3]);
});

Deno.test("ProxyPool.burn() takes a proxy out of rotation", () => {
  const { pool } = poolOnClock(THREE);
  using _ = pool;
  pool.get();
  pool.burn(pool.get());
  assertEquals([pool.size, pool.available], [3, 2]);
  assertEquals(take(pool, 4), ["c:3", "a:1", "c:3", "a:1"]);
});

Deno.test("ProxyPool lets a burnt proxy rest for five minutes by default", async () => {
  const { pool, clock } = poolOnClock(["a:1"]);
  using _ = pool;
  pool.burn(pool.get());
  await clock.advance(299_999);
  assertThrows(() => pool.get(), NoProxyError);
  await clock.advance(1);
  assertEquals(take(pool, 1), ["a:1"]);
});

Deno.test("ProxyPool doubles the rest at each burn, up to an hour by default", async () => {
  const { pool, clock } = poolOnClock(["a:1"]);
  using _ = pool;
  const minutes: number[] = [];
  for (let n = 0; n < 6; n++) {
    pool.burn(pool.get());
    const [rest = 0] = rests(pool);
    minutes.push(rest / 60_000);
    await clock.advance(rest);
  }
  assertEquals(minutes, [5, 10, 20, 40, 60, 60]);
});

Deno.test("ProxyPool keeps to its own cooldown and maxCooldown", async () => {
  const { pool, clock } = poolOnClock(["a:1"], { cooldown: 100, maxCooldown: 250 });
  using _ = pool;
  const seen: number[] = [];
  for (let n = 0; n < 4; n++) {
    pool.burn(pool.get());
    seen.push(rests(pool)[0]!);
    await clock.advance(250);
  }
  assertEquals(seen, [100, 200, 250, 250]);
});

Deno.test("ProxyPool starts afresh after as long without a burn as the longest rest", async () => {
  const { pool, clock } = poolOnClock(["a:1"], { cooldown: 100, maxCooldown: 1000 });
  using _ = pool;
  pool.burn(pool.get());
  await clock.advance(100);
  pool.burn(pool.get()); // Rests for 200.
  await clock.advance(200 + 999);
  pool.burn(pool.get());
  assertEquals(rests(pool), [400]);
  await clock.advance(400 + 1000);
  pool.burn(pool.get());
  assertEquals(rests(pool), [100]);
});

Deno.test("ProxyPool.burn() of a proxy that rests changes nothing", async () => {
  const { pool, clock } = poolOnClock(["a:1"], { cooldown: 100 });
  using _ = pool;
  const proxy = pool.get();
  pool.burn(proxy);
  await clock.advance(60);
  pool.burn(proxy);
  assertEquals(pool.stats(), [{ proxy: "a:1", used: 1, burnt: 1, rest: 40 }]);
  await clock.advance(40);
  pool.burn(proxy);
  assertEquals(rests(pool), [200]);
});

Deno.test("ProxyPool with a cooldown of 0 keeps burnt proxies in rotation", () => {
  const { pool } = poolOnClock(["a:1"], { cooldown: 0 });
  using _ = pool;
  pool.burn(pool.get());
  assertEquals(pool.available, 1);
  assertEquals(pool.stats(), [{ proxy: "a:1", used: 1, burnt: 1, rest: 0 }]);
});

Deno.test("ProxyPool burns each of two equal proxies by itself", () => {
  const { pool } = poolOnClock(["a:1", "a:1"]);
  using _ = pool;
  pool.burn(pool.get());
  assertEquals(rests(pool), [300_000, 0]);
});

Deno.test("ProxyPool.burn() of a stranger throws a RangeError", () => {
  using pool = new ProxyPool(["a:1"]);
  using other = new ProxyPool(["a:1"]);
  const own = pool.get();
  const strangers = [other.get(), { ...own }, {}, null, undefined, "a:1"] as Proxy[];
  for (const stranger of strangers) {
    assertThrows(
      () => pool.burn(stranger),
      RangeError,
      "Cannot burn a proxy: it is not from this pool",
    );
  }
  assertEquals(pool.available, 1);
});

Deno.test("ProxyPool.burn() of undefined throws before any proxy was handed out, too", () => {
  using pool = new ProxyPool(["a:1"]);
  assertThrows(() => pool.burn(undefined as unknown as Proxy), RangeError);
});

Deno.test("ProxyPool.get() throws a NoProxyError when all are burnt", () => {
  const { pool } = poolOnClock(["a:1", "b:2"]);
  using _ = pool;
  pool.burn(pool.get());
  pool.burn(pool.get());
  assertEquals(pool.available, 0);
  assertThrows(() => pool.get(), NoProxyError, "Cannot get a proxy: all 2 are burnt");
});

Deno.test("ProxyPool.stats() counts what each proxy was used and burnt", async () => {
  const { pool, clock } = poolOnClock(["a:1", "b:2"], { cooldown: 100 });
  using _ = pool;
  pool.burn(pool.get());
  pool.get();
  await clock.advance(30);
  assertEquals(pool.stats(), [
    { proxy: "a:1", used: 1, burnt: 1, rest: 70 },
    { proxy: "b:2", used: 1, burnt: 0, rest: 0 },
  ]);
});

Deno.test("ProxyPool.fromText() reads one proxy per line, and skips blanks and comments", () => {
  using pool = ProxyPool.fromText(
    "# a list\n\n  a:1  \r\nb:2 # the second\n   \n\t# c:3\rd:4:user:p#ss\n",
  );
  assertEquals(pool.stats().map(({ proxy }) => proxy), ["a:1", "b:2", "d:4"]);
  pool.get();
  pool.get();
  assertEquals(pool.get().url, "http://user:p%23ss@d:4");
});

Deno.test("ProxyPool.fromText() passes the options on", () => {
  const clock = new ManualClock();
  using pool = ProxyPool.fromText("a:1", { cooldown: 7, clock });
  pool.burn(pool.get());
  assertEquals(rests(pool), [7]);
});

Deno.test("ProxyPool.fromText() of nothing but comments throws", () => {
  assertThrows(() => ProxyPool.fromText("# none\n\n"), TypeError, "'proxies' is empty");
});

Deno.test("ProxyPool.close() closes every client", () => {
  // That none is left open, the sanitizer sees.
  const pool = new ProxyPool(THREE);
  take(pool, 3);
  pool.close();
});

Deno.test("ProxyPool.close() does no harm the second time, nor with `using`", () => {
  using pool = new ProxyPool(THREE);
  take(pool, 2);
  pool.close();
  pool.close();
});

Deno.test("ProxyPool.close() closes the others when a user closed one", () => {
  using pool = new ProxyPool(THREE);
  const [first] = [pool.get(), pool.get(), pool.get()];
  first.client.close();
  pool.close();
});

Deno.test("ProxyPool hands nothing out once it is closed", () => {
  const pool = new ProxyPool(THREE);
  pool.close();
  assertEquals(pool.available, 0);
  assertThrows(() => pool.get(), NoProxyError, "Cannot get a proxy: the pool is closed");
});

Deno.test("ProxyPool takes a burn after it was closed", () => {
  const pool = new ProxyPool(THREE);
  const proxy = pool.get();
  pool.close();
  pool.burn(proxy);
  assertEquals(pool.stats()[0]!.burnt, 1);
});

Deno.test("ProxyPool prints no login, however it is printed", () => {
  using pool = new ProxyPool([
    "h:1:us3r:s3cret",
    "us3r:s3cret@h:2",
    "socks5://us3r:s3cr%65t@h:3",
    "h:4:us3r:x@s3cret",
  ]);
  pool.get();
  const printed = [Deno.inspect(pool), inspect(pool), String(pool), JSON.stringify(pool)];
  for (
    const text of [...printed, JSON.stringify(pool.stats()), Deno.inspect({ pool }, { depth: 9 })]
  ) {
    assert(text.includes("h:3"), text);
    assert(!/us3r|s3cr/.test(text), text);
  }
});

Deno.test("ProxyPool tells the place of a proxy that it cannot read, never its text", () => {
  const lists = [
    ["a:1", "us3r:s3cret@"],
    ["a:1", "ftp://us3r:s3cret@h:1"],
    ["a:1", 42 as unknown as string],
    ["a:1", null as unknown as string],
  ];
  for (const list of lists) {
    const error = assertThrows(() => new ProxyPool(list), TypeError, "(proxies[1])");
    assert(!/us3r|s3cret/.test(Deno.inspect(error)), error.message);
  }
});

Deno.test("ProxyPool throws for what is no list of proxies", () => {
  for (const wrong of ["a:1", null, undefined, 42, {}]) {
    assertThrows(
      () => new ProxyPool(wrong as string[]),
      TypeError,
      "'proxies' must be a list of texts",
    );
  }
  assertThrows(() => new ProxyPool([]), TypeError, "'proxies' is empty");
});

Deno.test("ProxyPool names the option that is wrong, and its value", () => {
  const cases: [
    options: Record<string, unknown>,
    error: typeof RangeError | typeof TypeError,
    text: string,
  ][] = [
    [{ cooldown: -1 }, RangeError, "'cooldown' must be >= 0: current value is -1"],
    [{ cooldown: NaN }, TypeError, "'cooldown' must be a number: current value is NaN"],
    [{ cooldown: "1" }, TypeError, "'cooldown'"],
    [{ cooldown: 2, maxCooldown: 1 }, RangeError, "'maxCooldown' must be >= 2: current value is 1"],
    [{ caCerts: "s3cret" }, TypeError, "'caCerts' must be"],
    [{ caCerts: {} }, TypeError, "'caCerts' must be"],
    [{ caCerts: [1] }, TypeError, "'caCerts' must be"],
    [{ clock: 1 }, TypeError, "'clock' must be"],
    [{ clock: {} }, TypeError, "'clock' must be"],
    [{ cooldwon: 1 }, TypeError, "'cooldwon' is no option of a proxy pool"],
  ];
  for (const [options, ErrorClass, text] of cases) {
    assertThrows(() => new ProxyPool(THREE, options), ErrorClass, text);
  }
});

Deno.test("ProxyPool begins no higher than a cooldown that is above the default maximum", () => {
  const { pool } = poolOnClock(["a:1"], { cooldown: 5_000_000 });
  using _ = pool;
  pool.burn(pool.get());
  assertEquals(rests(pool), [5_000_000]);
});

for (const password of ["p:ss", "p@ss", "p%ss", "p@h:80", "p/", "pä$$"]) {
  Deno.test(`ProxyPool logs in with the password ${password}, and no result shows it`, async () => {
    for (const kind of ["http", "socks5"] as const) {
      await using server = await FakeServer.start([204]);
      await using proxy = await FakeProxy.start({
        kind,
        username: "us3r-marker",
        password,
        resolve: () => ({ host: "127.0.0.1", port: server.port }),
      });
      using proxies = new ProxyPool([proxy.urlWithCredentials], { caCerts: [ca] });
      const result = await new Webhook("http://192.0.2.7/", { proxies }).send({});
      assertEquals([result.ok, result.error], [true, null]);
      assertEquals(proxy.requests.map(({ username }) => username), ["us3r-marker"]);
      assertEquals(result.proxy, `${proxy.address}:us3r-marker:${password}`);
      for (const text of [Deno.inspect(result), JSON.stringify(result), String(result)]) {
        assert(text.includes(proxy.address) && !text.includes("us3r-marker"), text);
        assert(!text.includes(password), text);
      }
    }
  });
}

Deno.test("ProxyPool.get() gives a proxy that prints without its login", () => {
  using pool = new ProxyPool(["http://user:s3cret@127.0.0.1:8080"]);
  const proxy = pool.get();
  assertEquals(proxy.url, "http://user:s3cret@127.0.0.1:8080");
  for (const text of [Deno.inspect(proxy), inspect(proxy), JSON.stringify(proxy), String(proxy)]) {
    assert(!text.includes("s3cret"), text);
    assert(text.includes("127.0.0.1:8080"), text);
  }
});

Deno.test("ProxyPool without a cooldown never loses a proxy, however often it is burnt", () => {
  using pool = new ProxyPool(["a:1"], { cooldown: 0 });
  for (let n = 0; n < 1100; n++) pool.burn(pool.get());
  assertEquals([pool.available, pool.stats()[0]?.rest], [1, 0]);
});

Deno.test("ProxyPool writes a host name as clients take it", () => {
  using pool = new ProxyPool(["ü.example:80", "%61.example:80", "A.Example:80"]);
  assertEquals(take(pool, 3), ["xn--tda.example:80", "a.example:80", "a.example:80"]);
  assertThrows(() => new ProxyPool(["{a}:80"]), TypeError, "proxies[0]");
});

Deno.test("ProxyPool.fromText() wants a text", () => {
  assertThrows(() => ProxyPool.fromText(5 as unknown as string), TypeError, "'text'");
});

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { PlaygroundState } from "../../playground/api/state.ts";
import { PageServer } from "../../playground/server/server.ts";
import { Page } from "./page.ts";
import { run } from "./playground.ts";

// By a program of its own: what bundles the page is one too, whose end no test waits for.
await run(Deno.execPath(), ["run", "-A", "playground/build_page.ts"], {});

/** Sends a request head as it is: `fetch` would not let a test choose `Host`. */
async function raw(port: number, lines: readonly string[], body = ""): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const head = [...lines, "connection: close", `content-length: ${body.length}`];
  await connection.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n${body}`));
  let answer = "";
  for await (const text of connection.readable.pipeThrough(new TextDecoderStream())) answer += text;
  return answer;
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

Deno.test("PageServer listens on loopback only, and takes the next port where one is taken", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  await using server = await PageServer.start({ port, history: null });
  assert(server.port > port && server.port <= port + 50, String(server.port));
  assertMatch(server.url, new RegExp(`^http://localhost:${server.port}/#token=[\\w-]{43}$`));

  const others = Deno.networkInterfaces().filter(({ family, address }) => {
    return family === "IPv4" && !address.startsWith("127.");
  });
  for (const { address } of others) {
    const reached = await Deno.connect({ hostname: address, port: server.port }).then(
      (connection) => {
        connection.close();
        return true;
      },
      () => false,
    );
    assertEquals(reached, false, address);
  }
});

Deno.test("PageServer has a token of its own for each start", async () => {
  await using one = await PageServer.start({ port: 0, history: null });
  await using other = await PageServer.start({ port: 0, history: null });
  assertNotEquals(one.token, other.token);
});

Deno.test("PageServer answers to the names of this machine only", async () => {
  await using page = await Page.open();
  const { port } = page.server;
  const get = (host: string) => raw(port, ["GET /api/state HTTP/1.1", `host: ${host}`]);
  assertEquals(statusOf(await get(`localhost:${port}`)), 401);
  assertEquals(statusOf(await get(`127.0.0.1:${port}`)), 401);
  const strangers = ["evil.example", `evil.example:${port}`, "localhost", `localhost:${port + 1}`];
  for (const host of [...strangers, `localhost.evil.example:${port}`]) {
    assertEquals(statusOf(await get(host)), 403, host);
  }
});

Deno.test("PageServer serves not even its page under a name that was let point here", async () => {
  await using page = await Page.open();
  const lines = ["GET / HTTP/1.1", `host: evil.example:${page.server.port}`];
  assertEquals(statusOf(await raw(page.server.port, lines)), 403);
});

Deno.test("PageServer refuses what other sites post, even with the token", async () => {
  await using page = await Page.open();
  const { port, token } = page.server;
  const post = (...headers: string[]) => {
    const body = '{"target":"generic","payload":1}';
    return raw(port, [
      "POST /api/runs HTTP/1.1",
      `host: localhost:${port}`,
      `authorization: Bearer ${token}`,
      "content-type: application/json",
      ...headers,
    ], body);
  };
  for (
    const origin of ["http://evil.example", "null", `https://localhost:${port}`, "http://localhost"]
  ) {
    assertEquals(statusOf(await post(`origin: ${origin}`)), 403, origin);
  }
  assertEquals(statusOf(await post("sec-fetch-site: cross-site")), 403);
  assertEquals(statusOf(await post("sec-fetch-site: same-site")), 403);
  assertEquals(await page.get("/api/history"), []);

  assertEquals(statusOf(await post(`origin: http://localhost:${port}`)), 202);
  assertEquals(statusOf(await post("sec-fetch-site: same-origin")), 202);
});

Deno.test("PageServer wants the token for every route of the API", async () => {
  await using page = await Page.open();
  const { token } = page.server;
  const routes = [
    ["GET", "/api/state"],
    ["GET", "/api/events"],
    ["POST", "/api/runs"],
    ["POST", "/api/runs/x/abort"],
    ["POST", "/api/runs/x/resend"],
    ["GET", "/api/history"],
    ["GET", "/api/history/x"],
    ["DELETE", "/api/history/x"],
    ["DELETE", "/api/history"],
    ["GET", "/api/compare?a=x&b=x"],
    ["POST", "/api/code"],
    ["POST", "/api/faults"],
    ["DELETE", "/api/faults"],
    ["GET", "/api/scenarios"],
    ["PUT", "/api/scenarios/x"],
    ["POST", "/api/verify"],
    ["POST", "/api/sign"],
    ["GET", "/api/unheard-of"],
  ] as const;
  for (const [method, path] of routes) {
    for (const authorization of ["", "Bearer", `Bearer ${token}x`, `Basic ${token}`]) {
      const headers = new Headers(authorization ? { authorization } : {});
      const response = await fetch(page.url(path), { method, headers });
      assertEquals([response.status, typeof (await response.json()).error], [401, "string"], path);
    }
  }
});

Deno.test("PageServer takes the token from the URL on a GET, and on nothing else", async () => {
  await using page = await Page.open();
  const { token } = page.server;
  const ask = async (method: string, path: string) => {
    const response = await fetch(page.url(`${path}?token=${token}`), { method });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await ask("GET", "/api/history"), 200);
  assertEquals(await ask("DELETE", "/api/history"), 401);
});

Deno.test("PageServer takes bodies of JSON only: a form needs nobody's leave", async () => {
  await using page = await Page.open();
  const body = '{"target":"generic","payload":1}';
  const response = await page.fetch("/api/runs", { method: "POST", body });
  assertEquals([response.status, await response.json()], [
    415,
    { error: "The body must be application/json" },
  ]);
});

Deno.test("PageServer forbids its pages to load anything from elsewhere", async () => {
  await using page = await Page.open();
  const response = await fetch(page.url("/schemas/options.json"));
  await response.body?.cancel();
  const policy = response.headers.get("content-security-policy") ?? "";
  assert(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
  assert(!/https?:|\*/.test(policy), policy);
  assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  assertEquals(response.headers.get("cross-origin-resource-policy"), "same-origin");
  assertEquals(response.headers.get("access-control-allow-origin"), null);
});

Deno.test("PageServer serves schemas with an etag, and nothing to who knows it", async () => {
  await using page = await Page.open();
  const first = await fetch(page.url("/schemas/options.json"));
  assertEquals(typeof await first.json(), "object");
  const etag = first.headers.get("etag") ?? "";
  const second = await fetch(page.url("/schemas/options.json"), {
    headers: { "if-none-match": etag },
  });
  assertEquals([second.status, await second.text()], [304, ""]);
});

Deno.test("PageServer serves no file that is not its page's", async () => {
  await using page = await Page.open();
  const paths = [
    "/main.ts",
    "/assets/../deno.json",
    "/schemas/../server/routes.ts",
    "/assets/x.ts",
  ];
  for (
    const path of [...paths, "/assets/%2e%2e/deno.json", "/schemas/none.json", "/assets/none.css"]
  ) {
    const answer = await raw(page.server.port, [
      `GET ${path} HTTP/1.1`,
      `host: localhost:${page.server.port}`,
    ]);
    assertEquals(statusOf(answer), 404, path);
  }
});

Deno.test("PageServer closes with streams open and sends under way", async () => {
  const page = await Page.open();
  const stream = await page.fetch("/api/events");
  await page.start({ target: "generic", payload: 1, faults: [{ kind: "hang" }] });
  await page[Symbol.asyncDispose]();
  assertMatch(await stream.text(), /event:run-ended/);
});

Deno.test("PageServer reads no more than 48 MiB, also of who does not say how long a body is", async () => {
  await using page = await Page.open();
  const piece = new TextEncoder().encode(" ".repeat(2 ** 20));
  let pieces = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (++pieces > 200) return controller.close();
      controller.enqueue(piece);
    },
  });
  const headers = { "content-type": "application/json" };
  // The connection is closed on who goes on sending, and the answer may be lost with it.
  const response = await page.fetch("/api/verify", { method: "POST", headers, body }).catch(() => {
    return undefined;
  });
  const answer = await response?.text().catch(() => "");
  assertEquals(response?.status ?? 413, 413, answer);
  assert(pieces < 100, `${pieces} MiB were taken`);
});

Deno.test("PageServer offers the other scenarios where a file is none", async () => {
  await using page = await Page.open();
  const scenario = {
    name: "good",
    title: "Good",
    about: "",
    order: { target: "generic", payload: 1 },
  };
  assertEquals((await page.send("PUT", "/api/scenarios/good", scenario)).status, 204);
  await Deno.writeTextFile(`${page.folder}/half.json`, `{"name": "ha`);
  await Deno.writeTextFile(`${page.folder}/other.json`, `{"name": "strange"}`);
  const { scenarios } = await page.get<PlaygroundState>("/api/state");
  assertEquals(scenarios.map(({ name }) => name), ["good"]);
});

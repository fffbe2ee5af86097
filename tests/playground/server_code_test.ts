import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FakeServer } from "@hookcast/hookcast/testing";
import type { GeneratedCode } from "../../playground/api/code.ts";
import type { Order } from "../../playground/api/order.ts";
import type { ShownResult } from "../../playground/api/run.ts";
import { Page } from "./page.ts";

const ROOT = new URL("../../", import.meta.url);

async function generate(page: Page, as: string, order: Order): Promise<GeneratedCode> {
  const response = await page.send("POST", "/api/code", { as, order });
  const body = await response.json();
  assertEquals(response.status, 200, JSON.stringify(body));
  return body;
}

async function output(program: string, args: string[], env: Record<string, string> = {}) {
  const command = new Deno.Command(program, { args, env, cwd: ROOT });
  const { stdout, stderr } = await command.output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { out: out!, err: err! };
}

/** Writes texts to files of this repository, and removes them afterwards. */
async function withFiles<T>(
  codes: readonly string[],
  use: (paths: string[]) => Promise<T>,
): Promise<T> {
  const files = codes.map(() => new URL(`tests/playground/.${crypto.randomUUID()}.ts`, ROOT));
  try {
    await Promise.all(files.map((file, index) => Deno.writeTextFile(file, codes[index]!)));
    return await use(files.map(({ pathname }) => decodeURIComponent(pathname)));
  } finally {
    await Promise.all(files.map((file) => Deno.remove(file)));
  }
}

/** Runs TypeScript in this repository, and reads the results that it prints. */
async function runCode(code: string, env?: Record<string, string>): Promise<ShownResult[]> {
  return await withFiles([code], async (paths) => {
    const { out, err } = await output(Deno.execPath(), ["run", "-A", "--no-check", ...paths], env);
    assert(out.startsWith("{") || out.startsWith("["), `${err}\n${code}`);
    return [JSON.parse(out)].flat();
  });
}

function essence({ ok, status, kind, attempts }: ShownResult): unknown[] {
  return [ok, status, kind, attempts];
}

const SWIFT = { backoff: { minTimeout: 1 } };

const ORDERS: Readonly<Record<string, Order>> = {
  "a generic send that is retried": {
    target: "generic",
    payload: { text: 'It\'s `${x}` "\\" \n 😀', list: [1, null, true, {}] },
    options: { ...SWIFT, signer: { scheme: "slack" }, idempotency: true, method: "PUT" },
    faults: [{ kind: "rate-limit", wait: 5 }, { kind: "server-error", status: 503 }],
  },
  "a burst of texts": {
    target: "discord",
    payload: { content: 'Number {n} "of" `3` \\ ${n}' },
    count: 3,
  },
  "a message with an embed and a file": {
    target: "discord",
    payload: { embeds: [{ title: "Deployed", fields: [{ name: "v", value: "1.2.3" }] }] },
    files: [{ name: "log.txt", type: "text/plain", data: btoa("hello") }],
    options: { discord: { wait: true, username: "Deploys" } },
  },
  "a message that Discord refuses": { target: "discord", payload: { content: "" } },
  "a dead webhook": { target: "discord", payload: "x", faults: [{ kind: "dead-webhook" }] },
  "Block Kit": {
    target: "slack",
    payload: {
      text: "Deployed",
      blocks: [{ type: "section", text: { type: "mrkdwn", text: "*Deployed*" } }],
    },
    faults: [{ kind: "server-error" }],
    options: { ...SWIFT, rateLimit: false },
  },
  "an alert": {
    target: "notifier",
    payload: { severity: "P0", title: "Down", fields: { host: "db1" } },
    options: { notifier: { channel: "slack" } },
  },
  "a proxy that dies": {
    target: "generic",
    payload: 1,
    options: { proxies: "fakes" },
    faults: [{ kind: "proxy-dies", proxy: 1 }],
  },
};

for (const [name, order] of Object.entries(ORDERS)) {
  Deno.test(`TypeScript of ${name} runs, and comes to the same`, async () => {
    await using page = await Page.open();
    const { results } = await page.run(order);
    const { code, environment } = await generate(page, "typescript", order);
    assertEquals(environment, []);
    assertEquals((await runCode(code)).map(essence), results.map(essence), code);
  });
}

Deno.test("TypeScript of every order type-checks", async () => {
  await using page = await Page.open();
  const all = [...Object.values(ORDERS), secretive("https://example.com/hook")];
  const generated = await Promise.all(all.map((order) => generate(page, "typescript", order)));
  await withFiles(generated.map(({ code }) => code), async (paths) => {
    const { err } = await output(Deno.execPath(), ["check", "--quiet", ...paths]);
    assertEquals(err, "");
  });
});

/** An order that is full of secrets. */
function secretive(url: string): Order {
  return {
    target: "generic",
    url,
    payload: "hello",
    options: {
      headers: { authorization: "Bearer MARKER1", accept: "application/json" },
      query: { key: "MARKER2" },
      signer: { scheme: "github", secret: "MARKER3" },
    },
  };
}

const ENV = { HEADER_AUTHORIZATION: "Bearer MARKER1", QUERY_KEY: "MARKER2", SIGNING_SECRET: "M3" };

Deno.test("TypeScript for a real webhook reads its secrets from the environment", async () => {
  await using page = await Page.open();
  await using server = await FakeServer.start([204, 204]);
  const url = `${server.url}MARKER`;
  const { code, environment } = await generate(page, "typescript", secretive(url));
  assert(!code.includes("MARKER"), code);
  assertEquals(environment.toSorted(), [
    "HEADER_AUTHORIZATION",
    "QUERY_KEY",
    "SIGNING_SECRET",
    "WEBHOOK_URL",
  ]);
  const [result] = await runCode(code, { ...ENV, WEBHOOK_URL: url });
  assertEquals(result?.ok, true);
  const [request] = server.requests;
  assertEquals(request?.path, "/MARKER?key=MARKER2");
  assertEquals(request?.headers.get("authorization"), "Bearer MARKER1");
});

Deno.test("TypeScript of a record without secrets is the same as of its order", async () => {
  await using page = await Page.open();
  await using server = await FakeServer.start([204]);
  const order = secretive(`${server.url}MARKERmarker0`);
  const record = await page.run(order);
  assertEquals(
    await generate(page, "typescript", record.order),
    await generate(page, "typescript", order),
  );
});

async function hasCurl(): Promise<boolean> {
  try {
    return (await new Deno.Command("curl", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

const CURLS = ["a generic send that is retried", "Block Kit", "an alert"] as const;

for (const name of CURLS) {
  Deno.test({
    name: `curl of ${name} runs, and is taken`,
    ignore: !await hasCurl(),
    async fn() {
      await using page = await Page.open();
      const { code } = await generate(page, "curl", ORDERS[name]!);
      const { out, err } = await output("sh", ["-c", code]);
      assertStringIncludes(out, "HTTP/1.1 200 OK", `${err}\n${code}`);
    },
  });
}

Deno.test({
  name: "curl of a message with a file sends the same form",
  ignore: !await hasCurl(),
  async fn() {
    await using page = await Page.open();
    const order = ORDERS["a message with an embed and a file"]!;
    const { code, notes } = await generate(page, "curl", order);
    assert(notes.some((note) => note.includes("log.txt")));
    await Deno.writeTextFile(`${page.folder}/log.txt`, "hello");
    const { out } = await output("sh", ["-c", `cd '${page.folder}' && ${code}`]);
    assertStringIncludes(out, '"title":"Deployed"');
    assertStringIncludes(out, '"filename":"log.txt"');
  },
});

Deno.test({
  name: "curl for a real webhook reads its secrets from the environment",
  ignore: !await hasCurl(),
  async fn() {
    await using page = await Page.open();
    await using server = await FakeServer.start([204]);
    const { signer: _, ...options } = secretive("").options ?? {};
    const order = { ...secretive(`${server.url}MARKER`), options };
    const { code, environment } = await generate(page, "curl", order);
    assert(!code.includes("MARKER"), code);
    assertEquals(environment.toSorted(), ["HEADER_AUTHORIZATION", "QUERY_KEY", "WEBHOOK_URL"]);
    await output("sh", ["-c", code], { ...ENV, WEBHOOK_URL: `${server.url}MARKER` });
    const [request] = server.requests;
    assertEquals(request?.path, "/MARKER?key=MARKER2");
    assertEquals(request?.headers.get("authorization"), "Bearer MARKER1");
    assertEquals(request?.json(), "hello");
  },
});

Deno.test("Code of a record reads the files that it does not have, and leaves out what it cannot sign", async () => {
  await using page = await Page.open();
  const { order } = await page.run(ORDERS["a message with an embed and a file"]!);
  const { code, notes } = await generate(page, "typescript", order);
  assertStringIncludes(code, 'data: "log.txt"');
  assertStringIncludes(notes.join(), "It reads the file 'log.txt'");

  const signer = { scheme: "standard-webhooks", secret: "***" } as const;
  const signed = { target: "generic", payload: 1, options: { signer } } as const;
  const curl = await generate(page, "curl", signed);
  assert(!curl.code.includes("webhook-signature"));
  assertStringIncludes(curl.notes.join(), "It is not signed");
});

Deno.test("Code is made of orders that make sense", async () => {
  await using page = await Page.open();
  const post = async (body: unknown) => {
    const response = await page.send("POST", "/api/code", body);
    return [response.status, (await response.json()).path];
  };
  assertEquals(await post({ as: "perl", order: { target: "generic", payload: 1 } }), [400, "as"]);
  assertEquals(await post({ as: "curl", order: { target: "x", payload: 1 } }), [400, "target"]);
  const order = { target: "generic", payload: 1, options: { timeout: -1 } };
  assertEquals(await post({ as: "curl", order }), [400, "options.timeout"]);
});

Deno.test({
  name: "curl reads no file and runs no command that an order names: it may be somebody else's",
  ignore: !await hasCurl(),
  async fn() {
    await using page = await Page.open();
    await using server = await FakeServer.start([204]);
    await Deno.writeTextFile(`${page.folder}/private`, "MARKER");
    const headers = { "content-type": "text/plain", "x-`touch`": "value", "x-$HOME": "value" };
    const order: Order = {
      target: "generic",
      url: server.url,
      payload: `@${page.folder}/private`,
      options: { headers },
    };
    const { code } = await generate(page, "curl", order);
    const env = { WEBHOOK_URL: server.url, HEADER_X_TOUCH_: "one", HEADER_X_HOME: "two" };
    const { err } = await output("sh", ["-c", code], env);
    const [request] = server.requests;
    assertEquals(request?.text, order.payload, `${err}\n${code}`);
    assertEquals(
      [request?.headers.get("x-`touch`"), request?.headers.get("x-$HOME")],
      ["one", "two"],
    );
  },
});

Deno.test({
  name: "Code takes a file from the folder it is run in, whatever path its name holds",
  ignore: !await hasCurl(),
  async fn() {
    await using page = await Page.open();
    await Deno.writeTextFile(`${page.folder}/a;b,"c.txt`, "mine");
    const data = btoa("x".repeat(9000));
    const file = { name: `../a;b,"c.txt`, type: "text/plain", data };
    const order: Order = { target: "discord", payload: { content: "hi" }, files: [file] };
    const { code } = await generate(page, "typescript", order);
    assertStringIncludes(code, String.raw`data: "a;b,\"c.txt"`);
    const { code: command } = await generate(page, "curl", order);
    assertStringIncludes(command, String.raw`--form 'files[0]=@"a;b,\"c.txt";type=text/plain'`);
    const { out, err } = await output("sh", ["-c", `cd '${page.folder}' && ${command}`]);
    assertStringIncludes(out, "HTTP/1.1 204", `${err}\n${command}`);
  },
});

Deno.test("TypeScript keeps a property that is called __proto__", async () => {
  await using page = await Page.open();
  const payload = JSON.parse('{"__proto__": {"a": 1}}');
  const { code } = await generate(page, "typescript", { target: "generic", payload });
  assertStringIncludes(code, '{ ["__proto__"]: { a: 1 } }');
});

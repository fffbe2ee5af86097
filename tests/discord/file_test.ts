import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type DiscordFileLike, DiscordWebhook, type DiscordWebhookOptions } from "../../discord.ts";
import { FakeDiscord } from "../../src/testing/mod.ts";

const BYTES = new Uint8Array([0, 1, 2, 255, 13, 10]);

async function start(options: DiscordWebhookOptions = {}) {
  const discord = await FakeDiscord.start({ limits: { exec: null } });
  const { url } = discord.addWebhook();
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, backoff, ...options });
  return { discord, hook };
}

const hashOf = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

/** The parts of the last request. */
function parts(discord: FakeDiscord) {
  return discord.requests.at(-1)!.parts;
}

Deno.test("DiscordWebhook.send() uploads files as files[n] beside one payload_json without a name (26)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const files = [
    { data: BYTES, name: "a.bin" },
    new File(["hello"], "b.txt", { type: "text/plain" }),
  ];
  const result = await hook.send("two files", { files });
  assertEquals(result.ok, true);
  const [json, a, b] = parts(discord);
  assertEquals([json?.name, json?.filename], ["payload_json", null]);
  assertEquals([a?.name, a?.filename, a?.hash], ["files[0]", "a.bin", hashOf(BYTES)]);
  assertEquals([b?.name, b?.filename, b?.type, b?.hash], [
    "files[1]",
    "b.txt",
    "text/plain",
    hashOf("hello"),
  ]);
  assertEquals(parts(discord).length, 3);
  assertEquals(discord.stored[0]?.message.content, "two files");
});

Deno.test("DiscordWebhook.send() tells of each file under the index of its part (27)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  await hook.send({
    files: [
      { data: BYTES, name: "a.png", description: "A picture", spoiler: true },
      { data: BYTES, name: "b.png", title: "B" },
    ],
  });
  assertEquals(discord.stored[0]?.payload.attachments, [
    { id: 0, filename: "a.png", description: "A picture", is_spoiler: true },
    { id: 1, filename: "b.png", title: "B" },
  ]);
});

Deno.test("DiscordWebhook.send() keeps a form whole, whatever is in a name (28)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const name = 'a"b\r\nx-evil: 1\r\n\r\nü☃.txt';
  const result = await hook.send("x", { files: [{ data: BYTES, name }] });
  assertEquals(result.ok, true);
  assertEquals(parts(discord).map(({ name }) => name), ["payload_json", "files[0]"]);
  assertEquals(parts(discord)[1]?.hash, hashOf(BYTES));
});

Deno.test("DiscordWebhook.send() resends identical bytes (29)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  discord.fail({ kind: "status", status: 503 }, { times: 2 });
  const data = new Uint8Array(BYTES);
  const sending = hook.send("x", { files: [{ data, name: "a.bin" }] });
  data.fill(7);
  const result = await sending;
  assertEquals([result.ok, result.attempts], [true, 3]);
  assertEquals(new Set(discord.requests.map(({ hash }) => hash)).size, 1);
  assertEquals(parts(discord)[1]?.hash, hashOf(BYTES));
});

Deno.test("DiscordWebhook.send() reads a file from a path, a URL, a stream, or what holds chunks (30)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const folder = await mkdtemp(join(tmpdir(), "hookcast-"));
  const path = join(folder, "a.bin");
  try {
    await writeFile(path, BYTES);
    const chunks = [BYTES.subarray(0, 2), BYTES.subarray(2)];
    const ways: DiscordFileLike[] = [
      { data: path },
      { data: pathToFileURL(path) },
      { data: new Blob([BYTES]).stream(), name: "a.bin" },
      { data: chunks, name: "a.bin" },
      { data: BYTES.buffer, name: "a.bin" },
      { attachment: BYTES, name: "a.bin" },
    ];
    for (const file of ways) {
      discord.fail({ kind: "status", status: 500 });
      const result = await hook.send({ files: [file] });
      assertEquals([result.ok, result.attempts], [true, 2]);
      assertEquals(parts(discord)[1]?.hash, hashOf(BYTES));
      assert(parts(discord)[1]?.filename?.endsWith(".bin"));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

Deno.test("DiscordWebhook.send() sends nothing when a file cannot be read", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const broken = new ReadableStream({
    start: (controller) => controller.error(new Error("s3cret")),
  });
  const cases: [unknown, string][] = [
    [[{ data: "/no/such/s3cret.txt" }], "files[0] cannot be read: ENOENT"],
    [[{ data: broken, name: "x" }], "files[0] cannot be read"],
    [[{ data: 5, name: "x" }], "files[0] cannot be read"],
    [[{ data: "https://a.example/s3cret" }], "files[0] is a URL: fetch it first"],
    [[{ data: new URL("http://a.example/s3cret") }], "files[0] is a URL: fetch it first"],
    [[{ attachment: "HTTPS://a.example/s3cret" }], "files[0] is a URL: fetch it first"],
    [[{ data: BYTES, name: "x", title: 5 }], "files[0].title must be a text"],
    [[{ name: "x" }], "files[0] must be a Blob, or an object with 'data'"],
    [[{ data: BYTES }, null], "files[1] must be a Blob, or an object with 'data'"],
    ["files", "'files' must be an array"],
  ];
  for (const [files, reason] of cases) {
    const result = await hook.send("x", { files: files as never });
    assert(!result.ok);
    assertEquals([result.kind, result.attempts], ["payload", 0]);
    assert(result.error.endsWith(`: ${reason}`), result.error);
  }
  assertEquals(discord.requests.length, 0);
});

Deno.test("DiscordWebhook.send() gives no two files one name", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const files = ["a.txt", "a.txt", "_a.txt", "b", "b"].map((name) => ({ data: BYTES, name }));
  await hook.send({ files });
  assertEquals(
    parts(discord).slice(1).map(({ filename }) => filename),
    ["a.txt", "a-2.txt", "_a-3.txt", "b", "b-2"],
  );
});

Deno.test("DiscordWebhook.send() refuses a file that is too large before it is sent (32)", async () => {
  const { discord, hook } = await start({ maxFileBytes: 100 });
  await using _ = discord;
  assertEquals((await hook.send({ files: [new Blob([new Uint8Array(100)])] })).ok, true);
  const result = await hook.send({ files: [new Blob([new Uint8Array(101)])] });
  assert(!result.ok);
  assertEquals(result.discord.violations, [{
    path: "files[0]",
    message: "files[0] has 101 bytes: the maximum is 100",
    actual: 101,
    limit: 100,
    unit: "bytes",
  }]);
  assertEquals(discord.requests.length, 1);
});

Deno.test("DiscordWebhook.send() speaks JSON when there are no files (33)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  await hook.send("x", { files: [] });
  const [request] = discord.requests;
  assertEquals([request?.headers.get("content-type"), request?.parts], ["application/json", []]);
});

Deno.test("DiscordWebhook.send() does not wait for a file longer than the deadline", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const data = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  const result = await hook.send("x", { files: [{ data, name: "x" }], deadline: 10 });
  assert(!result.ok);
  assertEquals([result.kind, result.attempts], ["timeout", 0]);
});

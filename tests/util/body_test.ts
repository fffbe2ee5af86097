import { assert, assertEquals } from "@std/assert";
import { readBody } from "../../src/util/body.ts";

const NEVER = new AbortController().signal;

/** A body that plays these pieces; at the end it closes, or does what `then` says. */
function pieces(
  parts: readonly (string | Uint8Array)[],
  then: "close" | "hang" | "fail" = "close",
  headers: Record<string, string> = {},
): { response: Response; cancelled: () => boolean } {
  const left = parts.map((part) =>
    typeof part === "string" ? new TextEncoder().encode(part) : part
  );
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = left.shift();
      if (part) controller.enqueue(part);
      else if (then === "close") controller.close();
      else if (then === "fail") controller.error(new TypeError("connection lost"));
      else return new Promise(() => {});
    },
    cancel() {
      cancelled = true;
    },
  }, { highWaterMark: 0 });
  return { response: new Response(body, { headers }), cancelled: () => cancelled };
}

Deno.test("readBody() reads a body to its end", async () => {
  const { response } = pieces(["one ", "two ", "three"]);
  assertEquals(await readBody(response, 100, NEVER), { text: "one two three", truncated: false });
});

Deno.test("readBody() gives an empty text where there is no body, or an empty one", async () => {
  const empty = { text: "", truncated: false };
  assertEquals(await readBody(new Response(null, { status: 204 }), 100, NEVER), empty);
  assertEquals(await readBody(new Response(""), 100, NEVER), empty);
  assertEquals(await readBody(pieces([]).response, 0, NEVER), empty);
});

Deno.test("readBody() joins characters that come in pieces", async () => {
  const bytes = new TextEncoder().encode("aé€😀z");
  const { response } = pieces(Array.from(bytes, (byte) => Uint8Array.of(byte)));
  assertEquals(await readBody(response, 100, NEVER), { text: "aé€😀z", truncated: false });
});

Deno.test("readBody() takes a body that is exactly as long as the limit whole", async () => {
  for (const parts of [["12345"], ["123", "45"], ["12345", ""]]) {
    const { response, cancelled } = pieces(parts);
    assertEquals(await readBody(response, 5, NEVER), { text: "12345", truncated: false });
    assertEquals(cancelled(), false);
  }
});

Deno.test("readBody() cuts a body that is one byte longer than the limit", async () => {
  for (const parts of [["123456"], ["12345", "6"], ["123", "456"]]) {
    const { response } = pieces(parts);
    assertEquals(await readBody(response, 5, NEVER), { text: "12345", truncated: true });
  }
});

Deno.test("readBody() with a limit of zero reads nothing", async () => {
  assertEquals(await readBody(pieces(["x"]).response, 0, NEVER), { text: "", truncated: true });
});

Deno.test("readBody() counts bytes, not characters, and shows no half of one", async () => {
  for (const [limit, text] of [[1, "é"], [3, "é"], [4, "éé"]] as const) {
    const body = await readBody(pieces(["ééé"]).response, limit, NEVER);
    assertEquals(body.truncated, true);
    assert(text.startsWith(body.text) && body.text.length === Math.floor(limit / 2), body.text);
  }
});

Deno.test("readBody() cancels the rest", async () => {
  const { response, cancelled } = pieces(["12345", "678"], "hang");
  assertEquals((await readBody(response, 5, NEVER)).truncated, true);
  assertEquals(cancelled(), true);
});

Deno.test("readBody() does not wait until the rest is cancelled", async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => new Promise(() => {}),
  });
  assertEquals((await readBody(new Response(body), 5, NEVER)).truncated, true);
});

Deno.test("readBody() stops an endless body at the limit", async () => {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (++pulled > 100) return controller.close(); // Or a fault here would eat all memory.
      controller.enqueue(new Uint8Array(1000).fill(120));
    },
  }, { highWaterMark: 0 });
  const read = await readBody(new Response(body), 2500, NEVER);
  assertEquals(read, { text: "x".repeat(2500), truncated: true });
  assert(pulled <= 4, `${pulled} pieces were read`);
});

/** What is allowed at least where a small body is read in one go. */
const LIMIT = 1000;

for (
  const [name, headers] of [["", {}], [" and said how long it is", {
    "content-length": "1000",
  }]] as const
) {
  Deno.test(`readBody() keeps what came before the connection was lost${name}`, async () => {
    const { response } = pieces(["so f"], "fail", headers);
    assertEquals(await readBody(response, LIMIT, NEVER), { text: "so f", truncated: true });
  });

  Deno.test(`readBody() gives up a body that hangs${name} when the signal is aborted`, async () => {
    const controller = new AbortController();
    const { response, cancelled } = pieces(["so f"], "hang", headers);
    const reading = readBody(response, LIMIT, controller.signal);
    setTimeout(() => controller.abort(), 1);
    assertEquals(await reading, { text: "so f", truncated: true });
    assertEquals(cancelled(), true);
  });
}

Deno.test("readBody() tells that a small 2xx was lost, and keeps nothing of it", async () => {
  const { response } = pieces(["so f"], "fail", { "content-length": "9" });
  assertEquals(await readBody(response, LIMIT, NEVER), { text: "", truncated: true });
});

Deno.test("readBody() gives up a small 2xx that hangs when the signal is aborted", async () => {
  const controller = new AbortController();
  const { response } = pieces(["so f"], "hang", { "content-length": "9" });
  const reading = readBody(response, LIMIT, controller.signal);
  setTimeout(() => controller.abort(), 1);
  assertEquals(await reading, { text: "", truncated: true });
});

Deno.test("readBody() does not begin when the signal is aborted already", async () => {
  const { response, cancelled } = pieces(["so f"], "hang");
  assertEquals((await readBody(response, 100, AbortSignal.abort())).truncated, true);
  assertEquals(cancelled(), true);
});

Deno.test("readBody() holds a compressed body to the limit, however short it says it is", async () => {
  const headers = { "content-length": "30", "content-encoding": "gzip" };
  const { response, cancelled } = pieces(["x".repeat(600), "x".repeat(600)], "close", headers);
  const read = await readBody(response, LIMIT, NEVER);
  assertEquals(read, { text: "x".repeat(LIMIT), truncated: true });
  assertEquals(cancelled(), true);
});

for (
  const [name, headers] of [
    ["that comes in chunks", { "content-length": "5", "transfer-encoding": "chunked" }],
    ["whose length is no number", { "content-length": "1e9" }],
  ] as const
) {
  Deno.test(`readBody() holds a body ${name} to the limit`, async () => {
    const { response, cancelled } = pieces(["x".repeat(600), "x".repeat(600)], "close", headers);
    const read = await readBody(response, LIMIT, NEVER);
    assertEquals(read, { text: "x".repeat(LIMIT), truncated: true });
    assertEquals(cancelled(), true);
  });
}

Deno.test("readBody() replaces what is no UTF-8", async () => {
  const { response } = pieces([Uint8Array.of(97, 0xff, 98)]);
  assertEquals(await readBody(response, 100, NEVER), { text: "a\ufffdb", truncated: false });
});

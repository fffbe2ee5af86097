import { assertEquals } from "@std/assert";
import { Webhook } from "@hookcast/hookcast";
import { always, FakeServer } from "@hookcast/hookcast/testing";

/** What a `fetch` was called with. */
type Call = Parameters<typeof fetch>;

/** Puts a `fetch` in the place of the platform's, for as long as `work` takes. */
async function replaced(own: typeof fetch, work: () => Promise<unknown>): Promise<void> {
  const { fetch } = globalThis;
  globalThis.fetch = own;
  try {
    await work();
  } finally {
    globalThis.fetch = fetch;
  }
}

Deno.test("a fetch put in the place of Deno's is told a URL, a method and headers", async () => {
  const calls: Call[] = [];
  const hook = new Webhook("https://a.example/hook?key=1", { headers: { "x-source": "ci" } });
  await replaced((...call) => {
    calls.push(call);
    return Promise.resolve(Response.json({ id: "1" }));
  }, async () => {
    for (let send = 0; send < 2; send++) assertEquals((await hook.send({ a: 1 })).ok, true);
  });
  assertEquals(calls.length, 2);
  for (const [url, init] of calls) {
    assertEquals(url, "https://a.example/hook?key=1");
    assertEquals([init?.method, init?.redirect], ["POST", "manual"]);
    const headers = { "content-type": "application/json", "x-source": "ci" };
    assertEquals(Object.fromEntries(new Headers(init?.headers)), headers);
    assertEquals(await (init?.body as Blob).text(), '{"a":1}');
  }
});

Deno.test("each send to a pool has its own URL, body and headers, the usual ones and others", async () => {
  await using server = await FakeServer.start(always(204));
  const urls = ["a", "b", "a?c=1"].map((path) => `${server.url}/${path}`);
  const hook = new Webhook(urls, { headers: { "x-source": "ci" } });
  for (let send = 0; send < 9; send++) {
    const headers = send === 4 ? { "x-source": "other" } : undefined;
    const method = send === 7 ? "PUT" : "POST";
    await hook.send({ send }, { ...(headers && { headers }), method });
  }
  assertEquals(server.requests.length, 9);
  for (const [send, { method, path, headers, text }] of server.requests.entries()) {
    assertEquals(method, send === 7 ? "PUT" : "POST");
    assertEquals(path.slice(path.lastIndexOf("/")), ["/a", "/b", "/a?c=1"][send % 3]);
    assertEquals(headers.get("x-source"), send === 4 ? "other" : "ci");
    assertEquals(text, JSON.stringify({ send }));
  }
});

Deno.test("a Request put in the place of Deno's is not handed to Deno's fetch", async () => {
  await using server = await FakeServer.start(always(204));
  const { Request } = globalThis;
  globalThis.Request = class {} as unknown as typeof Request;
  try {
    assertEquals((await new Webhook(server.url).send({})).ok, true);
  } finally {
    globalThis.Request = Request;
  }
  assertEquals(server.requests.length, 1);
});

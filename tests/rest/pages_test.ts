import { assertEquals, assertRejects } from "@std/assert";
import { items, pages } from "../../src/rest/pages.ts";

/** A list of three pages that keeps what was asked for. */
function list() {
  const asked: (string | undefined)[] = [];
  const read = (start: string | undefined) => {
    asked.push(start);
    const [page, next] = start === undefined
      ? [[1, 2], "b"]
      : start === "b"
      ? [[], "c"]
      : [[3], undefined];
    return Promise.resolve({ items: page as number[], next: next as string | undefined });
  };
  return { asked, read };
}

Deno.test("items() gives the items of all pages in order, empty pages passed over", async () => {
  const { asked, read } = list();
  assertEquals(await Array.fromAsync(items(read)), [1, 2, 3]);
  assertEquals(asked, [undefined, "b", "c"]);
});

Deno.test("items() reads no page before it is needed", async () => {
  const { asked, read } = list();
  const all = items(read);
  assertEquals(asked, []);
  for await (const item of all) if (item === 2) break;
  assertEquals(asked, [undefined]);
});

Deno.test("pages() gives whole pages", async () => {
  const found = await Array.fromAsync(pages(list().read), ({ items }) => items.length);
  assertEquals(found, [2, 0, 1]);
});

Deno.test("items() rejects with what the reading of a page rejects with", async () => {
  const read = () => Promise.reject(new RangeError("no"));
  await assertRejects(() => items(read).next(), RangeError, "no");
});

import { assert, assertEquals } from "@std/assert";
import type { HttpRequest } from "../../src/platform/http_client.ts";
import { UsualRequests } from "../../src/platform/usual_requests.ts";

const USUAL = { "content-type": "application/json" };
const REQUEST: HttpRequest = { method: "POST", headers: USUAL, body: null, signal: undefined };

/** A memory, and for which URLs something was made. */
function memory() {
  const made: string[] = [];
  const requests = new UsualRequests(USUAL, (url) => ({ place: made.push(url) }));
  return { requests, made };
}

Deno.test("UsualRequests makes one thing for each URL, once", () => {
  const { requests, made } = memory();
  const first = requests.get("http://a.example/", REQUEST);
  assertEquals(first, { place: 1 });
  assert(requests.get("http://a.example/", { ...REQUEST }) === first);
  assertEquals(requests.get("http://b.example/", REQUEST), { place: 2 });
  assert(requests.get("http://a.example/", REQUEST) === first);
  assertEquals(made, ["http://a.example/", "http://b.example/"]);
});

Deno.test("UsualRequests makes nothing of other headers, equal ones too, or of another method", () => {
  const { requests, made } = memory();
  for (const other of [{ headers: { ...USUAL } }, { headers: {} }, { method: "PATCH" }]) {
    assertEquals(requests.get("http://a.example/", { ...REQUEST, ...other }), undefined);
  }
  assertEquals(made, []);
});

Deno.test("UsualRequests does not grow without end", () => {
  const { requests, made } = memory();
  for (let id = 0; id <= 100; id++) requests.get(`http://a.example/${id}`, REQUEST);
  requests.get("http://a.example/100", REQUEST);
  assertEquals(made.length, 101);
  requests.get("http://a.example/0", REQUEST); // Forgotten by now.
  assertEquals(made.length, 102);
});

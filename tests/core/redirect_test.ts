import { assertEquals, assertStrictEquals } from "@std/assert";
import { redirected } from "../../src/core/redirect.ts";
import type { OutgoingRequest } from "../../src/core/request.ts";

function requestTo(url: string): OutgoingRequest {
  const headers = {
    authorization: "Bearer s3cret",
    cookie: "a=s3cret",
    "proxy-authorization": "Basic s3cret",
    "content-type": "application/json",
    "x-key": "kept",
  };
  return {
    id: "1",
    method: "POST",
    url: new URL(url),
    headers,
    body: new Blob(["{}"]),
  };
}

/** Where a request to `from` goes on to after this answer. */
function lead(from: string, status: number, location?: string): string | undefined {
  const headers = new Headers(location === undefined ? {} : { location });
  return redirected(requestTo(from), new Response(null, { status, headers }))?.url.href;
}

Deno.test("redirected() follows 301, 302, 307 and 308, and nothing else", () => {
  const followed = [200, 201, 204, 300, 301, 302, 303, 304, 305, 307, 308, 400, 503]
    .filter((status) => lead("https://a.example/", status, "/next"));
  assertEquals(followed, [301, 302, 307, 308]);
});

Deno.test("redirected() resolves Location against the URL of the request", () => {
  const from = "https://a.example/one/two?x=1";
  const cases: [location: string, to: string][] = [
    ["/next", "https://a.example/next"],
    ["next", "https://a.example/one/next"],
    ["?y=2", "https://a.example/one/two?y=2"],
    ["//b.example/next", "https://b.example/next"],
    ["https://b.example:8443/", "https://b.example:8443/"],
  ];
  for (const [location, to] of cases) assertEquals(lead(from, 307, location), to);
});

Deno.test("redirected() goes nowhere without a Location that can be read", () => {
  for (const location of [undefined, "", "https://", "https://[zz]/"]) {
    assertEquals(lead("https://a.example/", 307, location), undefined);
  }
});

Deno.test("redirected() goes from http to https, never back, nor to another scheme", () => {
  assertEquals(lead("http://a.example/", 307, "https://a.example/"), "https://a.example/");
  assertEquals(lead("http://a.example/", 307, "http://b.example/"), "http://b.example/");
  assertEquals(lead("https://a.example/", 307, "http://a.example/"), undefined);
  for (const location of ["ftp://a.example/", "file:///etc/passwd", "data:,x", "javascript:1"]) {
    assertEquals(lead("http://a.example/", 307, location), undefined);
    assertEquals(lead("https://a.example/", 307, location), undefined);
  }
});

Deno.test("redirected() keeps id, method and body", () => {
  const request = requestTo("https://a.example/");
  for (const status of [301, 302, 307, 308]) {
    const headers = { location: "https://b.example/" };
    const next = redirected(request, new Response(null, { status, headers }))!;
    assertEquals([next.id, next.method], ["1", "POST"]);
    assertStrictEquals(next.body, request.body);
  }
});

Deno.test("redirected() takes headers that may be secrets to the same origin only", () => {
  const request = requestTo("https://a.example/");
  const follow = (location: string) => {
    const answer = new Response(null, { status: 307, headers: { location } });
    return Object.keys(redirected(request, answer)!.headers).toSorted();
  };
  const all = ["authorization", "content-type", "cookie", "proxy-authorization", "x-key"];
  assertEquals(follow("/next"), all);
  for (const location of ["https://b.example/", "https://a.example:8443/", "//sub.a.example/"]) {
    assertEquals(follow(location), ["content-type"]);
  }
});

Deno.test("redirected() leaves the request as it was", () => {
  const request = requestTo("https://a.example/");
  redirected(request, new Response(null, { status: 307, headers: { location: "//b.example/" } }));
  assertEquals(request.url.href, "https://a.example/");
  assertEquals(request.headers["authorization"], "Bearer s3cret");
});

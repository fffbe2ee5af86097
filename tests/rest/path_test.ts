import { assert, assertEquals, assertThrows } from "@std/assert";
import { path, readBaseUrl } from "../../src/rest/path.ts";

Deno.test("path encodes what is put into it", () => {
  assertEquals(path`/v1/${"a/b"}/${"c?d e#f"}`, "/v1/a%2Fb/c%3Fd%20e%23f");
  assertEquals(path`/v1/${"../../x"}`, "/v1/%2E%2E%2F%2E%2E%2Fx");
  assertEquals(path`/v1/${"01HV3Z9QK4T6W8Y0A1B2C3D4E5"}`, "/v1/01HV3Z9QK4T6W8Y0A1B2C3D4E5");
  assertEquals(path`/v1/${"\ud800"}`, "/v1/%EF%BF%BD");
});

Deno.test("path refuses what would mean another path", () => {
  for (const id of ["", ".", "..", 5, undefined, null]) {
    assertThrows(() => path`/v1/${id as string}`, TypeError, "An id must");
  }
});

Deno.test("readBaseUrl() keeps a path prefix and drops slashes at the end", () => {
  const read = (url: string | URL) => readBaseUrl(url).href;
  assertEquals(read("https://a.example/api//"), "https://a.example/api");
  assertEquals(read("http://a.example:8080"), "http://a.example:8080/");
  assertEquals(read(new URL("http://a.example///")), "http://a.example/");
});

Deno.test("readBaseUrl() refuses what is no http(s) URL and says what was given", () => {
  for (const url of ["notaurl", "ftp://x", "http://", ""]) {
    assertThrows(() => readBaseUrl(url), TypeError, JSON.stringify(url));
  }
});

Deno.test("readBaseUrl() refuses a login, a query and a fragment without showing them", () => {
  const urls = ["http://u:s3cret@x", "http://x/?k=s3cret", "http://x/#s3cret", "u:s3cret@x"];
  for (const url of urls) {
    const error = assertThrows(() => readBaseUrl(url), TypeError, "'baseUrl'");
    assert(!error.message.includes("s3cret"));
  }
});

import { assertEquals } from "@std/assert";
import { basicAuth } from "../../src/util/basic_auth.ts";

Deno.test("basicAuth() gives the header of RFC 7617", () => {
  assertEquals(basicAuth("Aladdin", "open%20sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
});

Deno.test("basicAuth() encodes as UTF-8", () => {
  assertEquals(basicAuth("test", "123%C2%A3"), "Basic dGVzdDoxMjPCow==");
});

Deno.test("basicAuth() decodes user and password each by itself", () => {
  assertEquals(atob(basicAuth("us%3Aer", "100%").slice("Basic ".length)), "us:er:100%");
});

Deno.test("basicAuth() takes a missing password for an empty one", () => {
  assertEquals(atob(basicAuth("key", "").slice("Basic ".length)), "key:");
});

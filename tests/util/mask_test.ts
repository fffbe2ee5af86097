import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { headerSecrets, maskUrl, redactError, redactor, urlSecrets } from "../../src/util/mask.ts";

const ID = "123456789012345678";

Deno.test("maskUrl() shows the origin and masks user info, path, query and fragment", () => {
  const cases: [url: string, masked: string][] = [
    ["https://example.com", "https://example.com/***"],
    ["https://example.com/", "https://example.com/***"],
    ["https://example.com/s3cret/s3cret", "https://example.com/***"],
    ["https://example.com/?s3cret=s3cret", "https://example.com/***"],
    ["https://example.com/#s3cret", "https://example.com/***"],
    ["https://us3r:s3cret@example.com/", "https://example.com/***"],
    ["https://s3cret@example.com/", "https://example.com/***"],
    ["http://127.0.0.1:8080/s3cret", "http://127.0.0.1:8080/***"],
    ["http://[::1]:8080/s3cret", "http://[::1]:8080/***"],
    ["HTTPS://EXAMPLE.COM:443/s3cret", "https://example.com/***"],
    ["data:text/plain,s3cret", "data:///***"],
  ];
  for (const [url, masked] of cases) assertEquals(maskUrl(url), masked);
});

Deno.test("maskUrl() takes a URL object, and leaves it as it is", () => {
  const url = new URL("https://us3r:s3cret@example.com/s3cret");
  assertEquals(maskUrl(url), "https://example.com/***");
  assertEquals(url.href, "https://us3r:s3cret@example.com/s3cret");
});

Deno.test("maskUrl() shows nothing of a text that is no URL", () => {
  for (const text of ["", "s3cret", "//example.com/s3cret", "https://", "example.com/s3cret"]) {
    assertEquals(maskUrl(text), "***");
  }
});

Deno.test("maskUrl() keeps the id of a Discord webhook, on each of its hosts and paths", () => {
  const cases: [url: string, host: string][] = [
    [`https://discord.com/api/webhooks/${ID}/s3cret`, "discord.com"],
    [`https://discord.com/api/v10/webhooks/${ID}/s3cret?wait=true`, "discord.com"],
    [`https://discordapp.com/api/webhooks/${ID}/s3cret/messages/1`, "discordapp.com"],
    [`https://ptb.discord.com/api/webhooks/${ID}/s3cret`, "ptb.discord.com"],
    [`https://canary.discord.com/api/v9/webhooks/${ID}`, "canary.discord.com"],
  ];
  for (const [url, host] of cases) {
    assertEquals(maskUrl(url), `https://${host}/api/webhooks/${ID}/***`);
  }
});

Deno.test("maskUrl() keeps no id where a path only looks like Discord's", () => {
  const cases = [
    `https://example.com/api/webhooks/${ID}/s3cret`,
    `https://discord.com.example.com/api/webhooks/${ID}/s3cret`,
    `https://discord.com/api/webhooks/1234567890123456789012/s3cret`,
    `https://discord.com/api/webhooks/s3cret/${ID}`,
    `https://discord.com/other/webhooks/${ID}/s3cret`,
  ];
  for (const url of cases) assertEquals(maskUrl(url), `${new URL(url).origin}/***`);
});

Deno.test("redactor() masks every URL in a text, and leaves what stands around it", () => {
  const redact = redactor();
  const cases: [text: string, redacted: string][] = [
    ["got https://a.example/s3cret, then", "got https://a.example/*** then"],
    [
      '(https://a.example/s3cret) "http://b.example/?s3cret"',
      '(https://a.example/***) "http://b.example/***"',
    ],
    ["socks5://us3r:s3cret@proxy:1080 failed", "socks5://proxy:1080/*** failed"],
    ["HTTPS://a.example/s3cret", "https://a.example/***"],
    ["<https://a.example/s3cret>", "<https://a.example/***>"],
    ["https://a.example/one https://b.example/two", "https://a.example/*** https://b.example/***"],
    ["nothing to see: 12:30", "nothing to see: 12:30"],
  ];
  for (const [text, redacted] of cases) assertEquals(redact(text), redacted);
});

Deno.test("redactor() masks what looks like a URL and cannot be read as one", () => {
  assertEquals(redactor()("at https://[s3cret/x now"), "at *** now");
});

Deno.test("redactor() takes a secret out as it is, percent-encoded and decoded", () => {
  const redact = redactor(["s3c ret/ü"]);
  assertEquals(redact("a s3c ret/ü b s3c%20ret%2F%C3%BC c"), "a *** b *** c");
  assertEquals(redactor(["s3c%20ret"])("s3c ret, s3c%20ret"), "***, ***");
});

Deno.test("redactor() takes out every occurrence", () => {
  assertEquals(redactor(["s3cret"])("s3crets3cret s3cret"), "****** ***");
});

Deno.test("redactor() takes the longest secret first, so that no rest of it stays", () => {
  assertEquals(redactor(["s3cret", "s3cret-marker"])("s3cret-marker"), "***");
});

Deno.test("redactor() leaves texts that are short or common, and the empty one", () => {
  const redact = redactor(["", "abc", "true", "null", "json"]);
  assertEquals(redact("abc is true, null or json"), "abc is true, null or json");
  assertEquals(redactor(["abcd"])("abc is no abcd"), "abc is no ***");
});

Deno.test("redactor() takes secrets that hold special characters literally", () => {
  assertEquals(redactor(["s.*(ret$&"])("s.*(ret$& and sXXXret"), "*** and sXXXret");
});

Deno.test("redactor() copes with a secret that is no well-formed text", () => {
  assertEquals(redactor(["s3cret\ud800"])("a s3cret\ud800 b"), "a *** b");
  assertEquals(redactor(["100%s3cret"])("a 100%s3cret b 100%25s3cret"), "a *** b ***");
});

Deno.test("urlSecrets() names user info, path, its long segments, and the values of the query", () => {
  const secrets = urlSecrets(
    new URL("https://us3r:p4ss@example.com/hooks/s3cret-token?a=v4lue&b=w4lue"),
  );
  for (const secret of ["us3r", "p4ss", "/hooks/s3cret-token", "s3cret-token", "v4lue", "w4lue"]) {
    assert(secrets.includes(secret), `${secret} is missing`);
  }
});

Deno.test("urlSecrets() leaves plain words of the path, which would spoil every message", () => {
  const secrets = urlSecrets(new URL("https://example.com/api/v10/webhooks/s3cret-token"));
  for (const word of ["api", "v10", "webhooks", "/"]) assert(!secrets.includes(word));
});

Deno.test("urlSecrets() names a value of the query as it was written, too", () => {
  const redact = redactor(urlSecrets(new URL("https://example.com/?key=s3c+ret")));
  assertEquals(redact("you sent s3c+ret, that is s3c ret"), "you sent ***, that is ***");
});

Deno.test("urlSecrets() leaves the id of a Discord webhook", () => {
  const redact = redactor(
    urlSecrets(new URL(`https://discord.com/api/webhooks/${ID}/s3cret-token`)),
  );
  assertEquals(redact(`webhook ${ID} with s3cret-token`), `webhook ${ID} with ***`);
});

Deno.test("headerSecrets() names the values of all headers but the harmless ones", () => {
  const headers = new Headers({
    authorization: "Bearer s3cret",
    "x-key": "k3y",
    "content-type": "application/json",
    "user-agent": "tests",
    accept: "*/*",
  });
  assertEquals(headerSecrets(headers).toSorted(), ["Bearer s3cret", "k3y", "k3y", "s3cret"]);
});

Deno.test("headerSecrets() names each longer part of a value too", () => {
  const secrets = headerSecrets(
    new Headers({ cookie: "sid=s3cret-session; a=b", "x-auth": "v1,key=s3cret-key" }),
  );
  for (const secret of ["s3cret-session", "s3cret-key"]) assert(secrets.includes(secret), secret);
  assert(!secrets.includes("b"));
});

Deno.test("redactError() copies name, message and code, redacted", () => {
  const error = Object.assign(new TypeError("no s3cret"), { code: "E_S3" });
  const copy = redactError(error, redactor(["s3cret"]));
  assertInstanceOf(copy, Error);
  assertEquals([copy.name, copy.message, Reflect.get(copy, "code")], [
    "TypeError",
    "no ***",
    "E_S3",
  ]);
});

Deno.test("redactError() never returns the error itself, nor its stack", () => {
  const error = new Error("no s3cret");
  error.stack = "at https://example.com/s3cret";
  const copy = redactError(error, redactor(["s3cret"])) as Error;
  assert(copy !== error);
  assertEquals(copy.stack, "Error: no ***");
});

Deno.test("redactError() copies no other property", () => {
  const error = Object.assign(new Error("no"), { request: "s3cret", code: { s3cret: 1 } });
  assertEquals(Deno.inspect(redactError(error, redactor())).includes("s3cret"), false);
});

Deno.test("redactError() redacts nested causes", () => {
  const cause = new Error("inner s3cret", { cause: "innermost s3cret" });
  const copy = redactError(new Error("outer", { cause }), redactor(["s3cret"])) as Error;
  const inner = copy.cause as Error;
  assertEquals([inner.message, inner.cause], ["inner ***", "innermost ***"]);
});

Deno.test("redactError() ends where causes go round in a circle", () => {
  const error = new Error("s3cret");
  error.cause = error;
  let depth = 0;
  let copy = redactError(error, redactor(["s3cret"])) as Error | undefined;
  for (; copy; copy = copy.cause as Error | undefined) {
    assertEquals(copy.message, "***");
    depth++;
  }
  assertEquals(depth, 5);
});

Deno.test("redactError() takes a DOMException and an object with a message for errors", () => {
  const redact = redactor(["s3cret"]);
  const exception = redactError(new DOMException("s3cret", "TimeoutError"), redact) as Error;
  assertEquals([exception.name, exception.message], ["TimeoutError", "***"]);
  const object = redactError({ message: "s3cret", name: "Odd" }, redact) as Error;
  assertInstanceOf(object, Error);
  assertEquals([object.name, object.message], ["Odd", "***"]);
});

Deno.test("redactError() turns what is no error into redacted text", () => {
  const redact = redactor(["s3cret"]);
  const cases: [thrown: unknown, copy: unknown][] = [
    ["s3cret text", "*** text"],
    [42, "42"],
    [false, "false"],
    [7n, "7"],
    [Symbol("s3cret"), "Symbol(***)"],
    [["s3cret"], "***"],
    [{ token: "s3cret" }, "[object Object]"],
    [undefined, undefined],
    [null, null],
  ];
  for (const [thrown, copy] of cases) assertEquals(redactError(thrown, redact), copy);
});

Deno.test("redactError() survives whatever cannot be read", () => {
  const explode = (): never => {
    throw new Error("s3cret");
  };
  const cases: object[] = [
    {
      get message() {
        return explode();
      },
    },
    {
      message: "",
      get name() {
        return explode();
      },
    },
    {
      message: "",
      get cause() {
        return explode();
      },
    },
    { message: { toString: explode } },
    { toString: explode },
    Object.create(null),
    new Proxy({}, { has: explode }),
  ];
  for (const thrown of cases) {
    assertEquals(redactError(thrown, redactor()), "an error that cannot be read");
  }
});

Deno.test("redactError() keeps the outer error when its cause cannot be read", () => {
  const copy = redactError(new Error("outer", { cause: Object.create(null) }), redactor()) as Error;
  assertEquals([copy.message, copy.cause], ["outer", "an error that cannot be read"]);
});

Deno.test("redactor() reads a text of any length in no time", () => {
  const text = "a.".repeat(500_000);
  assertEquals(redactor(["s3cret"])(text), text);
});

Deno.test("redactor() takes out a secret that holds what ends a URL in a text", () => {
  for (const secret of ["abc(S3CRET", "a{S3CRET}", "it'S3CRET", "a|S3CRET"]) {
    const redact = redactor([secret]);
    assert(
      !redact(`for url (https://a.example/hooks/${secret}): error`).includes("S3CRET"),
      secret,
    );
  }
});

Deno.test("redactError() redacts a code too", () => {
  const copy = redactError(
    Object.assign(new Error("x"), { code: "at s3cret" }),
    redactor(["s3cret"]),
  );
  assertEquals(Reflect.get(copy as object, "code"), "at ***");
});

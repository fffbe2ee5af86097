import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  formatProxy,
  maskProxy,
  NoProxyError,
  parseProxy,
  proxyUrl,
} from "../../src/core/proxy.ts";
import type { ProxyAddress } from "../../src/platform/http_client.ts";

/** What a text reads as: `protocol hostname port`, and the login, if there is one. */
function read(text: string): string[] {
  const { protocol, hostname, port, username, password } = parseProxy(text);
  const login = username === undefined ? [] : [username, password!];
  return [`${protocol} ${hostname} ${port}`, ...login];
}

const FORMS: [text: string, ...parsed: string[]][] = [
  ["10.0.0.1:8080", "http 10.0.0.1 8080"],
  ["proxy.example:8080", "http proxy.example 8080"],
  ["  proxy.example:8080\r\n", "http proxy.example 8080"],
  ["PROXY.example:8080", "http proxy.example 8080"],
  ["proxy.example:8080/", "http proxy.example 8080"],
  ["[::1]:8080", "http [::1] 8080"],
  ["[2001:DB8::1]:8080", "http [2001:db8::1] 8080"],

  ["10.0.0.1:8080:user:pass", "http 10.0.0.1 8080", "user", "pass"],
  ["[::1]:8080:user:pass", "http [::1] 8080", "user", "pass"],
  ["h:80:user:p:a:ss", "http h 80", "user", "p:a:ss"],
  ["h:80:user:p@ss", "http h 80", "user", "p@ss"],
  ["h:80:us@er:pass", "http h 80", "us@er", "pass"],
  ["h:80:user:p%40ss", "http h 80", "user", "p%40ss"],
  ["h:80:user:pass/", "http h 80", "user", "pass/"],
  ["h:80:user:", "http h 80", "user", ""],

  ["user:pass@h:80", "http h 80", "user", "pass"],
  ["user:pass@[::1]:80", "http [::1] 80", "user", "pass"],
  ["user:p%40s%3As@h:80", "http h 80", "user", "p@s:s"],
  ["user:p@ss@h:80", "http h 80", "user", "p@ss"],
  ["user:p:ass@h:80", "http h 80", "user", "p:ass"],
  ["user:100%@h:80", "http h 80", "user", "100%"],
  ["us%3Aer:pass@h:80", "http h 80", "us:er", "pass"],
  ["user:1:2:3@h:80", "http h 80", "user", "1:2:3"],
  ["user@h:80", "http h 80", "user", ""],

  ["http://h:8080", "http h 8080"],
  ["HTTP://h:8080/", "http h 8080"],
  ["http://h", "http h 80"],
  ["https://h", "https h 443"],
  ["socks5://h", "socks5 h 1080"],
  ["socks5h://h:9050", "socks5 h 9050"],
  ["socks5://[::1]", "socks5 [::1] 1080"],
  ["https://user:p%25ss@h", "https h 443", "user", "p%ss"],
  ["socks5://user:p%3Ass@[fe80::1]:9050", "socks5 [fe80::1] 9050", "user", "p:ss"],
  ["http://user:1:2:3@h", "http h 80", "user", "1:2:3"],
  ["http://h:80:user:pass", "http h 80", "user", "pass"],
];

for (const [text, ...parsed] of FORMS) {
  Deno.test(`parseProxy() reads ${JSON.stringify(text)}`, () => assertEquals(read(text), parsed));
}

const NONSENSE = [
  "",
  " ",
  "h",
  ":8080",
  "h:",
  "h:0",
  "h:65536",
  "h:99999999",
  "h:-1",
  "h:8e3",
  "h:80.5",
  "h:80:user",
  "h:port",
  "::1:8080",
  "[::1",
  "[::1]",
  "[zz]:80",
  "a b:80",
  "h:80/path",
  "http://",
  "http://:80",
  "http://h/path",
  "http://h:80/path",
  "http://h?x",
  "user:pass@",
  "user:pass@h",
  "@h",
  "//h:80",
  "ftp://h:80",
  "socks4://h:80",
  "socks://h:80",
  "direct://",
  "256.256.256.256:80",
];

for (const text of NONSENSE) {
  Deno.test(`parseProxy() throws a TypeError for ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseProxy(text), TypeError, "Cannot read a proxy: ");
  });
}

Deno.test("parseProxy() never repeats what it could not read", () => {
  const texts = [
    "s3cret",
    "us3r:s3cret@",
    "us3r:s3cret@h",
    "s3cret://us3r:s3cret@h:1",
    "h:s3cret",
    "h:0:us3r:s3cret",
    "http://us3r:s3cret@",
    "http://h:99999:us3r:s3cret",
    "us3r:s3cret@[h:80",
    "us3r:s3cret@h:80/s3cret",
  ];
  for (const text of texts) {
    const error = assertThrows(() => parseProxy(text), TypeError);
    assert(!/s3cret|us3r/.test(Deno.inspect(error)), error.message);
  }
});

const WEIRD: ProxyAddress[] = [
  "p:ss",
  "p@ss",
  "p%ss",
  "p@evil:80",
  "p/",
  "p ss",
  "",
  "ü😀",
  "%40",
  "?#[]",
]
  .map((word) => ({
    protocol: "socks5",
    hostname: "h",
    port: 1080,
    username: `u${word}`,
    password: word,
  }));

Deno.test("proxyUrl() writes what parseProxy() reads as the same, whatever the login", () => {
  for (const address of [...WEIRD, parseProxy("https://[::1]:1"), parseProxy("h:1:u:")]) {
    assertEquals(parseProxy(proxyUrl(address)), address);
  }
});

Deno.test("formatProxy() writes host:port, and the login where there is one", () => {
  assertEquals(formatProxy(parseProxy("socks5://H:1080")), "h:1080");
  assertEquals(formatProxy(parseProxy("user:p%3Ass@[::1]:80")), "[::1]:80:user:p:ss");
  assertEquals(formatProxy(parseProxy("user@h:80")), "h:80:user:");
});

Deno.test("maskProxy() leaves the login out, of what formatProxy() wrote too", () => {
  for (const address of WEIRD) {
    assertEquals(maskProxy(address), "h:1080");
    assertEquals(maskProxy(formatProxy(address)), "h:1080");
  }
  assertEquals(maskProxy(formatProxy(parseProxy("u:p@[::1]:80"))), "[::1]:80");
});

Deno.test("maskProxy() shows nothing of a text that it cannot read", () => {
  for (const text of ["", "s3cret", "s3cret:s3cret"]) assertEquals(maskProxy(text), "***");
});

Deno.test("NoProxyError has its name", () => {
  const error = new NoProxyError("none");
  assertEquals([error.name, error.message, error instanceof Error], ["NoProxyError", "none", true]);
});

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { slack } from "@hookcast/hookcast/signatures";
import type { SchemeName } from "../../playground/api/order.ts";
import type { SignedExample, VerifyReport, VerifyRequest } from "../../playground/api/signature.ts";
import { Page } from "./page.ts";

const BODY = '{"text":"naïve 😀"}';

async function sign(page: Page, scheme: SchemeName): Promise<SignedExample> {
  return await (await page.send("POST", "/api/sign", { scheme, body: BODY })).json();
}

async function verify(page: Page, request: VerifyRequest): Promise<VerifyReport> {
  const response = await page.send("POST", "/api/verify", request);
  const body = await response.json();
  assertEquals(response.status, 200, JSON.stringify(body));
  return body;
}

function states({ steps }: VerifyReport): string[] {
  return steps.map(({ state }) => state);
}

const SCHEMES: readonly SchemeName[] = [
  "standard-webhooks",
  "slack",
  "github",
  "hookrail",
  "posthook",
];

for (const scheme of SCHEMES) {
  Deno.test(`A message of ${scheme} passes every step, and a changed one fails at the last`, async () => {
    await using page = await Page.open();
    const example = await sign(page, scheme);
    const good = await verify(page, { scheme, ...example });
    assertEquals([good.ok, good.reason], [true, null]);
    const time = scheme === "github" ? "skipped" : "passed";
    assertEquals(states(good), ["passed", "passed", time, "passed", "passed"]);
    const facts = good.steps.at(-1)?.facts ?? [];
    assertEquals(facts[0]?.value, facts[1]?.value);

    const bad = await verify(page, { scheme, ...example, body: `${BODY} ` });
    assertEquals([bad.ok, bad.reason], [false, "signature-mismatch"]);
    assertEquals(states(bad), ["passed", "passed", time, "passed", "failed"]);
  });
}

Deno.test("An old message fails at its timestamp only", async () => {
  await using page = await Page.open();
  const example = await sign(page, "slack");
  const now = new Date(Date.now() + 301_000).toISOString();
  const report = await verify(page, { scheme: "slack", ...example, now });
  assertEquals([report.ok, report.reason], [false, "timestamp-too-old"]);
  assertEquals(states(report), ["passed", "passed", "failed", "passed", "passed"]);
  assertStringIncludes(report.steps[2]?.detail ?? "", "301 s old");
});

Deno.test("A message of another year fails at its timestamp only, and passes in its time", async () => {
  await using page = await Page.open();
  const timestamp = new Date("2020-02-02T02:02:02Z");
  const headers = Object.entries(await slack("s3cret").sign({ timestamp, body: BODY }))
    .map(([name, value]) => `${name}: ${value}`).join("\n");
  const request = { scheme: "slack", secret: "s3cret", headers, body: BODY } as const;
  const today = await verify(page, request);
  assertEquals(states(today), ["passed", "passed", "failed", "passed", "passed"]);
  const then = await verify(page, { ...request, now: "2020-02-02T02:05:00Z" });
  assertEquals([then.ok, states(then)[2]], [true, "passed"]);
});

Deno.test("A message that lacks a header says which", async () => {
  await using page = await Page.open();
  const example = await sign(page, "standard-webhooks");
  const headers = example.headers.replace(/^webhook-id: .*$/m, "");
  const report = await verify(page, { scheme: "standard-webhooks", ...example, headers });
  assertEquals([report.ok, report.reason], [false, "missing-header"]);
  assertEquals(report.steps[0]?.detail, "Missing: webhook-id");
  assertEquals(report.steps[3]?.state, "skipped");
});

Deno.test("A secret of another scheme is found out, and not repeated", async () => {
  await using page = await Page.open();
  const example = await sign(page, "standard-webhooks");
  const secret = "MARKER!";
  const report = await verify(page, { scheme: "standard-webhooks", ...example, secret });
  assertEquals([report.ok, report.reason], [false, "invalid-secret"]);
  assertEquals(states(report), ["passed", "failed", "passed", "passed", "skipped"]);
  assert(!JSON.stringify(report).includes("MARKER"));
});

Deno.test("A message of Discord is verified by its public key", async () => {
  await using page = await Page.open();
  const keys = await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey)).toHex();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const content = new TextEncoder().encode(timestamp + BODY);
  const bytes = await crypto.subtle.sign("Ed25519", keys.privateKey, content);
  const signature = new Uint8Array(bytes).toHex();
  const headers = `X-Signature-Ed25519: ${signature}\r\nX-Signature-Timestamp: ${timestamp}`;
  const request = { scheme: "discord", secret: publicKey, headers, body: BODY } as const;
  const good = await verify(page, request);
  assertEquals([good.ok, states(good).at(-1)], [true, "passed"]);
  const bad = await verify(page, { ...request, body: "{}" });
  assertEquals([bad.reason, states(bad).at(-1)], ["signature-mismatch", "failed"]);
});

Deno.test("What is pasted may be a whole head, with CRLF and capitals", async () => {
  await using page = await Page.open();
  const { headers, ...example } = await sign(page, "github");
  const head = [
    "POST /hook HTTP/1.1",
    "Host: me.test",
    headers.toUpperCase().replace("SHA256=", "sha256="),
  ];
  const report = await verify(page, { scheme: "github", ...example, headers: head.join("\r\n") });
  assertEquals(report.ok, true, report.summary);
});

Deno.test("Nothing that is verified is written down", async () => {
  await using page = await Page.open();
  const example = await sign(page, "slack");
  await verify(page, { scheme: "slack", ...example });
  assertEquals(await page.written(), "");
});

Deno.test("verify and sign refuse what makes no sense", async () => {
  await using page = await Page.open();
  const post = async (path: string, body: unknown) => {
    const response = await page.send("POST", path, body);
    return [response.status, (await response.json()).path];
  };
  const message = { scheme: "slack", secret: "s", headers: "", body: "" };
  assertEquals(await post("/api/verify", { ...message, scheme: "md5" }), [400, "scheme"]);
  assertEquals(await post("/api/verify", { ...message, secret: 1 }), [400, "secret"]);
  assertEquals(await post("/api/verify", { ...message, now: "soon" }), [400, "now"]);
  assertEquals(await post("/api/sign", { scheme: "discord", body: "" }), [400, "secret"]);
});

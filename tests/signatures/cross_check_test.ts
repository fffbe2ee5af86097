// What we sign, others verify, and the other way round.

import { sign as octokitSign, verify as octokitVerify } from "@octokit/webhooks-methods";
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  createHmac,
  generateKeyPairSync,
  sign as nodeSign,
  verify as nodeVerify,
} from "node:crypto";
import { verifyKey } from "discord-interactions";
import { Webhook as StandardWebhook } from "standardwebhooks";
import {
  discord,
  generateSecret,
  github,
  hookrail,
  posthook,
  slack,
  standardWebhooks,
} from "../../src/signatures/mod.ts";
import { toHex, utf8 } from "../../src/util/bytes.ts";

const SECRET = "sécret-鍵 😀";
const BODIES = ['{"text":"naïve 😀"}', "{}", '{"a":"\\u0000"}', `{"long":"${"é".repeat(50_000)}"}`];

/** Now, to the second: others have no clock to set. */
function now(): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000);
}

function hmac(key: string, content: string): string {
  return createHmac("sha256", key).update(content, "utf8").digest("hex");
}

Deno.test("HMAC schemes sign as node:crypto does", async () => {
  const timestamp = now();
  const seconds = timestamp.getTime() / 1000;
  for (const body of [...BODIES, ""]) {
    const message = { id: "a1", timestamp, body };
    assertEquals(
      (await slack(SECRET).sign(message))["x-slack-signature"],
      `v0=${hmac(SECRET, `v0:${seconds}:${body}`)}`,
    );
    assertEquals(
      (await github(SECRET).sign(message))["x-hub-signature-256"],
      `sha256=${hmac(SECRET, body)}`,
    );
    assertEquals(
      (await hookrail(SECRET).sign(message))["hookrail-signature"],
      `t=${seconds},v1=${hmac(SECRET, `${seconds}.a1.${body}`)}`,
    );
    assertEquals(
      (await posthook(SECRET).sign(message))["posthook-signature"],
      `v1,${hmac(SECRET, `${seconds}.${body}`)}`,
    );
  }
});

Deno.test("standardWebhooks() signs what the reference library verifies", async () => {
  const secret = generateSecret();
  for (const body of BODIES) {
    const headers = await standardWebhooks([generateSecret(), secret]).sign({ id: "msg_1", body });
    assertEquals(new StandardWebhook(secret).verify(body, headers), JSON.parse(body));
  }
});

Deno.test("standardWebhooks() verifies what the reference library signs", async () => {
  const secret = generateSecret();
  for (const body of BODIES) {
    const timestamp = now();
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(timestamp.getTime() / 1000),
      "webhook-signature": new StandardWebhook(secret).sign("msg_1", timestamp, body),
    };
    assert((await standardWebhooks(secret).verify({ headers, body })).ok);
  }
});

Deno.test("github() and Octokit verify each other", async () => {
  for (const body of BODIES) {
    const header = (await github(SECRET).sign({ body }))["x-hub-signature-256"]!;
    assert(await octokitVerify(SECRET, body, header));
    const headers = { "x-hub-signature-256": await octokitSign(SECRET, body) };
    assert((await github(SECRET).verify({ headers, body })).ok);
  }
});

/** A new key of node:crypto, and its halves. */
function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { d, x } = privateKey.export({ format: "jwk" });
  const [seed, half] = [Buffer.from(d!, "base64url"), Buffer.from(x!, "base64url")];
  return { privateKey, publicKey, seed, half };
}

Deno.test("discord() verifies what node:crypto signs, as discord-interactions does", async () => {
  const { privateKey, half } = newKey();
  const key = toHex(half);
  for (const body of BODIES) {
    const timestamp = "1700000000";
    const signature = toHex(nodeSign(null, Buffer.from(timestamp + body), privateKey));
    const headers = { "x-signature-timestamp": timestamp, "x-signature-ed25519": signature };
    assert((await discord(key).verify({ headers, body })).ok);
    assert(await verifyKey(body, signature, timestamp, key));
    assert(!(await discord(key).verify({ headers, body: `${body} ` })).ok);
    assert(!await verifyKey(`${body} `, signature, timestamp, key));
  }
});

Deno.test("standardWebhooks() and node:crypto verify each other's Ed25519", async () => {
  const { privateKey, publicKey, seed, half } = newKey();
  const secret = `whsk_${Buffer.concat([seed, half]).toString("base64")}`;
  const scheme = standardWebhooks(secret);
  for (const body of BODIES) {
    const timestamp = now();
    const headers = await scheme.sign({ id: "msg_1", timestamp, body });
    const content = utf8(`msg_1.${timestamp.getTime() / 1000}.${body}`);
    const signature = headers["webhook-signature"]!.slice(4);
    assert(nodeVerify(null, content, publicKey, Buffer.from(signature, "base64")));
    headers["webhook-signature"] = `v1a,${nodeSign(null, content, privateKey).toString("base64")}`;
    const receiver = standardWebhooks(`whpk_${half.toString("base64")}`);
    assert((await receiver.verify({ headers, body })).ok);
  }
});

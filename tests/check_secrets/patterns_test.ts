import { assert, assertEquals } from "@std/assert";
import { findSecrets } from "../../src/check_secrets/mod.ts";

/** Random text, made at run time: this file itself is searched, too. */
const random = (length: number, letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789") => {
  return Array.from({ length }, (_, n) => letters[(n * 7) % letters.length]).join("");
};
const HEX = "0123456789abcdef";
const ID = "123456789012345678";

const kinds = (line: string) => findSecrets(line).map(({ kind }) => kind);

Deno.test("findSecrets() finds the URL of a Discord webhook, on each host and with each version", () => {
  for (
    const host of ["discord.com", "discordapp.com", "ptb.discord.com", "canary.discordapp.com"]
  ) {
    for (const version of ["", "v6/", "v10/"]) {
      const url = `https://${host}/api/${version}webhooks/${ID}/${random(68)}`;
      assertEquals(kinds(`HOOK=${url}`), ["discord-webhook"], url);
    }
  }
  assertEquals(kinds(`discord.com/api/webhooks/${ID}/${random(50)}`), ["discord-webhook"]);
});

Deno.test("findSecrets() lets short stubs of Discord webhooks pass", () => {
  for (
    const stub of [
      `https://discord.com/api/webhooks/${ID}/token`,
      `https://discord.com/api/webhooks/${ID}/${random(49)}`,
      `https://discord.com/api/webhooks/1/${random(68)}`,
      `https://discord.com/channels/${ID}/${random(68)}`,
      `https://discord.com/api/webhooks/${ID}/${"x".repeat(68)}`,
      `https://discord.com/api/webhooks/${ID}/${"s3cret-".repeat(10)}`,
    ]
  ) assertEquals(kinds(stub), [], stub);
});

Deno.test("findSecrets() finds the URLs of Slack", () => {
  const [team, bot, token] = [
    "T0" + random(8, "ABCDEFGH12"),
    "B0" + random(8, "ABCDEFGH12"),
    random(24),
  ];
  for (
    const url of [
      `https://hooks.slack.com/services/${team}/${bot}/${token}`,
      `https://hooks.slack-gov.com/services/${team}/${bot}/${token}`,
      `https://hooks.slack.com/triggers/${team}/1234567890/${random(32, HEX)}`,
      `https://hooks.slack.com/workflows/${team}/A01234567/1234567890/${token}`,
      `https://hooks.slack.com/commands/${team}/1234567890/${token}`,
    ]
  ) assertEquals(kinds(`"${url}"`), ["slack-webhook"], url);
  for (const stub of ["T000/B000/XXXX", `T00000000/B00000000/${"X".repeat(24)}`]) {
    assertEquals(kinds(`https://hooks.slack.com/services/${stub}`), [], stub);
  }
});

Deno.test("findSecrets() finds keys", () => {
  assertEquals(kinds(`whsec_${random(32)}`), ["webhook-secret"]);
  assertEquals(kinds(`whsec_${random(43)}=`), ["webhook-secret"]);
  assertEquals(kinds(`whsec_${random(48, HEX)}`), ["webhook-secret"]);
  assertEquals(kinds(`key: hk_${random(48, HEX)}`), ["hookrail-key"]);
  assertEquals(kinds(`hkadm_${random(48, HEX)}`), ["hookrail-key"]);
  assertEquals(kinds(`ph_sk_${random(24)}`), ["posthook-key"]);
});

Deno.test("findSecrets() lets names and stubs of keys pass", () => {
  for (
    const stub of [
      "whsec_test",
      "whsec_0123456789abcdef",
      "hk_test",
      "ph_sk_test",
      `${"whsec_"}MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`,
      `whk_${random(48)}`,
      `fahk_${random(48)}`,
      `hk_${"a".repeat(48)}`,
      "ph_sk_your_signing_key_goes_here",
      "whsec_REPLACE_WITH_YOUR_ENDPOINT_SECRET_HERE",
      "hk_abcdefghijklmnopqrstuvwxyzabcdefg",
    ]
  ) assertEquals(kinds(stub), [], stub);
});

Deno.test("findSecrets() finds URLs however they are written", () => {
  const discord = `https://discord.com/api/webhooks/${ID}/${random(68)}`;
  const slack = `https://hooks.slack.com/services/T0ABCDEFG/B0ABCDEFG/${random(24)}`;
  for (const [url, kind] of [[discord, "discord-webhook"], [slack, "slack-webhook"]] as const) {
    for (
      const written of [
        url.replaceAll("/", "\\/"),
        url.replaceAll("/", "\\u002f"),
        url.replace("discord", "Discord").replace("hooks", "Hooks"),
        url.replace(".com", ".com:443"),
        encodeURIComponent(url),
        encodeURIComponent(url.replace(".com", ".com:443")),
        encodeURIComponent(encodeURIComponent(url)),
      ]
    ) assertEquals(kinds(written), [kind], written);
  }
});

Deno.test("findSecrets() finds keys behind any name, escape and sign", () => {
  for (const before of ["PROD_", "x_", "x-", "=", "\\n", "%3D", "%3d"]) {
    assertEquals(kinds(`${before}whsec_${random(32)}`), ["webhook-secret"], before);
    assertEquals(kinds(`${before}hk_${random(48, HEX)}`), ["hookrail-key"], before);
    assertEquals(kinds(`${before}ph_sk_${random(24)}`), ["posthook-key"], before);
  }
});

Deno.test("findSecrets() shows the prefix of a key and nothing else", () => {
  const secret = "ab12_cd34_EF56_gh78_" + random(20);
  const masked = [`ph_sk_${secret}`, `whsec_${secret}`, `hkadm_${random(48, HEX)}`].map((key) => {
    return findSecrets(key)[0]?.masked;
  });
  assertEquals(masked, ["ph_sk_***", "whsec_***", "hkadm_***"]);
});

Deno.test("findSecrets() takes a run of megabytes that looks like a key", () => {
  for (const prefix of ["hk_", "ph_sk_", "whsec_", `discord.com/api/webhooks/${ID}/`]) {
    assertEquals(findSecrets(prefix + "0123456789abcdef".repeat(600_000)).length, 1, prefix);
  }
});

Deno.test("findSecrets() lets a line pass that says so", () => {
  assertEquals(kinds(`hk_${random(48, HEX)} // check-secrets: allow`), []);
});

Deno.test("findSecrets() tells of each secret of a line, in order, and shows none", () => {
  const url = `https://discord.com/api/webhooks/${ID}/${random(68)}`;
  const found = findSecrets(`a hk_${random(48, HEX)} b ${url}`);
  assertEquals(found, [
    { kind: "hookrail-key", column: 3, masked: "hk_***" },
    { kind: "discord-webhook", column: 65, masked: `discord.com/api/webhooks/${ID}/***` },
  ]);
  const slack = findSecrets(`hooks.slack.com/services/T0ABCDEFG/B0ABCDEFG/${random(24)}`);
  assertEquals(slack[0]?.masked, "hooks.slack.com/***");
});

Deno.test("findSecrets() is fast on a line of a minified file", () => {
  const line = "discord.com/api/webhooks/hk_whsec_".repeat(100_000);
  const start = performance.now();
  assertEquals(findSecrets(line), []);
  const elapsed = performance.now() - start;
  assert(elapsed < 3000, `${elapsed} ms`);
});

/**
 * What secrets of webhooks look like.
 *
 * @module
 */

import { findWebhookUrls } from "../util/webhook_url.ts";

/** What a secret is: a URL that lets one post, or a key. */
export type SecretKind =
  | "discord-webhook"
  | "slack-webhook"
  | "webhook-secret"
  | "hookrail-key"
  | "posthook-key";

/** The look of one kind of key. */
interface KeyLook {
  readonly kind: SecretKind;
  /** How it begins; this may be shown. */
  readonly prefix: string;
  /** The part that nobody may know. */
  readonly secret: string;
}

/**
 * The keys, each with the length that real ones have: stubs in tests are shorter. The length has an
 * upper bound too, as a regular expression may not swallow a line of megabytes.
 */
const KEYS: readonly KeyLook[] = [
  { kind: "webhook-secret", prefix: "whsec_", secret: "[A-Za-z0-9+/_-]{32,200}={0,2}" },
  { kind: "hookrail-key", prefix: "hk_", secret: "[A-Za-z0-9]{32,200}" },
  { kind: "hookrail-key", prefix: "hkadm_", secret: "[A-Za-z0-9]{32,200}" },
  { kind: "posthook-key", prefix: "ph_sk_", secret: "[A-Za-z0-9_-]{20,200}" },
];

/** What stands before a key: no letter or digit, unless it ends an escape such as `\n` or `%3D`. */
const BORDER = String.raw`(?<![A-Za-z0-9])|(?<=\\[nrt]|%[0-9A-Fa-f]{2})`;

const KEY_LOOKS = KEYS.map(({ kind, prefix, secret }) => {
  return { kind, prefix, look: new RegExp(`(?:${BORDER})${prefix}(${secret})`, "g") };
});

/** One of these stands in every secret; a line without is not looked at more closely. */
const TRACE = /discord|hooks\.slack|whsec_|hk_|hkadm_|ph_sk_/i;

/** The tokens of real URLs are at least as long. */
const MIN_TOKENS = { discord: 50, slack: 20 };

/** Random text of that length has more different characters; `xxxx` and `s3cret-s3cret-` have not. */
const MIN_VARIETY = 10;

/** Letters of one case and no digit: words such as `REPLACE_ME` or `abcdef…`, never random text. */
const WORDS = /^(?:[a-z_-]+|[A-Z_-]+)$/;

/** Keys that open nothing: published as examples, or made of bytes that count up or down. */
const EXAMPLES: ReadonlySet<string> = new Set([
  "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", // Standard Webhooks
  "C2FVsBQIhrscChlQIMV+b5sSYspob7oD", // Svix
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
  "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno",
]);

/** Whoever writes this on a line knows what is there. */
const ALLOWED = "check-secrets: allow";

/** A secret in a line. */
export interface SecretInLine {
  /** What it is. */
  readonly kind: SecretKind;
  /** Where it begins in the line; 1 is the first character. */
  readonly column: number;
  /** What may be shown of it. */
  readonly masked: string;
}

/**
 * Finds the secrets in a line.
 *
 * @example
 * ```ts
 * import { findSecrets } from "@hookcast/hookcast/check-secrets";
 * import { assertEquals } from "@std/assert";
 *
 * const key = "hk_" + "0123456789abcdef".repeat(3);
 * assertEquals(findSecrets(`const key = "${key}";`), [
 *   { kind: "hookrail-key", column: 14, masked: "hk_***" },
 * ]);
 * assertEquals(findSecrets('const key = "hk_test";'), []);
 * ```
 * @param line The line.
 * @returns The secrets, from left to right.
 */
export function findSecrets(line: string): SecretInLine[] {
  if (!TRACE.test(line) || line.includes(ALLOWED)) return [];
  return [...findUrls(line), ...findKeys(line)].sort((a, b) => a.column - b.column);
}

function findUrls(line: string): SecretInLine[] {
  return findWebhookUrls(line)
    .filter(({ service, token }) => token.length >= MIN_TOKENS[service] && isReal(token))
    .map(({ service, index, masked }) => {
      return { kind: `${service}-webhook`, column: index + 1, masked };
    });
}

function findKeys(line: string): SecretInLine[] {
  return KEY_LOOKS.flatMap(({ kind, prefix, look }) =>
    Array.from(line.matchAll(look)).flatMap(({ 1: secret = "", index }) =>
      isReal(secret) ? [{ kind, column: index + 1, masked: `${prefix}***` }] : []
    )
  );
}

function isReal(secret: string): boolean {
  return new Set(secret).size >= MIN_VARIETY && !WORDS.test(secret) && !EXAMPLES.has(secret);
}

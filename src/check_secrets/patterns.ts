/**
 * What secrets of webhooks look like.
 *
 * @module
 */

import { maskUrl } from "../util/mask.ts";

/** What a secret is: a URL that lets one post, or a key. */
export type SecretKind =
  | "discord-webhook"
  | "slack-webhook"
  | "webhook-secret"
  | "hookrail-key"
  | "posthook-key";

/** The look of one kind of secret. */
interface Pattern {
  readonly kind: SecretKind;
  /** Its group is the part that nobody may know. */
  readonly look: RegExp;
}

/**
 * The looks, each with the length that real ones have: stubs in tests are shorter. Every one begins
 * with fixed letters, so that a long line is searched in one go.
 */
const PATTERNS: readonly Pattern[] = [
  {
    kind: "discord-webhook",
    look:
      /(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d{1,3}\/)?webhooks\/\d{17,20}\/([\w-]{50,})/g,
  },
  {
    kind: "slack-webhook",
    look:
      /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers|actions|commands)\/[TE][A-Z0-9]{6,}\/[A-Z0-9]{6,}\/(?:\d+\/)?([A-Za-z0-9]{20,})/g,
  },
  { kind: "webhook-secret", look: /\bwhsec_([A-Za-z0-9+/_-]{32,}={0,2})/g },
  { kind: "hookrail-key", look: /\bhk(?:adm)?_([A-Za-z0-9]{32,})/g },
  { kind: "posthook-key", look: /\bph_sk_([A-Za-z0-9_-]{20,})/g },
];

/** One of these stands in every secret; a line without is not looked at more closely. */
const TRACE = /discord(?:app)?\.com\/api\/|hooks\.slack|whsec_|\bhk(?:adm)?_|\bph_sk_/;

/** Random text of that length has more different characters; `xxxx` and `s3cret-s3cret-` have not. */
const MIN_VARIETY = 10;

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
  const found = PATTERNS.flatMap(({ kind, look }) =>
    Array.from(line.matchAll(look)).flatMap(({ 0: text, 1: secret = "", index }) =>
      isReal(secret) ? [{ kind, column: index + 1, masked: mask(text) }] : []
    )
  );
  return found.sort((a, b) => a.column - b.column);
}

function isReal(secret: string): boolean {
  return new Set(secret).size >= MIN_VARIETY && !EXAMPLES.has(secret);
}

function mask(text: string): string {
  const [prefix] = /^[a-z_]+_/.exec(text) ?? [];
  return prefix ? `${prefix}***` : maskUrl(`https://${text}`).slice("https://".length);
}

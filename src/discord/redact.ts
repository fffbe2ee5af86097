/**
 * Finds and hides URLs of webhooks in texts.
 *
 * @module
 */

/** A slash, or several: in a URL, escaped as in JSON, or percent-encoded. */
const SLASH = String.raw`(?:\\{0,3}/|\\u002f|%(?:25)?2f){1,3}`;

/** A port, its colon percent-encoded or not. */
const PORT = String.raw`(?:(?::|%(?:25)?3a)\d{1,5})?`;

/** The parts of a URL of a webhook between its slashes. */
const PARTS = [
  String.raw`discord(?:app)?\.com${PORT}`,
  "api",
  String.raw`(?:v\d+${SLASH})?webhooks`,
  String.raw`(\d{17,20})`,
  String.raw`([\w-]{20,})`,
];

/**
 * Matches the URL of a webhook in a text, from the host on: in any case, of any version, and also
 * where its slashes are doubled, escaped as in JSON or percent-encoded. The groups are the id and
 * the token.
 *
 * It is not global: `test()` has no memory, and `new RegExp(WEBHOOK_URL_PATTERN, "gi")` finds all.
 */
export const WEBHOOK_URL_PATTERN: RegExp = new RegExp(PARTS.join(SLASH), "i");

/**
 * Hides the tokens of webhooks in a text: those in URLs, and the same tokens wherever else they
 * stand. The ids, which are no secrets, stay.
 *
 * @example
 * ```ts
 * import { redactWebhookUrls } from "@hookcast/hookcast/discord";
 * import { assertEquals } from "@std/assert";
 *
 * const token = "s3cret".repeat(10);
 *
 * assertEquals(
 *   redactWebhookUrls(`POST https://discord.com/api/webhooks/123456789012345678/${token} failed`),
 *   "POST https://discord.com/api/webhooks/123456789012345678/*** failed",
 * );
 * ```
 * @param text The text.
 * @returns The text without tokens.
 */
export function redactWebhookUrls(text: string): string {
  const urls = text.matchAll(new RegExp(WEBHOOK_URL_PATTERN, "gi"));
  const tokens = new Set(Array.from(urls, ([, , token]) => token!));
  if (tokens.size === 0) return text;
  // Longest first: one may begin like another.
  const longestFirst = [...tokens].sort((a, b) => b.length - a.length);
  return text.replace(new RegExp(longestFirst.join("|"), "g"), "***");
}

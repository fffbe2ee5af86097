/**
 * Finds and hides URLs of webhooks in texts.
 *
 * @module
 */

/**
 * Matches the URL of a webhook in a text, from the host on: in any case, of any version, and also
 * where its slashes are escaped as in JSON or percent-encoded. The groups are the id and the token.
 *
 * It is not global: `test()` has no memory, and `new RegExp(WEBHOOK_URL_PATTERN, "gi")` finds all.
 */
export const WEBHOOK_URL_PATTERN: RegExp =
  /discord(?:app)?\.com(?:\\?\/|%2f)api(?:\\?\/|%2f)(?:v\d+(?:\\?\/|%2f))?webhooks(?:\\?\/|%2f)(\d{17,20})(?:\\?\/|%2f)([\w-]{20,})/i;

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

/**
 * The three kinds of URLs that Slack takes messages at.
 *
 * @module
 */

import type { Target } from "../core/target.ts";
import { readTargets } from "../core/target.ts";

/**
 * What a URL of Slack's is for: an incoming `webhook`, the `response` to an interaction, or the
 * `trigger` of a workflow.
 */
export type SlackUrlKind = "webhook" | "response" | "trigger";

/** By path, whatever the host: it may be GovSlack's, a proxy's or that of a fake. */
const PATHS: readonly (readonly [kind: SlackUrlKind, path: RegExp])[] = [
  ["webhook", /^\/services\/[TE][A-Z0-9]*\/B[A-Z0-9]*\/[^/]+$/],
  ["response", /^\/(?:actions|commands)\/[TE][A-Z0-9]*\/\d+\/[^/]+$/],
  ["trigger", /^\/(?:triggers|workflows)\/[TE][A-Z0-9]*\/.+$/],
];

/** What to call a URL of each kind in a message, and who sends to it. */
const SENDERS: Readonly<Record<SlackUrlKind, string>> = {
  webhook: "of an incoming webhook: use SlackWebhook",
  response: "for responses: use SlackResponse",
  trigger: "of a workflow: use SlackTrigger",
};

/**
 * Tells what a URL of Slack's is for, by its path.
 *
 * @example
 * ```ts
 * import { slackUrlKind } from "@hookcast/hookcast/slack";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(slackUrlKind("https://hooks.slack.com/services/T000/B000/XXXX"), "webhook");
 * assertEquals(slackUrlKind("https://hooks.slack.com/commands/T000/123/XXXX"), "response");
 * assertEquals(slackUrlKind("https://example.com/hook"), undefined);
 * ```
 * @param url The URL.
 * @returns Its kind; `undefined` if it has none of Slack's shapes.
 */
export function slackUrlKind(url: string | URL): SlackUrlKind | undefined {
  if (!URL.canParse(String(url))) return undefined;
  const { pathname } = new URL(url);
  return PATHS.find(([, path]) => path.test(pathname))?.[0];
}

/**
 * Reads URLs that should all be of one kind. Of other shapes than Slack's everything is accepted:
 * it may be a gateway of the user's own.
 *
 * @param urls One URL, or several.
 * @param kind The kind.
 * @returns The targets, in order.
 * @throws {TypeError} If one cannot be read, or is known to be of another kind. No message holds a
 * URL.
 */
export function readSlackTargets(
  urls: string | URL | Iterable<string | URL>,
  kind: SlackUrlKind,
): Target[] {
  const targets = readTargets(urls);
  for (const [index, { url }] of targets.entries()) {
    const found = slackUrlKind(url);
    if (found === undefined || found === kind) continue;
    const name = targets.length === 1 ? "'urls'" : `'urls[${index}]'`;
    throw new TypeError(`${name} is a URL ${SENDERS[found]}`);
  }
  return targets;
}

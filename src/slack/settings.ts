/**
 * The options that all who send to Slack share.
 *
 * @module
 */

import {
  readHeaders,
  resolveOptions,
  type Settings,
  type WebhookOptions,
} from "../core/options.ts";
import { checkType } from "../util/check.ts";
import { userAgent } from "./user_agent.ts";

/**
 * Settings of everyone who sends to Slack: those of a `Webhook`, and what stands in the user agent.
 *
 * The default `retryHandlers` try again after a 429, when Slack says; and after a 5xx or a failed
 * connection, although the message may be there: it may be delivered twice. Slack knows no
 * idempotency. Who would rather lose one takes `delivery: "at-most-once"`, or
 * `slackDefaultRetries()`.
 */
export interface SlackOptions extends WebhookOptions {
  /** What the user agent begins with, such as `deploys/1.2`. */
  readonly userAgentPrefix?: string;
  /** What the user agent ends with. */
  readonly userAgentSuffix?: string;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @param options The options as a user gave them.
 * @returns The settings.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function resolveSlackOptions(options: SlackOptions): Settings {
  checkType("options", options ?? null, "object");
  const { userAgentPrefix, userAgentSuffix, ...rest } = options;
  checkType("userAgentPrefix", userAgentPrefix, "string");
  checkType("userAgentSuffix", userAgentSuffix, "string");
  const headers = readHeaders("headers", rest.headers);
  headers.delete("content-type"); // It is JSON, whatever they say.
  const agent = userAgent(userAgentPrefix, userAgentSuffix);
  if (!headers.has("user-agent")) headers.set("user-agent", agent);
  return resolveOptions({ ...rest, headers });
}

/**
 * Clients of Slack's incoming webhooks, `response_url`s and workflow triggers: they know Slack's
 * errors, its pace and the limits of Block Kit.
 *
 * @example
 * ```ts
 * import { SlackWebhook } from "@hookcast/hookcast/slack";
 * import { FakeSlack } from "@hookcast/hookcast/testing";
 * import { assert } from "@std/assert";
 *
 * await using slack = await FakeSlack.start(); // your own webhook here
 * const { url } = slack.addWebhook();
 *
 * const result = await new SlackWebhook(url).send("hello");
 * if (!result.ok) console.warn(result.slack?.reason, result.error);
 *
 * assert(result.ok);
 * ```
 *
 * @module
 */

export {
  backoffInterval,
  type BackoffIntervalOptions,
  fixedInterval,
  type Jitter,
  randomJitter,
  type RetryInterval,
} from "./interval.ts";
export type { SlackBuildable, SlackBuilder, SlackMessage } from "./message.ts";
export { proxyFromEnv } from "./proxy_from_env.ts";
export { SlackRateLimiter, type SlackRateLimiterOptions } from "./rate_limiter.ts";
export type { SlackReason, SlackRefusal } from "./reasons.ts";
export { SlackResponse, type SlackResponseOptions } from "./response.ts";
export type { SlackDetails, SlackResult } from "./result.ts";
export {
  slackConnectionRetry,
  slackDefaultRetries,
  slackRateLimitRetry,
  type SlackRateLimitRetryOptions,
  type SlackRetryOptions,
  slackServerErrorRetry,
} from "./retry.ts";
export type { SlackOptions } from "./settings.ts";
export {
  escapeText,
  link,
  mentionAll,
  mentionChannel,
  mentionGroup,
  mentionUser,
  mrkdwn,
  SlackMarkup,
  truncateText,
} from "./text.ts";
export { SlackTrigger, type SlackVariables } from "./trigger.ts";
export { type SlackUrlKind, slackUrlKind } from "./url.ts";
export { SlackWebhook } from "./webhook.ts";

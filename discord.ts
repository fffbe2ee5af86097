/**
 * A client of Discord's webhooks: it knows their URLs, rate limits and manners.
 *
 * @example
 * ```ts
 * import { DiscordWebhook } from "@hookcast/hookcast/discord";
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assert } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start(); // your own webhook here
 * const { url } = discord.addWebhook();
 *
 * const hook = new DiscordWebhook(url, { baseUrl: discord.url });
 * const result = await hook.send("hello");
 *
 * assert(result.ok);
 * ```
 *
 * @module
 */

export type { DiscordFailureClass } from "./src/discord/codes.ts";
export type { DiscordMessageRef } from "./src/discord/endpoint.ts";
export type { DiscordFieldError } from "./src/discord/error_tree.ts";
export type { DiscordFile, DiscordFileBuilder, DiscordFileData } from "./src/discord/file.ts";
export {
  formatCode,
  formatCodeBlock,
  formatLink,
  formatTime,
  mentionChannel,
  mentionCommand,
  mentionRole,
  mentionUser,
  type TimestampStyle,
} from "./src/discord/format.ts";
export { escapeMarkdown, Markdown, md } from "./src/discord/markdown.ts";
export type {
  DiscordAllowedMentions,
  DiscordBodyOptions,
  DiscordEdit,
  DiscordFileLike,
  DiscordId,
  DiscordIdentity,
  DiscordMessage,
  DiscordMessageOptions,
} from "./src/discord/message.ts";
export type {
  DiscordEditOptions,
  DiscordRequestOptions,
  DiscordSendOptions,
  DiscordWebhookChanges,
  DiscordWebhookOptions,
} from "./src/discord/options.ts";
export type { Overflow } from "./src/discord/overflow.ts";
export type { DeepBuildable } from "./src/discord/plain.ts";
export {
  type DeadWebhook,
  type DiscordBlock,
  type DiscordEntry,
  DiscordRateLimiter,
  type DiscordRateLimiterOptions,
  sharedRateLimiter,
} from "./src/discord/rate_limiter.ts";
export { redactWebhookUrls, WEBHOOK_URL_PATTERN } from "./src/discord/redact.ts";
export type { DiscordReport, DiscordResult } from "./src/discord/report.ts";
export { discordRetry } from "./src/discord/retry.ts";
export type { DiscordRotation } from "./src/discord/rotation.ts";
export {
  splitContent,
  splitEmbeds,
  type SplitOptions,
  truncateContent,
  type TruncateOptions,
} from "./src/discord/split.ts";
export { type DiscordWebhookUrl, parseWebhookUrl } from "./src/discord/url.ts";
export {
  type ValidatedMessage,
  validateMessage,
  type ValidateOptions,
} from "./src/discord/validate.ts";
export type { SizeLimits } from "./src/discord/validate/attachments.ts";
export type { MessageFile } from "./src/discord/validate/message.ts";
export type { MessageViolation, ViolationUnit } from "./src/discord/violation.ts";
export { DiscordWebhook } from "./src/discord/webhook.ts";

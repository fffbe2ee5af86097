/**
 * Fakes for your own tests: servers that behave like the real ones, and a clock moved by hand.
 *
 * @module
 */

export type { Clock } from "../util/clock.ts";
export { ManualClock } from "./manual_clock.ts";
export type { DiscordPart } from "./discord/body.ts";
export type {
  FakeThread,
  FakeThreadOptions,
  FakeWebhook,
  FakeWebhookOptions,
  StoredMessage,
} from "./discord/directory.ts";
export type { DiscordFault, FaultAim } from "./discord/faults.ts";
export type { WindowLimit } from "./discord/fixed_windows.ts";
export type { RouteLimit } from "./discord/gate.ts";
export type { DiscordLimits } from "./discord/limits.ts";
export type { MentionKind } from "./discord/mentions.ts";
export type { DiscordRequest } from "./discord/record.ts";
export type { BanReply, BlockReply, RateLimitCounts, RateLimitScope } from "./discord/reply.ts";
export type { DiscordAction } from "./discord/route.ts";
export type { Violation } from "./discord/violations.ts";
export { FakeDiscord, type FakeDiscordOptions } from "./fake_discord.ts";
export {
  FakeHookrail,
  type FakeHookrailEndpoint,
  type FakeHookrailOptions,
  type FakeSubscriptionOptions,
  type HookrailFaultOptions,
} from "./fake_hookrail.ts";
export { FakePosthook, type FakePosthookOptions } from "./fake_posthook.ts";
export { FakeProxy, type FakeProxyOptions } from "./fake_proxy.ts";
export { FakeServer, type FakeServerOptions } from "./fake_server.ts";
export {
  FakeSlack,
  type FakeSlackOptions,
  type FakeSlackUrl,
  type SlackTaken,
  type SlackViolation,
} from "./fake_slack.ts";
export type { HookrailRole } from "./hookrail/rows.ts";
export type { TlsOptions } from "./http_server.ts";
export type { FakePosthookHook, FakePosthookRetry } from "./posthook/hook.ts";
export type { ConnectStatusFault, ProxyFault, ProxyKind, SocksReplyFault } from "./proxy_fault.ts";
export type { Address, ProxyRequest } from "./proxy_request.ts";
export { RecordedRequest, type RequestFacts } from "./recorded_request.ts";
export { type RecordedSend, RecordingSender } from "./recording_sender.ts";
export {
  always,
  type Answer,
  type AnswerBody,
  type AnswerFunction,
  type BodyFault,
  type FaultyAnswer,
  type PlainAnswer,
  type RedirectFault,
  type Script,
  type SilentFault,
} from "./script.ts";
export type { SlackFields } from "./slack/body.ts";
export type { SlackEndpointKind } from "./slack/endpoint.ts";
export type { SlackErrorCode } from "./slack/errors.ts";

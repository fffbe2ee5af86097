/**
 * Alerts by severity, over any senders, that arrive and do not flood: queues, a throttle, digests,
 * an audit mirror and a probe.
 *
 * @example
 * ```ts
 * import { Notifier, plainJson } from "@hookcast/hookcast/notifier";
 * import { RecordingSender } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const to = new RecordingSender(); // in production a DiscordWebhook, a SlackWebhook, a Webhook
 * await using notifier = new Notifier({ channels: { alerts: { to, ...plainJson() } } });
 * notifier.notify("P0", "Database down", { fields: { host: "db1" } });
 *
 * assertEquals(await notifier.flush(), 0);
 * ```
 *
 * @module
 */

export type { SendOptions } from "../core/send_options.ts";
export type { Sender } from "../core/sender.ts";
export type { Delivered, Failed, FailureKind, ResultFacts, WebhookResult } from "../core/result.ts";
export type { Clock } from "../util/clock.ts";
export type { Alert, AlertField, AlertFieldInput, AlertOptions } from "./alert.ts";
export { auditLine } from "./audit.ts";
export type { AuditEntry, Channel, Rendering } from "./channel.ts";
export type { DroppedAlert, DropReason, NotifierEvent } from "./events.ts";
export {
  type ExitingProcess,
  type ExitSignal,
  flushOnExit,
  type FlushOnExitOptions,
} from "./flush_on_exit.ts";
export {
  fromEnv,
  type FromEnvOptions,
  type SenderDefaults,
  type SenderMakers,
} from "./from_env.ts";
export { type LogRecord, logSink, type LogSinkOptions } from "./log_sink.ts";
export { Notifier } from "./notifier.ts";
export type { NotifierOptions, ThrottleOptions } from "./options.ts";
export type { ProbeOptions, ProbeResult } from "./probe.ts";
export type { Overflow } from "./queue.ts";
export { discordEmbeds, type DiscordRenderOptions, discordText } from "./render/discord.ts";
export { type JsonPayload, plainJson } from "./render/json.ts";
export { type SlackAlertPayload, slackBlocks, type SlackRenderOptions } from "./render/slack.ts";
export { channelFor, DEFAULT_ROUTES, type Routes } from "./routes.ts";
export { type AlertKind, colorFor, COLORS, type Severity, SEVERITY_RANKS } from "./severity.ts";
export type { NotifierStats } from "./stats.ts";
export type { NotifyOptions, Ticket } from "./ticket.ts";
export { type ChannelGroup, together } from "./together.ts";
export { truncate, type TruncateOptions } from "./truncate.ts";

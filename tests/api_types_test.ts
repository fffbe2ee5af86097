// What api_test.ts cannot see: types leave no trace at run time. There is nothing to run here: the
// type check fails when an entry point no longer exports one of them.

import type * as discord from "../discord.ts";
import type * as main from "../mod.ts";
import type * as testing from "../src/testing/mod.ts";

/** The types of `@hookcast/hookcast`, sorted. Growing this list is a visible choice. */
export type Main = [
  main.AttemptEvent,
  main.BackoffOptions,
  main.BackoffRetryOptions,
  main.Clock,
  main.Delivered,
  main.Failed,
  main.FailedAttempt,
  main.FailureKind,
  main.HttpClient,
  main.LimitedAnswer,
  main.Proxy,
  main.ProxyPoolOptions,
  main.ProxyProvider,
  main.ProxyStats,
  main.RateLimitRetryOptions,
  main.RateLimiter,
  main.RateTurn,
  main.ResultFacts,
  main.RetryContext,
  main.RetryDecision,
  main.RetryHandler,
  main.SendOptions,
  main.Sender<unknown>,
  main.SignableMessage,
  main.Signer,
  main.TurnLimits,
  main.UrlRateLimiterOptions,
  main.WebhookOptions,
  main.WebhookResult,
];

/** The types of `@hookcast/hookcast/discord`. */
export type Discord = [
  discord.Buildable<unknown>,
  discord.DiscordAllowedMentions,
  discord.DiscordIdentity,
  discord.DiscordMessage,
  discord.DiscordMessageOptions,
  discord.DiscordSendOptions,
  discord.DiscordWebhookOptions,
];

/** The types of `@hookcast/hookcast/testing`. */
export type Testing = [
  testing.Address,
  testing.Answer,
  testing.AnswerBody,
  testing.AnswerFunction,
  testing.BanReply,
  testing.BodyFault,
  testing.Clock,
  testing.ConnectStatusFault,
  testing.DiscordAction,
  testing.DiscordFault,
  testing.DiscordLimits,
  testing.DiscordPart,
  testing.DiscordRequest,
  testing.FakeDiscordOptions,
  testing.FakeProxyOptions,
  testing.FakeServerOptions,
  testing.FakeThread,
  testing.FakeWebhook,
  testing.FakeWebhookOptions,
  testing.FaultAim,
  testing.FaultyAnswer,
  testing.PlainAnswer,
  testing.ProxyFault,
  testing.ProxyKind,
  testing.ProxyRequest,
  testing.RateLimitCounts,
  testing.RateLimitScope,
  testing.RedirectFault,
  testing.RequestFacts,
  testing.RouteLimit,
  testing.Script,
  testing.SilentFault,
  testing.SocksReplyFault,
  testing.StoredMessage,
  testing.TlsOptions,
  testing.Violation,
  testing.WindowLimit,
];

/**
 * hookcast sends webhooks: it posts a payload to a URL, retries what is worth retrying, waits when
 * the server says so, and always resolves to a result. It never throws from a send.
 *
 * @example
 * ```ts
 * import { Webhook } from "@hookcast/hookcast";
 * import { FakeServer } from "@hookcast/hookcast/testing";
 * import { assert } from "@std/assert";
 *
 * await using server = await FakeServer.start([204]); // your own URL here
 *
 * const hook = new Webhook(server.url);
 * const result = await hook.send({ content: "hello" });
 * if (!result.ok) console.warn(result.kind, result.error, result.status);
 *
 * assert(result.ok);
 * ```
 *
 * @module
 */

export type { AttemptEvent } from "./src/core/attempt_event.ts";
export type { WebhookOptions } from "./src/core/options.ts";
export type { SendOptions } from "./src/core/send_options.ts";
export { NoProxyError, type Proxy, type ProxyProvider } from "./src/core/proxy.ts";
export { ProxyPool, type ProxyPoolOptions, type ProxyStats } from "./src/core/proxy_pool.ts";
export type { LimitedAnswer, RateLimiter, RateTurn, TurnLimits } from "./src/core/rate_limiter.ts";
export type {
  Delivered,
  Failed,
  FailureKind,
  ResultFacts,
  WebhookResult,
} from "./src/core/result.ts";
export {
  type BackoffRetryOptions,
  connectionErrorRetry,
  type FailedAttempt,
  rateLimitRetry,
  type RateLimitRetryOptions,
  type RetryContext,
  type RetryDecision,
  type RetryHandler,
  serverErrorRetry,
} from "./src/core/retry.ts";
export type { Sender } from "./src/core/sender.ts";
export type { SignableMessage, Signer } from "./src/core/signer.ts";
export { UrlRateLimiter, type UrlRateLimiterOptions } from "./src/core/url_rate_limiter.ts";
export { Webhook } from "./src/core/webhook.ts";
export type { HttpClient } from "./src/platform/http_client.ts";
export type { BackoffOptions } from "./src/util/backoff.ts";
export type { Clock } from "./src/util/clock.ts";
export { VERSION } from "./src/util/version.ts";

/**
 * Clients of Hookrail, a webhook service that one hosts oneself: one for those who send events, and
 * one for those who run the service.
 *
 * @example
 * ```ts
 * import { Hookrail } from "@hookcast/hookcast/hookrail";
 * import { FakeHookrail } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using service = await FakeHookrail.start(); // your own service here
 *
 * using hookrail = new Hookrail({ apiKey: service.apiKey, baseUrl: service.url });
 * const { eventId } = await hookrail.sendEvent("orders.created", { id: "o_1" });
 * const event = await hookrail.waitForEvent(eventId);
 *
 * assertEquals(event.deliveries, []); // Nobody has subscribed yet.
 * ```
 *
 * @module
 */

export type { AttemptEvent } from "../core/attempt_event.ts";
export type { Proxy, ProxyProvider } from "../core/proxy.ts";
export type { FailureKind } from "../core/result.ts";
export type { HttpClient } from "../platform/http_client.ts";
export type { RawBody, ReceivedHeaders, ReceivedMessage } from "../signatures/message.ts";
export type { ExpiringSecret, Secret, Secrets } from "../signatures/secret.ts";
export type { Clock } from "../util/clock.ts";
export { VERSION } from "../util/version.ts";
export { HookrailAdmin, type HookrailAdminOptions } from "./admin/client.ts";
export type {
  DeadLetter,
  DeadLetterListOptions,
  DeadLetters,
  ReplayedDelivery,
} from "./admin/dead_letters.ts";
export type {
  BlockedKey,
  Deliveries,
  DeliveryListOptions,
  DeliverySummary,
  SkippedDelivery,
} from "./admin/deliveries.ts";
export type {
  CreatedEndpoint,
  Endpoint,
  EndpointInput,
  EndpointListOptions,
  Endpoints,
} from "./admin/endpoints.ts";
export type { HookrailListOptions } from "./admin/list.ts";
export type {
  BackoffPolicy,
  Subscription,
  SubscriptionChanges,
  SubscriptionInput,
} from "./admin/subscription.ts";
export type { SubscriptionListOptions, Subscriptions } from "./admin/subscriptions.ts";
export type {
  AdminRole,
  AdminToken,
  AdminTokenInput,
  AdminTokens,
  CreatedAdminToken,
} from "./admin/tokens.ts";
export { Hookrail, type HookrailOptions } from "./client.ts";
export {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  HookrailAbortError,
  HookrailAPIError,
  HookrailConfigError,
  HookrailConnectionError,
  HookrailError,
  HookrailResponseError,
  HookrailTimeoutError,
  MalformedSignatureError,
  NotFoundError,
  PayloadTooLargeError,
  RateLimitError,
  RetryError,
  ServerError,
  SignatureError,
  SignatureTimestampError,
  SignatureVerificationError,
} from "./errors.ts";
export {
  type Attempt,
  type Delivery,
  type DeliveryState,
  type EventAccepted,
  type EventStatus,
  isSettled,
  type KnownDeliveryState,
} from "./events.ts";
export type { HookrailClientOptions } from "./options.ts";
export type { Problem } from "./problem.ts";
export { RetryPolicy, type RetryPolicyOptions } from "./retry.ts";
export type { OutgoingEvent, SendEventsOptions, SentEvent } from "./send_all.ts";
export type { HookrailCallOptions, SendEventOptions } from "./send_options.ts";
export type { WaitOptions } from "./wait.ts";
export {
  DELIVERY_ID_HEADER,
  SIGNATURE_HEADER,
  type SignedDelivery,
  type VerifiedDelivery,
  type VerifyOptions,
  verifySignature,
} from "./verify.ts";

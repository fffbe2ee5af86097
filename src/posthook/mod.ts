/**
 * A client of Posthook, which delivers webhooks at a time of your choice: hooks, signatures, acks,
 * and listeners over WebSockets.
 *
 * @example Take deliveries in, wherever requests are handled
 * ```ts
 * import { createReceiver, createSignatures, Result } from "@hookcast/hookcast/posthook";
 *
 * const signatures = createSignatures("ph_sk_demo");
 * const receive = createReceiver<{ user: number }>(signatures, (delivery) => {
 *   console.log("remind user", delivery.data.user);
 *   return Result.ack();
 * });
 * // Deno.serve(receive);
 * ```
 *
 * @module
 */

export type { PosthookCallOptions } from "./api.ts";
export {
  Bulk,
  type BulkActionResult,
  type BulkFilter,
  type BulkIds,
  type BulkSelection,
} from "./bulk.ts";
export {
  ack,
  type CallbackCallOptions,
  type CallbackOptions,
  type CallbackResult,
  nack,
} from "./callback.ts";
export { Posthook } from "./client.ts";
export {
  Delivery,
  type ForwardRequest,
  type SendCallback,
  type WebSocketDelivery,
} from "./delivery.ts";
export {
  AuthenticationError,
  BadRequestError,
  CallbackError,
  ForbiddenError,
  InternalServerError,
  NotFoundError,
  PayloadTooLargeError,
  PosthookConnectionError,
  PosthookError,
  type PosthookErrorDetails,
  RateLimitError,
  SignatureVerificationError,
  WebSocketError,
} from "./errors.ts";
export type { Hook, HookStatus, ScheduledHook, SequenceData } from "./hook.ts";
export { Hooks } from "./hooks.ts";
export type { WebSocketConstructor, WebSocketLike } from "./link.ts";
export type { ListAllParams, ListParams } from "./list.ts";
export { Listener, type ListenOptions, type StreamOptions } from "./listener.ts";
export type { AckTimeout, ConnectionInfo } from "./messages.ts";
export type { PosthookOptions } from "./options.ts";
export type { QuotaInfo } from "./quota.ts";
export { createReceiver, type DeliveryHandler } from "./receiver.ts";
export { Result } from "./result.ts";
export type { RetryOverride } from "./retry_override.ts";
export type {
  ScheduleAt,
  ScheduleAtLocal,
  ScheduleBase,
  ScheduleIn,
  ScheduleParams,
} from "./schedule.ts";
export type { ConnectionCallbacks } from "./session.ts";
export {
  createSignatures,
  type ParseDeliveryOptions,
  Signatures,
  type SignaturesOptions,
} from "./signatures.ts";
export { DeliveryStream } from "./stream.ts";
export type { Proxy, ProxyProvider } from "../core/proxy.ts";
export type { RawBody, ReceivedHeaders } from "../signatures/message.ts";
export type { HttpClient } from "../platform/http_client.ts";
export type { Clock } from "../util/clock.ts";

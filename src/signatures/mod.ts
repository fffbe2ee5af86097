/**
 * Signs webhooks and verifies them: Standard Webhooks, Slack, GitHub, Discord, Hookrail, Posthook.
 *
 * Every scheme has the same shape. What it signs are the raw bytes: verify them before anything has
 * parsed them.
 *
 * @example Both sides
 * ```ts
 * import { Webhook } from "@hookcast/hookcast";
 * import { generateSecret, standardWebhooks } from "@hookcast/hookcast/signatures";
 * import { FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = await FakeServer.start([204]);
 * const scheme = standardWebhooks(generateSecret());
 *
 * await new Webhook(server.url, { signer: scheme.signer() }).send({ text: "naïve 😀" });
 *
 * const verified = await scheme.verify(server.requests[0]!); // or a Request
 * if (!verified.ok) throw new Error(verified.reason);
 * assertEquals(new TextDecoder().decode(verified.body), '{"text":"naïve 😀"}');
 * ```
 *
 * @module
 */

export type { SignableMessage, Signer } from "../core/signer.ts";
export type { Clock } from "../util/clock.ts";
export {
  MalformedSignatureError,
  type RefusalReason,
  SecretError,
  SignatureError,
  SignatureTimestampError,
} from "./error.ts";
export { webhookHandler, type WebhookHandlerOptions, type WebhookMessage } from "./handler.ts";
export type {
  MessageToSign,
  RawBody,
  ReceivedHeaders,
  ReceivedMessage,
  Refused,
  SignatureScheme,
  Verification,
  Verified,
  Verifier,
} from "./message.ts";
export type { SchemeOptions, TimedSchemeOptions } from "./options.ts";
export {
  MemoryReplayStore,
  type MemoryReplayStoreOptions,
  type ReplayState,
  type ReplayStore,
} from "./replay_guard.ts";
export { discord } from "./schemes/discord.ts";
export { github, type GithubOptions } from "./schemes/github.ts";
export { hookrail } from "./schemes/hookrail.ts";
export { posthook } from "./schemes/posthook.ts";
export { slack } from "./schemes/slack.ts";
export { standardWebhooks, type StandardWebhooksOptions } from "./schemes/standard_webhooks.ts";
export type { ExpiringSecret, Secret, Secrets } from "./secret.ts";
export { generateSecret } from "./standard_secret.ts";

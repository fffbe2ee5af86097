/**
 * Reads the URL of a Discord webhook, in every form that people paste, and pins it to the version
 * of the API that hookcast speaks.
 *
 * @module
 */

import { withSecret } from "../util/secret_field.ts";

/** The version called. Unversioned URLs are routed to v6, which counts waits in another unit. */
const API_VERSION = 10;

/** Discord's own hosts. Compared whole: `discord.com.evil.example` is not one. */
const OFFICIAL = /^(?:(ptb|canary)\.)?discord(?:app)?\.com$/;

/** The path of a webhook, with what may follow the token. */
const PATH =
  /^\/api\/(?:v\d+\/)?webhooks\/([^/]+)\/([^/]+)(?:\/(slack|github)|\/messages\/(\d+|@original))?\/?$/;

const ID = /^\d{17,20}$/;
const TOKEN = /^[\w-]{60,}$/;

/** The first millisecond of 2015, from which the ids count. */
const EPOCH = 1_420_070_400_000;

/** The words that Discord reads as `true` and `false`. */
const TRUE = ["true", "True", "1"];
const FALSE = ["false", "False", "0"];

/** What the URL of a webhook says. */
export interface DiscordWebhookUrl {
  /** The id of the webhook. It is no secret. */
  readonly id: string;
  /** The token. Whoever has it can post. It can be read, but is not printed, nor copied by a spread. */
  readonly token: string;
  /** The URL to call, in the form that all others come down to. It holds the token; as above. */
  readonly url: string;
  /** The thread that it posts to, or `null`. */
  readonly threadId: string | null;
  /** Whether it asks for the stored message; `null` if it does not say. */
  readonly wait: boolean | null;
  /** The message that it leads to: an id or `@original`; or `null`. */
  readonly messageId: string | null;
  /** In whose form messages are to be posted to it. */
  readonly format: "discord" | "slack" | "github";
  /** When the webhook was made. */
  readonly createdAt: Date;
}

/**
 * Reads the origin of a server that plays Discord.
 *
 * @param given The URL as given.
 * @returns The URL.
 * @throws {TypeError} If it is none, or holds more than the origin.
 */
export function readBaseUrl(given: string | URL): URL {
  if (!URL.canParse(String(given))) throw new TypeError("'baseUrl' is no valid URL");
  const url = new URL(given);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new TypeError("'baseUrl' must begin with https: or http:");
  }
  if (url.href !== `${url.origin}/`) throw new TypeError("'baseUrl' must be an origin, no more");
  return url;
}

/**
 * Turns the URL of a webhook into the one to call: https, v10, on the host it was made for;
 * `discordapp.com`, which has no v10, becomes `discord.com`. What follows the token is dropped, and
 * of the query only `thread_id` stays.
 *
 * @param given The URL as pasted.
 * @param baseUrl The origin of a server that plays Discord, such as a fake or a proxy. URLs that
 * lead to it are accepted, and every request goes there.
 * @returns The URL to call.
 * @throws {TypeError} If it is no URL of a Discord webhook. The message does not hold it.
 */
export function pinWebhookUrl(given: string | URL, baseUrl?: URL): URL {
  const { url, origin, id, token } = readParts(given, baseUrl);
  const pinned = new URL(`/api/v${API_VERSION}/webhooks/${id}/${token}`, origin);
  const thread = url.searchParams.get("thread_id");
  if (thread) pinned.searchParams.set("thread_id", thread);
  return pinned;
}

/**
 * Reads the URL of a webhook, in every form that Discord and people have for it: with or without a
 * version, on `discord.com` or `discordapp.com`, `ptb.` or `canary.`, for Slack or GitHub, of a
 * message, in a thread. Hosts that only look alike are refused.
 *
 * @example
 * ```ts
 * import { parseWebhookUrl } from "@hookcast/hookcast/discord";
 * import { assertEquals } from "@std/assert";
 *
 * const token = "s3cret".repeat(12); // your own here
 * const { id, threadId } = parseWebhookUrl(
 *   `https://discord.com/api/webhooks/123456789012345678/${token}?thread_id=223456789012345678`,
 * );
 *
 * assertEquals([id, threadId], ["123456789012345678", "223456789012345678"]);
 * ```
 * @param given The URL as pasted.
 * @param baseUrl The origin of a server that plays Discord, such as a fake or a proxy.
 * @returns What it says.
 * @throws {TypeError} If it is no URL of a Discord webhook. The message does not hold it.
 */
export function parseWebhookUrl(
  given: string | URL,
  baseUrl?: string | URL,
): DiscordWebhookUrl {
  const base = baseUrl === undefined ? undefined : readBaseUrl(baseUrl);
  try {
    const { url, id, token, format, messageId } = readParts(given, base);
    const wait = url.searchParams.get("wait") ?? "";
    const parsed = {
      id,
      threadId: url.searchParams.get("thread_id") || null,
      wait: TRUE.includes(wait) ? true : FALSE.includes(wait) ? false : null,
      messageId,
      format,
      createdAt: new Date(Number(BigInt(id) >> 22n) + EPOCH),
    };
    const { href } = pinWebhookUrl(given, base);
    return withSecret(withSecret(parsed, "token", token), "url", href);
  } catch (error) {
    throw new TypeError(`This is no URL of a Discord webhook: ${(error as Error).message}`);
  }
}

/** The parts of a URL, and where it is to be called. */
interface Parts extends Pick<DiscordWebhookUrl, "id" | "token" | "format" | "messageId"> {
  readonly url: URL;
  readonly origin: string;
}

function readParts(given: string | URL, baseUrl: URL | undefined): Parts {
  if (!URL.canParse(String(given))) throw new TypeError("it is no valid URL");
  const url = new URL(given);
  const official = OFFICIAL.exec(url.hostname);
  const isOwn = url.origin === baseUrl?.origin;
  if (url.username || url.password) throw new TypeError("it must not hold a login");
  if (!isOwn && (!official || url.port || !/^https?:$/.test(url.protocol))) {
    throw new TypeError("it does not lead to discord.com; see the option 'baseUrl'");
  }
  const [, id = "", token = "", form, messageId = null] = PATH.exec(url.pathname) ?? [];
  if (!ID.test(id)) throw new TypeError("its path must be /api/webhooks/{id}/{token}");
  if (!isOwn && !TOKEN.test(token)) throw new TypeError("its token is incomplete");
  const subdomain = official?.[1] ? `${official[1]}.` : "";
  const origin = baseUrl?.origin ?? `https://${subdomain}discord.com`;
  const format = form === "slack" || form === "github" ? form : "discord";
  return { url, origin, id, token, format, messageId };
}

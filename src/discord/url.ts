/**
 * Reads the URL of a Discord webhook, in every form that people paste, and pins it to the version
 * of the API that hookcast speaks.
 *
 * @module
 */

/** The version called. Unversioned URLs are routed to v6, which counts waits in another unit. */
const API_VERSION = 10;

/** Discord's own hosts. Compared whole: `discord.com.evil.example` is not one. */
const OFFICIAL = /^(?:(ptb|canary)\.)?discord(?:app)?\.com$/;

/** The path of a webhook, with what may follow the token. */
const PATH =
  /^\/api\/(?:v\d+\/)?webhooks\/([^/]+)\/([^/]+)(?:\/slack|\/github|\/messages\/\d+)?\/?$/;

const ID = /^\d{17,20}$/;
const TOKEN = /^[\w-]{60,}$/;

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
  if (!URL.canParse(String(given))) throw new TypeError("it is no valid URL");
  const url = new URL(given);
  const official = OFFICIAL.exec(url.hostname);
  const isOwn = url.origin === baseUrl?.origin;
  if (url.username || url.password) throw new TypeError("it must not hold a login");
  if (!isOwn && (!official || url.port || !/^https?:$/.test(url.protocol))) {
    throw new TypeError("it does not lead to discord.com; see the option 'baseUrl'");
  }
  const [, id = "", token = ""] = PATH.exec(url.pathname) ?? [];
  if (!ID.test(id)) throw new TypeError("its path must be /api/webhooks/{id}/{token}");
  if (!isOwn && !TOKEN.test(token)) throw new TypeError("its token is incomplete");

  const subdomain = official?.[1] ? `${official[1]}.` : "";
  const origin = baseUrl?.origin ?? `https://${subdomain}discord.com`;
  const pinned = new URL(`/api/v${API_VERSION}/webhooks/${id}/${token}`, origin);
  const thread = url.searchParams.get("thread_id");
  if (thread) pinned.searchParams.set("thread_id", thread);
  return pinned;
}

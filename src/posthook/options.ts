/**
 * The options of the client: every default and every check.
 *
 * @module
 */

import { readHeaders, resolveOptions, type Settings } from "../core/options.ts";
import type { ProxyProvider } from "../core/proxy.ts";
import { readEnv } from "../platform/env.ts";
import type { HttpClient } from "../platform/http_client.ts";
import { readBaseUrl } from "../rest/path.ts";
import { checkNames, checkType } from "../util/check.ts";
import type { Clock } from "../util/clock.ts";
import { AuthenticationError } from "./errors.ts";
import type { WebSocketConstructor } from "./link.ts";
import { ONCE } from "./once.ts";
import { userAgent } from "./user_agent.ts";

/** Settings of a `Posthook`. Times are in milliseconds. */
export interface PosthookOptions {
  /**
   * The key that deliveries are signed with; the environment's `POSTHOOK_SIGNING_KEY` without it.
   * It is needed to verify deliveries, and for nothing else.
   */
  readonly signingKey?: string;
  /**
   * Where the service is. A path prefix is kept.
   *
   * @default {"https://api.posthook.io"}
   */
  readonly baseUrl?: string | URL;
  /**
   * How long a call may take, in ms, from connecting to the last byte of the answer.
   *
   * @default {30_000}
   */
  readonly timeout?: number;
  /** Headers to send with every call. */
  readonly headers?: HeadersInit;
  /**
   * The `fetch` to send with.
   *
   * @default {globalThis.fetch}
   */
  readonly fetch?: typeof fetch;
  /**
   * An HTTP client of the platform to send with, such as a `Deno.HttpClient` that knows your CA
   * certificates. It is never closed.
   */
  readonly client?: HttpClient;
  /**
   * Hands out the proxy of each call, ack and nack. A proxy that cannot be reached is replaced by
   * the next; a call that the service may have got is not sent again. WebSockets do not use it.
   */
  readonly proxies?: ProxyProvider;
  /**
   * The hosts that acks and nacks may go to, with their port if they name one. Nobody signs the
   * URLs of a delivery. Any host may be called unless this is set.
   */
  readonly callbackHosts?: readonly string[];
  /** Told of every answer, in one line: `GET /v1/hooks -> 200 (0.153s)`. What it throws is ignored. */
  readonly log?: (line: string) => void;
  /**
   * The class that listeners make their connections with.
   *
   * @default {globalThis.WebSocket}
   */
  readonly WebSocket?: WebSocketConstructor;
  /**
   * Where the time comes from; for tests, see `ManualClock` in `./testing`.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
}

/** The names of all options. */
const NAMES = [
  "signingKey",
  "baseUrl",
  "timeout",
  "headers",
  "fetch",
  "client",
  "proxies",
  "callbackHosts",
  "log",
  "WebSocket",
  "clock",
] satisfies (keyof PosthookOptions)[];

/** What the code runs on: {@linkcode PosthookOptions} checked, with the defaults filled in. */
export interface PosthookSettings {
  readonly apiKey: string;
  readonly signingKey: string | undefined;
  readonly baseUrl: URL;
  readonly settings: Settings;
}

/** Enough for a list of 1000 hooks of 64 KB each. */
const MAX_RESPONSE = 128 * 2 ** 20;

/**
 * Checks the options of a client and fills in the defaults.
 *
 * @param givenKey The API key as a user gave it.
 * @param options The options as a user gave them.
 * @returns What the client runs on.
 * @throws {AuthenticationError} If there is no API key.
 * @throws {TypeError | RangeError} If an option is wrong. No message holds a key.
 */
export function resolvePosthook(
  givenKey: string | undefined,
  options: PosthookOptions,
): PosthookSettings {
  checkNames(options, NAMES, "Posthook()");
  const { signingKey, baseUrl = "https://api.posthook.io", timeout = 30_000, headers } = options;
  const { fetch, client, proxies, clock } = options;
  checkType("apiKey", givenKey, "string");
  checkType("signingKey", signingKey, "string");
  checkType("log", options.log, "function");
  checkType("WebSocket", options.WebSocket, "function");
  // What is read from a file ends in a line feed; HTTP drops it, and so the service never sees it.
  const apiKey = givenKey?.trim() || readEnv("POSTHOOK_API_KEY")?.trim();
  if (!apiKey) {
    const message = "No API key provided: give one, or set POSTHOOK_API_KEY";
    throw new AuthenticationError(message, { status: 401 });
  }
  return {
    apiKey,
    signingKey: signingKey?.trim() ? signingKey : readEnv("POSTHOOK_SIGNING_KEY"),
    baseUrl: readBaseUrl(baseUrl),
    settings: resolveOptions({
      fetch,
      client,
      proxies,
      clock,
      timeout,
      headers: withKey(readHeaders("headers", headers), apiKey),
      maxResponseBytes: MAX_RESPONSE,
      ...ONCE,
    }),
  };
}

function withKey(headers: Headers, apiKey: string): Headers {
  try {
    headers.set("x-api-key", apiKey);
  } catch {
    // What the platform says may hold the key.
    throw new TypeError("'apiKey' holds a character that is not allowed in HTTP");
  }
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  if (!headers.has("user-agent")) headers.set("user-agent", userAgent());
  return headers;
}

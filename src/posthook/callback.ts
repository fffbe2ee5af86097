/**
 * Acks and nacks: what a receiver that answered 202 tells the service later on.
 *
 * @module
 */

import { NO_BODY } from "../core/body.ts";
import { resolveOptions, type Settings } from "../core/options.ts";
import type { ProxyProvider } from "../core/proxy.ts";
import type { Failed, WebhookResult } from "../core/result.ts";
import { run } from "../core/run.ts";
import type { Target } from "../core/target.ts";
import type { HttpClient } from "../platform/http_client.ts";
import { excerpt } from "../rest/excerpt.ts";
import { checkNames, checkType } from "../util/check.ts";
import type { Clock } from "../util/clock.ts";
import { redactor, urlSecrets } from "../util/mask.ts";
import { CallbackError } from "./errors.ts";
import { ofSilence } from "./failure.ts";
import { isFields, text } from "./fields.ts";
import { ONCE } from "./once.ts";

/** What an ack or a nack came to. */
export interface CallbackResult {
  /** Whether it took effect. */
  readonly applied: boolean;
  /**
   * What the service says of the hook: `completed` or `nacked` when it was applied, `not_found`
   * when the hook is deleted, `conflict` when a newer attempt is under way, or another word.
   */
  readonly status: string;
}

/** How acks and nacks are sent. */
export interface CallbackOptions {
  /**
   * The `fetch` to send with.
   *
   * @default {globalThis.fetch}
   */
  readonly fetch?: typeof fetch;
  /** An HTTP client of the platform to send with, such as a `Deno.HttpClient`. It is never closed. */
  readonly client?: HttpClient;
  /** Hands out the proxy of each request. */
  readonly proxies?: ProxyProvider;
  /**
   * Where the time comes from; for tests, see `ManualClock` in `./testing`.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
  /**
   * How long one may take, in ms.
   *
   * @default {30_000}
   */
  readonly timeout?: number;
  /**
   * The hosts that may be called, each with its port unless that is the usual one:
   * `["api.posthook.io"]`. Nobody signs the URLs of a delivery, so name them wherever the receiver
   * can reach more than the internet can. Any host may be called unless this is set.
   */
  readonly hosts?: readonly string[];
}

/** Settings of one ack or nack. */
export interface CallbackCallOptions {
  /** Ends it at once. */
  readonly signal?: AbortSignal;
  /** How long it may take, in ms. */
  readonly timeout?: number;
}

/** The names of all options. */
const NAMES = [
  "fetch",
  "client",
  "proxies",
  "clock",
  "timeout",
  "hosts",
] satisfies (keyof CallbackOptions)[];

/** How much is read of an answer, in bytes: all that matters is one word. */
const MAX_RESPONSE = 16_384;

/** The word of an answer by which a callback has taken effect. */
const APPLIED = { ack: "completed", nack: "nacked" };

/** Sends acks and nacks. */
export class Callbacks {
  readonly #settings: Settings;
  readonly #origins: ReadonlySet<string> | undefined;

  /**
   * @param options How they are sent.
   * @throws {TypeError | RangeError} If an option is wrong.
   */
  constructor(options: CallbackOptions) {
    checkNames(options, NAMES, "a callback");
    const { hosts, timeout = 30_000, ...rest } = options;
    if (hosts !== undefined && !Array.isArray(hosts)) {
      throw new TypeError("'hosts' must be an array of hosts");
    }
    this.#origins = hosts && new Set(hosts.flatMap(originsOf));
    this.#settings = resolveOptions({
      ...rest,
      timeout,
      ...ONCE,
      maxResponseBytes: MAX_RESPONSE,
    });
  }

  /**
   * Sends one.
   *
   * @param action Which one.
   * @param url Where to.
   * @param body What to send along as JSON; nothing for `undefined` and `null`.
   * @param options Settings of this one.
   * @returns What it came to.
   * @throws {CallbackError} If the service refuses, or the host may not be called.
   * @throws {PosthookConnectionError} If there is no answer.
   * @throws {TypeError} If there is no URL, or the body cannot be sent.
   */
  async send(
    action: "ack" | "nack",
    url: string | URL,
    body: unknown,
    options: CallbackCallOptions = {},
  ): Promise<CallbackResult> {
    checkNames(options, ["signal", "timeout"], action);
    const target = this.#target(action, url);
    const sending = { targets: [target], settings: this.#settings };
    const result = await run(sending, body ?? NO_BODY, { ...options, method: "POST" });
    if (result.ok) return read(action, result);
    if (result.kind === "payload" || result.kind === "config") {
      throw new TypeError(`Cannot ${action}: ${result.error}`, { cause: result.cause });
    }
    if (result.status === 404) return { applied: false, status: "not_found" };
    if (result.status === 409) return { applied: false, status: "conflict" };
    throw result.status === null ? ofSilence(result) : refused(action, result, target.url);
  }

  #target(action: string, given: string | URL): Target {
    const name = `'${action}Url'`;
    if (given === "" || given === undefined || given === null) {
      throw new TypeError(`${name} is empty: only deliveries of async hooks can be answered later`);
    }
    const url = URL.canParse(String(given)) ? new URL(given) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
      throw new TypeError(`${name} must be an http(s) URL without a login`);
    }
    if (this.#origins && !this.#origins.has(url.origin)) {
      throw new CallbackError(`${action} not sent: ${url.host} is not among the allowed hosts`);
    }
    return { given: url.href, url, authorization: undefined };
  }
}

/** What URLs of a host begin with; the parser drops the usual port, and knows every spelling. */
function originsOf(host: string): string[] {
  return ["https:", "http:"].map((protocol) => {
    const text = `${protocol}//${host}`;
    const url = typeof host === "string" && URL.canParse(text) ? new URL(text) : undefined;
    // A wildcard parses, but is no host: nothing would ever fit it.
    if (url?.href !== `${url?.origin}/` || host.includes("*")) {
      throw new TypeError("'hosts' must hold hosts, such as 'api.posthook.io' or 'localhost:8080'");
    }
    return url.origin;
  });
}

/**
 * Tells the service that a hook is done. It can be done once the receiver has answered 202, as long
 * as the URL is valid.
 *
 * @example
 * ```ts
 * import { ack } from "@hookcast/hookcast/posthook";
 * import { FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = await FakeServer.start([{ body: { data: { status: "completed" } } }]);
 * const ackUrl = `${server.url}ack/token`; // of a delivery: delivery.ackUrl
 *
 * assertEquals(await ack(ackUrl), { applied: true, status: "completed" });
 * ```
 * @param url The `ackUrl` of the delivery.
 * @param body Anything; the service ignores it.
 * @param options How to send it.
 * @returns Whether it was applied.
 * @throws {CallbackError} If the service refuses, or the host is not among `hosts`.
 * @throws {PosthookConnectionError} If there is no answer.
 * @throws {TypeError | RangeError} If the URL is empty, or an option is wrong.
 */
export async function ack(
  url: string | URL,
  body?: unknown,
  options: CallbackOptions & CallbackCallOptions = {},
): Promise<CallbackResult> {
  return await sendOnce("ack", url, body, options);
}

/**
 * Tells the service that a hook failed, so that it is delivered again.
 *
 * @param url The `nackUrl` of the delivery.
 * @param body Why, as a JSON value; the service keeps 8 KB of it.
 * @param options How to send it.
 * @returns Whether it was applied.
 * @throws {CallbackError} If the service refuses, or the host is not among `hosts`.
 * @throws {PosthookConnectionError} If there is no answer.
 * @throws {TypeError | RangeError} If the URL is empty, or an option is wrong.
 */
export async function nack(
  url: string | URL,
  body?: unknown,
  options: CallbackOptions & CallbackCallOptions = {},
): Promise<CallbackResult> {
  return await sendOnce("nack", url, body, options);
}

async function sendOnce(
  action: "ack" | "nack",
  url: string | URL,
  body: unknown,
  options: CallbackOptions & CallbackCallOptions,
): Promise<CallbackResult> {
  checkType("options", options ?? null, "object");
  const { signal, ...rest } = options;
  return await new Callbacks(rest).send(action, url, body, { signal });
}

function read(action: "ack" | "nack", { response }: WebhookResult): CallbackResult {
  const data = isFields(response) ? response.data : undefined;
  const status = text(isFields(data) ? data.status : undefined) || "unknown";
  return { applied: status === APPLIED[action], status };
}

function refused(action: string, { status, response, headers }: Failed, url: URL): CallbackError {
  // The token is a part of the URL, and the service may repeat it.
  const redact = redactor(urlSecrets(url));
  const body = typeof response === "string" ? response : JSON.stringify(response ?? "");
  const told = response === null ? "" : `: ${excerpt(redact(body))}`;
  const details = { status: status ?? undefined, headers: headers ?? undefined };
  return new CallbackError(`${action} failed: ${status}${told}`, details);
}

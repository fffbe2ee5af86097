/**
 * The options of a webhook: every default and every check.
 *
 * @module
 */

import { takesClients } from "../platform/deno.ts";
import type { HeaderFields, HttpClient } from "../platform/http_client.ts";
import { type Backoff, type BackoffOptions, resolveBackoff } from "../util/backoff.ts";
import { checkMethods, checkNames, checkNumber, checkType, checkWord } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import type { AttemptEvent } from "./attempt_event.ts";
import { JSON_TYPE } from "./body.ts";
import type { ProxyProvider } from "./proxy.ts";
import type { RateLimiter } from "./rate_limiter.ts";
import {
  connectionErrorRetry,
  rateLimitRetry,
  type RetryHandler,
  serverErrorRetry,
} from "./retry.ts";
import type { Signer } from "./signer.ts";
import { createTransport, type HttpTransport } from "./transport.ts";
import { UrlRateLimiter } from "./url_rate_limiter.ts";

/** Settings of a webhook. Times are in milliseconds. */
export interface WebhookOptions {
  /**
   * Which URL of the pool a send goes to. `round-robin`: the next one per send. `failover`: the
   * next one too, and when it has failed for good, the others after it, each once; but not after
   * a failure that would be the same everywhere (`payload`, `config`, `aborted`).
   *
   * @default {"round-robin"}
   */
  readonly rotation?: "round-robin" | "failover";
  /**
   * An HTTP client of the platform to send with, such as a `Deno.HttpClient`. It is never closed.
   * Where there are `proxies`, theirs are used.
   */
  readonly client?: HttpClient;
  /**
   * The `fetch` to send with. It must hand on the whole `init` that it is given, `client` and
   * `signal` included: without the first a message goes out without its proxy.
   *
   * @default {globalThis.fetch}
   */
  readonly fetch?: typeof fetch;
  /** Hands out the proxy of each attempt: a `ProxyPool`, or anything with `get()` and `burn()`. */
  readonly proxies?: ProxyProvider;
  /**
   * How long one attempt may take, from connecting to the last byte of the answer. `Infinity`
   * waits for ever.
   *
   * @default {15_000}
   */
  readonly timeout?: number;
  /** How long the whole send may take, waits included. There is no limit unless you set one. */
  readonly deadline?: number;
  /**
   * How many times a send is tried again after a 429, a 5xx, a 408 or 425, or (without proxies) a
   * failed connection or a timeout: all together, for each URL.
   *
   * @default {3}
   */
  readonly maxRetries?: number;
  /**
   * How many times a send is tried again through another proxy after one did not get through, for
   * each URL. It is counted apart from `maxRetries`.
   *
   * @default {3}
   */
  readonly maxProxyRetries?: number;
  /**
   * What happens when an attempt ends without an answer although the server may have the message.
   * `at-least-once` sends again, and may deliver twice; `at-most-once` does not, and may deliver
   * nothing. Clean refusals are tried again either way.
   *
   * @default {"at-least-once"}
   */
  readonly delivery?: "at-least-once" | "at-most-once";
  /** How the waits grow that no server named. */
  readonly backoff?: BackoffOptions;
  /**
   * The longest wait that a server may ask for. A longer one is not begun: the send fails at once,
   * as `rate-limited` after a 429 and as `http` after a 5xx, and `retryAfter` tells the wait.
   *
   * @default {300_000}
   */
  readonly maxRetryAfter?: number;
  /**
   * Who decides whether a failed attempt is tried again, asked in this order.
   *
   * @default {[rateLimitRetry(), serverErrorRetry(), connectionErrorRetry()]}
   */
  readonly retryHandlers?: readonly RetryHandler[];
  /**
   * The rate limiter: `true` for one of this webhook's own, `false` for none, or one that several
   * webhooks share.
   *
   * @default {true}
   */
  readonly rateLimit?: boolean | RateLimiter;
  /** Headers to send with every attempt. */
  readonly headers?: HeadersInit;
  /** Signs every attempt. */
  readonly signer?: Signer;
  /**
   * Whether each send carries a key of its own in the header `Idempotency-Key`, or in another: the
   * same for all its attempts, so that a receiver can drop repeats.
   *
   * @default {false}
   */
  readonly idempotency?: boolean | {
    /** The name of the header. */
    readonly header: string;
  };
  /**
   * What happens at a redirect. `refuse`: the send fails with its status, and its target is never
   * contacted. `follow`: the same request goes on to the target, five times at the most; never
   * from https to http.
   *
   * @default {"refuse"}
   */
  readonly redirect?: "refuse" | "follow";
  /**
   * How much of an answer is read, in bytes. The rest is cancelled, and the result is `truncated`.
   *
   * @default {1_048_576}
   */
  readonly maxResponseBytes?: number;
  /** Told of every attempt as it ends. What it throws is ignored. */
  readonly onAttempt?: (event: AttemptEvent) => void;
  /**
   * Where the time comes from; for tests, see `ManualClock` in `./testing`.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
}

/** What the code runs on: {@linkcode WebhookOptions} checked, with every default filled in. */
export interface Settings {
  readonly rotation: "round-robin" | "failover";
  readonly transport: HttpTransport;
  /** Whether answers come from a `fetch` of the user's own, which may not heed the signal. */
  readonly isForeign: boolean;
  /** Whether the transport heeds the client of a proxy. */
  readonly takesClients: boolean;
  readonly proxies: ProxyProvider | undefined;
  readonly timeout: number;
  readonly deadline: number | undefined;
  readonly maxRetries: number;
  readonly maxProxyRetries: number;
  readonly delivery: "at-least-once" | "at-most-once";
  readonly backoff: Backoff;
  readonly maxRetryAfter: number;
  readonly retryHandlers: readonly RetryHandler[];
  readonly limiter: RateLimiter | undefined;
  readonly headers: Headers;
  /** The content type among them, or `null`. */
  readonly contentType: string | null;
  /** The same, ready to be sent, with the content type of JSON unless they name another. */
  readonly jsonHeaders: HeaderFields;
  readonly signer: Signer | undefined;
  readonly idempotencyHeader: string | undefined;
  readonly redirect: "refuse" | "follow";
  readonly maxResponseBytes: number;
  readonly onAttempt: ((event: AttemptEvent) => void) | undefined;
  readonly clock: Clock;
}

/** The names of all options. */
const NAMES = [
  "rotation",
  "client",
  "fetch",
  "proxies",
  "timeout",
  "deadline",
  "maxRetries",
  "maxProxyRetries",
  "delivery",
  "backoff",
  "maxRetryAfter",
  "retryHandlers",
  "rateLimit",
  "headers",
  "signer",
  "idempotency",
  "redirect",
  "maxResponseBytes",
  "onAttempt",
  "clock",
] satisfies (keyof WebhookOptions)[];

/**
 * Checks the options of a webhook and fills in the defaults.
 *
 * @param options The options as a user gave them.
 * @returns The settings.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of its range.
 */
export function resolveOptions(options: WebhookOptions = {}): Settings {
  checkNames(options, NAMES, "a webhook");
  const { rotation = "round-robin", delivery = "at-least-once", redirect = "refuse" } = options;
  checkWord("rotation", rotation, ["round-robin", "failover"]);
  checkWord("delivery", delivery, ["at-least-once", "at-most-once"]);
  checkWord("redirect", redirect, ["refuse", "follow"]);

  const { timeout = 15_000, deadline, maxRetries = 3, maxProxyRetries = 3 } = options;
  const { maxRetryAfter = 300_000, maxResponseBytes = 1_048_576 } = options;
  checkTimes({ timeout, deadline });
  checkNumber("maxRetries", maxRetries, { min: 0, integer: true });
  checkNumber("maxProxyRetries", maxProxyRetries, { min: 0, integer: true });
  checkNumber("maxRetryAfter", maxRetryAfter, { min: 0 });
  checkNumber("maxResponseBytes", maxResponseBytes, { min: 0 });

  checkType("client", options.client, "object");
  if (options.client && !options.fetch && !takesClients()) {
    throw new TypeError("'client' must not be given here: this platform's fetch takes none");
  }
  checkType("fetch", options.fetch, "function");
  checkType("signer", options.signer, "function");
  checkType("onAttempt", options.onAttempt, "function");
  checkType("backoff", options.backoff, "object");
  const { clock = systemClock } = options;
  checkMethods("clock", clock, ["now", "ticks", "sleep", "after"]);
  if (options.proxies !== undefined) checkMethods("proxies", options.proxies, ["get", "burn"]);

  const headers = readHeaders("headers", options.headers);
  const contentType = headers.get("content-type");
  const typed = new Headers(headers);
  typed.set("content-type", contentType ?? JSON_TYPE);
  const jsonHeaders = Object.fromEntries(typed);

  return {
    rotation,
    transport: createTransport(options, jsonHeaders),
    isForeign: options.fetch !== undefined,
    takesClients: options.fetch !== undefined || takesClients(),
    proxies: options.proxies,
    timeout,
    deadline,
    maxRetries,
    maxProxyRetries,
    delivery,
    backoff: resolveBackoff(options.backoff),
    maxRetryAfter,
    retryHandlers: resolveHandlers(options.retryHandlers),
    limiter: resolveLimiter(options.rateLimit, clock),
    headers,
    contentType,
    jsonHeaders,
    signer: options.signer,
    idempotencyHeader: resolveIdempotency(options.idempotency),
    redirect,
    maxResponseBytes,
    onAttempt: options.onAttempt,
    clock,
  };
}

/**
 * Checks the times that a webhook and a send both have.
 *
 * @param times `timeout` and `deadline`, in ms.
 * @throws {TypeError | RangeError} If one is wrong.
 */
export function checkTimes(times: { readonly timeout?: number; readonly deadline?: number }): void {
  const { timeout, deadline } = times;
  if (timeout !== undefined) checkNumber("timeout", timeout, { above: 0 });
  if (deadline !== undefined) checkNumber("deadline", deadline, { above: 0 });
}

/**
 * Reads headers. What the platform says of a wrong one may hold its value, which may be a secret.
 *
 * @param name The name of the option, for the message.
 * @param init The headers as a user gave them.
 * @returns A copy.
 * @throws {TypeError} If they are no headers.
 */
export function readHeaders(name: string, init: HeadersInit | undefined): Headers {
  try {
    return new Headers(init);
  } catch {
    throw new TypeError(
      `'${name}' must be headers: a name or a value in it is not allowed in HTTP`,
    );
  }
}

function resolveHandlers(handlers: readonly RetryHandler[] | undefined): readonly RetryHandler[] {
  if (handlers === undefined) return [rateLimitRetry(), serverErrorRetry(), connectionErrorRetry()];
  if (!Array.isArray(handlers) || handlers.some((handler) => typeof handler !== "function")) {
    throw new TypeError("'retryHandlers' must be an array of functions");
  }
  return [...handlers];
}

function resolveLimiter(
  rateLimit: boolean | RateLimiter | undefined,
  clock: Clock,
): RateLimiter | undefined {
  if (rateLimit === undefined || rateLimit === true) return new UrlRateLimiter({ clock });
  if (rateLimit === false) return undefined;
  checkMethods("rateLimit", rateLimit, ["turn"]);
  return rateLimit;
}

function resolveIdempotency(
  idempotency: WebhookOptions["idempotency"] = false,
): string | undefined {
  if (idempotency === true) return "idempotency-key";
  if (idempotency === false) return undefined;
  if (typeof idempotency !== "object" || idempotency === null) {
    throw new TypeError("'idempotency' must be a boolean or { header }");
  }
  const { header } = idempotency;
  checkType("idempotency.header", header ?? null, "string");
  readHeaders("idempotency.header", { [header]: "" });
  return header;
}

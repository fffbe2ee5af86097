/**
 * The options that both clients of Hookrail have.
 *
 * @module
 */

import type { AttemptEvent } from "../core/attempt_event.ts";
import { readHeaders, resolveOptions, type Settings } from "../core/options.ts";
import type { ProxyProvider } from "../core/proxy.ts";
import type { HttpClient } from "../platform/http_client.ts";
import { readEnv } from "../platform/env.ts";
import { readBaseUrl } from "../rest/path.ts";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { VERSION } from "../util/version.ts";
import { policyRetry, RetryPolicy, type RetryPolicyOptions } from "./retry.ts";

/** How a client of Hookrail sends. */
export interface HookrailClientOptions {
  /** Where the service is. A path prefix is kept. */
  readonly baseUrl?: string | URL;
  /**
   * How long one attempt may take, in ms, from connecting to the last byte of the answer.
   *
   * @default {10_000}
   */
  readonly timeout?: number;
  /**
   * How many times a call is tried again: a policy that is otherwise the default one. It is ignored
   * when there is a `policy`.
   *
   * @default {3}
   */
  readonly retries?: number;
  /** When a call is tried again: a {@linkcode RetryPolicy}, or what it is made of. */
  readonly policy?: RetryPolicyOptions;
  /** Headers to send with every request. */
  readonly headers?: HeadersInit;
  /**
   * The `fetch` to send with.
   *
   * @default {globalThis.fetch}
   */
  readonly fetch?: typeof fetch;
  /** An HTTP client of the platform to send with, such as a `Deno.HttpClient`. It is never closed. */
  readonly client?: HttpClient;
  /** Hands out the proxy of each attempt. It is never closed. */
  readonly proxies?: ProxyProvider;
  /**
   * How much of an answer is read, in bytes. A longer one is an error.
   *
   * @default {10_485_760}
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

/** The names of all options. */
const NAMES = [
  "baseUrl",
  "timeout",
  "retries",
  "policy",
  "headers",
  "fetch",
  "client",
  "proxies",
  "maxResponseBytes",
  "onAttempt",
  "clock",
] satisfies (keyof HookrailClientOptions)[];

/** What differs between the clients. */
export interface Service {
  /** The option that holds the key. */
  readonly keyName: string;
  /** The variable that holds the key when the option does not. */
  readonly keyVariable: string;
  /** The variable that holds the URL when the option does not, if there is one. */
  readonly urlVariable?: string;
  /** Where the service is by default. */
  readonly defaultUrl: string;
  /** The name of the client, for messages. */
  readonly name: string;
}

/** {@linkcode HookrailClientOptions} checked, with every default filled in. */
export interface Access {
  readonly key: string;
  readonly baseUrl: URL;
  readonly settings: Settings;
}

/**
 * Checks the options of a client and fills in the defaults.
 *
 * @param options The options as a user gave them.
 * @param service What differs between the clients.
 * @returns How to reach the service.
 * @throws {TypeError | RangeError | HookrailConfigError} If an option is wrong. No message holds the
 * key.
 */
export function resolveAccess(options: HookrailClientOptions, service: Service): Access {
  checkNames(options, [...NAMES, service.keyName], `${service.name}()`);
  const { baseUrl, retries, policy: chosen, headers: given, ...rest } = options;
  const key = readKey(Reflect.get(options, service.keyName), service);
  const url = String(baseUrl ?? "") || (service.urlVariable && readEnv(service.urlVariable)) ||
    service.defaultUrl;
  checkType("policy", chosen, "object");
  if (!chosen && retries !== undefined) checkNumber("retries", retries, { min: 0, integer: true });
  const policy = new RetryPolicy(chosen ?? { maxRetries: retries });
  const { clock = systemClock, timeout = 10_000, maxResponseBytes = 10 * 2 ** 20 } = rest;
  const headers = readHeaders("headers", given);
  if (!headers.has("user-agent")) headers.set("user-agent", `hookcast/${VERSION}`);
  setKey(headers, key, service);
  const { fetch, client, proxies, onAttempt } = rest;
  const settings = resolveOptions({
    fetch,
    client,
    proxies,
    onAttempt,
    clock,
    timeout,
    maxResponseBytes,
    headers,
    // The policy alone decides; a limiter of ours would add waits that it does not know of.
    rateLimit: false,
    maxRetryAfter: Infinity,
    maxRetries: policy.maxRetries,
    maxProxyRetries: policy.maxRetries,
    retryHandlers: [policyRetry(policy, clock)],
  });
  return { key, baseUrl: readBaseUrl(url), settings };
}

function readKey(given: unknown, { keyName, keyVariable }: Service): string {
  checkType(keyName, given, "string");
  // What is read from a file ends in a line feed; HTTP drops it, and so the service never sees it.
  const key = (given as string | undefined)?.trim() || readEnv(keyVariable)?.trim();
  if (key) return key;
  throw new TypeError(`'${keyName}' is required: give the option or set ${keyVariable}`);
}

function setKey(headers: Headers, key: string, { keyName }: Service): void {
  try {
    headers.set("authorization", `Bearer ${key}`);
  } catch {
    // What the platform says may hold the key.
    throw new TypeError(`'${keyName}' holds a character that is not allowed in HTTP`);
  }
}

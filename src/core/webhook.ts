/**
 * The sender.
 *
 * @module
 */

import { basicAuth } from "../util/basic_auth.ts";
import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { Conclusion } from "./conclusion.ts";
import { deliver } from "./deliver.ts";
import type { Failure } from "./failure.ts";
import { resolveOptions, type SendOptions, type Settings, type WebhookOptions } from "./options.ts";
import { type Letter, prepare } from "./prepare.ts";
import type { OutgoingRequest } from "./request.ts";
import type { WebhookResult } from "./result.ts";
import { Scope } from "./scope.ts";
import type { Send } from "./send.ts";
import type { Sender } from "./sender.ts";

/** One URL of the pool. */
interface Target {
  /** As the user gave it. */
  readonly given: string;
  /** Where requests go; without user info. */
  readonly url: URL;
  /** What its user info comes to as a header. */
  readonly authorization: string | undefined;
}

/**
 * Posts payloads to a URL, or to a pool of them, and tells what came of it. `send()` never throws
 * and never rejects: every failure is a value.
 *
 * @example
 * ```ts
 * import { Webhook } from "@hookcast/hookcast";
 * import { FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = await FakeServer.start([{ status: 500 }, { status: 204 }]);
 *
 * const hook = new Webhook(server.url, { backoff: { minTimeout: 1 } });
 * const result = await hook.send({ content: "hello" });
 * if (!result.ok) console.warn(result.kind, result.error);
 *
 * assertEquals(result.status, 204);
 * assertEquals(result.attempts, 2);
 * ```
 */
export class Webhook<T = unknown> implements Sender<unknown, T> {
  readonly #targets: readonly Target[];
  readonly #settings: Settings;
  #next = 0;

  static {
    makePrintable(this.prototype, "Webhook");
  }

  /**
   * Makes a sender. Nothing is sent or opened yet.
   *
   * @param urls One URL, or a list: the pool. Duplicates and order are kept.
   * @param options Settings of every send.
   * @throws {TypeError} If there is no URL, one cannot be read or is not http(s), or an option is
   * unknown or of the wrong type. No message holds a URL.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(urls: string | URL | Iterable<string | URL>, options: WebhookOptions = {}) {
    this.#targets = readUrls(urls);
    this.#settings = resolveOptions(options);
  }

  /** The URLs of the pool, masked, in order. */
  get urls(): string[] {
    return this.#targets.map(({ url }) => maskUrl(url));
  }

  /**
   * Sends a payload to the next URL of the pool.
   *
   * @param payload Any JSON value (an object with `toJSON()` counts), or a ready body: `FormData`,
   * `Blob`, `Uint8Array`, `URLSearchParams`, or a string for which a `content-type` header is set.
   * It is serialised once, at the call: every attempt sends the same bytes.
   * @param options Settings of this send.
   * @returns What came of it. Failures are of every {@linkcode FailureKind}.
   */
  send(payload: unknown, options: SendOptions = {}): Promise<WebhookResult<T>> {
    const first = this.#next++;
    const pool = this.#targets;
    const count = this.#settings.rotation === "failover" ? pool.length : 1;
    return this.#run(
      Array.from({ length: count }, (_, step) => pool[(first + step) % pool.length]!),
      payload,
      options,
    );
  }

  /**
   * Sends a payload to every URL of the pool, at the same time.
   *
   * @param payload What to send, as for {@linkcode Webhook.send}.
   * @param options Settings of this send.
   * @returns One result per URL, in the order of the pool.
   */
  broadcast(payload: unknown, options: SendOptions = {}): Promise<WebhookResult<T>[]> {
    return Promise.all(this.#targets.map((target) => this.#run([target], payload, options)));
  }

  /**
   * What is printed of a webhook: where it leads, nothing that lets one use it.
   *
   * @returns A plain object.
   */
  toJSON(): { urls: string[] } {
    return { urls: this.urls };
  }

  /** Sends to these URLs in turn, until one takes the message. */
  async #run(
    targets: readonly Target[],
    payload: unknown,
    options: SendOptions,
  ): Promise<WebhookResult<T>> {
    const settings = this.#settings;
    const tally = { settings, started: settings.clock.ticks(), attempts: 0, mayHaveArrived: false };
    const refuse = (failure: Failure) => {
      const { url, given } = targets[0]!;
      return new Conclusion({ url, headers: settings.headers }, given, tally).failed(failure);
    };
    try {
      const prepared = await prepare(payload, options, settings);
      if ("failure" in prepared) return refuse(prepared.failure) as WebhookResult<T>;
      const { deadline = settings.deadline, timeout = settings.timeout, signal, query } = options;
      const scope = new Scope(signal, deadline, settings.clock);
      try {
        const send: Send = Object.assign(tally, { timeout, scope });
        let result: WebhookResult;
        let step = 0;
        do {
          const target = targets[step++]!;
          result = await deliver(direct(prepared.letter, target, query), target.given, send);
        } while (step < targets.length && !isFinal(result, send));
        return result as WebhookResult<T>;
      } finally {
        scope[Symbol.dispose]();
      }
    } catch (cause) {
      // Nothing known leads here; should anything do, it is a value like every failure.
      return refuse({ kind: "config", reason: "an unexpected error", cause }) as WebhookResult<T>;
    }
  }
}

/** Whether another URL of the pool would be no use, or would risk a second delivery. */
function isFinal(result: WebhookResult, { settings, scope, mayHaveArrived }: Send): boolean {
  if (result.ok || scope.ended) return true;
  if (result.kind === "payload" || result.kind === "config") return true;
  return mayHaveArrived && settings.delivery === "at-most-once";
}

/** Puts a URL on a letter. */
function direct(letter: Letter, target: Target, query: SendOptions["query"]): OutgoingRequest {
  let { url } = target;
  let { headers } = letter;
  if (query) {
    url = new URL(url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  }
  if (target.authorization && !headers.has("authorization")) {
    headers = new Headers(headers);
    headers.set("authorization", target.authorization);
  }
  return { ...letter, url, headers };
}

function readUrls(urls: string | URL | Iterable<string | URL>): Target[] {
  const isOne = typeof urls === "string" || urls instanceof URL;
  if (!isOne && typeof urls?.[Symbol.iterator] !== "function") {
    throw new TypeError("'urls' must be a URL or a list of URLs");
  }
  const targets = Array.from(isOne ? [urls] : urls, (given, index) => {
    const name = isOne ? "'urls'" : `'urls[${index}]'`;
    // The text is not shown: it is a secret, even when it is wrong.
    if (typeof given !== "string" && !(given instanceof URL)) {
      throw new TypeError(`${name} must be a URL`);
    }
    if (!URL.canParse(String(given))) throw new TypeError(`${name} is no valid URL`);
    return readUrl(String(given), name);
  });
  if (targets.length === 0) throw new TypeError("'urls' must name at least one URL");
  return targets;
}

function readUrl(given: string, name: string): Target {
  const url = new URL(given);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new TypeError(`${name} must begin with https: or http:`);
  }
  const { username, password } = url;
  if (!username && !password) return { given, url, authorization: undefined };
  url.username = url.password = ""; // `fetch` refuses a URL that holds a login.
  return { given, url, authorization: basicAuth(username, password) };
}

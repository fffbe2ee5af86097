/**
 * Turns what happened into the result.
 *
 * @module
 */

import type { ProxyAddress } from "../platform/http_client.ts";
import { basicAuth } from "../util/basic_auth.ts";
import { headerSecrets, redactError, type Redactor, redactor, urlSecrets } from "../util/mask.ts";
import type { Answer } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import { formatProxy } from "./proxy.ts";
import type { OutgoingRequest } from "./request.ts";
import { createResult, type ResultFacts, type WebhookResult } from "./result.ts";
import type { Send } from "./send.ts";

/** What a result needs to know of its send. */
type Tally = Pick<Send, "settings" | "started" | "attempts" | "mayHaveArrived">;

/** Gathers what the result of one send to one URL has to tell. */
export class Conclusion {
  /** The last answer. */
  answer: Answer | undefined;
  /** The wait that the server asked for last, in ms. */
  retryAfter: number | null = null;
  /** The headers that the signer added, to each attempt. */
  readonly signed: Headers[] = [];
  /** The proxies used, the last one at the end. */
  readonly proxies: ProxyAddress[] = [];
  readonly #request: Pick<OutgoingRequest, "url" | "headers">;
  readonly #url: string;
  readonly #send: Tally;
  #redactor: Redactor | undefined;

  /**
   * @param request What was sent.
   * @param url The URL as the caller gave it.
   * @param send The send it is part of.
   */
  constructor(request: Pick<OutgoingRequest, "url" | "headers">, url: string, send: Tally) {
    this.#request = request;
    this.#url = url;
    this.#send = send;
  }

  /**
   * The result of a delivery.
   *
   * @param answer The 2xx.
   * @returns The result.
   */
  delivered({ status, response }: Answer): WebhookResult {
    return createResult(this.#complete({ ok: true, status, response, error: null }), this);
  }

  /**
   * The result of a failure.
   *
   * @param failure Why it failed.
   * @returns The result.
   */
  failed(failure: Failure): WebhookResult {
    const redact = this.redactor();
    // A reason may quote what a payload's toJSON() threw.
    const reason = redact(failure.reason);
    const outcome = {
      ok: false,
      kind: failure.kind,
      error: describe(this.#request.url, { ...failure, reason }),
      status: this.answer?.status ?? null,
      response: this.answer?.response ?? null,
      retryAfter: failure.retryAfter ?? this.retryAfter,
      mayHaveArrived: this.#send.mayHaveArrived,
      cause: redactError(failure.cause, redact),
    } as const;
    return createResult(this.#complete(outcome), this);
  }

  /** Adds what every result tells. */
  #complete<T extends object>(outcome: T): T & ResultFacts {
    const { attempts, started, settings } = this.#send;
    const proxy = this.proxies.at(-1);
    return {
      ...outcome,
      url: this.#url,
      attempts,
      elapsed: Math.round((settings.clock.ticks() - started) * 1000) / 1000,
      proxy: proxy ? formatProxy(proxy) : null,
      headers: this.answer?.headers ?? null,
      truncated: this.answer?.truncated ?? false,
    };
  }

  /** Most results are never printed, so their secrets are looked for only when one is. */
  redactor(): Redactor {
    const { url, headers } = this.#request;
    return this.#redactor ??= redactor([
      ...[this.#url, url].flatMap((url) => urlSecrets(new URL(url))),
      ...headerSecrets(Object.entries(headers)),
      ...this.signed.flatMap(headerSecrets),
      ...this.proxies.flatMap(proxySecrets),
    ]);
  }
}

/**
 * The sentence that tells people of a failure.
 *
 * @param url Where the message should have gone.
 * @param failure Why it did not.
 * @returns The sentence. Of the URL it holds the host.
 */
export function describe(url: URL, failure: Failure): string {
  return `Cannot deliver to ${url.host}: ${failure.reason}`;
}

/** The login of a proxy, and as the header that Deno shows to https targets too. */
function proxySecrets({ username, password = "" }: ProxyAddress): string[] {
  if (username === undefined) return [];
  const [user, pass] = [username, password].map((text) => encodeURIComponent(text.toWellFormed()));
  return [username, password, basicAuth(user!, pass!).slice("Basic ".length)];
}

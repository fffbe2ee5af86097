/**
 * JSON calls on the core, for the clients of REST services.
 *
 * @module
 */

import type { Settings } from "../core/options.ts";
import type { Delivered, Failed } from "../core/result.ts";
import { run } from "../core/run.ts";

/** What a {@linkcode RestClient} is made of. */
export interface RestClientOptions {
  /** Where the service is, path prefix included; see `readBaseUrl()`. */
  readonly baseUrl: URL;
  /** How requests are sent: those of `resolveOptions()`, headers of every call included. */
  readonly settings: Settings;
  /**
   * Turns a failed result into the error that the call rejects with: one place for all calls. It is
   * told the settings of the call, which were not checked if the result is of kind `config`.
   */
  readonly toError: (failed: Failed, options: CallOptions) => Error;
}

/** Settings of one call. */
export interface CallOptions {
  /** What to send as JSON; a string with a content type among the headers is sent as it is. */
  readonly body?: unknown;
  /** The query: what is `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Headers to add to those of the client, or to replace them. */
  readonly headers?: HeadersInit;
  /** The `Idempotency-Key` header, the same for all attempts. */
  readonly idempotencyKey?: string;
  /** Ends the call at once, wherever it is. */
  readonly signal?: AbortSignal;
  /** How long one attempt may take, in ms. */
  readonly timeout?: number;
}

/** Calls one service. A call is one send of the core: it has no loop and no `fetch` of its own. */
export class RestClient {
  readonly #baseUrl: string;
  readonly #settings: Settings;
  readonly #toError: RestClientOptions["toError"];

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param options Where the service is, how to send, and how failures are told.
   */
  constructor({ baseUrl, settings, toError }: RestClientOptions) {
    this.#baseUrl = baseUrl.href.replace(/\/+$/, "");
    this.#settings = settings;
    this.#toError = toError;
  }

  /**
   * Makes one call.
   *
   * @param method The HTTP method.
   * @param path The path below the base URL; it begins with `/`, and is encoded: see `path`.
   * @param options Body, query and settings of this call.
   * @returns The answer, a 2xx. Its body is not checked, and may be `truncated`.
   * @throws What `toError` makes of a failure.
   */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Delivered> {
    const { body, query = {}, ...rest } = options;
    const url = new URL(this.#baseUrl + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const target = { given: url.href, url, authorization: undefined };
    const sending = { targets: [target], settings: this.#settings };
    const result = await run(sending, body, { ...rest, method });
    if (!result.ok) throw this.#toError(result, options);
    return result;
  }
}

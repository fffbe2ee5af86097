/**
 * Calls to the service.
 *
 * @module
 */

import type { Settings } from "../core/options.ts";
import type { Delivered } from "../core/result.ts";
import { RestClient } from "../rest/client.ts";
import { checkNames, checkType } from "../util/check.ts";
import { PosthookError } from "./errors.ts";
import { readData, toPosthookError } from "./failure.ts";

/** Settings of one call. They win over those of the client. */
export interface PosthookCallOptions {
  /** Ends the call at once. */
  readonly signal?: AbortSignal;
  /** How long the call may take, in ms, from connecting to the last byte of the answer. */
  readonly timeout?: number;
  /** Headers to add to those of the client, or to replace them. */
  readonly headers?: HeadersInit;
}

/** The names of all settings of one call. */
const NAMES = ["signal", "timeout", "headers"] satisfies (keyof PosthookCallOptions)[];

/** What is sent beside the settings of a call. */
export interface CallContent {
  /** The body. */
  readonly body?: unknown;
  /** The query. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

/** What an {@linkcode Api} is made of. */
export interface ApiOptions {
  /** Where the service is. */
  readonly baseUrl: URL;
  /** How requests are sent. */
  readonly settings: Settings;
  /** What must not be seen in an error. */
  readonly secrets: readonly string[];
  /** Told of every answer, in one line. */
  readonly log: ((line: string) => void) | undefined;
}

/** Makes calls and unwraps their answers. */
export class Api {
  readonly #rest: RestClient;
  readonly #settings: Settings;
  readonly #log: ((line: string) => void) | undefined;

  /** @param options What it is made of. */
  constructor({ baseUrl, settings, secrets, log }: ApiOptions) {
    this.#rest = new RestClient({
      baseUrl,
      settings,
      toError: (failed, { headers }) =>
        toPosthookError(failed, () => [
          ...secrets,
          ...credentials(settings.headers),
          ...credentials(new Headers(headers)),
        ]),
    });
    this.#settings = settings;
    this.#log = log;
  }

  /**
   * Makes a call.
   *
   * @param method The HTTP method.
   * @param path The path, encoded.
   * @param content What to send.
   * @param options Settings of this call.
   * @returns The `data` of the answer, not checked, and the answer's headers.
   * @throws {PosthookError} If the service refuses, or there is no answer that can be read.
   * @throws {TypeError} If an option is wrong, or the content cannot be sent.
   */
  async call(
    method: string,
    path: string,
    content: CallContent,
    options: PosthookCallOptions,
  ): Promise<{ readonly data: unknown; readonly headers: Headers | null }> {
    const result = await this.send(method, path, content, options);
    const { signal, timeout = this.#settings.timeout } = options;
    return { data: readData(result, { signal, timeout }), headers: result.headers };
  }

  /**
   * Makes a call whose answer does not matter.
   *
   * @param method The HTTP method.
   * @param path The path, encoded.
   * @param content What to send.
   * @param options Settings of this call.
   * @returns The answer, a 2xx.
   * @throws {PosthookError} If the service refuses, or there is no answer.
   * @throws {TypeError} If an option is wrong, or the content cannot be sent.
   */
  async send(
    method: string,
    path: string,
    content: CallContent,
    options: PosthookCallOptions,
  ): Promise<Delivered> {
    checkType("options", options ?? null, "object");
    checkNames(options, NAMES, "a call");
    const { clock } = this.#settings;
    const begun = clock.ticks();
    const note = (status: number) => {
      const seconds = ((clock.ticks() - begun) / 1000).toFixed(3);
      try {
        this.#log?.(`${method} ${path} -> ${status} (${seconds}s)`);
      } catch {
        // A log that fails must not fail the call.
      }
    };
    try {
      const result = await this.#rest.call(method, path, { ...content, ...options });
      note(result.status);
      return result;
    } catch (error) {
      if (error instanceof PosthookError && error.status !== undefined) note(error.status);
      throw error;
    }
  }
}

/** What headers let one in by. A call may have others than its client. */
function credentials(headers: Headers): string[] {
  const values = ["x-api-key", "authorization"].map((name) => headers.get(name) ?? "");
  return values.flatMap((value) => [value, value.slice(value.indexOf(" ") + 1)]);
}

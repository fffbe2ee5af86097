/**
 * The way of a client to its service.
 *
 * @module
 */

import type { Delivered, Failed } from "../core/result.ts";
import { type CallOptions, RestClient } from "../rest/client.ts";
import type { Clock } from "../util/clock.ts";
import { configured } from "./configured.ts";
import { HookrailConfigError, HookrailResponseError } from "./errors.ts";
import { type HookrailClientOptions, resolveAccess, type Service } from "./options.ts";
import { toError } from "./to_error.ts";

/** Calls the service and reads its answers, until it is closed. */
export class Connection {
  /** Where the service is: scheme, host and port. */
  readonly origin: string;
  /** Where the time comes from. */
  readonly clock: Clock;
  readonly #name: string;
  readonly #rest: RestClient;
  readonly #once: RestClient;
  #closed = false;

  /**
   * Makes a connection. Nothing is opened yet.
   *
   * @param options The options as a user gave them.
   * @param service What differs between the clients.
   * @throws {HookrailConfigError} If an option is wrong.
   */
  constructor(options: HookrailClientOptions, service: Service) {
    const { key, baseUrl, settings } = configured(() => resolveAccess(options, service));
    const { clock } = settings;
    const rest = { baseUrl, toError: (failed: Failed) => toError(failed, { key, clock }) };
    this.origin = baseUrl.origin;
    this.clock = clock;
    this.#name = service.name;
    this.#rest = new RestClient({ ...rest, settings });
    this.#once = new RestClient({ ...rest, settings: { ...settings, delivery: "at-most-once" } });
  }

  /**
   * Makes a call that may be carried out twice without harm.
   *
   * @param method The HTTP method.
   * @param path The path, encoded.
   * @param options Body, query and settings of this call.
   * @returns The answer, complete.
   * @throws {HookrailError} If there is none.
   */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Delivered> {
    this.checkOpen();
    return whole(await this.#rest.call(method, path, options));
  }

  /**
   * Posts what must not be carried out twice: it is tried again only after an answer or an error that
   * says that nothing was done.
   *
   * @param path The path, encoded.
   * @param options Body and settings of this call. Without a body it is an empty object: the core
   * posts nothing that has none.
   * @returns The answer, complete.
   * @throws {HookrailError} If there is none.
   */
  async postOnce(path: string, options: CallOptions = {}): Promise<Delivered> {
    this.checkOpen();
    return whole(await this.#once.call("POST", path, { body: {}, ...options }));
  }

  /** Throws once the client is closed. */
  checkOpen(): void {
    if (this.#closed) throw new HookrailConfigError(`This ${this.#name} client is closed`);
  }

  /** Refuses further calls. */
  close(): void {
    this.#closed = true;
  }
}

function whole(answer: Delivered): Delivered {
  if (!answer.truncated) return answer;
  throw new HookrailResponseError("Cannot read the answer: it was cut, or is too long");
}

/**
 * The sender.
 *
 * @module
 */

import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { resolveOptions, type Settings, type WebhookOptions } from "./options.ts";
import { Pool } from "./pool.ts";
import type { WebhookResult } from "./result.ts";
import { run } from "./run.ts";
import type { SendOptions } from "./send_options.ts";
import type { Sender } from "./sender.ts";
import { readTargets, type Target } from "./target.ts";

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
  readonly #pool: Pool;
  readonly #settings: Settings;

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
    const targets = readTargets(urls);
    this.#settings = resolveOptions(options);
    this.#pool = new Pool(targets, this.#settings.rotation);
  }

  /** The URLs of the pool, masked, in order. */
  get urls(): string[] {
    return this.#pool.targets.map(({ url }) => maskUrl(url));
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
    return this.#run(this.#pool.take(), payload, options);
  }

  /**
   * Sends a payload to every URL of the pool, at the same time.
   *
   * @param payload What to send, as for {@linkcode Webhook.send}.
   * @param options Settings of this send.
   * @returns One result per URL, in the order of the pool.
   */
  broadcast(payload: unknown, options: SendOptions = {}): Promise<WebhookResult<T>[]> {
    return Promise.all(
      this.#pool.targets.map((target) => this.#run([target], payload, options)),
    );
  }

  /**
   * What is printed of a webhook: where it leads, nothing that lets one use it.
   *
   * @returns A plain object.
   */
  toJSON(): { urls: string[] } {
    return { urls: this.urls };
  }

  #run(
    targets: readonly Target[],
    payload: unknown,
    options: SendOptions,
  ): Promise<WebhookResult<T>> {
    const sending = { targets, settings: this.#settings };
    return run(sending, payload, options) as Promise<WebhookResult<T>>;
  }
}

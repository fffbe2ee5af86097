/**
 * The client of Slack's incoming webhooks.
 *
 * @module
 */

import type { Settings } from "../core/options.ts";
import { Pool } from "../core/pool.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Sender } from "../core/sender.ts";
import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { composeBody, composeMessage, type SlackBuilder, type SlackMessage } from "./message.ts";
import { post } from "./post.ts";
import { SlackRateLimiter } from "./rate_limiter.ts";
import type { SlackResult } from "./result.ts";
import { resolveSlackOptions, type SlackOptions } from "./settings.ts";
import { readSlackTargets } from "./url.ts";

/**
 * Posts messages to an incoming webhook of Slack's, or to a pool of them. `send()` never throws and
 * never rejects: every failure is a value, and its `slack` says what Slack's answer means.
 *
 * One message per second goes to each webhook, the others wait: see `SlackRateLimiter`.
 *
 * @example
 * ```ts
 * import { SlackWebhook } from "@hookcast/hookcast/slack";
 * import { FakeSlack } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using slack = await FakeSlack.start(); // your own webhook here
 * const { url } = slack.addWebhook();
 *
 * const hook = new SlackWebhook(url);
 * const result = await hook.send({
 *   text: "Deployed",
 *   blocks: [{ type: "section", text: { type: "mrkdwn", text: "*Deployed* v1.2.3" } }],
 * });
 * if (result.slack?.reason === "revoked") console.warn("ask for a new URL");
 *
 * assertEquals(result.response, "ok");
 * assertEquals(slack.messages[0]?.body.text, "Deployed");
 * ```
 */
export class SlackWebhook implements Sender<string | SlackMessage | SlackBuilder> {
  readonly #pool: Pool;
  readonly #settings: Settings;

  static {
    makePrintable(this.prototype, "SlackWebhook");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param urls The URL of a webhook, or several. Any host will do: a gateway, or a fake.
   * @param options Settings of every send. `rateLimit` is a `SlackRateLimiter` by default.
   * @throws {TypeError} If a URL cannot be read or is a `response_url` or a workflow's, or an option
   * is unknown or of the wrong type. No message holds a URL.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(urls: string | URL | Iterable<string | URL>, options: SlackOptions = {}) {
    const targets = readSlackTargets(urls, "webhook");
    const settings = resolveSlackOptions(options);
    const { rateLimit = true } = options;
    const { clock } = settings;
    const limiter = rateLimit === true ? new SlackRateLimiter({ clock }) : settings.limiter;
    this.#settings = { ...settings, limiter };
    this.#pool = new Pool(targets, settings.rotation);
  }

  /** The URLs of the pool, masked, in order. */
  get urls(): string[] {
    return this.#pool.targets.map(({ url }) => maskUrl(url));
  }

  /**
   * Sends a message. What Slack would refuse without saying why (too many blocks, too long texts)
   * is refused here, and `error` says where.
   *
   * @param message The text, the parts of a message, or a builder of a whole one.
   * @param options Settings of this send.
   * @returns What came of it. Failures are of every `FailureKind`.
   */
  send(
    message: string | SlackMessage | SlackBuilder = {},
    options: SendOptions = {},
  ): Promise<SlackResult> {
    return this.#post(() => composeMessage(message), options);
  }

  /**
   * Sends a body as Slack's API names its parts, unchecked: for what `send()` does not know.
   *
   * @param body The body. What is `undefined` or `null` at its top is not sent.
   * @param options Settings of this send.
   * @returns What came of it. Failures are of every `FailureKind`.
   */
  sendRaw(body: object, options: SendOptions = {}): Promise<SlackResult> {
    return this.#post(() => composeBody(body), options);
  }

  /**
   * What is printed of a client: where it leads, nothing that lets one use it.
   *
   * @returns A plain object.
   */
  toJSON(): { urls: string[] } {
    return { urls: this.urls };
  }

  #post(compose: () => object, options: SendOptions): Promise<SlackResult> {
    const sending = { targets: this.#pool.take(), settings: this.#settings };
    return post(sending, compose, options);
  }
}

/**
 * Answers to an interaction, by its `response_url`.
 *
 * @module
 */

import type { Settings } from "../core/options.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Sender } from "../core/sender.ts";
import type { Target } from "../core/target.ts";
import { checkType } from "../util/check.ts";
import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { composeBody, composeMessage, type SlackBuilder, type SlackMessage } from "./message.ts";
import { post } from "./post.ts";
import { ResponseBudget } from "./response_budget.ts";
import type { SlackResult } from "./result.ts";
import { resolveSlackOptions, type SlackOptions } from "./settings.ts";
import { readSlackTargets } from "./url.ts";

/** Settings of a {@linkcode SlackResponse}. */
export interface SlackResponseOptions extends SlackOptions {
  /**
   * When the interaction came; its `response_url` is good for 30 minutes from then.
   *
   * @default {new Date()}
   */
  readonly receivedAt?: Date;
}

/**
 * Answers an interaction or a slash command by its `response_url`: at most five times, within 30
 * minutes. A sixth answer is refused here, as `blocked`, with the reason `spent`; while five are
 * under way it waits, as some may fail and leave their use to it. Make one for each interaction, and
 * keep it: it counts.
 *
 * Slack shows an answer to the one who acted only, unless `responseType` is `in_channel`. To answer
 * inside a thread, `threadTs` needs `in_channel` too.
 *
 * @example
 * ```ts
 * import { SlackResponse } from "@hookcast/hookcast/slack";
 * import { FakeSlack } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using slack = await FakeSlack.start(); // the payload's response_url here
 * const { url } = slack.addResponse();
 *
 * const response = new SlackResponse(url);
 * await response.send("Working on it …");
 * await response.replace("Done");
 *
 * assertEquals(response.usesLeft, 3);
 * assertEquals(slack.messages[1]?.body, { text: "Done", replace_original: true });
 * ```
 */
export class SlackResponse implements Sender<string | SlackMessage | SlackBuilder> {
  readonly #targets: readonly Target[];
  readonly #settings: Settings;
  readonly #budget: ResponseBudget;

  static {
    makePrintable(this.prototype, "SlackResponse");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param url The `response_url`.
   * @param options Settings of every send.
   * @throws {TypeError} If the URL cannot be read or is another kind of Slack's, or an option is
   * unknown or of the wrong type. No message holds a URL.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(url: string | URL, options: SlackResponseOptions = {}) {
    this.#targets = readSlackTargets(url, "response").slice(0, 1);
    checkType("options", options ?? null, "object");
    const { receivedAt, ...rest } = options;
    const settings = resolveSlackOptions(rest);
    const { clock } = settings;
    if (receivedAt !== undefined && !(receivedAt instanceof Date && !isNaN(+receivedAt))) {
      throw new TypeError("'receivedAt' must be a valid Date");
    }
    this.#budget = new ResponseBudget(settings.limiter, +(receivedAt ?? clock.now()), clock);
    this.#settings = settings;
  }

  /**
   * How many uses are left, as far as is known here; 0 when the time is over. Those under way are
   * not left; one that fails is given back.
   */
  get usesLeft(): number {
    return this.#budget.usesLeft;
  }

  /**
   * Answers with a new message.
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
   * Puts a message in the place of the one that was acted on. A slash command has none.
   *
   * @param message The text, the parts of a message, or a builder of a whole one.
   * @param options Settings of this send.
   * @returns What came of it. Failures are of every `FailureKind`.
   */
  replace(
    message: string | SlackMessage | SlackBuilder,
    options: SendOptions = {},
  ): Promise<SlackResult> {
    return this.#post(() => ({ ...composeMessage(message), replace_original: true }), options);
  }

  /**
   * Removes the message that was acted on.
   *
   * @param options Settings of this send.
   * @returns What came of it. Failures are of every `FailureKind`.
   */
  delete(options: SendOptions = {}): Promise<SlackResult> {
    return this.#post(() => ({ delete_original: true }), options);
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
  toJSON(): { url: string; usesLeft: number } {
    return { url: maskUrl(this.#targets[0]!.url), usesLeft: this.usesLeft };
  }

  #post(compose: () => object, options: SendOptions): Promise<SlackResult> {
    const sending = { targets: this.#targets, settings: this.#settings, budget: this.#budget };
    return post(sending, compose, options);
  }
}

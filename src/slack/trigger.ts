/**
 * The start of a workflow, by its trigger's URL.
 *
 * @module
 */

import { refuseLoss } from "../core/body.ts";
import type { Settings } from "../core/options.ts";
import { Pool } from "../core/pool.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Sender } from "../core/sender.ts";
import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { MessageError } from "./message_error.ts";
import { post } from "./post.ts";
import { SlackRateLimiter } from "./rate_limiter.ts";
import type { SlackResult } from "./result.ts";
import { resolveSlackOptions, type SlackOptions } from "./settings.ts";
import { readSlackTargets } from "./url.ts";

/** The variables of a workflow: texts only. */
export type SlackVariables = Readonly<Record<string, string>>;

/** Slack takes ten per minute. */
const PACE = { interval: 6000, burst: 10 };

/**
 * Starts a workflow of Slack's, or one of a pool of them, by the webhook of its trigger. It takes
 * texts under the names that the workflow defines, and no Block Kit: Slack would say `ok`, and the
 * workflow would fail later, so it is refused here.
 *
 * At most ten starts go out in any minute, the others wait.
 *
 * @example
 * ```ts
 * import { SlackTrigger } from "@hookcast/hookcast/slack";
 * import { FakeSlack } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using slack = await FakeSlack.start(); // your own workflow here
 * const { url } = slack.addTrigger();
 *
 * const result = await new SlackTrigger(url).send({ version: "1.2.3" });
 *
 * assertEquals(result.response, { ok: true });
 * assertEquals(slack.messages[0]?.body, { version: "1.2.3" });
 * ```
 */
export class SlackTrigger implements Sender<SlackVariables> {
  readonly #pool: Pool;
  readonly #settings: Settings;

  static {
    makePrintable(this.prototype, "SlackTrigger");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param urls The URL of a trigger, or several.
   * @param options Settings of every send. `rateLimit` is ten per minute by default.
   * @throws {TypeError} If a URL cannot be read or is another kind of Slack's, or an option is
   * unknown or of the wrong type. No message holds a URL.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(urls: string | URL | Iterable<string | URL>, options: SlackOptions = {}) {
    const targets = readSlackTargets(urls, "trigger");
    const settings = resolveSlackOptions(options);
    const { rateLimit = true } = options;
    const { clock } = settings;
    const limiter = rateLimit === true
      ? new SlackRateLimiter({ ...PACE, clock })
      : settings.limiter;
    this.#settings = { ...settings, limiter };
    this.#pool = new Pool(targets, settings.rotation);
  }

  /** The URLs of the pool, masked, in order. */
  get urls(): string[] {
    return this.#pool.targets.map(({ url }) => maskUrl(url));
  }

  /**
   * Starts the workflow.
   *
   * @param variables Its variables: a plain object, no builder and no instance of a class.
   * @param options Settings of this send.
   * @returns What came of it. Failures are of every `FailureKind`.
   */
  send(variables: SlackVariables = {}, options: SendOptions = {}): Promise<SlackResult> {
    const sending = { targets: this.#pool.take(), settings: this.#settings };
    return post(sending, () => checkVariables(variables), options);
  }

  /**
   * What is printed of a client: where it leads, nothing that lets one use it.
   *
   * @returns A plain object.
   */
  toJSON(): { urls: string[] } {
    return { urls: this.urls };
  }
}

function checkVariables(variables: SlackVariables): SlackVariables {
  refuseLoss(variables);
  if (!isPlain(variables)) {
    throw new MessageError("the variables must be a plain object");
  }
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === "string") continue;
    throw new MessageError(`'${name}' must be a string: a workflow takes texts only, no Block Kit`);
  }
  return { ...variables };
}

/** Of other objects what counts may be no field of their own, and `{}` would be sent. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  // That of an object of another realm is not ours, but has none above it either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

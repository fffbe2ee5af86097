/**
 * The client of Discord's webhooks.
 *
 * @module
 */

import type { APIMessage, APIWebhook } from "discord-api-types/v10";
import { RefusedPayload } from "../core/body.ts";
import { Composition } from "../core/composition.ts";
import { checkTimes, readHeaders, resolveOptions } from "../core/options.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Sender } from "../core/sender.ts";
import { listUrls, type Target } from "../core/target.ts";
import { checkNumber, checkType, checkWord } from "../util/check.ts";
import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { VERSION } from "../util/version.ts";
import { readAvatar } from "./avatar.ts";
import { below, type DiscordMessageRef, readMessageRef, webhookIdOf } from "./endpoint.ts";
import { ATTACHMENT } from "./limits.ts";
import {
  composeMessage,
  type DiscordEdit,
  type DiscordId,
  type DiscordIdentity,
  type DiscordMessage,
  type Draft,
  EDIT_OPTIONS,
  MESSAGE_OPTIONS,
} from "./message.ts";
import type {
  DiscordEditOptions,
  DiscordRequestOptions,
  DiscordSendOptions,
  DiscordWebhookChanges,
  DiscordWebhookOptions,
} from "./options.ts";
import { type Overflow, OVERFLOWS } from "./overflow.ts";
import { planMessages } from "./plan.ts";
import { Manuscript } from "./manuscript.ts";
import { ClosedClient, OpenSends } from "./open_sends.ts";
import { post } from "./post.ts";
import { DiscordRateLimiter, sharedRateLimiter } from "./rate_limiter.ts";
import type { DiscordResult } from "./report.ts";
import { CLOSED, type DiscordCall, DiscordRequester } from "./requester.ts";
import { discordRetry, freshMessageRetry } from "./retry.ts";
import { ROTATIONS, WebhookPool } from "./rotation.ts";
import { parseWebhookUrl, pinWebhookUrl, readBaseUrl } from "./url.ts";

/** Discord asks every client to say who it is; the edge turns away those that do not. */
const USER_AGENT = `DiscordBot (https://jsr.io/@hookcast/hookcast, ${VERSION})`;

/** Waits grow from half a second; chance only adds to it. */
const BACKOFF = { minTimeout: 1000, jitter: 0.5 };

/** Options of a send that are not for the core. */
const SEND_OPTIONS = [...MESSAGE_OPTIONS, "wait", "threadId", "overflow"];

/** Options of a request about a message that are not for the core. */
const REQUEST_OPTIONS = ["threadId", "webhookId"];

/**
 * Posts messages to a Discord webhook, or to a pool of them, and edits and deletes them. What sends
 * never throws and never rejects: every failure is a value, and `result.discord` says what Discord
 * meant.
 *
 * Requests go to v10 of the API, whatever version the URL names. `allowed_mentions` is always
 * sent, so that nobody is pinged unless you say so. A message that Discord would refuse is not sent.
 *
 * @example
 * ```ts
 * import { DiscordWebhook } from "@hookcast/hookcast/discord";
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start();
 * const { url } = discord.addWebhook();
 *
 * const hook = new DiscordWebhook(url, { username: "Deploys", baseUrl: discord.url });
 * const result = await hook.send("Done", { embeds: [{ title: "v1.2.3", color: 0x57f287 }] });
 *
 * assertEquals(result.ok, true);
 * assertEquals(discord.stored[0]?.message.content, "Done");
 * ```
 *
 * @example Edit what was posted
 * ```ts
 * import { DiscordWebhook } from "@hookcast/hookcast/discord";
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start();
 * const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
 *
 * const posted = await hook.send("Building …", { wait: true });
 * assert(posted.ok && posted.response);
 * await hook.edit(posted.response, "Built.");
 *
 * assertEquals(discord.stored[0]?.message.content, "Built.");
 * ```
 */
export class DiscordWebhook
  implements Sender<string | DiscordMessage, APIMessage>, AsyncDisposable {
  readonly #pool: WebhookPool;
  readonly #requester: DiscordRequester;
  readonly #sends: OpenSends;
  readonly #identity: DiscordIdentity;
  readonly #overflow: Overflow;
  readonly #sizes: { readonly maxFileBytes: number; readonly maxRequestBytes: number };

  static {
    makePrintable(this.prototype, "DiscordWebhook");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param urls The URL of a webhook, or several, in any form that Discord shows: with or without
   * a version, on `discord.com`, `discordapp.com`, `ptb.` or `canary.`. A `thread_id` in the query
   * is kept.
   * @param options Settings of every send.
   * @throws {TypeError} If a URL is not one of a Discord webhook, or an option is unknown or of the
   * wrong type. No message holds a URL.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(
    urls: string | URL | Iterable<string | URL>,
    options: DiscordWebhookOptions = {},
  ) {
    checkType("options", options ?? null, "object");
    const { username, avatarUrl, baseUrl, rotation, rateLimit, order, overflow, ...rest } = options;
    const { maxFileBytes = ATTACHMENT.bytes, onDead, ...core } = rest;
    checkType("username", username, "string");
    checkType("avatarUrl", avatarUrl, "string");
    if (rotation !== undefined) checkWord("rotation", rotation, ROTATIONS);
    if (order !== undefined) checkWord("order", order, ["strict", "any"]);
    if (overflow !== undefined) checkWord("overflow", overflow, OVERFLOWS);
    checkNumber("maxFileBytes", maxFileBytes, { min: 0 });
    checkType("onDead", onDead, "function");
    const headers = readHeaders("headers", core.headers);
    if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
    const isOurs = rateLimit === undefined || rateLimit === true ||
      rateLimit instanceof DiscordRateLimiter;
    if (order !== undefined && !isOurs) {
      throw new TypeError("'order' needs a DiscordRateLimiter: it is the limiter that keeps it");
    }
    const settings = resolveOptions({
      ...core,
      backoff: core.backoff ?? BACKOFF,
      headers,
      rateLimit: isOurs ? false : rateLimit,
    });
    const retryHandlers = core.retryHandlers
      ? settings.retryHandlers
      : [discordRetry(), ...settings.retryHandlers];
    const limiter = rateLimit instanceof DiscordRateLimiter
      ? rateLimit
      : isOurs
      ? sharedRateLimiter(settings.clock)
      : undefined;
    this.#identity = { username, avatarUrl };
    this.#overflow = overflow ?? "fail";
    // A request holds the message and its form too.
    const maxRequestBytes = Math.max(ATTACHMENT.requestBytes, maxFileBytes);
    this.#sizes = { maxFileBytes, maxRequestBytes };
    this.#pool = new WebhookPool(pinAll(urls, baseUrl), rotation ?? "round-robin", limiter);
    this.#requester = new DiscordRequester({
      settings: { ...settings, retryHandlers },
      limiter,
      order: order ?? "strict",
      onDead,
    });
    this.#sends = new OpenSends(settings.clock);
  }

  /** The URLs of the pool, masked, in order. */
  get urls(): string[] {
    return this.#pool.targets.map(({ url }) => maskUrl(url));
  }

  /**
   * Posts a message.
   *
   * @param message The content, or a whole message as Discord's API names its parts, or a builder
   * of one.
   * @param options Parts of the message, which win over those inside it, and settings of this
   * send.
   * @returns What came of it. With `wait: true` the response is the stored message. Failures are of
   * every `FailureKind`.
   */
  send(
    message: string | DiscordMessage,
    options: DiscordSendOptions = {},
  ): Promise<DiscordResult<APIMessage>> {
    return this.#post([this.#pool.take()], message, options).then(([result]) => result!);
  }

  /**
   * Posts a message to every webhook of the pool, at the same time.
   *
   * @param message The message, as for {@linkcode DiscordWebhook.send}.
   * @param options Settings of this send.
   * @returns One result per webhook, in the order of the pool.
   */
  broadcast(
    message: string | DiscordMessage,
    options: DiscordSendOptions = {},
  ): Promise<DiscordResult<APIMessage>[]> {
    return this.#post(this.#pool.targets.map((target) => [target]), message, options);
  }

  /**
   * Gets a message that a webhook of the pool has posted.
   *
   * @param message Its id, or the message itself.
   * @param options Settings of this request.
   * @returns The message, as `response`.
   */
  get(
    message: DiscordMessageRef,
    options: DiscordRequestOptions = {},
  ): Promise<DiscordResult<APIMessage>> {
    return this.#atMessage(message, options, { method: "GET" });
  }

  /**
   * Edits a message that a webhook of the pool has posted. What is left out stays as it is; `null`
   * and `[]` clear. `allowed_mentions` is sent too, since Discord does not remember it.
   *
   * @param message Its id, or the message itself.
   * @param edit The new content, or the parts to change as Discord's API names them.
   * @param options Parts to change, which win over those in `edit`, and settings of this request.
   * @returns The message as it is then, as `response`.
   */
  edit(
    message: DiscordMessageRef,
    edit: string | DiscordEdit,
    options: DiscordEditOptions = {},
  ): Promise<DiscordResult<APIMessage>> {
    return this.#atMessage(message, options, { method: "PATCH", edit });
  }

  /**
   * Deletes a message that a webhook of the pool has posted.
   *
   * @param message Its id, or the message itself.
   * @param options Settings of this request.
   * @returns What came of it.
   */
  delete(
    message: DiscordMessageRef,
    options: DiscordRequestOptions = {},
  ): Promise<DiscordResult<null>> {
    return this.#atMessage(message, options, { method: "DELETE" });
  }

  /**
   * Gets the webhook itself: its name, its channel, whether an application owns it.
   *
   * @param options Settings of this request.
   * @returns The webhook, as `response`. It holds the token.
   */
  getWebhook(options: DiscordRequestOptions = {}): Promise<DiscordResult<APIWebhook>> {
    return this.#atWebhook(options, "GET", undefined);
  }

  /**
   * Changes the webhook's own name and picture.
   *
   * @param changes What to change.
   * @param options Settings of this request.
   * @returns The webhook as it is then, as `response`. It holds the token.
   */
  modifyWebhook(
    changes: DiscordWebhookChanges,
    options: DiscordRequestOptions = {},
  ): Promise<DiscordResult<APIWebhook>> {
    return this.#atWebhook(options, "PATCH", new Composition(() => readAvatar(changes)));
  }

  /**
   * Deletes the webhook itself, for good.
   *
   * @param options Settings of this request.
   * @returns What came of it.
   */
  deleteWebhook(options: DiscordRequestOptions = {}): Promise<DiscordResult<null>> {
    return this.#atWebhook(options, "DELETE", undefined);
  }

  /**
   * Posts a message in Slack's form. It cannot say who may be pinged: escape what you did not write.
   *
   * @param message The body of a Slack webhook.
   * @param options Settings of this send.
   * @returns What came of it.
   */
  sendSlack(
    message: Readonly<Record<string, unknown>>,
    options: Omit<DiscordRequestOptions, "webhookId"> = {},
  ): Promise<DiscordResult<string>> {
    return this.#forward("/slack", message, options);
  }

  /**
   * Forwards an event of GitHub's, which Discord draws.
   *
   * @param event The name of the event, from the header `X-GitHub-Event`, such as `push`.
   * @param body The body of GitHub's request.
   * @param options Settings of this send.
   * @returns What came of it.
   */
  sendGitHub(
    event: string,
    body: Readonly<Record<string, unknown>>,
    options: Omit<DiscordRequestOptions, "webhookId"> = {},
  ): Promise<DiscordResult<null>> {
    const name = typeof event === "string" ? event : "";
    return this.#forward("/github", body, options, { "x-github-event": name });
  }

  /**
   * Resolves when all that was sent before the call is over, well or badly, or the time is. Edits,
   * deletions and all other requests count too.
   *
   * @param timeout How long to wait, in ms. By default as long as it takes: every send ends by
   * itself.
   * @returns How many sends are left; they go on. 0: all are over.
   * @throws {TypeError | RangeError} If the timeout is no number, or less than 0.
   */
  async flush(timeout: number = Infinity): Promise<number> {
    checkNumber("timeout", timeout, { min: 0 });
    return await this.#sends.settled(timeout);
  }

  /**
   * Sends nothing more: what is asked for from now on fails at once, as `blocked`. Waits until all
   * that was sent before is over, or the time is, and gives up what is left then, as `aborted`.
   * `close(0)` gives up everything at once. What was given up on its way may have arrived.
   *
   * @example
   * ```ts
   * import { DiscordWebhook } from "@hookcast/hookcast/discord";
   * import { FakeDiscord } from "@hookcast/hookcast/testing";
   * import { assertEquals } from "@std/assert";
   *
   * await using discord = await FakeDiscord.start();
   * const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
   *
   * for (const text of ["one", "two", "three"]) hook.send(text); // Nobody waits for these,
   * assertEquals(await hook.close(10_000), 0); // but here.
   * assertEquals(discord.stored.length, 3);
   * ```
   * @param timeout How long to wait, in ms. By default as long as it takes.
   * @returns How many sends were given up.
   * @throws {TypeError | RangeError} If the timeout is no number, or less than 0.
   */
  async close(timeout: number = Infinity): Promise<number> {
    checkNumber("timeout", timeout, { min: 0 });
    return await this.#sends.close(timeout);
  }

  /** The same as {@linkcode DiscordWebhook.close}: it waits as long as it takes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * What is printed of a client: where it leads, nothing that lets one use it.
   *
   * @returns A plain object.
   */
  toJSON(): { urls: string[]; username?: string } {
    return { urls: this.urls, username: this.#identity.username };
  }

  /** Posts a message to each of these, which are tried in turn; it is put together once. */
  #post(
    ways: readonly (readonly Target[])[],
    message: string | DiscordMessage,
    given: DiscordSendOptions,
  ): Promise<DiscordResult<APIMessage>[]> {
    const alsoKnown = SEND_OPTIONS;
    const sent = this.#begin(given, (options) => {
      const { wait, overflow = this.#overflow, deadline } = options;
      checkTimes({ deadline });
      checkType("wait", wait, "boolean");
      checkWord("overflow", overflow, OVERFLOWS);
      const threadId = readId("threadId", options.threadId);
      const draft = composeMessage(message, options, this.#identity);
      if (threadId !== undefined && draft.message.thread_name !== undefined) {
        throw new TypeError("'threadId' and 'threadName' exclude each other");
      }
      const manuscript = this.#write(planMessages(draft, overflow), false, options);
      return Promise.all(ways.map((targets) => {
        return post(
          this.#requester,
          { targets, manuscript, wait, threadId, alsoKnown },
          options,
        );
      }));
    }, (error) => {
      return Promise.all(ways.map((targets) => {
        return this.#refuse({ targets, method: "POST", alsoKnown }, error, given);
      }));
    });
    return sent as Promise<DiscordResult<APIMessage>[]>;
  }

  #write(drafts: readonly Draft[], edit: boolean, { timeout }: SendOptions): Manuscript {
    const { settings } = this.#requester;
    checkTimes({ timeout });
    const build = { edit, ...this.#sizes };
    return new Manuscript(drafts, build, timeout ?? settings.timeout, settings.clock);
  }

  #atMessage<T>(
    ref: DiscordMessageRef,
    given: DiscordEditOptions,
    { method, edit }: { readonly method: string; readonly edit?: string | DiscordEdit },
  ): Promise<DiscordResult<T>> {
    const alsoKnown = method === "PATCH" ? [...REQUEST_OPTIONS, ...EDIT_OPTIONS] : REQUEST_OPTIONS;
    const { settings } = this.#requester;
    const requested = this.#begin(given, (options) => {
      const { id, webhookId, threadId: own } = readMessageRef(ref);
      const target = this.#find(options.webhookId ?? webhookId);
      const threadId = readId("threadId", options.threadId) ?? own;
      const call: DiscordCall = {
        targets: [below(target, `/messages/${id}`)],
        method,
        query: threadId === undefined ? [] : [["thread_id", threadId]],
        alsoKnown,
        handler: freshMessageRetry(id, settings.clock),
      };
      if (edit === undefined) return this.#requester.request(call, undefined, options);
      const manuscript = this.#write([composeMessage(edit, options, {})], true, options);
      const query = [...call.query!];
      if (manuscript.hasComponents(0)) query.push(["with_components", "true"]);
      const circumstances = () => ({ violations: manuscript.violations });
      return this.#requester.request({ ...call, query }, manuscript.part(0), options, {
        circumstances,
      });
    }, (error) => this.#refuse({ targets: this.#pool.targets, method, alsoKnown }, error, given));
    return requested as Promise<DiscordResult<T>>;
  }

  #atWebhook<T>(
    given: DiscordRequestOptions,
    method: string,
    payload: unknown,
  ): Promise<DiscordResult<T>> {
    const alsoKnown = REQUEST_OPTIONS;
    const requested = this.#begin(given, (options) => {
      const targets = [this.#find(options.webhookId)];
      return this.#requester.request({ targets, method, alsoKnown }, payload, options);
    }, (error) => this.#refuse({ targets: this.#pool.targets, method, alsoKnown }, error, given));
    return requested as Promise<DiscordResult<T>>;
  }

  #forward<T>(
    path: string,
    body: unknown,
    given: DiscordRequestOptions,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<DiscordResult<T>> {
    const targets = this.#pool.take().map((target) => below(target, path));
    const call: DiscordCall = { targets, method: "POST", alsoKnown: ["threadId"] };
    const requested = this.#begin(given, (options) => {
      checkType("body", body ?? null, "object");
      const threadId = readId("threadId", options.threadId);
      const query: DiscordCall["query"] = threadId === undefined ? [] : [["thread_id", threadId]];
      const own = readHeaders("headers", options.headers);
      for (const [name, value] of Object.entries(headers)) {
        if (value === "") throw new TypeError("'event' must be the name of an event");
        own.set(name, value);
      }
      return this.#requester.request({ ...call, query }, body, { ...options, headers: own });
    }, (error) => this.#refuse(call, error, given));
    return requested as Promise<DiscordResult<T>>;
  }

  /** Begins a send, or refuses it if that throws. The options are copied: each is read once. */
  #begin<T, O extends SendOptions>(
    given: O,
    send: (options: O) => Promise<T>,
    refuse: (error: unknown) => Promise<T>,
  ): Promise<T> {
    try {
      checkType("options", given ?? null, "object");
      const options = { ...given };
      return this.#sends.begin(options.signal, (signal) => send({ ...options, signal }));
    } catch (error) {
      return refuse(error);
    }
  }

  /** Ends as every send ends, with nothing sent: wrong options of the core's are told first. */
  #refuse(call: DiscordCall, error: unknown, options: SendOptions): Promise<DiscordResult> {
    if (error instanceof ClosedClient) {
      return this.#requester.request({ ...call, method: "POST" }, null, options, CLOSED);
    }
    const payload = new Composition(() => {
      throw error instanceof TypeError ? new RefusedPayload(error.message) : error;
    });
    return this.#requester.request({ ...call, method: "POST" }, payload, options);
  }

  /** The webhook of the pool that is meant. */
  #find(webhookId: DiscordId | undefined): Target {
    const { targets } = this.#pool;
    const id = readId("webhookId", webhookId);
    if (id === undefined && targets.length === 1) return targets[0]!;
    const found = targets.find((target) => webhookIdOf(target) === id);
    if (found) return found;
    throw new TypeError(
      id === undefined
        ? "'webhookId' must say which webhook of the pool it is"
        : "'webhookId' is that of no webhook of the pool",
    );
  }
}

function readId(name: string, id: DiscordId | undefined): string | undefined {
  if (id === undefined) return undefined;
  const text = typeof id === "bigint" ? String(id) : id;
  if (typeof text === "string" && /^\d{17,20}$/.test(text)) return text;
  throw new TypeError(`'${name}' must be an id, as text or bigint`);
}

function pinAll(
  urls: string | URL | Iterable<string | URL>,
  baseUrl: string | URL | undefined,
): Target[] {
  const base = baseUrl === undefined ? undefined : readBaseUrl(baseUrl);
  return listUrls(urls).map(({ given, name }) => {
    try {
      const url = pinWebhookUrl(given, base);
      const { wait } = parseWebhookUrl(given, base);
      if (wait !== null) url.searchParams.set("wait", String(wait));
      return { given, url, authorization: undefined };
    } catch (error) {
      throw new TypeError(`${name} is no URL of a Discord webhook: ${(error as Error).message}`);
    }
  });
}

/**
 * A Discord of your own: its webhook API on loopback, with its rate limits, checks and errors.
 *
 * @module
 */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { checkNames } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { Connections, listen, shut } from "./connections.ts";
import { isFields } from "./discord/body.ts";
import {
  Directory,
  type FakeThread,
  type FakeThreadOptions,
  type FakeWebhook,
  type FakeWebhookOptions,
  type StoredMessage,
} from "./discord/directory.ts";
import { Endpoints } from "./discord/endpoints.ts";
import { faultReply, refusalReply, spoil } from "./discord/fault_replies.ts";
import { type DiscordFault, type FaultAim, Faults } from "./discord/faults.ts";
import type { WindowLimit } from "./discord/fixed_windows.ts";
import { addressKey, channelKey, Gate, type RouteLimit } from "./discord/gate.ts";
import type { Call } from "./discord/intake.ts";
import { faster, resolveLimits } from "./discord/limits.ts";
import { checkOptions, type FakeDiscordOptions, WEBHOOK_OPTIONS } from "./discord/options.ts";
import { type DiscordRequest, newRecord, readInto, type RequestRecord } from "./discord/record.ts";
import {
  type DiscordReply,
  jsonReply,
  type Notice,
  type RateLimitCounts,
} from "./discord/reply.ts";
import { type DiscordRoute, isPost, parseRoute } from "./discord/route.ts";
import { Snowflakes } from "./discord/snowflakes.ts";
import { Notices, type Violation } from "./discord/violations.ts";
import { createHttpServer } from "./http_server.ts";

export type { FakeDiscordOptions };

/** The lifetime of the token of an interaction, in ms. */
const INTERACTION = 15 * 60_000;

/**
 * A fake of Discord's webhook API, on a port of 127.0.0.1: all that an id and a token are enough
 * for. That is to execute a webhook, in Discord's form, Slack's or GitHub's, and to get, edit and
 * delete the webhook or a message of its own. It counts requests as Discord does, answers with
 * Discord's headers and errors, and keeps what arrived.
 *
 * A request takes these steps, and the first that refuses answers: ban, user agent, global limit,
 * API version, limit of the route, webhook and token, size, content type and JSON, the form with
 * all that is wrong with it, nothing to show, polls, forum and thread, the message to be edited,
 * the limit of the channel.
 *
 * The numbers of Discord's limits change without notice, and so may this fake's defaults.
 *
 * @example A message and a second one that is too long
 * ```ts
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start();
 * const { url } = discord.addWebhook({ name: "Announcer" });
 * const post = async (content: string) => {
 *   const body = new Blob([JSON.stringify({ content })], { type: "application/json" });
 *   const response = await fetch(url, { method: "POST", body });
 *   await response.body?.cancel();
 *   return response.status;
 * };
 *
 * assertEquals(await post("hello"), 204);
 * assertEquals(await post("x".repeat(2001)), 400);
 * assertEquals(discord.stored.map(({ message }) => message.content), ["hello"]);
 * ```
 */
export class FakeDiscord implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #start: number;
  readonly #options: FakeDiscordOptions;
  readonly #speed: number;
  readonly #directory: Directory;
  readonly #gate: Gate;
  readonly #endpoints: Endpoints;
  readonly #faults = new Faults();
  readonly #notices: Notices;
  readonly #requests: RequestRecord[] = [];
  readonly #violations: Violation[] = [];
  readonly #told = new Map<string, DiscordReply["headers"]>();
  readonly #rateLimited: RateLimitCounts = { user: 0, shared: 0, global: 0 };
  readonly #server: Server;
  readonly #connections = new Connections();
  readonly #closing = new AbortController();
  #url = "";

  private constructor(options: FakeDiscordOptions) {
    checkOptions(options);
    const { clock = systemClock, speed = 1, maxRequestBytes = 25 * 2 ** 20 } = options;
    const { maxFileBytes = 10 * 2 ** 20, ban = 3_600_000, grace = 50 } = options;
    const snowflakes = new Snowflakes(clock);
    this.#clock = clock;
    this.#start = clock.ticks();
    this.#options = options;
    this.#speed = speed;
    this.#directory = new Directory(snowflakes);
    this.#gate = new Gate(clock, {
      limits: resolveLimits(options.limits ?? {}, speed),
      ban: ban / speed,
      banReply: options.banReply ?? "text",
      blockedAgents: options.blockedAgents ?? null,
      blockReply: options.blockReply ?? "text",
    });
    this.#endpoints = new Endpoints({
      clock,
      snowflakes,
      gate: this.#gate,
      directory: this.#directory,
      sizes: { maxRequestBytes, maxFileBytes },
      defaultMentions: options.defaultMentions ?? ["users"],
      waitForFiles: options.waitForFiles ?? false,
      emojis: options.emojis ?? null,
    });
    this.#notices = new Notices(grace / speed);
    this.#server = createHttpServer(this.#connections, { closes: () => false });
    this.#server.on("request", (request, response) => {
      this.#serve(request, response).catch((error) => {
        // A fake that closes ends here, too; all else shall not pass for an answer of Discord's.
        if (response.headersSent || this.#closing.signal.aborted) return response.destroy();
        response.writeHead(500, { "Content-Type": "text/plain" }).end(`Fake failed: ${error}`);
      });
    });
  }

  /**
   * Starts a fake on a free port.
   *
   * @throws {TypeError} If `speed` is not above 0, or an option is unknown or of a wrong type.
   * @throws {RangeError} If a number is below 0.
   */
  static async start(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
    const discord = new FakeDiscord(options);
    discord.#url = `http://127.0.0.1:${await listen(discord.#server, 0)}`;
    return discord;
  }

  /** Where it listens: `http://127.0.0.1:PORT`. The API is below, at `/api/v10`. */
  get url(): string {
    return this.#url;
  }

  /** Every request that arrived, oldest first. */
  get requests(): readonly DiscordRequest[] {
    return this.#requests;
  }

  /** Every message that was stored, oldest first. */
  get stored(): readonly StoredMessage[] {
    return this.#directory.stored;
  }

  /** What senders should not have done, oldest first. */
  get violations(): readonly Violation[] {
    return this.#violations;
  }

  /** How often each rate limit said "429". What faults answer is not counted. */
  get rateLimited(): Readonly<RateLimitCounts> {
    return this.#rateLimited;
  }

  /** How many requests are still to be hit by faults. */
  get pendingFaults(): number {
    return this.#faults.pending;
  }

  /**
   * Adds a webhook, and its channel unless that exists. An id that exists is replaced.
   *
   * @throws {TypeError} If there is an unknown option.
   */
  addWebhook(options: FakeWebhookOptions = {}): FakeWebhook {
    checkNames(options, WEBHOOK_OPTIONS, "a fake webhook");
    const life = options.interaction ? INTERACTION / this.#speed : Infinity;
    const expires = this.#clock.ticks() + life;
    const webhook = this.#directory.addWebhook(options, this.#url, expires);
    this.#notices.forget(webhookKey(webhook));
    return webhook;
  }

  /** Deletes a webhook, as a user of the channel could; `false` if there is none. */
  deleteWebhook(id: string): boolean {
    return this.#directory.deleteWebhook(id);
  }

  /**
   * Adds a thread to a channel; messages reach it by `thread_id`.
   *
   * @throws {TypeError} If there is an unknown option.
   */
  addThread(channelId: string, options: FakeThreadOptions = {}): FakeThread {
    checkNames(options, ["locked", "archived"], "a fake thread");
    return this.#directory.addThread(channelId, options);
  }

  /** Lets something go wrong with the next request, or with those that `aim` picks. */
  fail(fault: DiscordFault, aim: FaultAim = {}): void {
    this.#faults.add(fault, aim);
  }

  /** Calls off every fault that has not happened yet. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /**
   * Puts a route into another bucket, as Discord does now and then: a new hash, fresh windows, and
   * the given limit.
   */
  rebucket(route: RouteLimit, limit: WindowLimit | null): void {
    this.#gate.rebucket(route, faster(limit, this.#speed));
  }

  /** Forgets requests, violations and counts; webhooks, messages and open windows stay. */
  clearRecords(): void {
    this.#requests.length = 0;
    this.#violations.length = 0;
    Object.assign(this.#rateLimited, { user: 0, shared: 0, global: 0 });
  }

  /** Closes the server and every connection, whatever is on its way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await shut(this.#server, this.#connections);
  }

  /** The same as {@linkcode FakeDiscord.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = incoming;
    const route = parseRoute(method, url);
    const record = newRecord(incoming, route, this.#clock.ticks() - this.#start);
    this.#requests.push(record);
    const fault = this.#faults.next(record);
    const address = incoming.socket.remoteAddress ?? "";
    if (fault?.kind === "reset") {
      this.#watch(record, route, address);
      return this.#reset(incoming);
    }
    // From here on it counts: when its body is complete.
    const body = await readInto(record, incoming);
    this.#watch(record, route, address);
    const userAgent = record.headers.get("user-agent") ?? "";
    const event = record.headers.get("x-github-event");
    const loses = fault?.kind === "dropped";
    const call = { address, userAgent, route, body, size: record.body.length, event, loses };
    if (fault?.kind === "not-204") route.query.set("wait", "true");
    const early = fault && faultReply(fault);
    const reply = early ?? this.#handle(call, fault);
    const before = this.#told.get(record.key);
    if (!early) this.#told.set(record.key, reply.headers);
    if (fault?.kind === "lost-reply") return this.#reset(incoming);
    await this.#send(fault && !early ? spoil(fault, reply, before) : reply, {
      response,
      record,
      wait: (this.#options.latency ?? 0) + (fault?.kind === "delay" ? fault.time : 0),
    });
  }

  /** Steps through Discord's checks in its order: the address, the route, the call itself. */
  #handle(call: Call, fault?: DiscordFault): DiscordReply {
    const refused = this.#gate.checkAddress(call) ?? checkTarget(call);
    const full = refused ? null : this.#gate.checkRoute(call);
    const played = refused || full ? null : this.#play(call, fault);
    const reply = refused ?? played ?? this.#gate.withHeaders(
      call,
      full ?? (fault && refusalReply(fault)) ?? this.#endpoints.answer(call),
    );
    this.#gate.count(call, reply);
    if (reply.scope && !played) this.#rateLimited[reply.scope]++;
    return { ...reply, notices: [...reply.notices, ...deathNotice(call, reply)] };
  }

  /** The 429 of a fault; `null` if the fault is none. */
  #play(call: Call, fault: DiscordFault | undefined): DiscordReply | null {
    if (fault?.kind !== "rate-limit") return null;
    const channelId = this.#directory.webhook(call.route.id)?.shown.channel_id ?? "";
    return this.#gate.playLimit(call, channelId, { ...fault, wait: fault.wait * 1000 });
  }

  /** Notes what is wrong with sending this request at all. */
  #watch(request: RequestRecord, route: DiscordRoute, address: string): void {
    const channelId = this.#directory.webhook(route.id)?.shown.channel_id;
    const keys = [addressKey(address), request.key, webhookKey(route)];
    if (channelId && isPost(route.action)) keys.push(channelKey(channelId));
    const kinds: Violation["kind"][] = this.#notices.against(keys, this.#clock.ticks());
    if (route.action && route.version !== 10) kinds.push("api-version");
    if (!request.headers.get("user-agent")) kinds.push("user-agent");
    if (lacksMentions(request)) kinds.push("allowed-mentions");
    for (const kind of kinds) this.#violations.push({ kind, request });
  }

  async #send(
    reply: DiscordReply,
    { response, record, wait }: {
      readonly response: ServerResponse;
      readonly record: RequestRecord;
      readonly wait: number;
    },
  ): Promise<void> {
    if (wait > 0) await this.#clock.sleep(wait, { signal: this.#closing.signal });
    this.#notices.tell(reply.notices, this.#clock.ticks());
    record.status = reply.status;
    response.writeHead(reply.status, { ...reply.headers });
    response.end(reply.body === "" ? undefined : reply.body);
  }

  #reset({ socket }: IncomingMessage): void {
    socket.resetAndDestroy();
  }
}

/** Refuses what no endpoint fits; such a call has no bucket. */
function checkTarget({ route: { action, version } }: Call): DiscordReply | null {
  if (!action) return jsonReply(404, { message: "404: Not Found", code: 0 }, 0);
  if (version === null || (version >= 6 && version <= 10)) return null;
  return jsonReply(400, { message: "Invalid API version", code: 50041 }, 50041);
}

function deathNotice({ route }: Call, { code }: DiscordReply): readonly Notice[] {
  if (code !== 10015 && code !== 50027) return [];
  return [{ key: webhookKey(route), kind: "dead", until: Infinity }];
}

function webhookKey({ id, token }: { readonly id: string; readonly token: string }): string {
  return `webhook:${id}/${token}`;
}

function lacksMentions({ action, payload }: DiscordRequest): boolean {
  return (action === "execute" || action === "patch-message") && isFields(payload) &&
    !("allowed_mentions" in payload);
}

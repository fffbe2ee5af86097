/**
 * A Slack of your own: its webhooks on loopback, with its errors, its pace and its budgets.
 *
 * @module
 */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { checkNames, checkNumber } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { type Exchange, play } from "./answers.ts";
import { Connections, listen, shut } from "./connections.ts";
import { createHttpServer, rawPairs, readWhole } from "./http_server.ts";
import { RecordedRequest } from "./recorded_request.ts";
import type { Answer } from "./script.ts";
import { findError, readFields, shown, type SlackFields } from "./slack/body.ts";
import { SlackEndpoint, type SlackEndpointKind, type SlackPace } from "./slack/endpoint.ts";
import { errorAnswer, OK, OK_JSON, type SlackErrorCode } from "./slack/errors.ts";

/** How a {@linkcode FakeSlack} is set up. */
export interface FakeSlackOptions {
  /**
   * How many messages may come to a webhook at once, at one per second on average, before it is a
   * {@linkcode FakeSlack.violations | violation}.
   *
   * @default {1}
   */
  readonly burst?: number;
  /**
   * How many messages may come to a webhook at once, at one per second on average, before it
   * answers 429.
   *
   * @default {10}
   */
  readonly limit?: number;
  /**
   * By how much a request may come too early and be no violation, in ms.
   *
   * @default {50}
   */
  readonly grace?: number;
  /** Measures pace and lifetimes. The real one by default. */
  readonly clock?: Clock;
}

/** The names of all options. */
const NAMES = ["burst", "limit", "grace", "clock"] satisfies (keyof FakeSlackOptions)[];

/** A URL of a {@linkcode FakeSlack}. */
export interface FakeSlackUrl {
  /** What it is for. */
  readonly kind: SlackEndpointKind;
  /** The URL. */
  readonly url: string;
}

/** A message, or the variables of a workflow, that a {@linkcode FakeSlack} took. */
export interface SlackTaken {
  /** What it came to. */
  readonly kind: SlackEndpointKind;
  /** The URL that it came to. */
  readonly url: string;
  /** The body; a text of more than 40,000 characters is cut. */
  readonly body: SlackFields;
}

/**
 * Something that a sender should not have done:
 *
 * - `pace`: sent sooner than one per second allows, or to a workflow sooner than ten per minute do.
 * - `blocked`: sent although told to wait, by a 429.
 * - `workflow-input`: sent a workflow something else than texts. Slack says `ok`, and it fails later.
 */
export interface SlackViolation {
  /** What it is. */
  readonly kind: "pace" | "blocked" | "workflow-input";
  /** The request that did it. */
  readonly request: RecordedRequest;
}

/** Slack takes ten starts of a workflow per minute. */
const TRIGGER_PACE: SlackPace = { interval: 6000, burst: 10, limit: 10 };

const TEAM = "T0FAKE000";

/**
 * A fake of Slack's incoming webhooks, `response_url`s and workflow triggers, on a port of
 * 127.0.0.1. It refuses what Slack refuses, in Slack's words, and keeps what it took.
 *
 * @example A message, and one with nothing to show
 * ```ts
 * import { FakeSlack } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using slack = await FakeSlack.start();
 * const { url } = slack.addWebhook();
 * const post = async (message: unknown) => {
 *   const body = new Blob([JSON.stringify(message)], { type: "application/json" });
 *   return await (await fetch(url, { method: "POST", body })).text();
 * };
 *
 * assertEquals(await post({ text: "hello" }), "ok");
 * assertEquals(await post({}), "no_text");
 * assertEquals(slack.messages.map(({ body }) => body), [{ text: "hello" }]);
 * assertEquals(slack.violations.map(({ kind }) => kind), ["pace"]);
 * ```
 */
export class FakeSlack implements AsyncDisposable {
  readonly #server: Server;
  readonly #connections = new Connections();
  readonly #clock: Clock;
  readonly #pace: SlackPace;
  readonly #grace: number;
  readonly #endpoints = new Map<string, SlackEndpoint>();
  readonly #failures: Answer[] = [];
  readonly #requests: RecordedRequest[] = [];
  readonly #messages: SlackTaken[] = [];
  readonly #violations: SlackViolation[] = [];
  #url = "";
  #closing: Promise<void> | undefined;

  private constructor(options: FakeSlackOptions) {
    checkNames(options, NAMES, "a fake Slack");
    const { burst = 1, limit = 10, grace = 50, clock = systemClock } = options;
    checkNumber("burst", burst, { min: 1, integer: true });
    checkNumber("limit", limit, { min: 1, integer: true });
    checkNumber("grace", grace, { min: 0 });
    this.#clock = clock;
    this.#pace = { interval: 1000, burst, limit };
    this.#grace = grace;
    this.#server = createHttpServer(this.#connections, { closes: () => false });
    this.#server.on("request", (request, response) => {
      readWhole(request, (body) => this.#serve(body, request, response));
    });
  }

  /**
   * Starts a fake on a free port.
   *
   * @param options Its pace and its clock.
   * @returns The fake, listening.
   * @throws {TypeError | RangeError} If an option is wrong.
   */
  static async start(options: FakeSlackOptions = {}): Promise<FakeSlack> {
    const slack = new FakeSlack(options);
    slack.#url = `http://127.0.0.1:${await listen(slack.#server, 0)}`;
    return slack;
  }

  /** Where it listens: `http://127.0.0.1:PORT`. */
  get url(): string {
    return this.#url;
  }

  /** Every request that arrived, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** Everything that was taken, oldest first. */
  get messages(): readonly SlackTaken[] {
    return this.#messages;
  }

  /** What senders should not have done, oldest first. */
  get violations(): readonly SlackViolation[] {
    return this.#violations;
  }

  /** Adds an incoming webhook. */
  addWebhook(): FakeSlackUrl {
    const id = `B0FAKE${String(this.#endpoints.size).padStart(3, "0")}`;
    return this.#add("webhook", `/services/${TEAM}/${id}/${secret()}`, this.#pace);
  }

  /** Adds the `response_url` of an interaction: good for five uses within 30 minutes. */
  addResponse(): FakeSlackUrl {
    return this.#add("response", `/actions/${TEAM}/${this.#endpoints.size}/${secret()}`);
  }

  /** Adds the trigger of a workflow. */
  addTrigger(): FakeSlackUrl {
    return this.#add(
      "trigger",
      `/triggers/${TEAM}/${this.#endpoints.size}/${secret()}`,
      TRIGGER_PACE,
    );
  }

  /**
   * Refuses whatever comes to a URL from now on.
   *
   * @param url The URL.
   * @param code The error; `undefined` to take messages again.
   * @throws {TypeError} If there is no such URL here.
   */
  refuse(url: string, code: SlackErrorCode | undefined): void {
    const endpoint = this.#endpoints.get(new URL(url).pathname);
    if (!endpoint) throw new TypeError("Cannot refuse at a URL that was never added");
    endpoint.error = code;
  }

  /**
   * Lets something go wrong with the next request; called again, with the one after.
   *
   * @param failure An error of Slack's, or any answer or fault of a `FakeServer`.
   */
  fail(failure: SlackErrorCode | Answer): void {
    this.#failures.push(typeof failure === "string" ? errorAnswer(failure) : failure);
  }

  /** Closes the server and every connection, whatever is on its way. */
  close(): Promise<void> {
    return this.#closing ??= shut(this.#server, this.#connections);
  }

  /** The same as {@linkcode FakeSlack.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #add(kind: SlackEndpointKind, path: string, pace?: SlackPace): FakeSlackUrl {
    const since = this.#clock.ticks();
    this.#endpoints.set(path, new SlackEndpoint(kind, { pace, grace: this.#grace, since }));
    return { kind, url: this.#url + path };
  }

  #serve(body: Uint8Array, request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.idOf(request.socket);
    const recorded = new RecordedRequest({
      method: request.method!,
      path: request.url!,
      rawHeaders: rawPairs(request),
      body,
      at: this.#clock.ticks(),
      connection,
    });
    this.#requests.push(recorded);
    const endpoint = this.#endpoints.get(new URL(recorded.path, this.#url).pathname);
    for (const kind of endpoint?.arrive(recorded.at) ?? []) this.#complain(kind, recorded);
    const answer = this.#failures.shift() ?? this.#answer(endpoint, recorded);
    if (typeof answer === "object" && !answer.fault && answer.status === 429) {
      const seconds = Number(new Headers(answer.headers).get("retry-after"));
      endpoint?.block(recorded.at, seconds || 0);
    }
    const reset = () => this.#connections.reset(connection);
    this.#play(answer, { request, response, reset });
  }

  async #play(answer: Answer, exchange: Exchange): Promise<void> {
    const { response } = exchange;
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const delay = typeof answer === "number" ? 0 : answer.delay ?? 0;
      if (delay > 0) await this.#clock.sleep(delay, { signal: gone.signal });
      play(answer, exchange);
    } catch (error) {
      if (gone.signal.aborted || response.headersSent) return;
      play({ status: 500, body: `FakeSlack: the answer failed: ${error}` }, exchange);
    }
  }

  #answer(endpoint: SlackEndpoint | undefined, request: RecordedRequest): Answer {
    if (!endpoint) return errorAnswer("no_service");
    if (endpoint.error) return errorAnswer(endpoint.error);
    const wait = endpoint.wait(request.at);
    if (wait > 0) return errorAnswer("rate_limited", wait);
    const body = request.method === "POST" ? readFields(request.text) : undefined;
    if (!body) return errorAnswer("invalid_payload");
    const { kind } = endpoint;
    if (kind === "trigger") {
      const isFlat = Object.values(body).every((value) => typeof value === "string");
      if (!isFlat) this.#complain("workflow-input", request);
    } else {
      const error = findError(body) ?? endpoint.use(request.at);
      if (error) return errorAnswer(error);
    }
    this.#messages.push({ kind, url: this.#url + request.path, body: shown(body) });
    return kind === "trigger" ? OK_JSON : OK;
  }

  #complain(kind: SlackViolation["kind"], request: RecordedRequest): void {
    this.#violations.push({ kind, request });
  }
}

function secret(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 24);
}

/**
 * What a send comes to: a value, never a rejection.
 *
 * @module
 */

import { maskUrl, type Redactor } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { maskProxy } from "./proxy.ts";

/**
 * Why a send failed.
 *
 * - `payload`, `config`: refused here, nothing left the process; `config` also when a user's
 *   signer, handler or limiter threw.
 * - `aborted`: the caller's signal. `timeout`: an attempt's timeout, or the deadline.
 * - `network`: DNS, connect, TLS, reset. `proxy`: the provider failed, or the way through the proxy.
 * - `http`: an answer that is no 2xx. `rate-limited`: a 429, and no retry left or allowed.
 * - `blocked`: not sent, as the target is known to be dead or forbidden.
 *
 * Later versions may add kinds: keep a `default` branch.
 */
export type FailureKind =
  | "payload"
  | "config"
  | "aborted"
  | "timeout"
  | "network"
  | "proxy"
  | "http"
  | "rate-limited"
  | "blocked";

/** What every result tells, good or bad. */
export interface ResultFacts {
  /** The pool's URL that was used, as given. It is a secret; printing the result masks it. */
  readonly url: string;
  /** How many requests were made: over retries, rotations of proxies and failovers. */
  readonly attempts: number;
  /** The time from the call to the result, in ms, waits included. */
  readonly elapsed: number;
  /**
   * The proxy used last, as `host:port` or `host:port:user:pass`, or `null`. Printing the result
   * masks the login.
   */
  readonly proxy: string | null;
  /** The headers of the last answer, or `null` if none came. */
  readonly headers: Headers | null;
  /** Whether the last answer's body was cut: by `maxResponseBytes`, a timeout or the server. */
  readonly truncated: boolean;
}

/** The message was delivered: a 2xx came back. */
export interface Delivered<T = unknown> extends ResultFacts {
  /** `true`: a 2xx came back. */
  readonly ok: true;
  /** The HTTP status. */
  readonly status: number;
  /**
   * The answer's body: JSON if it parses, else text, `null` if empty. When it is `truncated`, the
   * text as far as it came; of a body of less than 1000 bytes nothing is kept then.
   */
  readonly response: T | null;
  /** `null`: nothing failed. */
  readonly error: null;
}

/** The message was not delivered, or nobody knows. */
export interface Failed extends ResultFacts {
  /** `false`: no 2xx came back. */
  readonly ok: false;
  /** Why, as a word to branch on. */
  readonly kind: FailureKind;
  /** Why, as a sentence for people. It holds no secret. */
  readonly error: string;
  /** The last HTTP status that came, or `null` if none ever did. */
  readonly status: number | null;
  /** The body of the last answer: JSON if it parses, else text, `null` if empty or none. */
  readonly response: unknown;
  /** The wait that the server asked for last, in ms, or `null`. */
  readonly retryAfter: number | null;
  /**
   * Whether an attempt may have been taken in although no clean answer came (reset, timeout, 5xx):
   * sending again may deliver twice.
   */
  readonly mayHaveArrived: boolean;
  /** The underlying error as a redacted copy, or `undefined`. */
  readonly cause: unknown;
}

/**
 * What a send comes to. Branch on `ok`, then on `kind`.
 *
 * It can be printed, inspected and turned into JSON without care: URL and proxy are masked, and
 * whatever the request held in URL, query, headers or proxy login is taken out of the answer too.
 * Only reading `url` and `proxy` gives the raw values. What is shorter than four characters, or
 * looks like a plain word of the URL's path, is not looked for.
 *
 * A copy (`{ ...result }`, `structuredClone(result)`) is no result any more: it lacks `url` and
 * `proxy`, and prints `response` and `headers` as they came. To store or to post one, take
 * `JSON.parse(JSON.stringify(result))`.
 */
export type WebhookResult<T = unknown> = Delivered<T> | Failed;

/** What must not be seen of a send. */
export interface Secrets {
  /** What takes it out of a text. */
  redactor(): Redactor;
}

const NO_DETAILS: object = {};

/** A result as it prints. */
class Result {
  readonly ok: boolean;
  readonly status: number | null;
  readonly response: unknown;
  readonly error: string | null;
  readonly attempts: number;
  readonly elapsed: number;
  readonly headers: Headers | null;
  readonly truncated: boolean;
  readonly #facts: Delivered | Failed;
  readonly #secrets: Secrets;
  readonly #details: object;

  static {
    makePrintable(this.prototype, "WebhookResult");
  }

  constructor(facts: Delivered | Failed, secrets: Secrets, details: object) {
    this.#facts = facts;
    this.#secrets = secrets;
    this.#details = details;
    const { ok, status, response, error, attempts, elapsed, headers, truncated } = facts;
    this.ok = ok;
    this.status = status;
    this.response = response;
    this.error = error;
    this.attempts = attempts;
    this.elapsed = elapsed;
    this.headers = headers;
    this.truncated = truncated;
    if (!facts.ok) {
      const { kind, retryAfter, mayHaveArrived, cause } = facts;
      Object.assign(this, { kind, retryAfter, mayHaveArrived, cause });
    }
    if (details !== NO_DETAILS) Object.assign(this, details);
    Object.freeze(this);
  }

  /** Makes another result of what this one was made of. */
  static derive(
    result: Result,
    change: (facts: Delivered | Failed, redact: Redactor) => Delivered | Failed,
    details: object,
  ): Result {
    const facts = change(result.#facts, (text) => result.#secrets.redactor()(text));
    return new Result(facts, result.#secrets, { ...result.#details, ...details });
  }

  // Accessors are not copied by `{ ...result }`: a copy made for a log holds neither of these.
  get url(): string {
    return this.#facts.url;
  }

  get proxy(): string | null {
    return this.#facts.proxy;
  }

  toJSON(): Record<string, unknown> {
    const { url, proxy, headers, ...rest } = this.#facts;
    const redact = this.#secrets.redactor();
    const shown = Object.entries({ ...rest, ...this.#details }).map((
      [name, fact],
    ) => [name, redactDeep(fact, redact)]);
    return {
      ...Object.fromEntries(shown),
      url: maskUrl(url),
      proxy: proxy && maskProxy(proxy),
      headers: headers && showHeaders(headers, redact),
    };
  }
}

/**
 * Makes a result of its facts.
 *
 * @param facts What happened.
 * @param secrets The secrets of this send; asked for when the result is printed.
 * @returns The result, frozen.
 */
export function createResult<T>(
  facts: Delivered<T> | Failed,
  secrets: Secrets,
): WebhookResult<T> {
  return new Result(facts, secrets, NO_DETAILS) as unknown as WebhookResult<T>;
}

/**
 * Tells more of a result: what the layer of one service makes of the answer. The details print as
 * all else does, with the secrets taken out.
 *
 * @param result A result of the core.
 * @param details What to add, under names that a result does not have. Values should be frozen.
 * @returns A new result, frozen, with the details beside the facts.
 */
export function withDetails<R extends WebhookResult, D extends object>(
  result: R,
  details: D,
): R & D {
  const derived = Result.derive(result as unknown as Result, (facts) => facts, details);
  return derived as unknown as R & D;
}

/** What a layer may tell otherwise of a result. */
export interface Amendment {
  /** Why it failed, to stand behind "Cannot deliver to HOST: ". Of a delivery it is ignored. */
  readonly reason?: string;
  /** How many requests were made in all, where there were several sends. */
  readonly attempts?: number;
  /** How long they took in all, in ms. */
  readonly elapsed?: number;
  /** Whether sending again may deliver twice. Of a delivery it is ignored. */
  readonly mayHaveArrived?: boolean;
}

/**
 * Tells a result otherwise: a layer knows what the answers of its service mean.
 *
 * @param result A result of the core.
 * @param amend Says what to tell otherwise. It is given what takes the secrets out of a text.
 * @returns A new result, frozen, with the same details.
 */
export function restate<R extends WebhookResult>(
  result: R,
  amend: (redact: Redactor) => Amendment,
): R {
  const change = (facts: Delivered | Failed, redact: Redactor): Delivered | Failed => {
    const { reason, mayHaveArrived, ...counts } = amend(redact);
    if (facts.ok) return { ...facts, ...counts };
    const told = reason === undefined
      ? {}
      : { error: `Cannot deliver to ${new URL(facts.url).host}: ${redact(reason)}` };
    return { ...facts, ...counts, ...told, ...(mayHaveArrived && { mayHaveArrived }) };
  };
  return Result.derive(result as unknown as Result, change, {}) as unknown as R;
}

/**
 * Turns a delivery into a failure: some services say in a 2xx that they refuse the message.
 *
 * @param result A result of the core with a 2xx.
 * @param failure The kind; why, to stand behind "Cannot deliver to HOST: "; and the wait that the
 * service asked for, in ms.
 * @returns A new result, frozen, with the same status, answer and details.
 */
export function refute(
  result: Delivered,
  failure: {
    readonly kind: FailureKind;
    readonly reason: string;
    readonly retryAfter?: number | null;
  },
): Failed {
  const change = (facts: Delivered | Failed, redact: Redactor): Failed => ({
    ...facts,
    ok: false,
    kind: failure.kind,
    error: `Cannot deliver to ${new URL(facts.url).host}: ${redact(failure.reason)}`,
    retryAfter: failure.retryAfter ?? null,
    mayHaveArrived: false,
    cause: undefined,
  });
  return Result.derive(result as unknown as Result, change, {}) as unknown as Failed;
}

function showHeaders(headers: Headers, redact: Redactor): Record<string, string> {
  const shown = Array.from(headers, ([name, value]) => {
    return [name, name === "set-cookie" ? "***" : redact(value)];
  });
  return Object.fromEntries(shown);
}

/** A copy of a fact with the secrets taken out of every text in it, keys too. */
function redactDeep(value: unknown, redact: Redactor, depth = 100): unknown {
  if (typeof value === "string") return redact(value);
  if (value instanceof Error) return redact(String(value)); // As JSON an error would be `{}`.
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact, depth - 1));
  const entries = Object.entries(value).map(([key, item]) => {
    return [redact(key), redactDeep(item, redact, depth - 1)];
  });
  return Object.fromEntries(entries);
}

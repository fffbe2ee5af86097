/**
 * What a fake server is told to answer: answers, faults, and scripts made of them.
 *
 * @module
 */

import type { RecordedRequest } from "./recorded_request.ts";

/**
 * The body of an answer: text, bytes, or anything else that is an object, sent as JSON.
 */
export type AnswerBody = string | Uint8Array | object;

/** An answer that comes whole. */
export interface PlainAnswer {
  /** Never set: an answer with a `fault` is a {@linkcode FaultyAnswer}. */
  readonly fault?: undefined;
  /**
   * The status.
   *
   * @default {200}
   */
  readonly status?: number;
  /** Headers. `content-type` and `content-length` are set for you unless you set them. */
  readonly headers?: HeadersInit;
  /** The body; none by default. */
  readonly body?: AnswerBody;
  /**
   * How long to wait before the answer begins, in ms.
   *
   * @default {0}
   */
  readonly delay?: number;
}

/** A fault that says nothing, or nothing that makes sense. */
export interface SilentFault {
  /**
   * - `"cut-connect"`: the next new connection is closed as soon as it is accepted, nothing read.
   *   Over TLS that is before the handshake. On a connection that is open already: like `"cut"`.
   * - `"cut"`: the connection is closed once the request was read, before a byte of the answer.
   * - `"cut-head"`: the connection is closed amid the response head.
   * - `"reset"`: like `"cut"`, but by a TCP reset.
   * - `"hang"`: the request is read and never answered.
   * - `"garbage"`: the answer is not HTTP; the connection is then closed.
   */
  readonly fault: "cut-connect" | "cut" | "cut-head" | "reset" | "hang" | "garbage";
  /**
   * How long to wait before the fault, in ms. `"cut-connect"` never waits.
   *
   * @default {0}
   */
  readonly delay?: number;
}

/** A fault in the body, after a good response head. */
export interface BodyFault {
  /**
   * - `"cut-body"`: head and `body` are sent, then the connection is closed although more was due.
   * - `"hang-body"`: head and `body` are sent, then nothing more comes.
   * - `"endless"`: `body` is sent again and again until the client goes away.
   */
  readonly fault: "cut-body" | "hang-body" | "endless";
  /**
   * The status.
   *
   * @default {200}
   */
  readonly status?: number;
  /** Headers. `content-type` is set for you unless you set it. */
  readonly headers?: HeadersInit;
  /** The part that is sent; a few bytes by default. */
  readonly body?: AnswerBody;
  /**
   * Whether the body is chunked and lacks its last chunk. If not, `content-length` announces more
   * than is sent. `"endless"` is always chunked.
   *
   * @default {false}
   */
  readonly chunked?: boolean;
  /**
   * How long to wait before the answer begins, in ms.
   *
   * @default {0}
   */
  readonly delay?: number;
}

/** A redirect: to see whether a client follows it, and with what. */
export interface RedirectFault {
  /** Sends the client elsewhere. */
  readonly fault: "redirect";
  /** The `location` header. */
  readonly location: string;
  /**
   * The status.
   *
   * @default {307}
   */
  readonly status?: number;
  /**
   * How long to wait before the answer, in ms.
   *
   * @default {0}
   */
  readonly delay?: number;
}

/** Everything that can go wrong with an answer, each under its own `fault`. */
export type FaultyAnswer = SilentFault | BodyFault | RedirectFault;

/** What to answer to one request. A plain number is a status without headers or body. */
export type Answer = number | PlainAnswer | FaultyAnswer;

/**
 * Decides on an answer when the request is there.
 *
 * @param request The request; already the last of `server.requests`.
 * @param n How many requests there were with this one: 1 for the first.
 * @returns The answer. If it throws, the answer is a 500 that says so.
 */
export type AnswerFunction = (request: RecordedRequest, n: number) => Answer | Promise<Answer>;

/**
 * Answers to be played one per request, in order, or a function that decides each time. An iterable
 * may be endless; it is read at most one answer ahead.
 */
export type Script = Iterable<Answer> | AnswerFunction;

/**
 * A script that gives the same answer to every request.
 *
 * @example
 * ```ts
 * import { always, FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = await FakeServer.start(always({ status: 429, headers: { "retry-after": "2" } }));
 * for (let n = 0; n < 2; n++) {
 *   const response = await fetch(server.url, { method: "POST" });
 *   assertEquals(response.status, 429);
 *   assertEquals(await response.text(), "");
 * }
 * ```
 * @param answer The answer.
 * @returns A script that never runs out.
 */
export function always(answer: Answer): Iterable<Answer> {
  return {
    *[Symbol.iterator]() {
      while (true) yield answer;
    },
  };
}

/** What is played once a script has run out: never a success, so that a test notices. */
const RAN_OUT: PlainAnswer = { status: 500, body: "FakeServer: the script has run out of answers" };

/** Plays scripts one after the other, one answer at a time. */
export class ScriptPlayer {
  readonly #parts: (Iterator<Answer> | AnswerFunction)[] = [];
  #ahead: Answer | undefined;

  /** @param script The script to begin with. */
  constructor(script: Script) {
    this.append(script);
  }

  /** Plays `script` once everything before it has run out. A function never runs out. */
  append(script: Script): void {
    if (typeof script === "function") return void this.#parts.push(script);
    if (typeof script?.[Symbol.iterator] !== "function") {
      throw new TypeError("'script' must be a list of answers or a function: see always()");
    }
    this.#parts.push(script[Symbol.iterator]());
  }

  /** Forgets what is left, and plays `script`. */
  replace(script: Script): void {
    this.#parts.length = 0;
    this.#ahead = undefined;
    this.append(script);
  }

  /** The next answer. */
  async next(request: RecordedRequest, n: number): Promise<Answer> {
    const known = this.#peek();
    this.#ahead = undefined;
    if (known !== undefined) return known;
    const part = this.#parts[0];
    return typeof part === "function" ? await part(request, n) : RAN_OUT;
  }

  /** Drops the next answer if it is known to be this fault; says whether it was. */
  skip(fault: FaultyAnswer["fault"]): boolean {
    const next = this.#peek();
    if (typeof next !== "object" || next.fault !== fault) return false;
    this.#ahead = undefined;
    return true;
  }

  /** The next answer if it does not depend on the request; it stays the next. */
  #peek(): Answer | undefined {
    return this.#ahead ??= this.#read();
  }

  #read(): Answer | undefined {
    for (let part = this.#parts[0]; part !== undefined; part = this.#parts[0]) {
      if (typeof part === "function") return undefined;
      const { done, value } = part.next();
      if (!done) return value;
      this.#parts.shift();
    }
    return undefined;
  }
}

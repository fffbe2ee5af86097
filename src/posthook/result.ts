/**
 * How a handler says what came of a delivery.
 *
 * @module
 */

import { checkNumber } from "../util/check.ts";

/** The shortest and the longest time for an answer that comes later, in ms. */
const MIN_TIMEOUT = 10_000;
const MAX_TIMEOUT = 10_800_000;

/**
 * What came of a delivery: it is done, it will be answered later, or it failed.
 *
 * @example
 * ```ts
 * import { Result } from "@hookcast/hookcast/posthook";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Result.ack().kind, "ack");
 * assertEquals(Result.accept(60_000).timeout, 60_000);
 * assertEquals(Result.nack("out of stock").error?.message, "out of stock");
 * ```
 */
export class Result {
  /** What came of it. */
  readonly kind: "ack" | "accept" | "nack";
  /** Of `accept`: how long the answer may take, in ms; else `null`. */
  readonly timeout: number | null;
  /** Of `nack`: why, or `null`. */
  readonly error: Error | null;

  private constructor(kind: Result["kind"], timeout: number | null, error: Error | null) {
    this.kind = kind;
    this.timeout = timeout;
    this.error = error;
  }

  /**
   * It is done.
   *
   * @returns The result.
   */
  static ack(): Result {
    return new Result("ack", null, null);
  }

  /**
   * It will be answered later, by `delivery.ack()` or `delivery.nack()`.
   *
   * @param timeout How long that may take, in ms: 10 seconds to 3 hours. Parts of a second are
   * rounded up.
   * @returns The result.
   * @throws {TypeError | RangeError} If it is out of that range.
   */
  static accept(timeout: number): Result {
    checkNumber("timeout", timeout, { min: MIN_TIMEOUT, max: MAX_TIMEOUT });
    return new Result("accept", timeout, null);
  }

  /**
   * It failed, and shall be delivered again.
   *
   * @param error Why.
   * @returns The result.
   */
  static nack(error?: unknown): Result {
    return new Result("nack", null, toError(error));
  }
}

/**
 * Runs a handler. It never rejects.
 *
 * @param handle Calls the handler.
 * @returns What it returned; a nack if it throws, or returns nothing that is a result.
 */
export async function resultOf(handle: () => Result | Promise<Result>): Promise<Result> {
  try {
    const result = await handle();
    return result instanceof Result ? result : Result.nack("handler returned no result");
  } catch (error) {
    return Result.nack(error);
  }
}

/**
 * Why a delivery failed, in words.
 *
 * @param result What came of it.
 * @returns The text; empty when there is none, or it cannot be read. It never throws.
 */
export function reasonOf({ error }: Result): string {
  try {
    return String(error?.message ?? "");
  } catch {
    return ""; // An error may be of any class, and its message a getter that throws.
  }
}

function toError(error: unknown): Error | null {
  if (error === undefined || error === null || error === "") return null;
  try {
    return error instanceof Error ? error : new Error(String(error));
  } catch {
    return null; // Anything can be thrown, and some of it cannot be turned into text.
  }
}

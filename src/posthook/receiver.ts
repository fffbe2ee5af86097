/**
 * Takes deliveries in where requests are handled.
 *
 * @module
 */

import { checkMethods, checkType } from "../util/check.ts";
import type { Delivery } from "./delivery.ts";
import { SignatureVerificationError } from "./errors.ts";
import { reasonOf, type Result, resultOf } from "./result.ts";
import { type ParseDeliveryOptions, readParseOptions, type Signatures } from "./signatures.ts";
import { toSeconds } from "./time.ts";

/** Handles one delivery. What it throws is a nack. */
export type DeliveryHandler<T = unknown> = (delivery: Delivery<T>) => Result | Promise<Result>;

/** How long, in seconds, an answer that comes later may take: a header that the service reads. */
const TIMEOUT_HEADER = "posthook-async-timeout";

/**
 * Makes a function that verifies a delivery, has it handled, and answers. It goes wherever a
 * `(Request) => Promise<Response>` goes: `Deno.serve`, Bun, workers, Hono, Fresh.
 *
 * An ack is answered with 200, `accept()` with 202 and the time it may take, a nack or a throw with
 * 500 and the error's text, a delivery that is not genuine with 401. The service waits 10 seconds.
 *
 * @example
 * ```ts
 * import { createReceiver, createSignatures, Result } from "@hookcast/hookcast/posthook";
 * import { posthook } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const receive = createReceiver(createSignatures("ph_sk_demo"), (delivery) => {
 *   return delivery.path === "/remind" ? Result.ack() : Result.nack("unknown path");
 * });
 * // Deno.serve(receive);
 *
 * const body = '{"id":"hook-1","path":"/remind"}';
 * const headers = await posthook("ph_sk_demo").sign({ id: "hook-1", body }); // what Posthook does
 * const request = new Request("https://example.com/", { method: "POST", headers, body });
 * assertEquals((await receive(request)).status, 200);
 * ```
 * @param signatures Verifies the deliveries: `posthook.signatures`, or `createSignatures()`.
 * @param handler Handles them.
 * @param options Settings of each verification.
 * @returns The function. It never rejects.
 * @throws {TypeError} If what verifies or handles cannot do so, or an option is wrong.
 * @throws {RangeError} If a number is out of its range.
 */
export function createReceiver<T = unknown>(
  signatures: Signatures,
  handler: DeliveryHandler<T>,
  options: ParseDeliveryOptions = {},
): (request: Request) => Promise<Response> {
  checkMethods("signatures", signatures, ["parseDelivery"]);
  checkType("handler", handler ?? null, "function");
  readParseOptions(options);
  return async (request) => {
    let delivery: Delivery<T>;
    try {
      delivery = await signatures.parseDelivery<T>(request, options);
    } catch (error) {
      const isRefused = error instanceof SignatureVerificationError;
      return answer(isRefused ? 401 : 500, {
        error: isRefused ? error.message : "receiver failed",
      });
    }
    return toResponse(await resultOf(() => handler(delivery)));
  };
}

function toResponse(result: Result): Response {
  switch (result.kind) {
    case "ack":
      return answer(200, { ok: true });
    case "accept":
      return answer(202, { ok: true }, { [TIMEOUT_HEADER]: String(toSeconds(result.timeout!)) });
    case "nack":
      return answer(500, { error: reasonOf(result) || "handler failed" });
  }
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

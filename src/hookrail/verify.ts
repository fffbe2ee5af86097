/**
 * Verifies deliveries, for those who receive them. How Hookrail signs is written in `./signatures`;
 * here it speaks in the errors of this family.
 *
 * @module
 */

import {
  MalformedSignatureError as Malformed,
  type SignatureError as Refusal,
  SignatureTimestampError as Untimely,
} from "../signatures/error.ts";
import type { RawBody, ReceivedMessage } from "../signatures/message.ts";
import {
  hookrail,
  HOOKRAIL_DELIVERY_ID_HEADER,
  HOOKRAIL_SIGNATURE_HEADER,
} from "../signatures/schemes/hookrail.ts";
import type { Secrets } from "../signatures/secret.ts";
import { checkNames } from "../util/check.ts";
import { configured } from "./configured.ts";
import {
  HookrailConfigError,
  MalformedSignatureError,
  SignatureError,
  SignatureTimestampError,
  SignatureVerificationError,
} from "./errors.ts";

/** The header that carries time and signature of a delivery. */
export const SIGNATURE_HEADER: string = HOOKRAIL_SIGNATURE_HEADER;

/** The header that carries the id of a delivery: drop those whose id you have seen. */
export const DELIVERY_ID_HEADER: string = HOOKRAIL_DELIVERY_ID_HEADER;

/** The parts of a delivery that its signature covers. */
export interface SignedDelivery {
  /** The value of the header `hookrail-signature`. */
  readonly header: string;
  /** The value of the header `hookrail-delivery-id`. */
  readonly deliveryId: string;
  /** The body as it came, never parsed and written anew. */
  readonly body: RawBody;
}

/** How to verify. */
export interface VerifyOptions {
  /** The present time, as a date or in epoch ms; the real one by default. */
  readonly now?: Date | number;
  /**
   * How far the time of the signature may lie from now, in either direction, in ms. Just as far is
   * near enough.
   *
   * @default {300_000}
   */
  readonly tolerance?: number;
}

/** A delivery that is genuine. */
export interface VerifiedDelivery {
  /** Its id: Hookrail may deliver it twice, and then with the same id. */
  readonly deliveryId: string;
  /** When this attempt was signed. */
  readonly timestamp: Date;
  /** The body that was verified: the payload of the event as JSON. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Verifies the signature of a delivery.
 *
 * Answer a refused one with 401 only if it may be lost: after most 4xx Hookrail gives up.
 *
 * @example
 * ```ts
 * import { SignatureVerificationError, verifySignature } from "@hookcast/hookcast/hookrail";
 * import { assertEquals } from "@std/assert";
 *
 * async function receive(request: Request): Promise<Response> {
 *   try {
 *     const { deliveryId, body } = await verifySignature("whsec_alpha", request);
 *     console.info(deliveryId, JSON.parse(new TextDecoder().decode(body)));
 *     return new Response(null, { status: 204 });
 *   } catch (error) {
 *     if (!(error instanceof SignatureVerificationError)) throw error;
 *     return new Response(null, { status: 401 });
 *   }
 * }
 *
 * const forged = new Request("https://example.com/", { method: "POST", body: "{}" });
 * assertEquals((await receive(forged)).status, 401);
 * ```
 * @param secrets The secret of the endpoint, `whsec_` included; or several, any of which may fit.
 * @param delivery A `Request`, whose body is read; or headers and raw body; or the parts themselves.
 * @param options What counts as now, and how far off a signature may be.
 * @returns The delivery.
 * @throws {HookrailConfigError} If a secret is empty or an option is wrong.
 * @throws {SignatureVerificationError} If the body cannot be read, or is an object that was parsed.
 * @throws {MalformedSignatureError} If the headers cannot be read.
 * @throws {SignatureTimestampError} If it was signed too long ago, or in the future.
 * @throws {SignatureError} If no secret fits.
 */
export async function verifySignature(
  secrets: Secrets,
  delivery: Request | ReceivedMessage | SignedDelivery,
  options: VerifyOptions = {},
): Promise<VerifiedDelivery> {
  const { scheme, message } = configured(() => {
    checkNames(options, ["now", "tolerance"], "verifySignature()");
    const { now = Date.now(), tolerance = 300_000 } = options;
    const clock = { now: () => Number(now) };
    if (Number.isNaN(clock.now())) throw new TypeError("'now' must be a date or a number");
    // Without a secret nothing fits; one that nobody can have stands for it.
    const some = Array.isArray(secrets) && secrets.length === 0 ? crypto.randomUUID() : secrets;
    return { scheme: hookrail(some, { tolerance, clock }), message: readDelivery(delivery) };
  });
  try {
    const { id, timestamp, body } = await scheme.verifyOrThrow(message);
    return { deliveryId: id!, timestamp: timestamp!, body };
  } catch (error) {
    throw refusal(error as Refusal);
  }
}

function readDelivery(
  delivery: Request | ReceivedMessage | SignedDelivery,
): Request | ReceivedMessage {
  if (typeof delivery !== "object" || delivery === null) {
    throw new TypeError("A delivery must be a Request, or headers and body");
  }
  if (!("deliveryId" in delivery)) return delivery;
  const { header, deliveryId, body } = delivery;
  const headers = { [SIGNATURE_HEADER]: header, [DELIVERY_ID_HEADER]: deliveryId };
  return { headers, body };
}

function refusal(error: Refusal): Error {
  const { message, reason } = error;
  if (error instanceof Malformed) return new MalformedSignatureError(message);
  if (error instanceof Untimely) return new SignatureTimestampError(message);
  switch (reason) {
    case "signature-mismatch":
      return new SignatureError(message);
    case "invalid-secret":
      return new HookrailConfigError(message);
    default:
      return new SignatureVerificationError(message);
  }
}

/**
 * Tells deliveries of Posthook from forged ones.
 *
 * @module
 */

import { readEnv } from "../platform/env.ts";
import { HeaderReader } from "../signatures/headers.ts";
import type { RawBody, ReceivedHeaders, Refused, Verified } from "../signatures/message.ts";
import { TOLERANCE } from "../signatures/options.ts";
import { posthook } from "../signatures/schemes/posthook.ts";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import type { Clock } from "../util/clock.ts";
import { makePrintable } from "../util/printable.ts";
import { type CallbackOptions, Callbacks } from "./callback.ts";
import { Delivery } from "./delivery.ts";
import { SignatureVerificationError } from "./errors.ts";
import { isFields } from "./fields.ts";

/** Settings of {@linkcode createSignatures}. */
export interface SignaturesOptions {
  /** How deliveries are acked and nacked. */
  readonly callbacks?: CallbackOptions;
  /** Where the time comes from, to tell whether a delivery is too old. */
  readonly clock?: Clock;
}

/** Settings of one verification. */
export interface ParseDeliveryOptions {
  /**
   * How old a delivery may be, and how far a clock may be ahead, in ms.
   *
   * @default {300_000}
   */
  readonly tolerance?: number;
  /** The signing key, in place of the configured one. */
  readonly signingKey?: string;
  /**
   * How large the body of a `Request` may be, in bytes.
   *
   * @default {1_048_576}
   */
  readonly maxBodyBytes?: number;
}

/** The names of all settings of one verification. */
const NAMES = [
  "tolerance",
  "signingKey",
  "maxBodyBytes",
] satisfies (keyof ParseDeliveryOptions)[];

/** What is told of a missing key. */
const NO_KEY = "No signing key provided: give one, or set POSTHOOK_SIGNING_KEY";

/** What is read of a `Request`. */
type Received = Pick<Request, "headers" | "arrayBuffer">;

/** Verifies deliveries: see `Posthook.signatures` and {@linkcode createSignatures}. */
export class Signatures {
  readonly #key: string | undefined;
  readonly #clock: Clock | undefined;
  readonly #callbacks: Callbacks;

  static {
    makePrintable(this.prototype, "Signatures");
  }

  /**
   * @param key The signing key, if there is one.
   * @param options Settings.
   * @throws {TypeError | RangeError} If an option is wrong.
   * @ignore
   */
  constructor(key: string | undefined, options: SignaturesOptions = {}) {
    checkNames(options, ["callbacks", "clock"], "signatures");
    this.#key = key;
    this.#clock = options.clock;
    this.#callbacks = new Callbacks({ clock: options.clock, ...options.callbacks });
  }

  /**
   * Verifies a delivery and reads it. Only its body and its time are signed; its id and the URLs
   * for acks and nacks are not: see the option `hosts` of callbacks, and `signedId`.
   *
   * @param request The request. Its body is read, once, unless its headers are bad enough.
   * @param options Settings of this verification.
   * @returns The delivery. Rejects with a {@linkcode SignatureVerificationError} that tells what is
   * wrong with it; with a `TypeError` or `RangeError` if an option is wrong.
   */
  parseDelivery<T = unknown>(
    request: Request,
    options?: ParseDeliveryOptions,
  ): Promise<Delivery<T>>;
  /**
   * Verifies a delivery and reads it.
   *
   * @param body The raw body, as it came: parsed and written anew it would not be the same.
   * @param headers The headers, by names in any case.
   * @param options Settings of this verification.
   * @returns The delivery. Rejects with a {@linkcode SignatureVerificationError} that tells what is
   * wrong with it; with a `TypeError` or `RangeError` if an option is wrong.
   */
  parseDelivery<T = unknown>(
    body: RawBody,
    headers: ReceivedHeaders,
    options?: ParseDeliveryOptions,
  ): Promise<Delivery<T>>;
  async parseDelivery<T>(
    received: Request | RawBody,
    headersOrOptions: ReceivedHeaders | ParseDeliveryOptions = {},
    more: ParseDeliveryOptions = {},
  ): Promise<Delivery<T>> {
    const [message, options] = isRequest(received)
      ? [received, headersOrOptions as ParseDeliveryOptions]
      : [{ body: received, headers: headersOrOptions as ReceivedHeaders }, more];
    const { signingKey, ...limits } = readParseOptions(options);
    const key = signingKey ?? this.#key;
    if (key === undefined) throw new SignatureVerificationError(NO_KEY);
    const scheme = posthook(key, { ...limits, clock: this.#clock });
    const verification = await scheme.verify(message);
    if (!verification.ok) throw refused(verification);
    return this.#read(verification, message.headers);
  }

  /**
   * What is printed of it: whether there is a key.
   *
   * @returns A plain object.
   */
  toJSON(): { signingKey: string | null } {
    return { signingKey: this.#key === undefined ? null : "***" };
  }

  #read<T>({ body, id, timestamp }: Verified, headers: ReceivedHeaders): Delivery<T> {
    return new Delivery<T>({
      hookId: id ?? "",
      timestamp: timestamp!.getTime(),
      fields: parse(body),
      body,
      ...readCallbackUrls(headers),
      ws: null,
      callbacks: this.#callbacks,
    });
  }
}

/**
 * Makes what verifies deliveries, for programs that need no API key.
 *
 * @example
 * ```ts
 * import { createSignatures } from "@hookcast/hookcast/posthook";
 * import { posthook } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const signatures = createSignatures("ph_sk_demo");
 * const body = '{"id":"hook-1","path":"/remind","data":{"user":1}}';
 * const headers = await posthook("ph_sk_demo").sign({ id: "hook-1", body }); // what Posthook does
 *
 * const delivery = await signatures.parseDelivery<{ user: number }>(body, headers);
 * assertEquals(delivery.data.user, 1);
 * ```
 * @param signingKey The signing key of the project; the environment's `POSTHOOK_SIGNING_KEY`
 * without one.
 * @param options Settings.
 * @returns The verifier.
 * @throws {TypeError} If there is no key, or it is blank, or an option is wrong.
 */
export function createSignatures(
  signingKey: string | undefined = readEnv("POSTHOOK_SIGNING_KEY"),
  options: SignaturesOptions = {},
): Signatures {
  if (typeof signingKey !== "string" || signingKey.trim() === "") throw new TypeError(NO_KEY);
  return new Signatures(signingKey, options);
}

/**
 * Checks the settings of a verification.
 *
 * @param options As a user gave them.
 * @returns The settings, with every default but that of the key.
 * @throws {TypeError | RangeError} If one is wrong.
 */
export function readParseOptions(
  options: ParseDeliveryOptions,
): Required<Omit<ParseDeliveryOptions, "signingKey">> & { readonly signingKey?: string } {
  checkNames(options, NAMES, "parseDelivery()");
  const { signingKey, tolerance = TOLERANCE, maxBodyBytes = 1_048_576 } = options;
  checkType("signingKey", signingKey, "string");
  checkNumber("tolerance", tolerance, { min: 0 });
  checkNumber("maxBodyBytes", maxBodyBytes, { min: 0 });
  return { signingKey: signingKey?.trim() ? signingKey : undefined, tolerance, maxBodyBytes };
}

/** Both URLs or neither: one alone belongs to no delivery that Posthook makes. */
function readCallbackUrls(
  headers: ReceivedHeaders,
): { readonly ackUrl: string | null; readonly nackUrl: string | null } {
  const reader = new HeaderReader(headers);
  try {
    const [ackUrl, nackUrl] = [reader.find("posthook-ack-url"), reader.find("posthook-nack-url")];
    if (ackUrl !== undefined && nackUrl !== undefined) return { ackUrl, nackUrl };
    return { ackUrl: null, nackUrl: null };
  } catch (error) {
    throw new SignatureVerificationError((error as Error).message);
  }
}

function isRequest(received: unknown): received is Request {
  return typeof (received as Received | null | undefined)?.arrayBuffer === "function" &&
    typeof (received as Received).headers?.get === "function";
}

/** The words of the service's own clients for what is wrong. */
function refused({ reason, header, error }: Refused): SignatureVerificationError {
  return new SignatureVerificationError(complaint(reason, header) ?? error);
}

function complaint(reason: Refused["reason"], header: string | null): string | undefined {
  switch (reason) {
    case "missing-header":
      return `Missing ${titled(header ?? "")} header`;
    case "malformed-timestamp":
      return "Invalid Posthook-Timestamp header: it must be a whole number";
    case "timestamp-too-old":
    case "timestamp-too-new":
      return "Timestamp is too old or too far in the future";
    case "unsupported-version":
    case "signature-mismatch":
      return "Signature verification failed";
    case "unreadable-body":
      return "Cannot verify this body: the raw bytes or text as received are needed, read for the " +
        "first time";
    default:
      return undefined;
  }
}

/** `posthook-timestamp` as `Posthook-Timestamp`. */
function titled(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function parse(body: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new SignatureVerificationError("Failed to parse the body: it is no JSON");
  }
  if (isFields(parsed)) return parsed;
  throw new SignatureVerificationError("Failed to parse the body: it is no JSON object");
}

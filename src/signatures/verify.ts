/**
 * Verifies messages by any recipe.
 *
 * @module
 */

import { type Bytes, concatBytes, utf8 } from "../util/bytes.ts";
import { makePrintable } from "../util/printable.ts";
import { readRequest, toBytes, unreadable } from "./body.ts";
import {
  MalformedSignatureError,
  SecretError,
  SignatureError,
  SignatureTimestampError,
} from "./error.ts";
import { HeaderReader } from "./headers.ts";
import type { ReceivedMessage, Verification, Verified, Verifier } from "./message.ts";
import type { Claim, VerifyRecipe } from "./recipe.ts";

/** Verifies by a recipe. */
export class RecipeVerifier implements Verifier {
  readonly #recipe: VerifyRecipe;

  static {
    makePrintable(this.prototype, "SignatureScheme");
  }

  /** @param recipe How. */
  constructor(recipe: VerifyRecipe) {
    this.#recipe = recipe;
  }

  /** The name of the scheme. */
  get scheme(): string {
    return this.#recipe.scheme;
  }

  /** See {@linkcode Verifier.verify}. */
  async verify(received: Request | ReceivedMessage): Promise<Verification> {
    try {
      return await this.verifyOrThrow(received);
    } catch (error) {
      const { reason, message, header } = error as SignatureError;
      return Object.freeze({ ok: false, reason, error: message, header });
    }
  }

  /** See {@linkcode Verifier.verifyOrThrow}. */
  async verifyOrThrow(received: Request | ReceivedMessage): Promise<Verified> {
    try {
      return await verify(this.#recipe, received);
    } catch (error) {
      throw asSignatureError(error);
    }
  }

  /** See {@linkcode Verifier.handshake}. */
  handshake(message: Verified): Response | null {
    return this.#recipe.handshake?.(message) ?? null;
  }

  /** What is printed of it: the scheme, nothing that lets one sign. */
  toJSON(): { scheme: string } {
    return { scheme: this.scheme };
  }
}

/** Verifies a message; throws whatever stands in the way. */
async function verify(
  recipe: VerifyRecipe,
  received: Request | ReceivedMessage,
): Promise<Verified> {
  const { settings, keys } = recipe;
  const now = settings.clock.now();
  // All that headers can tell comes first: it costs nothing, and no byte of the body is read.
  const claim = recipe.read(new HeaderReader(received.headers));
  checkTime(claim, now, recipe);
  if (claim.signatures.length === 0) {
    throw new MalformedSignatureError(
      "unsupported-version",
      "it bears no signature of a known version",
    );
  }
  const body = await readBody(received, settings.maxBodyBytes);
  recipe.check?.(body);
  const content = concatBytes(utf8(claim.prefix), body);
  if (!await keys.verify(content, claim.signatures, now)) {
    throw new SignatureError("signature-mismatch", "no secret fits its signature");
  }
  const timestamp = claim.seconds === null ? null : new Date(claim.seconds * 1000);
  return Object.freeze({ ok: true, body, timestamp, id: claim.id });
}

function checkTime({ seconds }: Claim, now: number, { settings, precise }: VerifyRecipe): void {
  if (seconds === null) return;
  const present = precise ? now : Math.floor(now / 1000) * 1000;
  const age = present - seconds * 1000;
  if (age > settings.tolerance) {
    throw new SignatureTimestampError("timestamp-too-old", "it was signed too long ago");
  }
  if (-age > settings.tolerance) {
    throw new SignatureTimestampError(
      "timestamp-too-new",
      "it was signed by a clock too far ahead",
    );
  }
}

async function readBody(received: Request | ReceivedMessage, maxBytes: number): Promise<Bytes> {
  // A request of another realm is no instance of ours: what counts is that its body can be read.
  if (typeof (received as Request).arrayBuffer === "function") {
    return await readRequest(received as Request, maxBytes);
  }
  const bytes = toBytes(received.body);
  if (bytes) return bytes;
  throw unreadable("its body must be the raw bytes or text as received, not a parsed object");
}

/** Whatever was thrown, as an error of the family. */
function asSignatureError(error: unknown): SignatureError {
  if (error instanceof SignatureError) return error;
  if (error instanceof SecretError) return new SignatureError("invalid-secret", error.message);
  // Nothing of ours throws anything else: it was a getter, or no message at all.
  const complaint = "it is no Request, and no { headers, body } that can be read";
  return new MalformedSignatureError("malformed-header", complaint);
}

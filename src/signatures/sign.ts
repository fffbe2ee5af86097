/**
 * Signs messages by any recipe.
 *
 * @module
 */

import type { Signer } from "../core/signer.ts";
import { concatBytes, utf8 } from "../util/bytes.ts";
import { checkType } from "../util/check.ts";
import { toBytes } from "./body.ts";
import { SecretError } from "./error.ts";
import type { MessageToSign, SignatureScheme } from "./message.ts";
import type { SignRecipe, Stamped, VerifyRecipe } from "./recipe.ts";
import { RecipeVerifier } from "./verify.ts";

/** What a header may hold without being changed on its way. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Signs and verifies by a recipe. */
export class RecipeScheme extends RecipeVerifier implements SignatureScheme {
  readonly #recipe: VerifyRecipe & SignRecipe;

  /** @param recipe How. */
  constructor(recipe: VerifyRecipe & SignRecipe) {
    super(recipe);
    this.#recipe = recipe;
  }

  /** See {@linkcode SignatureScheme.sign}. */
  async sign(message: MessageToSign): Promise<Record<string, string>> {
    const { keys, settings } = this.#recipe;
    const now = settings.clock.now();
    const stamped = stamp(message, now);
    const prefix = this.#recipe.prefix(stamped);
    const body = toBytes(message.body);
    if (!body) throw new TypeError("'body' must be raw bytes or text, not an object");
    const content = concatBytes(utf8(prefix), body);
    const signatures = await keys.sign(content, now);
    return this.#recipe.write(stamped, signatures);
  }

  /** See {@linkcode SignatureScheme.signer}. */
  signer(): Signer {
    if (!this.#recipe.keys.canSign) {
      throw new SecretError("cannot-sign", "A public key can verify, but not sign");
    }
    return (message) => this.sign(message);
  }
}

function stamp({ id, timestamp }: MessageToSign, now: number): Stamped {
  checkType("id", id, "string");
  if (id !== undefined && !PRINTABLE.test(id)) {
    throw new TypeError("'id' must be printable ASCII without spaces");
  }
  if (timestamp !== undefined && !(timestamp instanceof Date)) {
    throw new TypeError("'timestamp' must be a Date");
  }
  const seconds = Math.floor((timestamp?.getTime() ?? now) / 1000);
  if (!(seconds >= 0)) throw new TypeError("'timestamp' must be a valid Date since 1970");
  return { id, seconds };
}

/**
 * The id of a message, for a scheme that signs it.
 *
 * @param message The message.
 * @returns Its id.
 * @throws {TypeError} If it has none.
 */
export function requireId({ id }: Stamped): string {
  if (id === undefined) throw new TypeError("'id' must be given: this scheme signs it");
  return id;
}

/**
 * The id of a message, for a scheme that allows no point in it: what is signed is divided by points,
 * so that such an id could be read in two ways.
 *
 * @param message The message.
 * @returns Its id.
 * @throws {TypeError} If it has none, or it contains a point.
 */
export function requireUndottedId(message: Stamped): string {
  const id = requireId(message);
  if (id.includes(".")) throw new TypeError("'id' must not contain a '.'");
  return id;
}

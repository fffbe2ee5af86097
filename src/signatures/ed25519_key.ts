/**
 * Keys of Ed25519. Source: RFC 8032.
 *
 * @module
 */

import { type Bytes, concatBytes, fromHex, timingSafeEqual } from "../util/bytes.ts";
import { SecretError } from "./error.ts";
import type { Key } from "./key.ts";

/** What stands before the seed of a private key in PKCS#8. Source: RFC 8410. */
const PKCS8_HEAD = fromHex("302e020100300506032b657004220420")!;

/** How long a seed and a public key are. */
export const KEY_LENGTH = 32;

/** The halves of a key: at least one of them. Each has {@linkcode KEY_LENGTH} bytes. */
export interface KeyHalves {
  /** What signatures are made with. */
  readonly seed?: Bytes;
  /** What they are verified with; it follows from the seed, and must belong to it. */
  readonly publicKey?: Bytes;
}

interface Imported {
  readonly privateKey: CryptoKey | undefined;
  readonly publicKey: CryptoKey;
}

/** A key that signs if it has its seed, and always verifies. */
export class Ed25519Key implements Key {
  /** What it signs with. */
  readonly algorithm = "ed25519";
  /** Whether there is a seed. */
  readonly canSign: boolean;
  readonly #halves: KeyHalves;
  #imported: Promise<Imported> | undefined;

  /** @param halves Its bytes. */
  constructor(halves: KeyHalves) {
    this.#halves = halves;
    this.canSign = halves.seed !== undefined;
  }

  /** The signature of some bytes. Rejects with a `SecretError` if there is no seed. */
  async sign(content: Bytes): Promise<Bytes> {
    const { privateKey } = await this.#import();
    if (!privateKey) throw new SecretError("cannot-sign", "A public key can verify, but not sign");
    return new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, content));
  }

  /** Whether one of the signatures fits. */
  async verify(content: Bytes, signatures: readonly Bytes[]): Promise<boolean> {
    const { publicKey } = await this.#import();
    let fits = false;
    for (const signature of signatures) {
      fits = await crypto.subtle.verify("Ed25519", publicKey, signature, content) || fits;
    }
    return fits;
  }

  #import(): Promise<Imported> {
    return this.#imported ??= importHalves(this.#halves).catch((error) => {
      if (error instanceof SecretError) throw error;
      throw new SecretError("invalid-secret", "This platform takes no such key of Ed25519");
    });
  }
}

async function importHalves({ seed, publicKey }: KeyHalves): Promise<Imported> {
  if (!seed) return { privateKey: undefined, publicKey: await importPublic(publicKey!) };
  const pkcs8 = concatBytes(PKCS8_HEAD, seed);
  // Extractable, as the JWK is the only place where Web Crypto tells the public half of a key.
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x = "" } = await crypto.subtle.exportKey("jwk", privateKey);
  const derived = fromBase64Url(x);
  if (publicKey && !timingSafeEqual(publicKey, derived)) {
    throw new SecretError(
      "invalid-secret",
      "A secret of Ed25519 must end with the public key that belongs to its seed",
    );
  }
  return { privateKey, publicKey: await importPublic(derived) };
}

function importPublic(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
}

function fromBase64Url(text: string): Bytes {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

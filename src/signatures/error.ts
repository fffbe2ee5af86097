/**
 * What goes wrong with signatures, as errors: one family for messages, one error for secrets.
 *
 * @module
 */

/**
 * Why a message was refused.
 *
 * - `missing-header`, `malformed-header`, `malformed-timestamp`: the headers cannot be read.
 * - `timestamp-too-old`, `timestamp-too-new`: it was signed too long ago, or by a clock ahead.
 * - `unsupported-version`: it bears signatures, but none of a kind that this scheme knows.
 * - `signature-mismatch`: it bears signatures, and no secret in force fits one.
 * - `unreadable-body`: the body was read before, broke off, or is no raw bytes.
 * - `body-too-large`: it is larger than `maxBodyBytes`.
 * - `invalid-secret`: a secret of your own turned out to be wrong when it was first used.
 *
 * Later versions may add reasons: keep a `default` branch.
 */
export type RefusalReason =
  | "missing-header"
  | "malformed-header"
  | "malformed-timestamp"
  | "timestamp-too-old"
  | "timestamp-too-new"
  | "unsupported-version"
  | "signature-mismatch"
  | "unreadable-body"
  | "body-too-large"
  | "invalid-secret";

/**
 * A message was refused. Its message is for people and holds no header, body or secret; branch on
 * `reason`.
 */
export class SignatureError extends Error {
  /** The name of the class. */
  override readonly name: string = "SignatureError";
  /** Why, as a word to branch on. */
  readonly reason: RefusalReason;
  /** The header to blame, in lower case, or `null`. */
  readonly header: string | null;

  /**
   * Makes an error.
   *
   * @param reason Why, as a word.
   * @param complaint Why, for people: it follows "Cannot accept the message: ".
   * @param header The header to blame.
   */
  constructor(reason: RefusalReason, complaint: string, header: string | null = null) {
    super(`Cannot accept the message: ${complaint}`);
    this.reason = reason;
    this.header = header;
  }
}

/** The headers cannot be read: one is missing or malformed, or of a version nobody knows. */
export class MalformedSignatureError extends SignatureError {
  /** The name of the class. */
  override readonly name = "MalformedSignatureError";
}

/** The message was signed too long ago, or by a clock that is ahead. */
export class SignatureTimestampError extends SignatureError {
  /** The name of the class. */
  override readonly name = "SignatureTimestampError";
}

/**
 * A secret cannot be used: it is no secret of its scheme (`invalid-secret`), or there is none in
 * force that can sign (`cannot-sign`), as a public key can only verify. Its message holds no part
 * of the secret.
 */
export class SecretError extends TypeError {
  /** The name of the class. */
  override readonly name = "SecretError";
  /** Why, as a word to branch on. */
  readonly reason: "invalid-secret" | "cannot-sign";

  /**
   * Makes an error.
   *
   * @param reason Why, as a word.
   * @param message Why, for people.
   */
  constructor(reason: "invalid-secret" | "cannot-sign", message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * The seam where signatures are made. Ready-made signers live elsewhere.
 *
 * @module
 */

/** What a {@linkcode Signer} is asked to sign: one attempt to deliver one message. */
export interface SignableMessage {
  /** The id of the send: the same for each of its attempts, so that a receiver can spot a repeat. */
  readonly id: string;
  /** The time of this attempt. */
  readonly timestamp: Date;
  /** The exact bytes of the body; none when there is no body. */
  readonly body: Uint8Array;
  /** The URL that the request goes to. It is a copy: changing it has no effect. */
  readonly url: URL;
}

/**
 * Signs a message: returns the headers to add. It runs on every attempt, so that no retry carries
 * a stale timestamp. If it throws or rejects, the send fails with kind `config`.
 */
export type Signer = (message: SignableMessage) => HeadersInit | Promise<HeadersInit>;

/**
 * The id of a send.
 *
 * @module
 */

/** An id: the key that was given, else a random one, made for the first who asks. Few do. */
export class SendId {
  #value: string | undefined;

  /** @param key The key that was given. */
  constructor(key: string | undefined) {
    this.#value = key;
  }

  /** The id: always the same. */
  get value(): string {
    return this.#value ??= crypto.randomUUID();
  }
}

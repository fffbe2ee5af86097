/**
 * A payload that is made within the send.
 *
 * @module
 */

/**
 * In place of a payload: how to make it. It is made once, when the send begins, within its deadline;
 * what goes wrong is a failed result of kind `payload`. This is for layers whose messages are not
 * what goes over the wire: they are checked, and files are read.
 */
export class Composition {
  /** Makes the payload. */
  readonly compose: (signal: AbortSignal | undefined) => unknown;

  /** @param compose Makes the payload, or the promise of one; its signal ends with the send. */
  constructor(compose: (signal: AbortSignal | undefined) => unknown) {
    this.compose = compose;
  }
}

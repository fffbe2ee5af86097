/**
 * The error of a connection that never stood. Where it was thrown is known, so nothing has to be
 * read out of a text.
 *
 * @module
 */

/** Codes of our own, beside those of Node, of its TLS and of undici. */
export type ProxyCode =
  | "PROXY_CLOSED"
  | "PROXY_LOGIN"
  | "PROXY_LOGIN_MISSING"
  | "PROXY_LOGIN_SIZE"
  | "PROXY_TUNNEL"
  | "PROXY_VERSION"
  | `SOCKS_REPLY_${number}`;

/** Thrown for a connection that never stood: nothing of the request was sent. */
export class ConnectError extends Error {
  /** The name of this class; by it {@linkcode readFailure} knows the error. */
  override readonly name: string = "ConnectError";
  /** What happened. */
  readonly code: string;
  /** Who failed. */
  readonly side: "proxy" | "target";

  /**
   * Makes an error.
   *
   * @param code A code of ours, of Node, of its TLS or of undici.
   * @param side Who failed.
   * @param cause The error below, if there is one.
   */
  constructor(code: ProxyCode | string, side: "proxy" | "target", cause?: unknown) {
    super(`Cannot connect: ${code}`, { cause });
    this.code = code;
    this.side = side;
  }

  /**
   * Makes an error of the one that Node threw.
   *
   * @param error What Node threw.
   * @param side Who failed.
   * @returns The error, with the same code; one that is of this class already stays as it is.
   */
  static from(error: unknown, side: "proxy" | "target"): ConnectError {
    if (error instanceof ConnectError) return error;
    const { code } = (error ?? {}) as { code?: unknown };
    return new ConnectError(typeof code === "string" ? code : "UNKNOWN", side, error);
  }
}

/**
 * What a fake server keeps of a request.
 *
 * @module
 */

/** The facts that a {@linkcode RecordedRequest} is made of. */
export interface RequestFacts {
  /** The method, as sent. */
  readonly method: string;
  /** The path with its query, as sent. */
  readonly path: string;
  /** Names and values as they came, in order, one pair per field. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  /** The whole body. */
  readonly body: Uint8Array;
  /** When the last byte of the request had come, in ms of the fake's clock. */
  readonly at: number;
  /** The number of the TCP connection it came on; the first connection is 1. */
  readonly connection: number;
}

/** A request as a server received it, read to its end. */
export class RecordedRequest implements RequestFacts {
  /** The method, as sent. */
  readonly method: string;
  /** The path with its query, as sent: `/hook?wait=true`. */
  readonly path: string;
  /** The headers, to look up by name. */
  readonly headers: Headers;
  /** Names and values as they came, in order, one pair per field. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  /** The whole body; empty when there was none. */
  readonly body: Uint8Array;
  /** When the last byte of the request had come, in ms of the fake's clock. */
  readonly at: number;
  /** The number of the TCP connection it came on; the first connection is 1. */
  readonly connection: number;

  /**
   * Makes a record.
   *
   * @param facts What was received.
   */
  constructor(facts: RequestFacts) {
    this.method = facts.method;
    this.path = facts.path;
    this.headers = new Headers(facts.rawHeaders.map(([name, value]) => [name, value]));
    this.rawHeaders = facts.rawHeaders;
    this.body = facts.body;
    this.at = facts.at;
    this.connection = facts.connection;
  }

  /** The body as UTF-8 text. */
  get text(): string {
    return new TextDecoder().decode(this.body);
  }

  /**
   * The body parsed as JSON.
   *
   * @typeParam T The shape you expect; it is not checked.
   * @throws {SyntaxError} When it is no JSON.
   */
  json<T = unknown>(): T {
    return JSON.parse(this.text);
  }
}

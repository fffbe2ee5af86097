/**
 * Requests and answers as they were on the wire.
 *
 * @module
 */

/** A request or answer's body as it was on the wire. */
export interface WireBody {
  /** How many bytes there were. */
  readonly size: number;
  /** The text, secrets masked; at most 64 KiB. `null` where it is no text: see `parts`. */
  readonly text: string | null;
  /** Whether more came than `text` shows. */
  readonly cut: boolean;
  /** The parts of a multipart body. */
  readonly parts?: readonly {
    readonly name: string;
    readonly filename: string | null;
    readonly type: string | null;
    readonly size: number;
    /** Where it is text, and short. */
    readonly text: string | null;
  }[];
}

/** A request as it was on the wire. */
export interface WireRequest {
  readonly method: string;
  /** Masked. */
  readonly url: string;
  /** As it went out, in order; secret values are `***`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: WireBody;
  /** `wire`: as a fake received it. `client`: as it was handed to `fetch`, so without `host` etc. */
  readonly seen: "wire" | "client";
}

/** An answer as it was on the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: WireBody;
}

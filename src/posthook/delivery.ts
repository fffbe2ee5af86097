/**
 * Hooks that are delivered.
 *
 * @module
 */

import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import type { CallbackCallOptions, CallbackResult, Callbacks } from "./callback.ts";
import { text } from "./fields.ts";

/** How a delivery came over a WebSocket. */
export interface WebSocketDelivery {
  /** Which attempt it is: 1, 2, … */
  readonly attempt: number;
  /** How many there will be at the most. */
  readonly maxAttempts: number;
  /** The request as the service would have posted it, in forward mode. */
  readonly forwardRequest?: ForwardRequest;
}

/** A delivery as the service would have posted it: its body and its headers. */
export interface ForwardRequest {
  /** The body. */
  readonly body: string;
  /** The signature of the body. */
  readonly signature: string;
  /**
   * The header `Authorization`, if the project sets one. Read it by its name: it is a secret, so that
   * it is neither printed, nor written as JSON, nor copied by a spread.
   */
  readonly authorization?: string;
  /** The header `Posthook-Id`. */
  readonly posthookId: string;
  /** The header `Posthook-Timestamp`, in seconds. */
  readonly posthookTimestamp: string;
  /** The header `Posthook-Signature`. */
  readonly posthookSignature: string;
}

/** What a delivery is made of. */
export interface DeliveryFacts {
  readonly hookId: string;
  readonly timestamp: number;
  /** The parsed body, or the message. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
  readonly ackUrl: string | null;
  readonly nackUrl: string | null;
  readonly ws: WebSocketDelivery | null;
  readonly callbacks: Callbacks;
}

/** Tells the service how it went: see {@linkcode Delivery.ack}. */
export type SendCallback = (
  body?: unknown,
  options?: CallbackCallOptions,
) => Promise<CallbackResult>;

/**
 * A hook that is delivered. It can be printed and turned into JSON without care: the URLs for acks
 * and nacks are masked then. Who answers later, from another process, stores `ackUrl` and `nackUrl`
 * themselves.
 */
export class Delivery<T = unknown> {
  /**
   * The id of the hook, from the header `Posthook-Id`; empty when there is none. It is not signed.
   */
  readonly hookId: string;
  /** The id inside the signed body, to tell repeats by; empty when there is none. */
  readonly signedId: string;
  /** When the delivery was signed, in epoch ms. */
  readonly timestamp: number;
  /** The path that it was posted to. */
  readonly path: string;
  /** What was scheduled to be delivered. It is not checked against `T`. */
  readonly data: T;
  /** When it was due, as RFC 3339 text; empty when the body does not tell. */
  readonly postAt: string;
  /** When it was posted, as RFC 3339 text; empty when the body does not tell. */
  readonly postedAt: string;
  /** When it was scheduled, as RFC 3339 text; empty when the body does not tell. */
  readonly createdAt: string;
  /** When it last changed, as RFC 3339 text; empty when the body does not tell. */
  readonly updatedAt: string;
  /** The raw body; empty for a delivery over a WebSocket. */
  readonly body: Uint8Array;
  /** How it came over a WebSocket, or `null` if it was posted. */
  readonly ws: WebSocketDelivery | null;
  /**
   * Tells the service that the hook is done; there only when there are both URLs, that is for async
   * hooks. It rejects with a `CallbackError` or a `PosthookConnectionError`.
   */
  readonly ack?: SendCallback;
  /** Tells the service that the hook failed; there when `ack` is. */
  readonly nack?: SendCallback;
  readonly #ackUrl: string | null;
  readonly #nackUrl: string | null;

  static {
    makePrintable(this.prototype, "Delivery");
  }

  /**
   * Deliveries are made by `parseDelivery()` and by listeners.
   *
   * @param facts What it is made of.
   * @ignore
   */
  constructor({ hookId, timestamp, fields, body, ackUrl, nackUrl, ws, callbacks }: DeliveryFacts) {
    this.hookId = hookId;
    this.signedId = text(fields.id);
    this.timestamp = timestamp;
    this.path = text(fields.path);
    this.data = fields.data as T;
    this.postAt = text(fields.postAt);
    this.postedAt = text(fields.postedAt);
    this.createdAt = text(fields.createdAt);
    this.updatedAt = text(fields.updatedAt);
    this.body = body;
    this.ws = ws;
    this.#ackUrl = ackUrl;
    this.#nackUrl = nackUrl;
    if (ackUrl === null || nackUrl === null) return;
    this.ack = (body, options) => callbacks.send("ack", ackUrl, body, options);
    this.nack = (body, options) => callbacks.send("nack", nackUrl, body, options);
  }

  /** Where to say that the hook is done, or `null`. It holds a token, and is not signed. */
  get ackUrl(): string | null {
    return this.#ackUrl;
  }

  /** Where to say that the hook failed, or `null`. It holds a token, and is not signed. */
  get nackUrl(): string | null {
    return this.#nackUrl;
  }

  /**
   * What is printed of a delivery.
   *
   * @returns A plain object, without the raw body and with both URLs masked.
   */
  toJSON(): Record<string, unknown> {
    const { hookId, timestamp, path, data, postAt, postedAt, createdAt, updatedAt, ws } = this;
    return {
      hookId,
      timestamp,
      path,
      data,
      postAt,
      postedAt,
      createdAt,
      updatedAt,
      ackUrl: this.#ackUrl && maskUrl(this.#ackUrl),
      nackUrl: this.#nackUrl && maskUrl(this.#nackUrl),
      ws: ws && { attempt: ws.attempt, maxAttempts: ws.maxAttempts },
    };
  }
}

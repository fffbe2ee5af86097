/**
 * What is said over the WebSocket of a listener.
 *
 * @module
 */

import { withSecret } from "../util/secret_field.ts";
import type { Callbacks } from "./callback.ts";
import { Delivery, type ForwardRequest } from "./delivery.ts";
import { count, isFields, text } from "./fields.ts";
import { reasonOf, type Result } from "./result.ts";
import { toSeconds } from "./time.ts";

/** What the server says once a listener is connected. */
export interface ConnectionInfo {
  /** The id of the connection. */
  readonly connectionId: string;
  /** The id of the project. */
  readonly projectId: string;
  /** The name of the project. */
  readonly projectName: string;
  /** The server's time, as RFC 3339 text. */
  readonly serverTime: string;
}

/** A delivery that was not answered in time. */
export interface AckTimeout {
  /** The id of the hook. */
  readonly hookId: string;
  /** Which attempt it was. */
  readonly attempt: number;
}

/** A message from the server: its fields, whatever they are. */
export type ServerMessage = Readonly<Record<string, unknown>>;

/** A message to the server. */
export type ClientMessage =
  | { readonly type: "pong" }
  | { readonly type: "ack"; readonly hookId: string }
  | { readonly type: "accept"; readonly hookId: string; readonly timeout: number }
  | { readonly type: "nack"; readonly hookId: string; readonly error?: string };

/**
 * Reads a message.
 *
 * @param data What came.
 * @returns Its fields, or `undefined` if it is no JSON object.
 */
export function readMessage(data: unknown): ServerMessage | undefined {
  try {
    const message: unknown = JSON.parse(String(data));
    return isFields(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads what the server says of a connection.
 *
 * @param message A message of the type `connected`.
 * @returns The same, with a default for what is missing.
 */
export function readConnection(message: ServerMessage): ConnectionInfo {
  return {
    connectionId: text(message.connectionId),
    projectId: text(message.projectId),
    projectName: text(message.projectName),
    serverTime: text(message.serverTime),
  };
}

/**
 * Reads a delivery.
 *
 * @param message A message of the type `hook`.
 * @param callbacks Sends its acks and nacks.
 * @returns The delivery.
 */
export function readDelivery<T>(message: ServerMessage, callbacks: Callbacks): Delivery<T> {
  const { forwardRequest } = message;
  const forwarded = isFields(forwardRequest) ? readForward(forwardRequest) : undefined;
  return new Delivery<T>({
    hookId: text(message.id),
    timestamp: count(message.timestamp) * 1000,
    fields: message,
    body: new TextEncoder().encode(forwarded?.body ?? ""),
    ackUrl: text(message.ackUrl) || null,
    nackUrl: text(message.nackUrl) || null,
    ws: {
      attempt: count(message.attempt, 1),
      maxAttempts: count(message.maxAttempts, 1),
      ...(forwarded && { forwardRequest: forwarded }),
    },
    callbacks,
  });
}

/**
 * The message that tells what came of a delivery.
 *
 * @param hookId The id of the hook.
 * @param result What came of it.
 * @returns The message.
 */
export function toMessage(hookId: string, result: Result): ClientMessage {
  switch (result.kind) {
    case "ack":
      return { type: "ack", hookId };
    case "accept":
      return { type: "accept", hookId, timeout: toSeconds(result.timeout!) };
    case "nack": {
      const error = reasonOf(result);
      return { type: "nack", hookId, ...(error && { error }) };
    }
  }
}

function readForward(fields: Readonly<Record<string, unknown>>): ForwardRequest {
  const { authorization, posthookTimestamp: time } = fields;
  const request = {
    body: text(fields.body),
    signature: text(fields.signature),
    posthookId: text(fields.posthookId),
    posthookTimestamp: typeof time === "number" ? String(time) : text(time),
    posthookSignature: text(fields.posthookSignature),
  };
  if (typeof authorization !== "string") return request;
  return withSecret(request, "authorization", authorization);
}

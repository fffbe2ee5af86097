/**
 * How a fake server puts its answers and faults on the wire.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Answer, AnswerBody, BodyFault, PlainAnswer } from "./script.ts";

/** One request that waits for its answer. */
export interface Exchange {
  /** The request, read to its end. */
  readonly request: IncomingMessage;
  /** The response, not begun. */
  readonly response: ServerResponse;
  /** Closes the connection by a TCP reset. */
  readonly reset: () => void;
}

/** What `"garbage"` sends: the greeting of another protocol. */
const GARBAGE = "SSH-2.0-OpenSSH_9.9\r\n";

/** What is announced, but never sent, of a body that is cut or hangs. */
const MISSING_BYTES = 100;

/** At least this much of an endless body is written at once. */
const PIECE_BYTES = 16_384;

/** Begins to answer. The rest is up to the connection: nothing waits for the client here. */
export function play(answer: Answer, exchange: Exchange): void {
  const { request, response } = exchange;
  const plain = typeof answer === "number" ? { status: answer } : answer;
  const { socket } = request;
  switch (plain.fault) {
    case undefined:
      return sendWhole(plain, exchange);
    case "redirect": {
      const { status = 307, location } = plain;
      return sendWhole({ status, headers: { location } }, exchange);
    }
    case "cut-body":
      return sendPart(plain, response, () => socket.destroy());
    case "hang-body":
      return sendPart(plain, response, () => {});
    case "endless":
      return sendForever(plain, response);
    case "cut-connect":
    case "cut":
      socket.destroy();
      return;
    case "cut-head":
      return writeAndCut(socket, "HTTP/1.1 200 OK\r\ncontent-le");
    case "garbage":
      return writeAndCut(socket, GARBAGE);
    case "reset":
      return exchange.reset();
    case "hang":
      return;
    default:
      throw new TypeError(`Cannot play an answer whose fault is unknown: ${unknownFault(plain)}`);
  }
}

function unknownFault(answer: never): string {
  return JSON.stringify((answer as { fault: unknown }).fault);
}

function sendWhole(answer: PlainAnswer, { request, response }: Exchange): void {
  const { status = 200 } = answer;
  const { bytes, type } = encode(answer.body ?? "");
  setHeaders(response, answer.headers, bytes.length > 0 ? type : undefined);
  // RFC 9110, section 8.6: these have no content-length, and no body.
  const bodiless = status < 200 || status === 204 || status === 304;
  if (!bodiless && !response.hasHeader("content-length")) {
    response.setHeader("content-length", bytes.length);
  }
  response.writeHead(status);
  response.end(bodiless || request.method === "HEAD" ? undefined : bytes);
}

function sendPart(answer: BodyFault, response: ServerResponse, then: () => void): void {
  const { bytes, type } = encode(answer.body ?? "the body ends he");
  setHeaders(response, answer.headers, type);
  if (!answer.chunked && !response.hasHeader("content-length")) {
    response.setHeader("content-length", bytes.length + MISSING_BYTES);
  }
  response.writeHead(answer.status ?? 200);
  // Without this an empty part would leave the head unsent.
  response.flushHeaders();
  response.write(bytes, then);
}

function sendForever(answer: BodyFault, response: ServerResponse): void {
  const { bytes, type } = encode(answer.body || "x");
  setHeaders(response, answer.headers, type);
  response.writeHead(answer.status ?? 200);
  // Writing byte by byte would keep this process busy instead of the connection.
  const piece = Buffer.alloc(Math.ceil(PIECE_BYTES / bytes.length) * bytes.length, bytes);
  const more = (error?: Error | null) => {
    if (!error && !response.destroyed) response.write(piece, more);
  };
  more();
}

function writeAndCut(socket: Socket, text: string): void {
  socket.write(text, () => socket.destroy());
}

function setHeaders(
  response: ServerResponse,
  headers: HeadersInit | undefined,
  type: string | undefined,
): void {
  const given = new Headers(headers);
  if (type !== undefined && !given.has("content-type")) given.set("content-type", type);
  const cookies = given.getSetCookie();
  given.delete("set-cookie");
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  for (const [name, value] of given) response.setHeader(name, value);
}

function encode(body: AnswerBody): { readonly bytes: Uint8Array; readonly type?: string } {
  if (body instanceof Uint8Array) return { bytes: body, type: "application/octet-stream" };
  const utf8 = new TextEncoder();
  if (typeof body === "string") {
    return { bytes: utf8.encode(body), type: "text/plain; charset=utf-8" };
  }
  return { bytes: utf8.encode(JSON.stringify(body)), type: "application/json" };
}

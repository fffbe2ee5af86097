/**
 * Gets at the raw bytes of a message.
 *
 * @module
 */

import { type Bytes, utf8 } from "../util/bytes.ts";
import { SignatureError } from "./error.ts";

/**
 * The bytes that a body stands for, as a copy: what the caller does with his own later has no
 * effect.
 *
 * @param body A text, bytes, or nothing.
 * @returns The bytes, or `undefined` if it is something else, such as an object that was parsed.
 */
export function toBytes(body: unknown): Bytes | undefined {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return utf8(body);
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  }
  // An ArrayBuffer of another realm is no instance of ours.
  const isBuffer = Object.prototype.toString.call(body) === "[object ArrayBuffer]";
  return isBuffer ? new Uint8Array((body as ArrayBuffer).slice(0)) : undefined;
}

/**
 * Reads the body of a request, up to a limit.
 *
 * @param request The request.
 * @param maxBytes How large the body may be.
 * @returns The bytes. Rejects with a `SignatureError` if there are more, or they cannot be read.
 */
export async function readRequest(
  request: Pick<Request, "body" | "bodyUsed">,
  maxBytes: number,
): Promise<Bytes> {
  if (request.bodyUsed) throw unreadable("the body of the request was read before");
  // Copied at once, never kept: a chunk may be a small view on a large buffer, and there may be very
  // many of them, sent by somebody whose signature nobody has looked at yet.
  let bytes: Bytes = new Uint8Array();
  let length = 0;
  try {
    const reader = request.body?.getReader();
    for (;;) {
      const { done, value } = await reader?.read() ?? { done: true };
      if (done) return bytes.slice(0, length);
      const end = length + value!.length;
      if (end > maxBytes) {
        reader?.cancel().catch(() => {});
        break;
      }
      if (end > bytes.length) bytes = grow(bytes, Math.min(2 * end, maxBytes));
      bytes.set(value!, length);
      length = end;
    }
  } catch {
    throw unreadable("the body of the request cannot be read to its end");
  }
  throw new SignatureError("body-too-large", `the body has more than ${maxBytes} bytes`);
}

function grow(bytes: Bytes, size: number): Bytes {
  const larger = new Uint8Array(size);
  larger.set(bytes);
  return larger;
}

/**
 * A body that cannot be read.
 *
 * @param complaint Why.
 * @returns The error to throw.
 */
export function unreadable(complaint: string): SignatureError {
  return new SignatureError("unreadable-body", complaint);
}

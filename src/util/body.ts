/**
 * Reads the body of an answer: up to a limit, whatever the server sends.
 *
 * @module
 */

import { untilAborted } from "./abort.ts";

/** What is read of a `Response`. */
type Answer = Pick<Response, "ok" | "headers" | "body" | "text">;

/** What came of a body. */
export interface BodyText {
  /** The text, as far as it came. */
  readonly text: string;
  /** Whether there was more: beyond the limit, or lost with the connection. */
  readonly truncated: boolean;
}

/** A body shorter than this is read in one go; see {@linkcode readBody}. */
const LARGE = 1000;

/** By its digits: to turn a text into a number takes longer. */
const SMALL_LENGTH = /^\d{1,3}$/;

/**
 * Reads a body as UTF-8. Never throws: what was read before a failure is kept, and what exceeds
 * the limit is cancelled.
 *
 * The body of a 2xx that says it has less than 1000 bytes is read in one go, since reading it in
 * chunks costs as much as the rest of a send. Mostly it comes in one packet; if that is lost, the text is empty.
 *
 * @param response The answer.
 * @param maxBytes How much is read at the most, in bytes.
 * @param signal Ends the reading. Not needed where the answer itself ends with it, as those of the
 * platform do; and to listen costs.
 * @returns The text.
 */
export async function readBody(
  response: Answer,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<BodyText> {
  try {
    if (response.ok && maxBytes >= LARGE && isSmall(response.headers)) {
      return { text: await untilAborted(response.text(), signal), truncated: false };
    }
    if (!response.body) return { text: "", truncated: false };
    return await readChunks(response.body, maxBytes, signal);
  } catch {
    // Lost with the connection, or read before by a `fetch` of the user's own.
    response.body?.cancel().catch(() => {});
    return { text: "", truncated: true };
  }
}

/**
 * Whether the headers promise a small body. Compressed ones grow; and of one that comes in chunks the
 * length is a lie, though Deno shows it.
 */
function isSmall(headers: Headers): boolean {
  const length = headers.get("content-length");
  return length !== null && SMALL_LENGTH.test(length) && !headers.has("content-encoding") &&
    !headers.has("transfer-encoding");
}

async function readChunks(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<BodyText> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const cancel = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", cancel, { once: true });
  if (signal?.aborted) cancel();
  let text = "";
  let room = maxBytes;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal?.aborted) return { text, truncated: true };
      if (done) return { text: text + decoder.decode(), truncated: false };
      text += decoder.decode(value.subarray(0, room), { stream: true });
      room -= value.length;
      if (room < 0) {
        cancel();
        return { text, truncated: true };
      }
    }
  } catch {
    cancel();
    return { text, truncated: true };
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/**
 * Reads the body of an answer: up to a limit, whatever the server sends.
 *
 * @module
 */

/** What came of a body. */
export interface BodyText {
  /** The text, as far as it came. */
  readonly text: string;
  /** Whether there was more: beyond the limit, or lost with the connection. */
  readonly truncated: boolean;
}

/**
 * Reads a body as UTF-8. Never throws: what was read before a failure is kept, and what exceeds
 * the limit is cancelled.
 *
 * @param response The answer.
 * @param maxBytes How much is read at the most, in bytes.
 * @param signal Ends the reading.
 * @returns The text.
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<BodyText> {
  if (!response.body) return { text: "", truncated: false };
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  let text = "";
  let room = maxBytes;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) return { text, truncated: true };
      if (done) return { text: text + decoder.decode(), truncated: false };
      text += decoder.decode(value.subarray(0, room), { stream: true });
      room -= value.length;
      if (room < 0) {
        cancel();
        return { text, truncated: true };
      }
    }
  } catch {
    return { text, truncated: true };
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/**
 * Takes a stream of bytes apart into lines, as git counts them.
 *
 * @module
 */

/**
 * Reads lines while they come. Only a line feed ends one: `node:readline` would also stop at `\r`
 * and U+2028, and the count of lines would no longer be git's.
 *
 * @param chunks The bytes, as UTF-8. What is none of it does no harm.
 * @param end What ends a line.
 * @returns The lines, without their ends.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  end: "\n" | "\0" = "\n",
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split(end);
    rest += first;
    for (const next of others) {
      yield rest;
      rest = next;
    }
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

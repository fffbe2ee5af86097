/**
 * Reads headers that somebody on the way has doubled.
 *
 * @module
 */

/** What all headers of Discord's limits begin with. */
const PREFIX = "x-ratelimit-";

/**
 * Takes the headers of rate limits for one where they say the same twice, as in `5, 5`. What differs
 * is left as it is, and says nothing.
 *
 * @param headers The headers of an answer.
 * @returns The same; a copy only where they are doubled.
 */
export function undouble(headers: Headers): Headers {
  if (!headers.get(`${PREFIX}remaining`)?.includes(",")) return headers;
  const single = new Headers(headers);
  for (const [name, value] of headers) {
    const [first = "", ...others] = value.split(",").map((part) => part.trim());
    const isSame = others.every((other) => other === first);
    if (name.startsWith(PREFIX) && isSame) single.set(name, first);
  }
  return single;
}

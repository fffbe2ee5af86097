/**
 * Keeps the secrets of a client out of what it tells of an answer.
 *
 * @module
 */

const MASK = "***";

/** Answers are not nested deeper than this; what is would overflow the stack. */
const MAX_DEPTH = 100;

/**
 * A copy of a JSON value in which every text lacks the secrets: a server may repeat the key that
 * it refuses.
 *
 * @param value What the server answered.
 * @param secrets The texts to take out; empty ones are passed over.
 * @returns The copy.
 */
export function hideSecrets<T>(value: T, secrets: readonly string[]): T {
  return hide(value, secrets.filter((secret) => secret !== ""), MAX_DEPTH) as T;
}

function hide(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === "string") {
    return secrets.reduce((text, secret) => text.replaceAll(secret, MASK), value);
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return MASK;
  const inner = (item: unknown) => hide(item, secrets, depth - 1);
  if (Array.isArray(value)) return value.map(inner);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [inner(name), inner(item)]),
  );
}

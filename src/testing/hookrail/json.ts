/**
 * JSON as Hookrail's server and its database treat it.
 *
 * @module
 */

/**
 * The text of a member of a JSON object, byte for byte: what the server takes its hash of.
 *
 * @param json The text of the object; it is valid JSON.
 * @param name The name of the member.
 * @returns The text of its value, or `undefined` if there is no such member.
 */
export function rawMember(json: string, name: string): string | undefined {
  let found: string | undefined;
  let depth = 0;
  let key: string | undefined;
  let start = -1;
  // Texts are matched whole, so that what is punctuation inside them is not seen.
  for (const { 0: token, index } of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    if (token === "{" || token === "[") depth++;
    if (depth === 1 && token === ":" && start < 0) start = index + 1;
    else if (depth === 1 && (token === "," || token === "}") && start >= 0) {
      if (key === name) found = json.slice(start, index).trim();
      start = -1;
    } else if (depth === 1 && start < 0 && token.startsWith('"')) key = JSON.parse(token);
    if (token === "}" || token === "]") depth--;
  }
  return found;
}

/**
 * Writes a JSON value as PostgreSQL does what it stores as `jsonb`: short keys first, and a space
 * after each colon and comma. So what is delivered differs from what was sent, byte by byte.
 *
 * @param value The value.
 * @returns The text.
 */
export function writeJsonb(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeJsonb).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const members = keys.map((key) => {
    return `${JSON.stringify(key)}: ${writeJsonb((value as Record<string, unknown>)[key])}`;
  });
  return `{${members.join(", ")}}`;
}

/**
 * Numbers in words, the same wherever the playground prints them.
 *
 * @module
 */

/**
 * Writes a time for people.
 *
 * @param ms The time in ms.
 * @returns Such as `750 ms`, `1.98 s` or `5.0 min`.
 */
export function duration(ms: number): string {
  const rounded = Math.round(ms);
  if (rounded < 1000) return `${rounded} ms`;
  return rounded < 60_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/**
 * Counts things.
 *
 * @param count How many.
 * @param thing What, in the singular.
 * @param things The plural.
 * @returns Such as `1 request` or `2 requests`.
 */
export function plural(count: number, thing: string, things: string = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`;
}

/**
 * Breaks a text into lines.
 *
 * @param text The text.
 * @param width How many characters a line may have.
 * @returns The lines.
 */
export function wrap(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width || line === "") lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("\n");
}

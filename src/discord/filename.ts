/**
 * The names of files, as Discord makes them.
 *
 * @module
 */

/**
 * Cleans the name of a file as Discord does: spaces become underscores; of the rest only ASCII
 * letters, digits and `_ - .` stay; underscores and dots at the beginning go. References by
 * `attachment://` are cleaned alike, so that they meet.
 * Source: discord/discord-api-docs#7754.
 *
 * @param name The name.
 * @returns The clean name; it may be empty.
 */
export function cleanFilename(name: string): string {
  return name.replace(/\s/g, "_").replace(/[^\w.-]/g, "").replace(/^[_.]+/, "");
}

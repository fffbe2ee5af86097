/**
 * The names that Discord gives to files.
 *
 * @module
 */

/** Letters, digits, `_`, `-` and `.` stay, spaces become `_`, and the name begins with a letter. */
export function safeName(name: string): string {
  return name.replace(/\s/g, "_").replace(/[^A-Za-z0-9_.-]/g, "").replace(/^[_.]+/, "") ||
    "unknown";
}

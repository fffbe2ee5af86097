/**
 * Numbers, as words.
 *
 * @module
 */

/** A time, such as `12 ms` or `1.5 s`. */
export function duration(time: number): string {
  // What would be rounded up to the next unit is told in that: never `60 s`.
  if (time < 999.5) return `${Math.round(time)} ms`;
  if (time < 59_950) return `${Number((time / 1000).toFixed(time < 10_000 ? 2 : 1))} s`;
  const seconds = Math.round(time / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A size, such as `1.4 KB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Number((bytes / 1000).toFixed(1))} KB`;
  return `${Number((bytes / 1e6).toFixed(1))} MB`;
}

/** A number of things: `1 attempt`, `2 attempts`. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

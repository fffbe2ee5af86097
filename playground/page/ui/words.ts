/**
 * Numbers, as words.
 *
 * @module
 */

/** A time, such as `12 ms` or `1.5 s`. */
export function duration(time: number): string {
  if (time < 1) return "0 ms";
  if (time < 1000) return `${Math.round(time)} ms`;
  if (time < 60_000) return `${Number((time / 1000).toFixed(time < 10_000 ? 2 : 1))} s`;
  return `${Math.floor(time / 60_000)} min ${Math.round(time % 60_000 / 1000)} s`;
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

/**
 * The standard output, as the line editor writes to it: it can be muted while a secret is typed.
 *
 * @module
 */

import { Writable } from "node:stream";

/** The screen behind a line editor. */
export class Screen extends Writable {
  /** Whether what is written is dropped. */
  muted = false;

  /** How many columns there are: the line editor must know where a long answer wraps. */
  get columns(): number {
    return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : 80;
  }

  /** Called by the stream. At once, so that it keeps its place among the lines of `console.log()`. */
  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (!this.muted) writeAll(chunk);
    done();
  }
}

/** Writes all of it, unless nobody reads any more: that is no failure to `console.log()` either. */
function writeAll(bytes: Uint8Array): void {
  try {
    for (let left = bytes; left.length > 0;) left = left.subarray(Deno.stdout.writeSync(left));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

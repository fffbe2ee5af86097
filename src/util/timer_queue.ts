/**
 * Many timers on few.
 *
 * @module
 */

/**
 * For how many turns of the microtask queue a timer is kept that nobody needs any more: long enough
 * for whoever awaits one send to begin the next. Setting and clearing a timer costs Deno as much as
 * a tenth of a request on loopback.
 */
const LINGER = 32;

/** A callback that waits for its time. */
interface Entry {
  readonly due: number;
  readonly callback: () => void;
}

/** What a queue is made of. */
export interface TimerSource {
  /** A steady count of milliseconds. */
  ticks(): number;
  /** Starts a timer. The returned function stops it. */
  start(ms: number, callback: () => void): () => void;
}

/**
 * Runs callbacks after a while, with one timer for all that wait equally long. Those fall due in the
 * order in which they came, so only the first needs a timer: a hundred attempts under way at once
 * would else set and clear a hundred, at more cost than all else they do here.
 */
export class TimerQueue {
  readonly #source: TimerSource;
  readonly #lines = new Map<number, Line>();

  /**
   * Makes an empty queue.
   *
   * @param source Where time and timers come from.
   */
  constructor(source: TimerSource) {
    this.#source = source;
  }

  /**
   * Calls `callback` once after `ms` milliseconds. It must not throw.
   *
   * @param ms The wait.
   * @param callback What to call.
   * @returns A function that calls it off.
   */
  after(ms: number, callback: () => void): () => void {
    let line = this.#lines.get(ms);
    if (!line) {
      line = new Line(this.#source, ms, () => this.#lines.delete(ms));
      this.#lines.set(ms, line);
    }
    const entry = line.add(callback);
    return () => line.remove(entry);
  }
}

/** Those who wait equally long. */
class Line {
  readonly #source: TimerSource;
  readonly #ms: number;
  readonly #close: () => void;
  readonly #entries = new Set<Entry>();
  #stop: (() => void) | undefined;
  #lingers = false;

  constructor(source: TimerSource, ms: number, close: () => void) {
    this.#source = source;
    this.#ms = ms;
    this.#close = close;
  }

  add(callback: () => void): Entry {
    const entry = { due: this.#source.ticks() + this.#ms, callback };
    this.#entries.add(entry);
    this.#stop ??= this.#source.start(this.#ms, () => this.#ring());
    return entry;
  }

  remove(entry: Entry): void {
    if (this.#entries.delete(entry)) this.#endWhenIdle();
  }

  /** While somebody waits, the timer serves whoever is first by then. */
  async #endWhenIdle(): Promise<void> {
    if (this.#entries.size > 0 || this.#lingers) return;
    this.#lingers = true;
    for (let turn = 0; turn < LINGER && this.#entries.size === 0; turn++) await undefined;
    this.#lingers = false;
    if (this.#entries.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#close();
  }

  #ring(): void {
    const now = this.#source.ticks();
    const due = [...this.#entries].filter((entry) => entry.due <= now);
    const [next] = [...this.#entries].slice(due.length);
    // Who came later waits on; and a timer may ring a moment early.
    this.#stop = next && this.#source.start(next.due - now, () => this.#ring());
    for (const entry of due) {
      // One that is called may call off another.
      if (this.#entries.delete(entry)) entry.callback();
    }
    this.#endWhenIdle();
  }
}

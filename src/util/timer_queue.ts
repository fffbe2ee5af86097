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

/** A callback that waits for its time: one of a ring of them. */
class Entry {
  readonly due: number;
  readonly callback: () => void;
  previous: Entry = this;
  next: Entry = this;

  constructor(due: number, callback: () => void) {
    this.due = due;
    this.callback = callback;
  }

  /** Whether it waits alone, or no more. */
  get isAlone(): boolean {
    return this.next === this;
  }

  /** Joins a ring, behind all that wait there. */
  join(ring: Entry): void {
    this.previous = ring.previous;
    this.next = ring;
    ring.previous.next = ring.previous = this;
  }

  leave(): void {
    this.previous.next = this.next;
    this.next.previous = this.previous;
    this.previous = this.next = this;
  }
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
  /** Where the ring begins and ends. To leave it costs less than to leave a `Set`. */
  readonly #ring = new Entry(Infinity, () => {});
  #stop: (() => void) | undefined;
  #lingers = false;

  constructor(source: TimerSource, ms: number, close: () => void) {
    this.#source = source;
    this.#ms = ms;
    this.#close = close;
  }

  add(callback: () => void): Entry {
    const entry = new Entry(this.#source.ticks() + this.#ms, callback);
    entry.join(this.#ring);
    this.#stop ??= this.#source.start(this.#ms, () => this.#call());
    return entry;
  }

  remove(entry: Entry): void {
    if (entry.isAlone) return;
    entry.leave();
    this.#endWhenIdle();
  }

  /** While somebody waits, the timer serves whoever is first by then. */
  async #endWhenIdle(): Promise<void> {
    if (!this.#ring.isAlone || this.#lingers) return;
    this.#lingers = true;
    for (let turn = 0; turn < LINGER && this.#ring.isAlone; turn++) await undefined;
    this.#lingers = false;
    if (!this.#ring.isAlone) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#close();
  }

  #call(): void {
    const now = this.#source.ticks();
    const due: Entry[] = [];
    let { next } = this.#ring;
    for (; next.due <= now; { next } = next) due.push(next);
    // Who came later waits on; and a timer may ring a moment early.
    const rest = next.due - now;
    this.#stop = rest < Infinity ? this.#source.start(rest, () => this.#call()) : undefined;
    for (const entry of due) {
      if (entry.isAlone) continue; // One that was called has called off another.
      entry.leave();
      entry.callback();
    }
    this.#endWhenIdle();
  }
}

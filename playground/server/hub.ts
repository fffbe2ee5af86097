/**
 * Tells everyone who listens what happens, as it happens.
 *
 * @module
 */

import { ServerSentEventStream } from "@std/http/server-sent-event-stream";
import type { LiveEvent } from "../api/event.ts";

/** How many events are kept for those whose connection was lost. */
const KEPT = 5000;

/** How many events may wait for a listener to read them. */
const MAX_UNREAD = 2 * KEPT;

/** How often a silent stream says that it is still there, in ms. */
const HEARTBEAT = 15_000;

/** What a listener is told. */
interface Numbered {
  readonly id: number;
  readonly event: LiveEvent;
}

/** The events of all runs, numbered in the order in which they happened. */
export class Hub {
  readonly #kept: Numbered[] = [];
  readonly #listeners = new Set<(numbered: Numbered) => void>();
  readonly #closing = new AbortController();
  #last = 0;

  /** The number of the newest event. */
  get last(): number {
    return this.#last;
  }

  /** How many streams are open. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * Tells an event to all who listen.
   *
   * @param event The event.
   */
  tell(event: LiveEvent): void {
    const numbered = { id: ++this.#last, event };
    this.#kept.push(numbered);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  /**
   * Opens a stream of events.
   *
   * @param since The number of the last event that the listener knows; those after it come first.
   * @returns The answer to the request.
   */
  stream(since: number | undefined): Response {
    const { readable, writable } = new ServerSentEventStream();
    const writer = writable.getWriter();
    // A browser that has gone makes a write fail; its stream then ends below.
    const write = (message: Parameters<typeof writer.write>[0]) => writer.write(message).catch(end);
    const send = ({ id, event }: Numbered) => {
      // Who does not read is let go, or all would be kept for it: coming back, it goes on from there.
      if ((writer.desiredSize ?? 0) < -MAX_UNREAD) return void writer.abort().catch(() => {});
      write({ id, event: event.type, data: JSON.stringify(event) });
    };
    const heartbeat = setInterval(() => write({ comment: "still here" }), HEARTBEAT);
    const end = () => {
      clearInterval(heartbeat);
      this.#listeners.delete(send);
      this.#closing.signal.removeEventListener("abort", end);
      writer.close().catch(() => {});
    };
    this.#closing.signal.addEventListener("abort", end);
    writer.closed.then(end, end);

    write({ event: "live", data: JSON.stringify({ type: "live", last: this.#last }) });
    if (since !== undefined) { for (const known of this.#kept) if (known.id > since) send(known); }
    this.#listeners.add(send);
    return new Response(readable, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  }

  /** Ends every stream. */
  close(): void {
    this.#closing.abort();
  }
}

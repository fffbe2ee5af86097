/**
 * The turn of the event loop after an answer. undici uses a connection again only in the next one, and
 * would open another for a request that follows at once.
 *
 * @module
 */

let ending: Promise<void> | undefined;

/** Says that an answer has been read to its end. */
export function answerEnded(): void {
  ending ??= new Promise((resolve) => {
    // A microtask later: undici has its own work for the next turn queued by then.
    queueMicrotask(() =>
      setImmediate(() => {
        ending = undefined;
        resolve();
      })
    );
  });
}

/**
 * When the connections of the answers that have ended can be used again.
 *
 * @returns A promise for it; `undefined` when they can be used now.
 */
export function connectionsReady(): Promise<void> | undefined {
  return ending;
}

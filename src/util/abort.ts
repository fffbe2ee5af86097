/**
 * Ends a wait for work that may never end by itself.
 *
 * @module
 */

/**
 * Waits for a promise, but no longer than until the signal is aborted. What comes later is
 * ignored, a rejection too; no listener stays behind.
 *
 * @param work What is waited for.
 * @param signal Ends the wait; `undefined` waits as long as it takes.
 * @returns What the promise resolves to.
 * @throws What the promise rejects with, or the signal's reason.
 */
export function untilAborted<T>(
  work: PromiseLike<T> | T,
  signal: AbortSignal | undefined,
): Promise<T> {
  const promise = Promise.resolve(work);
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

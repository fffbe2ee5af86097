/**
 * Promises of any kind.
 *
 * @module
 */

/**
 * Whether a value is a promise. By its `then`, as the global class may have been replaced: what an
 * async function returns is no instance of it then.
 *
 * @param value Anything.
 * @returns Whether it is.
 */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/**
 * Keeps a promise that nobody waits for from ending the process when it rejects.
 *
 * @param value What a guest returned: a promise, or anything.
 */
export function ignoreRejection(value: unknown): void {
  if (isPromise(value)) Promise.resolve(value).catch(() => {});
}

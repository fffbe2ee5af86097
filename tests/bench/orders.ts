/**
 * The orders in which ways to send are measured: all of them equally often, as whoever comes after a way
 * much like its own finds the caches warm.
 *
 * @module
 */

/** All orders of a list without repeats. */
export function ordersOf<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((first) => {
    return ordersOf(list.filter((each) => each !== first)).map((rest) => [first, ...rest]);
  });
}

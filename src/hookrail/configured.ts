/**
 * Complaints about options, as an error of the family.
 *
 * @module
 */

import { HookrailConfigError } from "./errors.ts";

/**
 * Runs checks of options or arguments.
 *
 * @param check The checks, which throw `TypeError` and `RangeError`.
 * @returns What they return.
 * @throws {HookrailConfigError} If a check throws.
 */
export function configured<T>(check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    throw new HookrailConfigError(cause.message, { cause });
  }
}

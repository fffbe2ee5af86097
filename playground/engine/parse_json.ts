/**
 * Reads JSON that somebody else wrote.
 *
 * @module
 */

import { Problem } from "./problem.ts";

/** So deep may it be nested. Deeper, and whatever walks through it runs out of stack. */
const MAX_DEPTH = 200;

/**
 * Reads JSON.
 *
 * @param text The text.
 * @param subject What to call it.
 * @returns What it holds.
 * @throws {Problem} If it is no JSON, or nested too deep. What the parser complains about quotes the
 * text, and is told to nobody.
 */
export function parseJson(text: string, subject: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(`${subject} is no JSON`);
  }
  if (isDeep(value)) {
    throw new Problem(`The JSON is nested too deep: ${MAX_DEPTH} levels are the most`);
  }
  return value;
}

/** Level by level, and so without a stack of its own. */
function isDeep(value: unknown): boolean {
  let level = [value].filter(isNested);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((nested) => Object.values(nested).filter(isNested));
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/**
 * Turns an order into code that sends the same.
 *
 * @module
 */

import type { CodeRequest, GeneratedCode, Order } from "../api.ts";
import type { Fakes } from "../fakes.ts";
import { asProblem } from "../problem.ts";
import { redactorOf } from "../secrets.ts";
import { toCurl } from "./curl.ts";
import { toTypeScript } from "./typescript.ts";

/**
 * Turns an order into code.
 *
 * @param as The language.
 * @param order The order. It may have `***` in place of secrets: the code reads those from the
 * environment anyway.
 * @param fakes The fakes, for a command that posts to one.
 * @returns The code.
 * @throws {Problem} If the order makes no sense to the library.
 */
export async function generateCode(
  as: CodeRequest["as"],
  order: Order,
  fakes: Fakes,
): Promise<GeneratedCode> {
  try {
    return as === "curl" ? await toCurl(order, fakes) : toTypeScript(order);
  } catch (error) {
    throw asProblem(error, redactorOf(order));
  }
}

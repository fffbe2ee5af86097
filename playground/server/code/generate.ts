/**
 * Turns an order into code that sends the same.
 *
 * @module
 */

import type { CodeRequest, GeneratedCode } from "../../api/code.ts";
import type { Order } from "../../api/order.ts";
import type { Fakes } from "../../engine/fakes.ts";
import { asProblem } from "../../engine/problem.ts";
import { redactorOf } from "../../engine/secrets.ts";
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

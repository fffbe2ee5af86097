/**
 * Completes an order of which only a record without secrets is left.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import type { Order } from "../api/order.ts";
import type { MissingPart, Resend } from "../api/run.ts";
import { readObject, readOrder } from "../engine/order.ts";
import { Problem } from "../engine/problem.ts";

const NAMES = ["url", "headers", "query", "proxies", "secret", "payload", "files"] satisfies (
  keyof Resend
)[];

/**
 * Puts an order together again.
 *
 * @param order The order as it is known.
 * @param more What is given anew; it wins.
 * @param missing What must be.
 * @returns The order.
 * @throws {Problem} If something is still missing.
 */
export function mergeResend(
  order: Order,
  more: Resend,
  missing: readonly MissingPart[],
): Order {
  readObject(more, "", NAMES);
  const left = missing.filter((part) => more[part] === undefined);
  if (left.length > 0) {
    throw new Problem(`It takes what was never written down: ${left.join(", ")}`, {
      status: STATUS_CODE.Conflict,
      missing: left,
    });
  }
  const { url, payload, files, headers, query, proxies, secret } = more;
  const { signer } = order.options ?? {};
  const options = {
    ...order.options,
    ...(headers && { headers: { ...order.options?.headers, ...headers } }),
    ...(query && { query }),
    ...(proxies && { proxies }),
    ...(secret !== undefined && signer && { signer: { ...signer, secret } }),
  };
  return readOrder({
    ...order,
    ...(url !== undefined && { url }),
    ...(payload !== undefined && { payload }),
    ...(files && { files }),
    ...(order.options || Object.keys(options).length > 0 ? { options } : {}),
  });
}

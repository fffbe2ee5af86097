/**
 * Sends one message to a real webhook.
 *
 * @module
 */

import { UsageError } from "../arguments.ts";
import { Fakes } from "../engine/fakes.ts";
import { summarise } from "./outcome.ts";
import { play } from "./play.ts";
import { bold } from "./style.ts";
import { type Destination, payloadFor, readUrl } from "./url.ts";

/**
 * Sends a text, and shows how.
 *
 * @param url The webhook.
 * @param content The text.
 * @param signal Ends the send.
 * @returns Whether it was delivered.
 * @throws {UsageError} If the URL is none of a webhook. The message does not hold it.
 */
export async function sendOnce(
  url: string,
  content: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { target, shown } = read(url);
  const kind = target === "discord" ? "Discord webhook" : "webhook";
  console.log(bold(`Sending to the ${kind} ${shown}`));
  // Nothing goes to them: but an order is carried out where they are.
  await using fakes = await Fakes.start();
  const { hostname } = new URL(url);
  const order = { target, url, payload: payloadFor(target, content) };
  const { results: [result] } = await play(order, { fakes, name: hostname, signal });
  if (!result) return false;
  console.log(summarise(result));
  return result.ok;
}

function read(url: string): Destination {
  try {
    return readUrl(url);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "The URL cannot be used");
  }
}

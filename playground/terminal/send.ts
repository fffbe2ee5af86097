/**
 * Sends one message to a real webhook.
 *
 * @module
 */

import { UsageError } from "../arguments.ts";
import { type Hook, openHook } from "./hook.ts";
import { summarise } from "./outcome.ts";
import { bold } from "./style.ts";
import { startTimeline } from "./timeline.ts";

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
  const name = () => new URL(url).hostname;
  let hook: Hook;
  try {
    hook = openHook(url, { onAttempt: startTimeline({ name }) });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "The URL cannot be used");
  }
  console.log(bold(`Sending to the ${hook.kind} ${hook.url}`));
  const result = await hook.send(content, { signal });
  console.log(summarise(result));
  return result.ok;
}

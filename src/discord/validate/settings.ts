/**
 * Checks what is set about a message: its flags, its thread, and what an edit cannot change.
 *
 * @module
 */

import { MESSAGE } from "../limits.ts";
import type { AnyMessage } from "./message.ts";
import type { Report } from "./report.ts";

/** Parts that only a new message has. Discord ignores them in an edit without a word. */
const ONLY_NEW = ["username", "avatar_url", "tts", "thread_name", "applied_tags"] as const;

/**
 * Checks the flags. Which bits Discord takes changes, and depends on the webhook; it ignores others.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkFlags(report: Report, { flags }: AnyMessage): void {
  report.integer("flags", flags, { max: Number.MAX_SAFE_INTEGER });
}

/**
 * Checks the name and the tags of the thread that a message begins.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkThread(report: Report, { thread_name, applied_tags }: AnyMessage): void {
  report.text("thread_name", thread_name, { min: 1, max: MESSAGE.threadName });
  report.ids("applied_tags", applied_tags, MESSAGE.appliedTags);
}

/**
 * Refuses in an edit what it cannot change.
 *
 * @param report Collects what is wrong.
 * @param message The edit.
 */
export function checkEditable(report: Report, message: AnyMessage): void {
  for (const name of ONLY_NEW) {
    report.absent(name, message[name], "cannot be changed by an edit");
  }
}

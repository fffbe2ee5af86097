/**
 * Checks who a message says it is from.
 *
 * @module
 */

import { MESSAGE } from "../limits.ts";
import type { AnyMessage } from "./message.ts";
import type { Report } from "./report.ts";
import { checkUrl } from "./url.ts";

/** Words that no name may hold, in any case. */
const FORBIDDEN_INSIDE = ["clyde", "discord"];

/** Names that would look like a ping of all. */
const FORBIDDEN_WHOLE = ["everyone", "here"];

/**
 * Checks the name and the picture.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkIdentity(report: Report, { username, avatar_url }: AnyMessage): void {
  report.text("username", username, { min: 1, max: MESSAGE.username });
  if (typeof username === "string") {
    const lower = username.trim().toLowerCase();
    for (const word of FORBIDDEN_INSIDE) {
      if (lower.includes(word)) report.refuse("username", `must not contain "${word}"`);
    }
    if (FORBIDDEN_WHOLE.includes(lower)) report.refuse("username", `must not be "${lower}"`);
  }
  checkUrl(report, "avatar_url", avatar_url, MESSAGE.avatarUrl);
}

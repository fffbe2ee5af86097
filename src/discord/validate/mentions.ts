/**
 * Checks who may be pinged.
 *
 * @module
 */

import { MESSAGE } from "../limits.ts";
import type { AnyMessage } from "./message.ts";
import type { Report } from "./report.ts";

/** What `parse` may list. */
const TYPES: readonly unknown[] = ["everyone", "roles", "users"];

/** The lists of ids, each of which excludes the type of its name. */
const LISTS = [["users", MESSAGE.allowedUsers], ["roles", MESSAGE.allowedRoles]] as const;

/**
 * Checks the allowed mentions.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkMentions(report: Report, { allowed_mentions }: AnyMessage): void {
  const root = "allowed_mentions";
  const allowed = report.object(root, allowed_mentions);
  if (!allowed) return;
  const parse: readonly unknown[] = report.list(`${root}.parse`, allowed.parse, {
    max: TYPES.length,
  });
  parse.forEach((type, i) => {
    if (!TYPES.includes(type)) {
      report.refuse(`${root}.parse[${i}]`, `must be "everyone", "roles" or "users"`);
    }
  });
  for (const [name, max] of LISTS) {
    const ids = allowed[name];
    report.ids(`${root}.${name}`, ids, max);
    // An empty list beside the type is legal.
    if (parse.includes(name) && ids?.length) {
      report.refuse(root, `must not list ${name} beside "${name}" in parse`);
    }
  }
}

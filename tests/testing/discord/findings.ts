/**
 * What FakeDiscord finds wrong with a message, for tests of its checks.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Fields } from "../../../src/testing/discord/body.ts";
import { FormErrors, type FormErrorTree } from "../../../src/testing/discord/form_errors.ts";
import { checkNewMessage } from "../../../src/testing/discord/message_checks.ts";

/** Checks a message; returns each finding as `path: CODE`. */
export function findings(message: Fields, rules: { readonly owned?: boolean } = {}): string[] {
  const errors = new FormErrors();
  checkNewMessage(message, errors, rules);
  return flatten(errors.tree());
}

/** Tells, for each message, whether it is refused and why. */
export function testFindings(
  name: string,
  cases: readonly (readonly [Fields, ...string[]])[],
  rules: { readonly owned?: boolean } = {},
): void {
  Deno.test(`checkNewMessage() ${name}`, () => {
    for (const [message, ...expected] of cases) {
      assertEquals(findings(message, rules), expected, JSON.stringify(message).slice(0, 160));
    }
  });
}

/** A tree of errors, as `path: CODE`. */
export function flatten(tree: FormErrorTree, path: readonly string[] = []): string[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    Array.isArray(node)
      ? node.map(({ code }) => `${path.join(".")}: ${code}`)
      : flatten(node as FormErrorTree, [...path, name])
  );
}

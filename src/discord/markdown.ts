/**
 * Text that others wrote, shown as they wrote it: no formatting, no links, no pings.
 *
 * @module
 */

/** Joins nothing visible to what follows, and keeps two characters from meaning something. */
const ZERO_WIDTH_SPACE = "\u200b";

/** What formats, wherever it stands; and what makes a link of a URL. */
const ANYWHERE = /[\\*_~|`[\]<]|:(?=\/\/)/g;

/** What formats a line that begins with it: headings, quotes, lists. */
const AT_LINE_START = /^([^\S\n]*(?:\d+(?=\.)|(?=[#>-])))/gm;

/** What pings. An escape hides it from the eye; whether Discord's parser heeds it is not documented. */
const PING = /@(?=everyone|here|[!&]?\d)/gi;

/**
 * Escapes a text, so that Discord shows it as it is. Formatting, masked links, mentions, emoji,
 * timestamps, headings, quotes and lists in it stay text, and URLs are no links.
 *
 * @example
 * ```ts
 * import { escapeMarkdown } from "@hookcast/hookcast/discord";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeMarkdown("**[x](y)**"), "\\*\\*\\[x\\](y)\\*\\*");
 * ```
 * @param text The text.
 * @returns The escaped text. It is not for use inside code, where nothing needs an escape.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(ANYWHERE, "\\$&")
    .replace(AT_LINE_START, "$1\\")
    .replace(PING, `@${ZERO_WIDTH_SPACE}`);
}

/** Text that is meant as Markdown, and that {@linkcode md} therefore does not escape. */
export class Markdown {
  readonly #text: string;

  /**
   * Marks a text as Markdown.
   *
   * @param text The text. What others wrote does not belong in it.
   */
  constructor(text: string) {
    this.#text = text;
  }

  /** The text, so that ordinary templates and concatenation take it too. */
  toString(): string {
    return this.#text;
  }

  /** The text, so that it can stand in a message. */
  toJSON(): string {
    return this.#text;
  }
}

/**
 * A template whose own text is Markdown, and whose values are shown as they are.
 *
 * @example
 * ```ts
 * import { md, mentionUser } from "@hookcast/hookcast/discord";
 * import { assertEquals } from "@std/assert";
 *
 * const name = "**Eve**"; // Somebody chose it.
 *
 * assertEquals(
 *   md`**${name}** asks for ${mentionUser("123456789012345678")}`,
 *   "**\\*\\*Eve\\*\\*** asks for <@123456789012345678>",
 * );
 * ```
 * @param texts The texts of the template.
 * @param values The values, which are escaped, unless they are {@linkcode Markdown}.
 * @returns The text. To put it into another such template, make {@linkcode Markdown} of it.
 */
export function md(texts: TemplateStringsArray, ...values: readonly unknown[]): string {
  const shown = values.map((value) =>
    value instanceof Markdown ? value.toString() : escapeMarkdown(String(value))
  );
  return String.raw({ raw: texts }, ...shown);
}

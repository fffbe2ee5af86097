/**
 * Text as Slack reads it: what must be escaped, and how people are mentioned.
 *
 * @module
 */

/** The three characters that mean something in Slack's text, and how they are written. */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Escapes a text, so that Slack shows it as it is: no link, no mention. `*`, `_`, `~` and backticks
 * still format; Slack knows no escape for them.
 *
 * @example
 * ```ts
 * import { escapeText } from "@hookcast/hookcast/slack";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeText("a < b & <!channel>"), "a &lt; b &amp; &lt;!channel&gt;");
 * ```
 * @param text The text.
 * @returns The text with `&`, `<` and `>` escaped.
 */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character]!);
}

/** Text that is written as Slack wants it already: {@linkcode mrkdwn} does not escape it again. */
export class SlackMarkup {
  readonly #text: string;

  /**
   * Marks a text. Nothing is checked or escaped.
   *
   * @param text The text, as it should reach Slack.
   */
  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The text.
   *
   * @returns It, as it was given.
   */
  toString(): string {
    return this.#text;
  }

  /**
   * The text, so that markup may stand in a block.
   *
   * @returns It, as it was given.
   */
  toJSON(): string {
    return this.#text;
  }
}

/**
 * Mentions a user.
 *
 * @param id The id of the user: `U…` or `W…`.
 * @returns The mention.
 * @throws {TypeError} If it cannot be an id.
 */
export function mentionUser(id: string): SlackMarkup {
  return mention("@", id);
}

/**
 * Mentions all members of a user group.
 *
 * @param id The id of the group: `S…`.
 * @returns The mention.
 * @throws {TypeError} If it cannot be an id.
 */
export function mentionGroup(id: string): SlackMarkup {
  return mention("!subteam^", id);
}

/**
 * Links to a channel, by its name.
 *
 * @param id The id of the channel: `C…`.
 * @returns The link.
 * @throws {TypeError} If it cannot be an id.
 */
export function mentionChannel(id: string): SlackMarkup {
  return mention("#", id);
}

/**
 * Mentions many people at once.
 *
 * @param who Those in the channel who are there now, all in the channel, or all in the workspace.
 * @returns The mention.
 * @throws {TypeError} If it is none of the three.
 */
export function mentionAll(who: "here" | "channel" | "everyone"): SlackMarkup {
  if (!["here", "channel", "everyone"].includes(who)) {
    throw new TypeError(`'who' must be "here" or "channel" or "everyone"`);
  }
  return new SlackMarkup(`<!${who}>`);
}

/** An id from outside must not end the mention and begin another. */
function mention(sign: string, id: string): SlackMarkup {
  if (!/^[A-Z0-9]+$/.test(id)) throw new TypeError("'id' must be an id of Slack's, like U012AB3CD");
  return new SlackMarkup(`<${sign}${id}>`);
}

/**
 * Writes Slack's mrkdwn: what stands in the template is sent as it is, what is put in is escaped,
 * but for mentions and other {@linkcode SlackMarkup}.
 *
 * @example What users wrote mentions nobody
 * ```ts
 * import { mentionUser, mrkdwn } from "@hookcast/hookcast/slack";
 * import { assertEquals } from "@std/assert";
 *
 * const title = "<!channel> R&D";
 * const text = mrkdwn`*${title}* is for ${mentionUser("U012AB3CD")}`;
 * assertEquals(text, "*&lt;!channel&gt; R&amp;D* is for <@U012AB3CD>");
 * ```
 * @param template The template's own text.
 * @param values What is put in: anything, as text.
 * @returns The text.
 */
export function mrkdwn(template: TemplateStringsArray, ...values: readonly unknown[]): string {
  const written = values.map((value) => {
    return value instanceof SlackMarkup ? value.toString() : escapeText(String(value));
  });
  return String.raw({ raw: template }, ...written);
}

/** Slack cuts what is longer. */
const MAX_TEXT = 40_000;

/**
 * Cuts a text to the length that Slack shows, and says so by an ellipsis. Neither a character of
 * two code units nor an entity, a link or a mention is cut in two.
 *
 * @param text The text.
 * @returns The text, if it is short enough, else its beginning.
 */
export function truncateText(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const head = text.slice(0, MAX_TEXT - 1)
    .replace(/[\uD800-\uDBFF]$/, "")
    .replace(/(?:&[a-z]{0,4}|<[^<>]{0,3000})$/, "");
  return `${head}…`;
}

/**
 * Text as Slack reads it: what must be escaped, and how people are mentioned.
 *
 * @module
 */

import { countCharacters, firstCharacters } from "./characters.ts";

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

/** The schemes of links. */
const SCHEMES = ["http:", "https:", "mailto:"];

/**
 * Links to a page, or to a mail address. What `url` and `label` hold can neither end the link nor
 * become a mention.
 *
 * @example
 * ```ts
 * import { link, mrkdwn } from "@hookcast/hookcast/slack";
 * import { assertEquals } from "@std/assert";
 *
 * const text = mrkdwn`See ${link("https://ci.example/runs?id=7&all", "run <7>")}`;
 * assertEquals(text, "See <https://ci.example/runs?id=7&amp;all|run &lt;7&gt;>");
 * ```
 * @param url Where it leads: `http:`, `https:` or `mailto:`.
 * @param label What is shown; by default the URL.
 * @returns The link.
 * @throws {TypeError} If the URL cannot be read, or is of another scheme. The message does not hold
 * it.
 */
export function link(url: string | URL, label: string = ""): SlackMarkup {
  const { protocol, href } = URL.canParse(String(url)) ? new URL(url) : { protocol: "", href: "" };
  if (!SCHEMES.includes(protocol)) {
    throw new TypeError("'url' must be a URL that begins with http:, https: or mailto:");
  }
  const target = escapeText(href.replace(/[|<>]/g, encodeURIComponent));
  const shown = escapeText(label.replace(/\s+/g, " ").trim()); // A line break would end the link.
  return new SlackMarkup(shown === "" ? `<${target}>` : `<${target}|${shown}>`);
}

/**
 * Writes Slack's mrkdwn: what stands in the template is sent as it is, what is put in is escaped,
 * but for links, mentions and other {@linkcode SlackMarkup}.
 *
 * Between `<` and `>` an escape is not enough: there a value could be `!channel`, or bring a label
 * of its own. Put in {@linkcode link} or a mention instead. Only behind the `|` of a link, where its
 * label stands, a value may be put in.
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
 * @throws {TypeError} If a value that is no markup is put in between `<` and `>`.
 */
export function mrkdwn(template: TemplateStringsArray, ...values: readonly unknown[]): string {
  let text = template[0]!;
  for (const [index, value] of values.entries()) {
    if (!(value instanceof SlackMarkup) && endsInTag(text)) {
      throw new TypeError("Cannot put a text between '<' and '>': use link(), or a mention");
    }
    const written = value instanceof SlackMarkup ? value.toString() : escapeText(String(value));
    text += written + template[index + 1]!;
  }
  return text;
}

/** Whether a text ends inside a link or a mention, before the `|` of its label. */
function endsInTag(text: string): boolean {
  const start = text.lastIndexOf("<");
  // With a space behind it, it is a sign of "less than".
  return start !== -1 && /^<(?:[^\s>|][^>|]*)?$/.test(text.slice(start));
}

/** Slack cuts what is longer. */
const MAX_TEXT = 40_000;

/**
 * Cuts a text to the length that Slack shows, in code points, and says so by an ellipsis. Neither a
 * character of two code units nor an entity, a link or a mention is cut in two.
 *
 * @param text The text.
 * @returns The text, if it is short enough, else its beginning.
 */
export function truncateText(text: string): string {
  // There are at least as many code units as code points.
  if (text.length <= MAX_TEXT || countCharacters(text) <= MAX_TEXT) return text;
  const head = firstCharacters(text, MAX_TEXT - 1);
  return `${head.slice(0, startOfTag(text, head.length)).replace(/&[a-z]{0,4}$/, "")}…`;
}

/** Where the link or mention begins that a cut would divide; else the place of the cut. */
function startOfTag(text: string, cut: number): number {
  const start = text.lastIndexOf("<", cut - 1);
  if (start === -1) return cut;
  const [tag = ""] = /^<[^<>]*>/.exec(text.slice(start)) ?? [];
  return start + tag.length > cut ? start : cut;
}

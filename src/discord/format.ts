/**
 * Writes what Discord has a notation for: mentions, times, links and code. Nothing that is put into
 * them can break out.
 *
 * @module
 */

import { escapeMarkdown, Markdown } from "./markdown.ts";

/**
 * How a time is shown: `t` 16:20, `T` 16:20:30, `d` 20/04/2021, `D` 20 April 2021, `f` both day and
 * time, `F` with the weekday, `R` 2 months ago. Every reader sees it in their own time zone.
 */
export type TimestampStyle = "t" | "T" | "d" | "D" | "f" | "F" | "R";

const ID = /^\d{1,20}$/;
const LANGUAGE = /^[\w+\-.#]*$/;
const COMMAND = /^[-\w\p{L}\p{N} ]{1,110}$/u;
const STYLES = "tTdDfFR";

/** Between two backticks it keeps them from being one mark. */
const ZERO_WIDTH_SPACE = "\u200b";

/**
 * Mentions a user. Whether they are pinged is for `allowedMentions` to say.
 *
 * @param id The id of the user.
 * @returns The mention.
 * @throws {TypeError} If it is no id.
 */
export function mentionUser(id: string | bigint): Markdown {
  return new Markdown(`<@${readId(id)}>`);
}

/**
 * Mentions a role. Whether its members are pinged is for `allowedMentions` to say.
 *
 * @param id The id of the role.
 * @returns The mention.
 * @throws {TypeError} If it is no id.
 */
export function mentionRole(id: string | bigint): Markdown {
  return new Markdown(`<@&${readId(id)}>`);
}

/**
 * Links to a channel or a thread.
 *
 * @param id The id of the channel.
 * @returns The mention.
 * @throws {TypeError} If it is no id.
 */
export function mentionChannel(id: string | bigint): Markdown {
  return new Markdown(`<#${readId(id)}>`);
}

/**
 * Links to a slash command.
 *
 * @param name The name, with those of its group and subcommand, such as `role add`.
 * @param id The id of the command.
 * @returns The mention.
 * @throws {TypeError} If it is no id, or no name of a command.
 */
export function mentionCommand(name: string, id: string | bigint): Markdown {
  if (!COMMAND.test(name)) throw new TypeError("'name' is no name of a command");
  return new Markdown(`</${name}:${readId(id)}>`);
}

/**
 * Shows a time in the reader's own time zone and language.
 *
 * @example
 * ```ts
 * import { formatTime } from "@hookcast/hookcast/discord";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(`${formatTime(new Date("2026-01-01T00:00:00Z"), "R")}`, "<t:1767225600:R>");
 * ```
 * @param time The time, or its milliseconds since 1970.
 * @param style How it is shown.
 * @returns The notation.
 * @throws {TypeError} If it is no valid time, or no style.
 */
export function formatTime(time: Date | number, style: TimestampStyle = "f"): Markdown {
  const seconds = Math.floor(Number(time) / 1000);
  if (!Number.isSafeInteger(seconds)) throw new TypeError("'time' is no valid time");
  if (style.length !== 1 || !STYLES.includes(style)) {
    throw new TypeError(`'style' must be one of ${[...STYLES].join(", ")}`);
  }
  return new Markdown(`<t:${seconds}:${style}>`);
}

/**
 * Makes a link with a text of its own.
 *
 * @param text The text, shown as it is.
 * @param url Where it leads; http or https.
 * @returns The link; of a blank text, the URL alone.
 * @throws {TypeError} If the URL is none of http or https.
 */
export function formatLink(text: string, url: string | URL): Markdown {
  const target = URL.canParse(String(url)) ? new URL(url) : undefined;
  if (target?.protocol !== "https:" && target?.protocol !== "http:") {
    throw new TypeError("'url' must be a URL that begins with https: or http:");
  }
  // A bracket would end the link, and the URL means the same without it.
  const href = target.href.replace(/[()<>]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const label = escapeMarkdown(text.trim().replace(/\s+/g, " "));
  return new Markdown(label ? `[${label}](${href})` : href);
}

/**
 * Shows a text as code within a line.
 *
 * @param text The text, shown as it is.
 * @returns The span.
 */
export function formatCode(text: string): Markdown {
  if (!text.includes("`")) return new Markdown(`\`${text || " "}\``);
  return new Markdown(`\`\` ${text.replace(/`(?=`)/g, `\`${ZERO_WIDTH_SPACE}`)} \`\``);
}

/**
 * Shows a text as a block of code.
 *
 * @param text The text, shown as it is.
 * @param language The language to highlight, such as `ts`.
 * @returns The block.
 * @throws {TypeError} If it is no name of a language.
 */
export function formatCodeBlock(text: string, language = ""): Markdown {
  if (!LANGUAGE.test(language)) throw new TypeError("'language' is no name of a language");
  const code = text.replace(/`(?=``)/g, `\`${ZERO_WIDTH_SPACE}`);
  return new Markdown(`\`\`\`${language}\n${code}\n\`\`\``);
}

function readId(id: string | bigint): string {
  if (!ID.test(String(id))) throw new TypeError("'id' must be an id: up to 20 digits");
  return String(id);
}

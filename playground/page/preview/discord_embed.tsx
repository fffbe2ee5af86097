/**
 * An embed of Discord.
 *
 * @module
 */

import { h, type JSX } from "preact";
import { type Fields, getPath, isFields } from "../state/path.ts";
import { Markdown } from "./discord_markdown.tsx";
import { standIn } from "./stand_in.ts";

/** An embed. */
export function Embed({ embed }: { readonly embed: Fields }): JSX.Element {
  const { title, description, color, url, fields } = embed;
  const shown = Array.isArray(fields) ? fields.filter(isFields) : [];
  const thumbnail = getPath(embed, "thumbnail.url");
  const image = getPath(embed, "image.url");
  const icon = getPath(embed, "author.icon_url");
  return h(
    "discord-embed",
    {
      slot: "embeds",
      ...(typeof color === "number" && { color: `#${color.toString(16).padStart(6, "0")}` }),
      ...(typeof title === "string" && { embedTitle: title }),
      ...(typeof url === "string" && { url }),
      ...optional("authorName", getPath(embed, "author.name")),
      ...optional("authorUrl", getPath(embed, "author.url")),
      ...(icon !== undefined && { authorImage: standIn(icon, 48, 48) }),
      ...(thumbnail !== undefined && { thumbnail: standIn(thumbnail, 80, 80) }),
      ...(image !== undefined && { image: standIn(image) }),
    },
    typeof description === "string" &&
      h(
        "discord-embed-description",
        { slot: "description" },
        <Markdown text={description} inEmbed />,
      ),
    shown.length > 0 && h("discord-embed-fields", { slot: "fields" }, shown.map(drawField)),
    drawFooter(embed),
  ) as JSX.Element;
}

/** An element's property, unless there is nothing to set it to. */
function optional(name: string, value: unknown): Fields {
  return typeof value === "string" ? { [name]: value } : {};
}

/** Discord puts up to three into a row. */
function drawField({ name, value, inline }: Fields, index: number): JSX.Element {
  return h(
    "discord-embed-field",
    {
      key: index,
      fieldTitle: String(name ?? ""),
      ...(inline === true && { inline: true, inlineIndex: index % 3 + 1 }),
    },
    <Markdown text={String(value ?? "")} inEmbed />,
  ) as JSX.Element;
}

function drawFooter(embed: Fields): JSX.Element | null {
  const text = getPath(embed, "footer.text");
  const { timestamp } = embed;
  if (typeof text !== "string" && typeof timestamp !== "string") return null;
  return h(
    "discord-embed-footer",
    { slot: "footer", ...(typeof timestamp === "string" && { timestamp: timeOf(timestamp) }) },
    typeof text === "string" ? text : "",
  ) as JSX.Element;
}

/** A time as the rest of the page has it; the library's own would be American. */
function timeOf(timestamp: string): string {
  return new Date(timestamp).toLocaleString("en-GB", { dateStyle: "short", timeStyle: "short" });
}

/**
 * A message as Discord shows it, by the web components of `@skyra/discord-components-core`.
 *
 * @module
 */

import "@skyra/discord-components-core";
import { DiscordMessage } from "@skyra/discord-components-core";
import { h, type JSX } from "preact";
import { type Fields, isFields } from "../state/path.ts";
import { theme } from "../state/theme.ts";
import { Components } from "./discord_components.tsx";
import { Embed } from "./discord_embed.tsx";
import { Markdown } from "./discord_markdown.tsx";
import { Poll } from "./discord_poll.tsx";
import { size as sizeInWords } from "../ui/words.ts";
import type { Posted, PostedFile } from "./dry_run.ts";
import { avatar } from "./stand_in.ts";

/** The hour, in a grey that all can read: Discord's own is too faint. */
const READABLE = new CSSStyleSheet();
READABLE.replaceSync(`
  .discord-message-timestamp { color: #5c6370 !important; }
  :host(:not([light-theme])) .discord-message-timestamp { color: #b5bac1 !important; }
`);
DiscordMessage.elementStyles = [...DiscordMessage.elementStyles, READABLE];

/** Messages of one webhook. */
export function DiscordPreview(
  { messages }: { readonly messages: readonly Posted[] },
): JSX.Element {
  const lightTheme = theme.value === "light";
  return h(
    "discord-messages",
    // What is below takes its theme once: another one is drawn anew.
    { key: theme.value, lightTheme, class: "discord-preview" },
    messages.map(({ body, files }, index) => (
      <Message key={index} message={isFields(body) ? body : {}} files={files} />
    )),
  ) as JSX.Element;
}

function Message({ message, files }: {
  readonly message: Fields;
  readonly files: readonly PostedFile[];
}): JSX.Element {
  const { content, embeds, components, poll, username } = message;
  const author = typeof username === "string" && username ? username : "Playground";
  return h(
    "discord-message",
    { author, bot: true, avatar: avatar(author), timestamp: TODAY },
    typeof content === "string" && <Markdown text={content} />,
    isFields(poll) && <Poll poll={poll} />,
    files.map((file) => <Attachment key={file.name} file={file} />),
    listOf(embeds).map((embed, index) => <Embed key={index} embed={embed} />),
    listOf(components).length > 0 && <Components components={listOf(components)} />,
  ) as JSX.Element;
}

/** The hour does not matter, and a screenshot should not change with it. */
const TODAY = "Today at 12:00";

/** Those things in a list that are objects. */
function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function Attachment({ file: { name, size } }: { readonly file: PostedFile }): JSX.Element {
  const [bytes, bytesUnit] = sizeInWords(size).split(" ");
  return h(
    "discord-attachments",
    { slot: "attachments" },
    h("discord-file-attachment", { name, bytes, bytesUnit }),
  ) as JSX.Element;
}

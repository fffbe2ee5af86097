/**
 * A message as Slack shows it, by `slack-blocks-to-jsx`.
 *
 * @module
 */

import type { FunctionComponent, JSX } from "preact";
import { type Block, Message } from "slack-blocks-to-jsx";
import { type Fields, isFields } from "../state/path.ts";
import { theme } from "../state/theme.ts";
import type { Posted } from "./dry_run.ts";
import { avatar, standIn } from "./stand_in.ts";

/** React's component, which Preact draws as one of its own. */
const Blocks = Message as unknown as FunctionComponent<Parameters<typeof Message>[0]>;

/** The hour does not matter, and a screenshot should not change with it. */
const NOON = new Date(2026, 0, 1, 12);

/** Messages of one webhook. */
export function SlackPreview({ messages }: { readonly messages: readonly Posted[] }): JSX.Element {
  return (
    <div class="slack-preview">
      {messages.map(({ body }, index) => (
        <Blocks
          key={`${index} ${theme.value}`}
          theme={theme.value}
          logo={avatar("P", "#4a154b")}
          name="Playground"
          time={NOON}
          blocks={blocksOf(isFields(body) ? body : {})}
        />
      ))}
    </div>
  );
}

/** Where there are blocks the text is for notifications only. */
function blocksOf({ blocks, text, attachments }: Fields): Block[] {
  const attached = listOf(attachments).flatMap(fromAttachment);
  const own = Array.isArray(blocks) && blocks.length > 0 ? blocks : fromText(text);
  return withoutPictures([...own, ...attached]) as Block[];
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function fromText(text: unknown): Fields[] {
  if (typeof text !== "string" || !text) return [];
  return [{ type: "section", text: { type: "mrkdwn", text } }];
}

/** An attachment of the old kind is drawn by its words; blocks within as they are. */
function fromAttachment({ blocks, pretext, title, text, fallback }: Fields): unknown[] {
  if (Array.isArray(blocks)) return blocks;
  const heading = typeof title === "string" ? `*${title}*` : undefined;
  const words = [pretext, heading, text].filter((word) => typeof word === "string");
  return fromText(words.length > 0 ? words.join("\n") : fallback);
}

/** Pictures of other hosts are not asked for. */
function withoutPictures(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPictures);
  if (!isFields(value)) return value;
  if (value.type === "video") return withoutPictures(stillOf(value));
  const entries = Object.entries(value).map(([name, inner]) => {
    return [name, name === "image_url" ? standIn(inner) : withoutPictures(inner)];
  });
  return Object.fromEntries(entries);
}

/** A video is a frame of another host: its picture stands for it. */
function stillOf({ thumbnail_url, alt_text, title }: Fields): Fields {
  return {
    type: "image",
    image_url: thumbnail_url,
    alt_text,
    ...(title !== undefined && { title }),
  };
}

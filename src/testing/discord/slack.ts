/**
 * Messages in Slack's form, as `/slack` takes them.
 * Source: https://docs.discord.com/developers/resources/webhook#execute-slackcompatible-webhook
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";
import { checkEmbeds } from "./embed_checks.ts";
import { checkText, checkUrl, isAbsent } from "./field_checks.ts";
import type { FormErrors } from "./form_errors.ts";
import { checkName } from "./message_checks.ts";

/** Checks a body in Slack's form. */
export function checkSlack(body: Fields, errors: FormErrors): void {
  checkText(body.text, ["text"], errors, { max: 2000 });
  checkName(body.username, "username", errors);
  checkUrl(body.icon_url, ["icon_url"], errors);
  checkEmbeds(fromSlack(body).embeds, errors, "attachments");
}

/** The message that Discord makes of a body in Slack's form. */
export function fromSlack({ text, username, icon_url, attachments }: Fields): Fields {
  const embeds = Array.isArray(attachments) ? attachments.map(embedOf) : attachments;
  return present({ content: text, username, avatar_url: icon_url, embeds });
}

function embedOf(attachment: unknown): unknown {
  if (!isFields(attachment)) return attachment;
  const { title, title_link, text, color, ts, pretext, footer, footer_icon } = attachment;
  const { author_name, author_link, author_icon, image_url, thumb_url, fields } = attachment;
  const lines = [pretext, text].filter((line) => !isAbsent(line) && line !== "");
  return present({
    title,
    url: title_link,
    description: lines.length > 0 ? lines.join("\n") : undefined,
    color: colorOf(color),
    timestamp: timeOf(ts),
    footer: isAbsent(footer) ? undefined : present({ text: footer, icon_url: footer_icon }),
    author: isAbsent(author_name)
      ? undefined
      : present({ name: author_name, url: author_link, icon_url: author_icon }),
    image: isAbsent(image_url) ? undefined : { url: image_url },
    thumbnail: isAbsent(thumb_url) ? undefined : { url: thumb_url },
    fields: Array.isArray(fields) ? fields.map(fieldOf) : fields,
  });
}

/** A field in Discord's words, or in Slack's own. */
function fieldOf(field: unknown): unknown {
  if (!isFields(field)) return field;
  const { name, title, value, inline, short } = field;
  return present({ name: name ?? title, value, inline: inline ?? short });
}

/** Seconds since 1970 as a date; what is no time is left as it is, to be found wrong. */
function timeOf(ts: unknown): unknown {
  if (isAbsent(ts)) return undefined;
  const date = new Date(Number(ts) * 1000);
  return isNaN(date.getTime()) ? String(ts) : date.toISOString();
}

/** `#rgb` or `#rrggbb` as a number; names of colours are ignored. */
function colorOf(color: unknown): number | undefined {
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(String(color)) ?? [];
  if (digits === undefined) return undefined;
  return parseInt(digits.length === 3 ? digits.replace(/./g, "$&$&") : digits, 16);
}

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isAbsent(value)));
}

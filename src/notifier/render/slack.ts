/**
 * How alerts look on Slack. These are plain objects: nothing here sends.
 *
 * @module
 */

import type { KnownBlock, MessageAttachment, MrkdwnElement } from "@slack/types";
import { checkNames, checkType } from "../../util/check.ts";
import type { Alert, AlertField } from "../alert.ts";
import { auditLine } from "../audit.ts";
import type { AuditEntry, Rendering } from "../channel.ts";
import { COLORS } from "../severity.ts";
import { checkTruncate, truncate, type TruncateOptions } from "../truncate.ts";

/** How alerts look on Slack. */
export interface SlackRenderOptions {
  /**
   * Who a P0 pings, as Slack writes mentions: `<!channel>`, `<!here>`, a group as `<!subteam^ID>`,
   * a user as `<@ID>`, several of them, or `null` for nobody. Any other text, such as `@channel`, is
   * shown, and pings nobody; nor do other severities.
   *
   * @default {"<!channel>"}
   */
  readonly mention?: string | null;
  /** How texts are cut that are too long; by default at the end, with `…` as the last character. */
  readonly truncate?: TruncateOptions;
}

/** A message for Slack: Block Kit inside an attachment, the only place that shows a colour. */
export interface SlackAlertPayload {
  /** Text above the alert, with the mention of a P0. */
  readonly text?: string;
  /** One for each alert. */
  readonly attachments: MessageAttachment[];
}

/** The same as the options, with every default. */
interface Look {
  readonly mention: string;
  readonly cut: TruncateOptions;
}

/** Slack's limits, in characters. Source: https://docs.slack.dev/reference/block-kit/blocks */
const LIMITS = { text: 3000, header: 150, section: 3000, field: 2000, fields: 25, perSection: 10 };

/**
 * Shows each alert as blocks beside a bar in its colour, and up to ten at once as one message. All
 * texts are escaped and marked as verbatim, so that nothing in them pings or links.
 *
 * @param options The mention, and how to cut.
 * @returns The rendering.
 * @throws {TypeError} If an option is wrong.
 */
export function slackBlocks(
  options: SlackRenderOptions = {},
): Required<Rendering<SlackAlertPayload>> {
  checkNames(options, ["mention", "truncate"], "a Slack rendering");
  const { mention = "<!channel>", truncate: cut = {} } = options;
  if (mention !== null) checkType("mention", mention, "string");
  checkTruncate(cut);
  const look = { mention: mention ?? "", cut };
  return {
    render: (alert) => renderAlerts([alert], look),
    digest: (alerts) => renderAlerts(alerts, look),
    mirror: (entry) => renderMirror(entry, look),
  };
}

function renderAlerts(alerts: readonly Alert[], { mention, cut }: Look): SlackAlertPayload {
  const ping = alerts.some(({ severity }) => severity === "P0") ? mention : "";
  const content = alerts.map((alert) => alert.content.trim()).filter(Boolean).join("\n");
  const room = Math.max(0, LIMITS.text - ping.length - 1);
  const text = [ping, mrkdwn(content, room, cut)].filter(Boolean).join(" ");
  return { ...(text && { text }), attachments: alerts.map((alert) => toAttachment(alert, cut)) };
}

/** What is blank is left out: Slack would refuse the whole message. The title is the severity then. */
function toAttachment(alert: Alert, cut: TruncateOptions): MessageAttachment {
  const { severity, fields, footer, suppressed, timestamp, color } = alert;
  const [title, description] = [alert.title.trim(), alert.description.trim()];
  const notes = [severity, timestamp, footer, suppressed > 0 && `${suppressed} more suppressed`];
  const blocks: KnownBlock[] = [
    header(truncate(title || severity, LIMITS.header, cut)),
    ...(description === "" ? [] : [section(mrkdwn(description, LIMITS.section, cut))]),
    ...fieldBlocks(fields.slice(0, LIMITS.fields), cut),
    {
      type: "context",
      elements: [verbatim(mrkdwn(notes.filter(Boolean).join(" · "), LIMITS.field, cut))],
    },
  ];
  const fallback = mrkdwn(title ? `${severity}: ${title}` : severity, LIMITS.header, cut);
  return { color: hex(color), fallback, blocks };
}

/** Fields that may stand beside others share sections of ten; any other has one of its own. */
function fieldBlocks(fields: readonly AlertField[], cut: TruncateOptions): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  let row: string[] = [];
  const endRow = () => {
    if (row.length === 0) return;
    blocks.push({ type: "section", fields: row.map(verbatim) });
    row = [];
  };
  for (const { name, value, inline } of fields) {
    const label = `*${mrkdwn(name, LIMITS.header, cut)}*\n`;
    const text = label + mrkdwn(value, LIMITS.field - label.length, cut);
    if (!inline || row.length === LIMITS.perSection) endRow();
    if (inline) row.push(text);
    else blocks.push(section(text));
  }
  endRow();
  return blocks;
}

function header(text: string): KnownBlock {
  return { type: "header", text: { type: "plain_text", text } };
}

function section(text: string): KnownBlock {
  return { type: "section", text: verbatim(text) };
}

/** Text in which Slack looks for no URLs, names of channels and mentions of its own. */
function verbatim(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

function renderMirror(entry: AuditEntry, { cut }: Look): SlackAlertPayload {
  const line = mrkdwn(auditLine(entry), LIMITS.section, cut);
  const { color = COLORS.audit } = entry;
  return { attachments: [{ color: hex(color), fallback: line, blocks: [section(line)] }] };
}

/** Escapes a text for Slack, and cuts it so that it is short enough even then. */
function mrkdwn(text: string, limit: number, cut: TruncateOptions): string {
  for (let room = limit;;) {
    const escaped = escape(truncate(text, room, cut));
    if (escaped.length <= limit) return escaped;
    room -= Math.ceil((escaped.length - limit) / 5); // One character grows by four at the most.
  }
}

/** Source: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function hex(color: number): string {
  return `#${color.toString(16).padStart(6, "0")}`;
}

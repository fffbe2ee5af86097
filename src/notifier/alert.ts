/**
 * An alert: what is to be told, apart from how any service shows it.
 *
 * @module
 */

import { redactor } from "../util/mask.ts";
import { maskWebhookUrls } from "../util/webhook_url.ts";
import { type AlertKind, colorFor, type Severity } from "./severity.ts";
import { truncate } from "./truncate.ts";

/** How long a key may be. The throttle keeps many, and a title may hold a whole log. */
const MAX_KEY = 256;

/** What stands for a value that cannot be read. */
const UNREADABLE = "[unreadable]";

/** A fact about an alert, shown as a name and a value. */
export interface AlertField {
  /** What it is. */
  readonly name: string;
  /** The value. */
  readonly value: string;
  /** Whether it may stand beside others. */
  readonly inline: boolean;
}

/** A field as a caller may give it. Whatever is no text is turned into one. */
export interface AlertFieldInput {
  /** What it is. */
  readonly name: unknown;
  /** The value. */
  readonly value: unknown;
  /**
   * Whether it may stand beside others.
   *
   * @default {true}
   */
  readonly inline?: unknown;
}

/** What may be said of an alert beside its severity and title. */
export interface AlertOptions {
  /** The text. */
  readonly description?: string;
  /** Facts: a list, or a record of names and values. Of errors among them every URL is masked. */
  readonly fields?: readonly AlertFieldInput[] | Readonly<Record<string, unknown>>;
  /** What was thrown. Its name and message become a field; every URL in them is masked. */
  readonly error?: unknown;
  /** Text above the alert. It pings nobody. */
  readonly content?: string;
  /** A small line below. */
  readonly footer?: string;
  /** When it happened; now by default. A text is kept as it is. */
  readonly timestamp?: Date | string;
  /**
   * What sort of `P3` it is: it decides on colour and channel.
   *
   * @default {"positive"}
   */
  readonly kind?: AlertKind;
  /**
   * What it has in common with its repeats, for the throttle; severity and title by default. Of a
   * long one the middle is left out, so that 256 characters remain.
   */
  readonly key?: string;
}

/** An alert as a renderer gets it. It is frozen. */
export interface Alert {
  /** How urgent it is. */
  readonly severity: Severity;
  /** What sort of `P3` it is. */
  readonly kind: AlertKind;
  /** The title. */
  readonly title: string;
  /** The text; empty if there is none. */
  readonly description: string;
  /** Facts, the error as the last of them. */
  readonly fields: readonly AlertField[];
  /** Text above the alert; empty if there is none. */
  readonly content: string;
  /** A small line below; empty if there is none. */
  readonly footer: string;
  /** The colour of its severity, as a number of the form `0xRRGGBB`. */
  readonly color: number;
  /** When it happened, as an ISO date. */
  readonly timestamp: string;
  /** What it has in common with its repeats. */
  readonly key: string;
  /** How many of its repeats were held back since the last one was let through. */
  readonly suppressed: number;
}

/**
 * Makes an alert of what a caller says. It never throws over what is said: what is no text becomes
 * one, as alerts are told when things go wrong already. URLs of webhooks are masked wherever they
 * stand: who reads an alert must not be able to post.
 *
 * @param severity How urgent it is.
 * @param title The title.
 * @param options All else.
 * @param now The date, in epoch ms.
 * @returns The alert, with nothing suppressed.
 * @throws {RangeError} If there is no such severity.
 */
export function createAlert(
  severity: Severity,
  title: string,
  options: AlertOptions,
  now: number,
): Alert {
  const kind = options.kind === "neutral" ? "neutral" : "positive";
  const text = readText(title);
  return Object.freeze({
    severity,
    kind,
    title: text,
    description: readText(options.description ?? ""),
    fields: Object.freeze([...readFields(options.fields), ...errorField(options.error)]),
    content: readText(options.content ?? ""),
    footer: readText(options.footer ?? ""),
    color: colorFor(severity, kind),
    timestamp: readTimestamp(options.timestamp, now),
    key: truncate(readText(options.key ?? `${severity} ${text}`), MAX_KEY, { mode: "middle" }),
    suppressed: 0,
  });
}

/**
 * Turns anything into a text.
 *
 * @param value Anything.
 * @returns The text: JSON for an object, where that can be made.
 */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    if (value instanceof Error) return describeError(value);
    if (typeof value !== "object" || value === null) return String(value);
    return JSON.stringify(value, (_name, part) => toJson(part)) ?? String(value);
  } catch {
    return UNREADABLE; // A circle, or an object that throws when it is looked at.
  }
}

/** What JSON has no form for, or shows as `{}`. */
function toJson(part: unknown): unknown {
  if (typeof part === "bigint") return String(part);
  return part instanceof Error ? describeError(part) : part;
}

/** Half a surrogate pair, which Discord refuses, goes. */
function readText(value: unknown): string {
  return maskWebhookUrls(toText(value).toWellFormed());
}

function readFields(fields: AlertOptions["fields"]): AlertField[] {
  if (typeof fields !== "object" || fields === null) return [];
  if (!Array.isArray(fields)) {
    return Object.keys(fields).map((name) => toField({ name, value: peek(fields, name) }));
  }
  const given: readonly unknown[] = fields;
  return given.filter(isField).map((field) => {
    const [name, value, inline] = ["name", "value", "inline"].map((part) => peek(field, part));
    return toField({ name, value, inline });
  });
}

/** A getter that throws costs a field its value, and not the alert. */
function peek(object: object, name: string): unknown {
  try {
    return Reflect.get(object, name);
  } catch {
    return UNREADABLE;
  }
}

/** A field that lacks its name or value is left out: Discord would refuse the whole message. */
function isField(field: unknown): field is AlertFieldInput {
  return typeof field === "object" && field !== null && "name" in field && "value" in field;
}

function toField({ name, value, inline = true }: AlertFieldInput): AlertField {
  return Object.freeze({ name: readText(name), value: readText(value), inline: Boolean(inline) });
}

function errorField(error: unknown): AlertField[] {
  if (error === undefined) return [];
  return [Object.freeze({ name: "error", value: redactor()(readText(error)), inline: false })];
}

/** What an error says was written by others: a runtime puts whole URLs there, passwords included. */
function describeError({ name, message }: Error): string {
  return redactor()(message ? `${name}: ${message}` : name);
}

function readTimestamp(timestamp: Date | string | undefined, now: number): string {
  if (typeof timestamp === "string" && timestamp !== "") return readText(timestamp);
  const isDate = timestamp instanceof Date && !Number.isNaN(timestamp.getTime());
  return (isDate ? timestamp : new Date(now)).toISOString();
}

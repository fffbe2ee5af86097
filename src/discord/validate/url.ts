/**
 * Checks the URLs in a message.
 *
 * @module
 */

import { countCharacters } from "../characters.ts";
import type { Report } from "./report.ts";

/** What leads to a file that is sent along. */
const ATTACHMENT = /^attachment:\/\/[^/]/i;

/**
 * Checks a URL for http or https.
 *
 * @param report Collects what is wrong.
 * @param path Where it is.
 * @param value The URL.
 * @param max How long it may be.
 */
export function checkUrl(report: Report, path: string, value: unknown, max: number): void {
  if (value === undefined || value === null) return;
  if (typeof value !== "string") return report.refuse(path, "must be a text");
  report.amount(path, countCharacters(value), { max }, "characters");
  const fault = findFault(value);
  if (fault) report.refuse(path, fault);
}

/**
 * Checks the URL of a picture or another medium, which may also be `attachment://name`.
 *
 * @param report Collects what is wrong.
 * @param path Where it is.
 * @param value The URL.
 * @param max How long it may be.
 */
export function checkMediaUrl(report: Report, path: string, value: unknown, max: number): void {
  if (!isAttachmentUrl(value)) return checkUrl(report, path, value, max);
  report.amount(path, countCharacters(value), { max }, "characters");
}

/**
 * Tells whether a URL leads to a file that is sent along.
 *
 * @param value The URL.
 */
export function isAttachmentUrl(value: unknown): value is string {
  return typeof value === "string" && ATTACHMENT.test(value);
}

function findFault(value: string): string | undefined {
  if (!URL.canParse(value)) return "must be a URL";
  const { protocol, hostname } = new URL(value);
  if (protocol !== "http:" && protocol !== "https:") return "must begin with https: or http:";
  // Seen to be refused as "not well formed": hosts of one label, and those with an underscore.
  const isOdd = hostname.includes("_") || !/[.:]/.test(hostname);
  return isOdd ? "must lead to a public host" : undefined;
}

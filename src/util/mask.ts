/**
 * Keeps secrets out of whatever is printed. A webhook's URL is itself a secret: whoever has it can
 * post.
 *
 * @module
 */

import { decodePercent } from "./percent.ts";

/** What stands in place of a secret. */
const MASK = "***";

/** Hosts on which the path of a webhook is known, so that its id, which is no secret, may stay. */
const DISCORD_HOST = /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/;
const DISCORD_PATH = /^\/api\/(?:v\d+\/)?webhooks\/(\d{17,20})(?:\/|$)/;

/**
 * Any URL inside a text, up to white space or a closing quote or bracket. The scheme is bounded: a
 * long text of letters and dots would else be searched anew from each of them.
 */
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'`<>(){}|\\^]+/gi;

/** Text that is too short or too common to be replaced without spoiling what is printed. */
const MIN_SECRET_LENGTH = 4;
const COMMON = new Set(["true", "false", "null", "undefined", "none", "json"]);

/** Parts of a header that are shorter are words, more likely than secrets. */
const MIN_PART_LENGTH = 8;

/** Headers whose values are no secrets. */
const OPEN_HEADERS = new Set(["accept", "accept-encoding", "content-type", "user-agent"]);

/**
 * Shows where a URL leads, and nothing that lets one use it: the origin, and the id of a Discord
 * webhook. User info, path, query and fragment are masked.
 *
 * @example
 * ```ts
 * import { maskUrl } from "./mask.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(maskUrl("https://example.com/hooks/s3cret?key=s3cret"), "https://example.com/***");
 * assertEquals(
 *   maskUrl("https://discord.com/api/webhooks/123456789012345678/s3cret"),
 *   "https://discord.com/api/webhooks/123456789012345678/***",
 * );
 * ```
 * @param url The URL to show.
 * @returns The masked URL, or `***` for a text that is no URL.
 */
export function maskUrl(url: string | URL): string {
  if (typeof url === "string" && !URL.canParse(url)) return MASK;
  const { protocol, hostname, host, pathname } = new URL(url);
  const id = DISCORD_HOST.test(hostname) && DISCORD_PATH.exec(pathname)?.[1];
  return `${protocol}//${host}/${id ? `api/webhooks/${id}/` : ""}${MASK}`;
}

/** Takes every secret out of a text. */
export type Redactor = (text: string) => string;

/**
 * Makes a function that masks every URL in a text, and each of the given secrets wherever it
 * stands: as it is, percent-encoded or decoded.
 *
 * @param secrets The texts to take out. Those of under four characters are left: they would be
 * found in every second word.
 * @returns The function that takes them out.
 */
export function redactor(secrets: Iterable<string> = []): Redactor {
  const forms = new Set<string>();
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret.toWellFormed()), decodePercent(secret)]) {
      if (form.length >= MIN_SECRET_LENGTH && !COMMON.has(form)) forms.add(form);
    }
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    // The secrets first: where a URL ends in a text is a guess, and may cut a secret in two.
    const open = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
    return open.replace(URL_IN_TEXT, maskUrl);
  };
}

/**
 * The parts of a URL that must not be seen: user info, the longer segments of the path, and the
 * values of the query.
 *
 * @param url The URL.
 * @returns The secrets, as they stand in the URL; values of the query decoded too.
 */
export function urlSecrets(url: URL): string[] {
  const segments = url.pathname.split("/").filter((segment) =>
    segment.length >= 10 || (segment.length >= 6 && /\d/.test(segment))
  );
  const id = DISCORD_PATH.exec(url.pathname)?.[1];
  return [
    url.username,
    url.password,
    url.pathname.length > 1 ? url.pathname : "",
    ...segments.filter((segment) => segment !== id),
    ...url.searchParams.values(),
    // A `+` stands for a space here; who repeats the query may repeat it either way.
    ...url.search.slice(1).split("&").map((pair) => pair.slice(pair.indexOf("=") + 1)),
  ];
}

/**
 * The values of headers that must not be seen: those of every header but the few that are always
 * harmless. Of `Bearer s3cret` and `t=1, v1=s3cret` each part counts too.
 *
 * @param headers The headers, with their names in lower case.
 * @returns The secrets.
 */
export function headerSecrets(headers: Iterable<readonly [string, string]>): string[] {
  const secrets: string[] = [];
  for (const [name, value] of headers) {
    if (OPEN_HEADERS.has(name)) continue;
    const parts = value.split(/[\s,;]+/).filter((part) => part.length >= MIN_PART_LENGTH);
    const values = parts.map((part) => part.slice(part.indexOf("=") + 1));
    secrets.push(value, value.slice(value.indexOf(" ") + 1), ...parts, ...values);
  }
  return secrets;
}

/**
 * A copy of an error that is safe to print: name, message and code, redacted, and the same of its
 * causes. The original is never passed on: Deno writes the full URL into the cause of a network
 * error.
 *
 * @param error What was thrown: anything.
 * @param redact Takes the secrets out of a text.
 * @returns The copy. What is no error becomes redacted text.
 */
export function redactError(error: unknown, redact: Redactor): unknown {
  return copyError(error, redact, 4);
}

function copyError(error: unknown, redact: Redactor, depth: number): unknown {
  try {
    if (error === undefined || error === null) return error;
    if (!isErrorLike(error)) return redact(String(error));
    const copy = new Error(redact(String(error.message)));
    const name = redact(String(error.name ?? "Error"));
    Object.defineProperty(copy, "name", { value: name, configurable: true, writable: true });
    // The stack of the copy would lead here, and that of the original may show the message again.
    Object.defineProperty(copy, "stack", { value: `${name}: ${copy.message}`, configurable: true });
    const { code, cause } = error;
    if (typeof code === "number") Object.assign(copy, { code });
    if (typeof code === "string") Object.assign(copy, { code: redact(code) });
    if (cause !== undefined && depth > 0) copy.cause = copyError(cause, redact, depth - 1);
    return copy;
  } catch {
    return "an error that cannot be read";
  }
}

/** What this file reads of an error; a `DOMException` and a plain object have it too. */
interface ErrorLike {
  readonly name?: unknown;
  readonly message: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === "object" && value !== null && "message" in value;
}

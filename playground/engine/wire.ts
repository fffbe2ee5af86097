/**
 * Shows requests and answers as they were on the wire.
 *
 * @module
 */

import type { WireBody, WireRequest } from "../api/wire.ts";
import { isSecretHeader, MASK, maskUrl, type Redact } from "./secrets.ts";

/** How much of a body is shown, in characters, and of a part of a form. */
const MAX_TEXT = 65_536;
const MAX_PART = 2_048;

/** Headers that carry a login, whoever set them. */
const LOGINS = new Set(["authorization", "cookie", "proxy-authorization", "set-cookie"]);

/** Parameters of the query that Discord knows and that are no secrets. */
const OPEN_PARAMETERS = new Set(["wait", "thread_id", "with_components"]);

/** What is needed to show a message. */
export interface Showing {
  /** Takes the secrets of the run out of a text. */
  readonly redact: Redact;
  /** Names of the headers that the order gave, in lower case: their values are masked. */
  readonly given: ReadonlySet<string>;
  /** Whether the receiver is one of the fakes: all of its address is shown but the token. */
  readonly isFake: boolean;
}

/** A request before it is shown. */
export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Shows a request.
 *
 * @param request The request.
 * @param seen Who saw it so.
 * @param showing How to show it.
 * @returns The request, without secrets.
 */
export async function showRequest(
  request: RawRequest,
  seen: WireRequest["seen"],
  showing: Showing,
): Promise<WireRequest> {
  const { method, url, body } = request;
  const headers = [...request.headers];
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return {
    method,
    url: showUrl(url, showing),
    headers: showHeaders(headers, showing),
    body: await showBody(body, type, showing.redact),
    seen,
  };
}

/**
 * Shows headers.
 *
 * @param headers The headers.
 * @param showing How to show them.
 * @returns The headers in order, without secrets.
 */
export function showHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  { redact, given }: Showing,
): [name: string, value: string][] {
  return Array.from(headers, ([name, value]) => {
    const lower = name.toLowerCase();
    const isSecret = LOGINS.has(lower) || (given.has(lower) && isSecretHeader(lower));
    return [name, isSecret ? MASK : redact(value)];
  });
}

/**
 * Shows a body.
 *
 * @param bytes The bytes.
 * @param type Its media type.
 * @param redact Takes secrets out of a text.
 * @param size How many bytes there were, if more than are given.
 * @returns The body.
 */
export async function showBody(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  redact: Redact,
  size: number = bytes.length,
): Promise<WireBody> {
  const parts = type.startsWith("multipart/form-data") ? await readParts(bytes, type, redact) : [];
  const text = parts.length > 0 ? null : toText(bytes);
  const shown = text === null ? null : redact(text);
  return {
    size,
    text: shown === null ? null : shown.slice(0, MAX_TEXT),
    cut: size > bytes.length || (shown?.length ?? 0) > MAX_TEXT,
    ...(parts.length > 0 && { parts }),
  };
}

function showUrl(url: URL, { isFake, redact }: Showing): string {
  if (isFake) return redact(url.href);
  const query = Array.from(url.searchParams, ([name, value]) => {
    return `${redact(name)}=${OPEN_PARAMETERS.has(name) ? redact(value) : MASK}`;
  });
  return maskUrl(url) + (query.length > 0 ? `?${query.join("&")}` : "");
}

async function readParts(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  redact: Redact,
): Promise<NonNullable<WireBody["parts"]>> {
  try {
    const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
    return await Promise.all(Array.from(form, async ([name, value]) => {
      if (typeof value === "string") {
        const size = new TextEncoder().encode(value).length;
        const text = redact(value).slice(0, MAX_TEXT);
        return { name, filename: null, type: null, size, text };
      }
      const content = value.size <= MAX_PART ? toText(await value.bytes()) : null;
      return {
        name,
        filename: redact(value.name),
        type: value.type,
        size: value.size,
        text: content === null ? null : redact(content),
      };
    }));
  } catch {
    return []; // Half a form is shown as it came.
  }
}

/** The text that bytes are, or `null` where they are none. */
function toText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

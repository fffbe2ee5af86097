/**
 * Reads a request body into a payload and its files.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** A JSON object of which nothing is known yet. */
export type Fields = Record<string, unknown>;

/** One part of a multipart body. */
export interface DiscordPart {
  /** The field name: `payload_json`, `files[0]`. */
  readonly name: string;
  /** The file name; `null` for a plain field. */
  readonly filename: string | null;
  /** The content type of a file; empty for a plain field. */
  readonly type: string;
  /** Length in bytes. */
  readonly size: number;
  /** SHA-256 of the bytes, in hex: equal when a retry sends the same. */
  readonly hash: string;
}

/** A body as understood, or why it was not. */
export interface ParsedBody {
  /** What stands against the body, if anything. */
  readonly fault: "content-type" | "json" | "form" | null;
  /** The JSON of the body or of its `payload_json`; `null` if there is none. */
  readonly payload: unknown;
  /** The parts of a multipart body, in order. */
  readonly parts: readonly DiscordPart[];
}

/** Whether `value` is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Those of the parts that are files. */
export function filesOf(parts: readonly DiscordPart[]): DiscordPart[] {
  return parts.filter((part) => part.filename !== null);
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const READ_BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ...["true", "True", "1"].map((text) => [text, true] as const),
  ...["false", "False", "0"].map((text) => [text, false] as const),
]);

/** Reads a body by its content type; JSON and both kinds of form are understood. */
export async function parseBody(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<ParsedBody> {
  switch (contentType.split(";")[0]?.trim().toLowerCase()) {
    case "application/json":
      return parseJson(new TextDecoder().decode(bytes), []);
    case "multipart/form-data":
    case "application/x-www-form-urlencoded":
      return await parseForm(bytes, contentType);
    default:
      return { fault: "content-type", payload: null, parts: [] };
  }
}

function parseJson(text: string, parts: readonly DiscordPart[]): ParsedBody {
  try {
    return { fault: null, payload: JSON.parse(text), parts };
  } catch {
    return { fault: "json", payload: null, parts };
  }
}

async function parseForm(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<ParsedBody> {
  let form: FormData;
  try {
    form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
  } catch {
    return { fault: "form", payload: null, parts: [] };
  }
  const parts: DiscordPart[] = [];
  const fields: Fields = {};
  for (const [name, value] of form) {
    parts.push(await describePart(name, value));
    if (typeof value === "string") fields[name] = value;
  }
  // A `payload_json` with a file name is a file to Discord, and so no payload.
  const { payload_json: json, ...loose } = fields;
  if (typeof json === "string") return parseJson(json, parts);
  return { fault: null, payload: readFields(loose), parts };
}

/** A form knows only texts: `tts` and `flags` are read as what they stand for. */
function readFields({ tts, flags, ...texts }: Fields): Fields {
  return {
    ...texts,
    ...(tts === undefined ? {} : { tts: READ_BOOLEANS.get(tts) ?? tts }),
    ...(flags === undefined ? {} : { flags: /^\d+$/.test(String(flags)) ? Number(flags) : flags }),
  };
}

async function describePart(name: string, value: string | File): Promise<DiscordPart> {
  const plain = typeof value === "string";
  const bytes = plain ? new TextEncoder().encode(value) : new Uint8Array(await value.arrayBuffer());
  return {
    name,
    filename: plain ? null : value.name,
    type: plain ? "" : value.type,
    size: bytes.length,
    hash: sha256(bytes),
  };
}

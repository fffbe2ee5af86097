/**
 * What the fake remembers of each request.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { type DiscordPart, parseBody, type ParsedBody, sha256 } from "./body.ts";
import { type DiscordAction, type DiscordRoute, routeKey } from "./route.ts";

const EMPTY_HASH = sha256(new Uint8Array());

/** One request that arrived. */
export interface DiscordRequest {
  /** When, in ms since the fake was started. */
  readonly at: number;
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  /** The API version in the path; `null` if it names none. */
  readonly version: number | null;
  /** What it asks for; `null` if no endpoint fits. */
  readonly action: DiscordAction | null;
  /** The webhook's id; empty if the path names none. */
  readonly webhookId: string;
  /** The name under which its route limit counts it. */
  readonly key: string;
  /** The headers; names in lower case. */
  readonly headers: Headers;
  /** The body; empty if it was not read. */
  readonly body: Uint8Array;
  /** SHA-256 of the body, in hex. */
  readonly hash: string;
  /** The JSON of the body or of its `payload_json`; `null` if there is none. */
  readonly payload: unknown;
  /** The parts of a multipart body, in order. */
  readonly parts: readonly DiscordPart[];
  /** The status of the reply; `null` as long as none was sent. */
  readonly status: number | null;
}

/** A request as the fake keeps it. */
export type RequestRecord = { -readonly [K in keyof DiscordRequest]: DiscordRequest[K] };

/** Begins the record of a request whose head has arrived. */
export function newRecord(
  { method = "GET", url = "/", headers }: IncomingMessage,
  route: DiscordRoute,
  at: number,
): RequestRecord {
  return {
    at,
    method,
    path: url,
    version: route.version,
    action: route.action,
    webhookId: route.id,
    key: routeKey(route),
    headers: new Headers(
      Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ),
    body: new Uint8Array(),
    hash: EMPTY_HASH,
    payload: null,
    parts: [],
    status: null,
  };
}

/** Reads the body of a request into its record; returns how it was understood. */
export async function readInto(
  record: RequestRecord,
  incoming: IncomingMessage,
): Promise<ParsedBody> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = new Uint8Array(Buffer.concat(chunks));
  const body = await parseBody(bytes, record.headers.get("content-type") ?? "");
  record.body = bytes;
  record.hash = sha256(bytes);
  record.payload = body.payload;
  record.parts = body.parts;
  return body;
}

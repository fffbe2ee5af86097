/**
 * Reads the body of a call, and refuses it for the first kind of thing that is wrong with it.
 *
 * @module
 */

import { lacksFiles, MAX_FILES } from "./attachment_checks.ts";
import { type Fields, filesOf, isFields, type ParsedBody } from "./body.ts";
import { checkSnowflake } from "./field_checks.ts";
import { FormErrors } from "./form_errors.ts";
import type { Caller } from "./gate.ts";
import { Refusal } from "./reply.ts";
import { SNOWFLAKE } from "./snowflakes.ts";

/** A whole request, read and understood as far as it could be. */
export interface Call extends Caller {
  /** The body. */
  readonly body: ParsedBody;
  /** The body's length in bytes. */
  readonly size: number;
  /** Which event of GitHub's it tells of; `null` if it does not say. */
  readonly event: string | null;
  /** Whether its message is lost in silence, if nobody waits for it. */
  readonly loses: boolean;
}

/** How large a request may be. */
export interface SizeLimits {
  /** The whole body, in bytes. */
  readonly maxRequestBytes: number;
  /** One file, in bytes. */
  readonly maxFileBytes: number;
}

const CONTENT_TYPES =
  "'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'";

/** Reads and checks a body; what `check` notes refuses the call with a tree. */
export function readPayload(
  { body, size, route }: Call,
  { maxRequestBytes, maxFileBytes }: SizeLimits,
  check: (payload: Fields, errors: FormErrors) => void,
): Fields {
  const files = filesOf(body.parts);
  if (size > maxRequestBytes || files.some((file) => file.size > maxFileBytes)) {
    throw new Refusal(413, 40005, "Request entity too large");
  }
  if (body.fault === "json") throw invalidJson();
  if (files.length > MAX_FILES) throw tooManyFiles();
  const errors = new FormErrors();
  if (body.fault) {
    const message = `Expected "Content-Type" header to be one of {${CONTENT_TYPES}}.`;
    errors.add([], "CONTENT_TYPE_INVALID", message);
  } else if (!isFields(body.payload)) {
    errors.add([], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
  } else {
    noteRoute(route, errors);
    check(body.payload, errors);
  }
  refuseFor(errors);
  return body.payload as Fields;
}

/** Refuses a message whose `attachments` describe a file that was not sent. */
export function checkFiles(payload: Fields, { body }: Call): void {
  if (lacksFiles(payload, body.parts)) throw new Refusal(400, 50146, "Uploaded file not found");
}

/** Checks the path and the query of a call without a body. */
export function checkRoute({ route }: Call): void {
  const errors = new FormErrors();
  noteRoute(route, errors);
  refuseFor(errors);
}

/** Refuses a call if anything was noted. */
export function refuseFor(errors: FormErrors): void {
  if (errors.size > 0) throw new Refusal(400, 50035, "Invalid Form Body", errors);
}

/** The JSON inside a form: how Slack and GitHub may be told to send. */
export function unwrap(payload: Fields): Fields {
  if (typeof payload.payload !== "string") return payload;
  try {
    const inner: unknown = JSON.parse(payload.payload);
    if (isFields(inner)) return inner;
  } catch {
    // The same as JSON of another kind.
  }
  throw invalidJson();
}

/** More files than a message may have. */
export function tooManyFiles(): Refusal {
  const message = `Maximum number of attachments in a message reached (${MAX_FILES})`;
  return new Refusal(400, 30015, message);
}

/**
 * A boolean of the query; absent is `fallback`, what is none `null`.
 * Source: https://docs.discord.com/developers/reference#boolean-query-strings
 */
export function readBoolean(value: string | null, fallback = false): boolean | null {
  if (value === null) return fallback;
  if (/^(false|False|0)$/.test(value)) return false;
  return /^(true|True|1)$/.test(value) ? true : null;
}

function invalidJson(): Refusal {
  return new Refusal(400, 50109, "The request body contains invalid JSON.");
}

function noteRoute({ messageId, query }: Call["route"], errors: FormErrors): void {
  for (const name of ["wait", "with_components"]) {
    if (readBoolean(query.get(name)) !== null) continue;
    errors.add([name], "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
  }
  checkSnowflake(query.get("thread_id"), ["thread_id"], errors);
  if (messageId === "" || messageId === "@original" || SNOWFLAKE.test(messageId)) return;
  checkSnowflake(messageId, ["message_id"], errors);
}

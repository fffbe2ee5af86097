/**
 * Turns a payload into the body of a request: once per send, so that every attempt posts the same
 * bytes.
 *
 * @module
 */

import { encodeUtf8 } from "../platform/deno.ts";
import type { RequestBody } from "../platform/http_client.ts";
import { ignoreRejection, isPromise } from "../util/promise.ts";

/** The body of a request and the type that it goes out as. */
export interface Body {
  /** The bytes. */
  readonly content: NonNullable<RequestBody>;
  /** The content type. A `Blob` itself would write it in lower case, a boundary too. */
  readonly type: string;
}

/** Thrown for a payload that cannot become a body. It never leaves the core. */
export class PayloadError extends Error {
  /** The name of this class. */
  override readonly name: string = "PayloadError";
}

/** Thrown for a payload that a layer refuses. Its message tells the whole reason. */
export class RefusedPayload extends PayloadError {
  /** The name of this class. */
  override readonly name: string = "RefusedPayload";
}

/**
 * In place of a payload: a POST that carries nothing, not even a content type. `undefined` would not
 * do, as that is more likely a mistake of the caller's.
 */
export const NO_BODY: unique symbol = Symbol("no body");

/** The content type of JSON. */
export const JSON_TYPE = "application/json";

/**
 * Makes the body of a request.
 *
 * @param payload Any JSON value, or a ready body: `FormData`, `Blob`, bytes, `URLSearchParams`, or
 * a string for which a content type was named.
 * @param named The content type that the caller named, or `null`.
 * @returns The body, or the promise of one where the payload can only be read asynchronously.
 * @throws {PayloadError} If the payload cannot be serialised.
 */
export function encodeBody(payload: unknown, named: string | null): Body | Promise<Body> {
  const ready = isPlain(payload) ? undefined : encodeReady(payload, named);
  return ready ?? { content: encodeUtf8(encodeJson(payload)), type: named ?? JSON_TYPE };
}

/** Makes the body of a payload that is one already; `undefined` if it is not. */
function encodeReady(payload: unknown, named: string | null): Body | Promise<Body> | undefined {
  if (payload instanceof FormData) return encodeForm(payload);
  if (payload instanceof Blob) {
    const type = named ?? (payload.type || "application/octet-stream");
    return { content: payload, type };
  }
  if (payload instanceof URLSearchParams) {
    const type = named ?? "application/x-www-form-urlencoded;charset=UTF-8";
    return { content: encodeUtf8(payload.toString()), type };
  }
  const bytes = copyBytes(payload);
  if (bytes) return { content: bytes, type: named ?? "application/octet-stream" };
  if (typeof payload === "string" && named !== null) {
    return { content: encodeUtf8(payload), type: named };
  }
}

/** Whether a value is an object or a list of no class: the usual payload. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const kind = Object.getPrototypeOf(value);
  return kind === Object.prototype || kind === Array.prototype;
}

/** The caller may change the bytes as soon as the call has returned. */
function copyBytes(payload: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (payload instanceof ArrayBuffer) return new Uint8Array(payload.slice());
  if (!ArrayBuffer.isView(payload)) return undefined;
  return new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength).slice();
}

/** A multipart body is written once too: a second encoding would have another boundary. */
async function encodeForm(form: FormData): Promise<Body> {
  const encoded = new Response(form);
  const type = encoded.headers.get("content-type")!; // A named type would lack the boundary.
  return { content: new Uint8Array(await encoded.arrayBuffer()), type };
}

function encodeJson(payload: unknown): string {
  const built = hasToJson(payload) ? payload.toJSON("") : payload;
  refuseLoss(built);
  const json = JSON.stringify(built);
  if (json === undefined) throw new PayloadError(`a value of type ${typeof payload} is no JSON`);
  return json;
}

function hasToJson(payload: unknown): payload is { toJSON(key: string): unknown } {
  return typeof payload === "object" && payload !== null && "toJSON" in payload &&
    typeof payload.toJSON === "function";
}

/** Classes whose objects `JSON.stringify` turns into `{}`. */
const EMPTY_AS_JSON = [
  Map,
  Set,
  Blob,
  FormData,
  URLSearchParams,
  Headers,
  Request,
  Response,
  Error,
  RegExp,
];

/**
 * Refuses what `JSON.stringify` would turn into `{}` without a word, losing what it holds.
 *
 * @param payload What is to become JSON.
 * @throws {PayloadError} If it would be lost.
 */
export function refuseLoss(payload: unknown): void {
  if (typeof payload !== "object" || payload === null || hasToJson(payload)) return;
  if (payload instanceof ReadableStream) {
    throw new PayloadError("a stream cannot be sent again when it fails: read it into bytes first");
  }
  if (isPromise(payload)) {
    ignoreRejection(payload); // Nobody else hears of it.
    throw new PayloadError("it is a promise: await it first");
  }
  if (isPlain(payload)) return;
  const lost = EMPTY_AS_JSON.find((type) => payload instanceof type);
  if (lost) {
    throw new PayloadError(`of ${lost.name} nothing is left in JSON: make a plain object of it`);
  }
}

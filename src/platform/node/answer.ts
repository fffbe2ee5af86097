/**
 * An answer of undici's `request()` in the shape of a `Response`, as far as a sender reads one.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Dispatcher } from "undici";
import type { HttpResponse } from "../http_client.ts";
import { answerEnded } from "./turn.ts";

type Raw = Dispatcher.ResponseData;

/** An answer with one of these never has a body. */
const NO_BODY = new Set([204, 205, 304]);

/** How to unpack a body. Nothing is asked for packed, but some servers pack all the same. */
const UNPACKERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

const ignore = () => {};

/** An answer. Its body is a stream only when it is asked for as one: making one costs much. */
export class NodeAnswer implements HttpResponse {
  /** The status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  readonly #raw: Raw["body"];
  readonly #hasBody: boolean;
  #body: ReadableStream<Uint8Array<ArrayBuffer>> | null = null;

  /**
   * Takes an answer of undici.
   *
   * @param raw What `request()` resolved to.
   * @param method The method of the request.
   */
  constructor({ statusCode, headers, body }: Raw, method: string) {
    this.status = statusCode;
    this.headers = readHeaders(headers);
    this.#raw = body;
    this.#hasBody = method !== "HEAD" && !NO_BODY.has(statusCode);
    body.on("error", ignore); // It is told to whoever reads; unheard it would end the process.
    if (this.#hasBody) return;
    body.resume(); // Else undici never lets go of the signal.
    answerEnded();
  }

  /** Whether the status is a 2xx. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The body as a stream, unpacked; the same at each call. */
  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (!this.#hasBody) return null;
    return this.#body ??= toStream(this.#unpacked());
  }

  /** Reads the body as UTF-8. */
  text(): Promise<string> {
    if (!this.#hasBody) return Promise.resolve("");
    const text = this.headers.has("content-encoding")
      ? new Response(this.body).text()
      : this.#raw.text();
    return text.finally(answerEnded);
  }

  #unpacked(): Readable {
    const coding = this.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
    const unpack = UNPACKERS[coding];
    if (!unpack) return this.#raw;
    const unpacked = unpack().on("error", ignore);
    this.#raw.on("error", (error) => unpacked.destroy(error));
    unpacked.on("close", () => this.#raw.destroy());
    return this.#raw.pipe(unpacked);
  }
}

function readHeaders(raw: Raw["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value === "string") append(headers, name, value);
    else for (const each of value ?? []) append(headers, name, each);
  }
  return headers;
}

/** undici reads values as UTF-8, and `Headers` hold bytes: they are taken as `fetch` takes them. */
function append(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch {
    headers.append(name, Buffer.from(value).toString("latin1"));
  }
}

/** Nothing is read before it is asked for. */
function toStream(source: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  let chunks: AsyncIterator<Uint8Array<ArrayBuffer>> | undefined;
  return new ReadableStream({
    async pull(controller) {
      chunks ??= source[Symbol.asyncIterator]();
      const { done, value } = await chunks.next();
      if (!done) return controller.enqueue(value);
      answerEnded();
      controller.close();
    },
    cancel() {
      source.destroy();
    },
  }, { highWaterMark: 0 });
}

/**
 * An answer as undici hands it over, in the shape of a `Response`, as far as a sender reads one.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { pipeline, Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { HttpResponse } from "../http_client.ts";
import { AnswerHeaders, type RawHeaders } from "./answer_headers.ts";
import type { Incoming } from "./incoming.ts";

/** An answer with one of these never has a body. */
const NO_BODY = new Set([204, 205, 304]);

/** How to unpack a body. Nothing is asked for packed, but some servers pack all the same. */
const UNPACKERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

const utf8 = new TextDecoder();

/** An answer. Its body is a stream only when it is asked for as one: making one costs much. */
export class NodeAnswer implements HttpResponse {
  /** The status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  readonly #incoming: Incoming;
  readonly #hasBody: boolean;
  #body: ReadableStream<Uint8Array<ArrayBuffer>> | null = null;

  /**
   * Takes an answer of undici.
   *
   * @param status The status.
   * @param headers The headers.
   * @param incoming The body.
   * @param method The method of the request.
   */
  constructor(status: number, headers: RawHeaders, incoming: Incoming, method: string) {
    this.status = status;
    this.headers = new AnswerHeaders(headers);
    this.#incoming = incoming;
    this.#hasBody = method !== "HEAD" && !NO_BODY.has(status);
  }

  /** Whether the status is a 2xx. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The body as a stream, unpacked; the same at each call. */
  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (!this.#hasBody) return null;
    return this.#body ??= this.#toStream();
  }

  /** Reads the body as UTF-8. */
  async text(): Promise<string> {
    if (!this.#hasBody) return "";
    if (this.headers.has("content-encoding")) return await new Response(this.body).text();
    const all: Buffer[] = [];
    for (;;) {
      const chunks = await this.#incoming.read();
      if (chunks.length === 0) return utf8.decode(all.length === 1 ? all[0] : Buffer.concat(all));
      all.push(...chunks);
    }
  }

  #toStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const incoming = this.#incoming;
    const coding = this.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
    const unpack = UNPACKERS[coding];
    if (!unpack) return toStream(() => incoming.read(), () => incoming.cancel());
    const unpacked = unpack();
    pipeline(Readable.from(chunksOf(incoming)), unpacked, () => {}); // Failures reach the reader.
    const chunks = unpacked[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    return toStream(async () => {
      const { done, value } = await chunks.next();
      return done ? [] : [value];
    }, () => {
      unpacked.destroy();
      incoming.cancel();
    });
  }
}

async function* chunksOf(incoming: Incoming): AsyncGenerator<Buffer> {
  for (;;) {
    const chunks = await incoming.read();
    if (chunks.length === 0) return;
    yield* chunks;
  }
}

/** Nothing is read before it is asked for. */
function toStream(
  read: () => Promise<Buffer[]>,
  cancel: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const chunks = await read();
      for (const chunk of chunks) controller.enqueue(chunk as Buffer<ArrayBuffer>);
      if (chunks.length === 0) controller.close();
    },
    cancel,
  }, { highWaterMark: 0 });
}

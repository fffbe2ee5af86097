/**
 * A `fetch` that tells of every request and every answer.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import { type RawRequest, showBody, showHeaders, type Showing, showRequest } from "../wire.ts";
import { here, type Position } from "./position.ts";
import { namesWait, type ReadAnswer, readWindow } from "./window.ts";

/** How much of an answer is kept to be shown, in bytes. */
const MAX_KEPT = 65_536;

/** What a watched `fetch` needs to know. */
export interface FetchWatch {
  /** How messages are shown. */
  readonly showing: Showing;
  /** The request as the receiver saw it, headers and all; `undefined` where it is none of ours. */
  readonly received: (request: RawRequest) => RawRequest | undefined;
  /** Told of each answer, before the library knows it. */
  readonly onAnswer: (position: Position, namedWait: boolean) => void;
  /** Told of the status of each request as it is known; `null` where no answer came. */
  readonly onStatus: (status: number | null) => void;
}

/**
 * Makes a `fetch` that is watched.
 *
 * @param watch What it needs to know.
 * @returns The function. It hands everything on to the platform's own.
 */
export function watchedFetch(watch: FetchWatch): typeof fetch {
  return async (input, init) => {
    const position = here();
    if (!position) return await fetch(input, init);
    position.begin();
    const request = await readRequest(new URL(String(input)), init ?? {});
    const asClient = await showRequest(request, "client", watch.showing);
    position.tell({ type: "request", request: asClient });
    const response = await fetch(input, init).catch((error) => {
      watch.onStatus(null);
      throw error;
    });
    watch.onStatus(response.status);
    return await watchBody(response, async (body, size) => {
      await tellAnswer(position, { request, response, body, size }, watch);
    });
  };
}

async function readRequest(url: URL, init: RequestInit): Promise<RawRequest> {
  const { method = "GET", body, headers } = init;
  // A Blob's own type goes out where no header names another.
  const bytes = body instanceof Blob ? await body.bytes() : new Uint8Array();
  const all = new Headers(headers);
  if (body instanceof Blob && body.type && !all.has("content-type")) {
    all.set("content-type", body.type);
  }
  return { method, url, headers: [...all], body: bytes };
}

/** An answer and the request that it is for. */
interface Exchanged {
  readonly request: RawRequest;
  readonly response: Response;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly size: number;
}

async function tellAnswer(
  position: Position,
  { request, response, body, size }: Exchanged,
  { showing, received, onAnswer }: FetchWatch,
): Promise<void> {
  const { status, headers } = response;
  const read: ReadAnswer = { status, headers, body: new TextDecoder().decode(body) };
  onAnswer(position, namesWait(read));
  const onWire = received(request);
  const shownBody = await showBody(
    body,
    headers.get("content-type") ?? "",
    showing.redact,
    size,
  );
  position.tell({
    type: "answer",
    answer: { status, headers: showHeaders(headers, showing), body: shownBody },
    request: onWire ? await showRequest(onWire, "wire", showing) : null,
  });
  const window = readWindow(read, new URL(request.url).origin);
  if (window) position.tell(window);
}

/** Keeps the beginning of a body as it passes, and tells once it is over, in whatever way. */
async function watchBody(
  response: Response,
  done: (body: Uint8Array<ArrayBuffer>, size: number) => Promise<void>,
): Promise<Response> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const tell = async () => {
    const whole = new Uint8Array(await new Blob(chunks).arrayBuffer());
    await done(whole.subarray(0, MAX_KEPT), size);
  };
  const { status, statusText, headers } = response;
  const reader = response.body?.getReader();
  const source: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> = {
    async pull(controller) {
      const read = await reader?.read().catch(async (error) => {
        await tell();
        throw error;
      });
      if (read?.value) {
        if (size < MAX_KEPT) chunks.push(read.value);
        size += read.value.length;
        return controller.enqueue(read.value);
      }
      await tell();
      controller.close();
    },
    async cancel(reason) {
      await tell();
      await reader?.cancel(reason);
    },
  };
  const hasNoBody = status === STATUS_CODE.NoContent || status === STATUS_CODE.NotModified ||
    status === 205 || status < 200;
  if (hasNoBody) {
    await tell();
    return new Response(null, { status: Math.max(status, 200), statusText, headers });
  }
  return new Response(new ReadableStream(source, { highWaterMark: 0 }), {
    status,
    statusText,
    headers,
  });
}

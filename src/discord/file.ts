/**
 * Files that go with a message.
 *
 * @module
 */

import { RefusedPayload } from "../core/body.ts";
import { untilAborted } from "../util/abort.ts";
import { ignoreRejection, isPromise } from "../util/promise.ts";
import { cleanFilename } from "./filename.ts";

/** Where the bytes of a file come from. A text is the path of a file on this machine. */
export type DiscordFileData =
  | string
  | URL
  | Blob
  | Uint8Array
  | ArrayBuffer
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

/** A file that goes with a message. */
export interface DiscordFile {
  /**
   * Its bytes: bytes, a `Blob`, a stream, or the path of a file as text or `file:` URL. A stream is
   * read to its end before anything is sent: it could not be sent again.
   */
  readonly data: DiscordFileData;
  /** Its name, by which embeds and components refer to it: `attachment://name`. */
  readonly name?: string;
  /** A title to show in place of its name; up to 1024 characters. */
  readonly title?: string;
  /** A description for those who cannot see it; up to 1024 characters. */
  readonly description?: string;
  /**
   * Whether it is hidden until it is clicked.
   *
   * @default {false}
   */
  readonly spoiler?: boolean;
  /** Its media type; by default that of the `Blob`, or none. */
  readonly contentType?: string;
}

/** A file as a builder of discord.js holds it. */
export interface DiscordFileBuilder {
  /** Its bytes. */
  readonly attachment: unknown;
  /** Its name. */
  readonly name?: string | null;
  /** Its title. */
  readonly title?: string | null;
  /** Its description. */
  readonly description?: string | null;
}

/** A file, ready to be sent. */
export interface LoadedFile {
  readonly name: string;
  readonly content: Blob;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly spoiler: boolean;
}

/** How files are read. */
export interface LoadOptions {
  /** How large one may be, in bytes: a stream is read no further. */
  readonly maxFileBytes: number;
  /** Ends the reading. */
  readonly signal: AbortSignal | undefined;
}

/** The names of what a file is given by. */
const NAMES = [
  "data",
  "name",
  "title",
  "description",
  "spoiler",
  "contentType",
] satisfies (keyof DiscordFile)[];

/**
 * Reads files, at the same time.
 *
 * @param files The files as given.
 * @param options How they are read.
 * @returns The files, in the same order, each under a name of its own.
 * @throws {RefusedPayload} If one cannot be read; the message names its place in the list.
 */
export async function loadFiles(
  files: readonly (DiscordFile | DiscordFileBuilder | Blob)[],
  options: LoadOptions,
): Promise<LoadedFile[]> {
  if (!Array.isArray(files)) throw new RefusedPayload("'files' must be an array");
  const names = new Set<string>();
  const loaded = await Promise.all(
    files.map((file, index) => load(file, `files[${index}]`, options)),
  );
  return loaded.map((file) => ({ ...file, name: unique(file.name, names) }));
}

async function load(
  given: DiscordFile | DiscordFileBuilder | Blob,
  path: string,
  options: LoadOptions,
): Promise<LoadedFile> {
  const file = describe(given, path);
  const { data, name, title, description, spoiler = false, contentType } = file;
  if (isWebUrl(data)) throw new RefusedPayload(`${path} is a URL: fetch it first`);
  for (const [key, value] of Object.entries({ name, title, description, contentType })) {
    if (value !== undefined && typeof value !== "string") {
      throw new RefusedPayload(`${path}.${key} must be a text`);
    }
  }
  let content: Blob;
  try {
    content = await read(data, options);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    const code = (cause as { code?: unknown } | null)?.code;
    const why = typeof code === "string" ? `: ${code}` : "";
    throw new RefusedPayload(`${path} cannot be read${why}`, { cause });
  }
  return {
    name: name || nameOf(data) || path.replace(/\W+/g, ""),
    content: contentType === undefined ? content : content.slice(0, content.size, contentType),
    title,
    description,
    spoiler,
  };
}

/** Brings all ways to give a file into one. */
function describe(file: DiscordFile | DiscordFileBuilder | Blob, path: string): DiscordFile {
  if (file instanceof Blob) return { data: file };
  refusePromise(file, path);
  if (typeof file === "object" && file !== null) {
    if ("data" in file && file.data !== undefined) {
      const unknown = Object.keys(file).find((name) => !(NAMES as string[]).includes(name));
      if (unknown) throw new RefusedPayload(`'${unknown}' is no part of a file (${path})`);
      refusePromise(file.data, `${path}.data`);
      return file;
    }
    if ("attachment" in file) {
      const { attachment, name, title, description } = file;
      refusePromise(attachment, `${path}.attachment`);
      return {
        data: attachment as DiscordFileData,
        name: name ?? undefined,
        title: title ?? undefined,
        description: description ?? undefined,
      };
    }
  }
  throw new RefusedPayload(`${path} must be a Blob, or an object with 'data'`);
}

/** An `await` that was forgotten. */
function refusePromise(value: unknown, path: string): void {
  if (!isPromise(value)) return;
  ignoreRejection(value); // Nobody else hears of it.
  throw new RefusedPayload(`${path} is a promise: await it first`);
}

/** Files of others are not fetched: that would be a request which nobody sees or limits. */
function isWebUrl(data: unknown): boolean {
  return (typeof data === "string" || data instanceof URL) && /^https?:\/\//i.test(String(data));
}

async function read(data: DiscordFileData, options: LoadOptions): Promise<Blob> {
  if (data instanceof Blob) return data;
  if (typeof data === "string" || data instanceof URL) {
    const { readFile } = await import("node:fs/promises"); // Only who sends a path needs it.
    const bytes = await readFile(data, { signal: options.signal });
    return new Blob([new Uint8Array(bytes)]);
  }
  // A copy: what the caller writes into it later must not reach a second attempt.
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    return new Blob([data as Uint8Array<ArrayBuffer>]);
  }
  return await readChunks(data, options);
}

/** Reads a stream, but for one that is too large: a little more than is allowed tells that it is. */
async function readChunks(
  data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { maxFileBytes, signal }: LoadOptions,
): Promise<Blob> {
  const source = openSource(data);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    while (size <= maxFileBytes) {
      const { done, value } = await untilAborted(source.next(), signal);
      if (done) return new Blob(chunks);
      if (!(value instanceof Uint8Array)) throw new TypeError("It holds what are no bytes");
      chunks.push(value.slice());
      size += value.length;
    }
    return new Blob(chunks);
  } finally {
    // Not waited for: one that hangs would not come to an end either.
    Promise.resolve(source.end()).catch(() => {});
  }
}

/** Where chunks come from. */
interface Source {
  next(): { done?: boolean; value?: unknown } | Promise<{ done?: boolean; value?: unknown }>;
  end(): unknown;
}

function openSource(data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Source {
  if (data instanceof ReadableStream) {
    // The iterator of a stream cannot be ended while a chunk is awaited; its reader can.
    const reader = data.getReader();
    return { next: () => reader.read(), end: () => reader.cancel() };
  }
  const isAsync = Symbol.asyncIterator in data;
  const iterator = isAsync ? data[Symbol.asyncIterator]() : data[Symbol.iterator]();
  return { next: () => iterator.next(), end: () => iterator.return?.() };
}

function nameOf(data: DiscordFileData): string | undefined {
  if (data instanceof File) return data.name;
  if (typeof data !== "string" && !(data instanceof URL)) return undefined;
  const path = typeof data === "string" ? data : decodeURIComponent(data.pathname);
  return path.split(/[/\\]/).at(-1);
}

/** Discord cleans names, and what two files then share only one of them can be found by. */
function unique(name: string, taken: Set<string>): string {
  const [, stem = name, ending = ""] = /^(.+?)(\.\w+)?$/s.exec(name) ?? [];
  for (let n = 1;; n++) {
    const candidate = n === 1 ? name : `${stem}-${n}${ending}`;
    const key = (cleanFilename(candidate) || candidate).toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return candidate;
  }
}

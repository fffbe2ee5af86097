/**
 * Files that go with a message.
 *
 * @module
 */

import { RefusedPayload } from "../core/body.ts";
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
  /** Its description. */
  readonly description?: string | null;
}

/** A file, ready to be sent. */
export interface LoadedFile {
  readonly name: string;
  readonly content: Blob;
  readonly description: string | undefined;
  readonly spoiler: boolean;
}

/**
 * Reads files, at the same time.
 *
 * @param files The files as given.
 * @returns The files, in the same order, each under a name of its own.
 * @throws {RefusedPayload} If one cannot be read; the message names its place in the list.
 */
export async function loadFiles(
  files: readonly (DiscordFile | DiscordFileBuilder | Blob)[],
): Promise<LoadedFile[]> {
  if (!Array.isArray(files)) throw new RefusedPayload("'files' must be an array");
  const names = new Set<string>();
  const loaded = await Promise.all(files.map((file, index) => load(file, `files[${index}]`)));
  return loaded.map((file) => ({ ...file, name: unique(file.name, names) }));
}

async function load(
  given: DiscordFile | DiscordFileBuilder | Blob,
  path: string,
): Promise<LoadedFile> {
  const { data, name, description, spoiler = false, contentType } = describe(given, path);
  try {
    const content = await read(data);
    return {
      name: name || nameOf(data) || path.replace(/\W+/g, ""),
      content: contentType === undefined ? content : content.slice(0, content.size, contentType),
      description,
      spoiler,
    };
  } catch (cause) {
    const code = (cause as { code?: unknown } | null)?.code;
    const why = typeof code === "string" ? `: ${code}` : "";
    throw new RefusedPayload(`${path} cannot be read${why}`, { cause });
  }
}

/** Brings all ways to give a file into one. */
function describe(file: DiscordFile | DiscordFileBuilder | Blob, path: string): DiscordFile {
  if (file instanceof Blob) return { data: file };
  if (typeof file === "object" && file !== null) {
    if ("data" in file && file.data !== undefined) return file;
    if ("attachment" in file) {
      const { attachment, name, description } = file;
      const data = attachment as DiscordFileData;
      return { data, name: name ?? undefined, description: description ?? undefined };
    }
  }
  throw new RefusedPayload(`${path} must be a Blob, or an object with 'data'`);
}

async function read(data: DiscordFileData): Promise<Blob> {
  if (data instanceof Blob) return data;
  if (typeof data === "string" || data instanceof URL) {
    const { readFile } = await import("node:fs/promises"); // Only who sends a path needs it.
    return new Blob([new Uint8Array(await readFile(data))]);
  }
  // A copy: what the caller writes into it later must not reach a second attempt.
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    return new Blob([data as Uint8Array<ArrayBuffer>]);
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of data) chunks.push(chunk as Uint8Array<ArrayBuffer>);
  return new Blob(chunks);
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

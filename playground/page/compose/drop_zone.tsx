/**
 * Takes files that are dropped onto the composer.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import type { UploadedFile } from "../../api/order.ts";
import { files, target } from "../state/draft.ts";
import { attempt, complaint } from "../state/view.ts";

/** The most that a page keeps of files, in bytes: Discord takes 10 MiB. */
const MOST = 10 * 1024 * 1024;

/** An area that files can be dropped onto. */
export function DropZone({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const isOver: Signal<boolean> = useSignal(false);
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    isOver.value = true;
  };
  const onDrop = (event: DragEvent) => {
    isOver.value = false;
    const dropped = event.dataTransfer?.files;
    if (!dropped?.length) return;
    event.preventDefault();
    addFiles([...dropped]);
  };
  return (
    <div
      class={isOver.value ? "drop-zone over" : "drop-zone"}
      onDragOver={onDragOver}
      onDragLeave={() => isOver.value = false}
      onDrop={onDrop}
    >
      {children}
      {isOver.value && <p class="drop-words">Drop to attach to the Discord message</p>}
    </div>
  );
}

/** Adds files to the message. Only Discord takes some. */
export async function addFiles(added: readonly File[]): Promise<void> {
  const total = added.reduce((sum, file) => sum + file.size, sizeOf(files.value));
  if (total > MOST) {
    complaint.value = "Those files are more than 10 MiB together: Discord would refuse them";
    return;
  }
  await attempt(async () => {
    const read = await Promise.all(added.map(readFile));
    files.value = [...files.value, ...read];
    target.value = "discord";
  });
}

/** How large files are together. */
function sizeOf(given: readonly UploadedFile[]): number {
  return given.reduce((sum, { size = 0 }) => sum + size, 0);
}

async function readFile(file: File): Promise<UploadedFile> {
  const data = toBase64(new Uint8Array(await file.arrayBuffer()));
  return { name: file.name, data, size: file.size, ...(file.type && { type: file.type }) };
}

function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // All bytes at once would be too many arguments.
  for (let at = 0; at < bytes.length; at += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return btoa(pieces.join(""));
}

/**
 * The files of a message.
 *
 * @module
 */

import type { JSX, TargetedEvent } from "preact";
import { files, target } from "../state/draft.ts";
import { Icon } from "../ui/icons.tsx";
import { size } from "../ui/words.ts";
import { addFiles } from "./drop_zone.tsx";

/** The files, and a way to add some. */
export function Files(): JSX.Element {
  if (target.value !== "discord") {
    return <p class="hint">Only Discord's webhooks take files: choose the target Discord.</p>;
  }
  const choose = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => {
    addFiles([...currentTarget.files ?? []]);
    currentTarget.value = "";
  };
  const remove = (index: number) => files.value = files.value.toSpliced(index, 1);
  return (
    <div class="files">
      <ul>
        {files.value.map((file, index) => (
          <li key={`${index} ${file.name}`}>
            <code>{file.name}</code>
            <span class="dim">{size(file.size ?? 0)}</span>
            <input
              type="text"
              aria-label={`Description of ${file.name}`}
              placeholder="Description, for those who cannot see it"
              value={file.description ?? ""}
              onInput={({ currentTarget }) => describe(index, currentTarget.value)}
            />
            <button
              type="button"
              class="plain"
              aria-label={`Remove ${file.name}`}
              onClick={() => remove(index)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <label class="button small">
        <Icon name="plus" /> Add files
        <input type="file" class="hidden" multiple onChange={choose} />
      </label>
      <p class="hint">Or drop them anywhere onto the composer.</p>
    </div>
  );
}

function describe(index: number, description: string): void {
  files.value = files.value.map((file, at) => {
    if (at !== index) return file;
    const { description: _, ...rest } = file;
    return description ? { ...rest, description } : rest;
  });
}

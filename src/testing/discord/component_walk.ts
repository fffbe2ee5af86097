/**
 * Finds every component of a message, and every picture and file that they show.
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";
import type { FieldPath } from "./field_checks.ts";

/** The numbers of the kinds of components. Source: Discord's component reference. */
export const COMPONENT = {
  row: 1,
  button: 2,
  textSelect: 3,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
} as const;

/** Something within a message, and where it stands. */
export interface Placed {
  /** What it is. */
  readonly fields: Fields;
  /** Where it stands. */
  readonly path: FieldPath;
}

/** Every component of a list, nested ones included, outer ones first. */
export function* walk(list: unknown, path: FieldPath = ["components"]): Generator<Placed> {
  if (!Array.isArray(list)) return;
  for (const [index, fields] of list.entries()) {
    if (!isFields(fields)) continue;
    const here = [...path, index];
    yield { fields, path: here };
    yield* walk(fields.components, [...here, "components"]);
    if (!isFields(fields.accessory)) continue;
    yield { fields: fields.accessory, path: [...here, "accessory"] };
  }
}

/** The pictures and files that a component shows itself: what its `url` stands in. */
export function mediaOf({ fields, path }: Placed): Placed[] {
  const { type, media, file, items } = fields;
  const found = (value: unknown, ...steps: (string | number)[]) =>
    isFields(value) ? [{ fields: value, path: [...path, ...steps] }] : [];
  if (type === COMPONENT.thumbnail) return found(media, "media");
  if (type === COMPONENT.file) return found(file, "file");
  if (type !== COMPONENT.gallery || !Array.isArray(items)) return [];
  return items.flatMap((item, index) =>
    isFields(item) ? found(item.media, "items", index, "media") : []
  );
}

/** The texts of components that only show text. */
export function textsOf(list: unknown): string[] {
  return [...walk(list)].flatMap(({ fields: { type, content } }) =>
    type === COMPONENT.text && typeof content === "string" ? [content] : []
  );
}

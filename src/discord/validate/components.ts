/**
 * Checks components: each of them, and what holds for all together.
 *
 * @module
 */

import { countCharacters } from "../characters.ts";
import {
  type AnyComponent,
  type PlacedComponent,
  readTraits,
  TYPE,
  walkComponents,
} from "../component_tree.ts";
import { COMPONENT, COMPONENT_V2 } from "../limits.ts";
import { checkRow } from "./controls.ts";
import { checkTopLevel } from "./layout.ts";
import type { AnyMessage } from "./message.ts";
import type { Report } from "./report.ts";

/** Parts that a message with components V2 cannot have. */
const EXCLUDED = ["content", "embeds", "poll"] as const;

const encoder = new TextEncoder();

/**
 * Checks the components, of whichever version they are.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkComponents(report: Report, message: AnyMessage): void {
  const { isV2 } = readTraits(message);
  const components = message.components as readonly AnyComponent[] | null | undefined;
  const max = isV2 ? Infinity : COMPONENT.rows;
  for (const { item, path } of report.objects("components", components, { max })) {
    if (isV2) checkTopLevel(report, item, path);
    else if (item.type === TYPE.row) checkRow(report, item, path);
    else report.refuse(`${path}.type`, `must be ${TYPE.row}: buttons and selects stand in rows`);
  }
  const all = walkComponents(components);
  checkIds(report, all);
  if (!isV2) return;
  checkTotals(report, all);
  for (const name of EXCLUDED) {
    const part = message[name];
    const isEmpty = part === "" || (Array.isArray(part) && part.length === 0);
    if (!isEmpty) report.absent(name, part, "cannot stand beside components V2");
  }
}

function checkIds(report: Report, components: readonly PlacedComponent[]): void {
  const seen = new Set<unknown>();
  const checkUnique = (path: string, id: unknown) => {
    if (seen.has(id)) report.refuse(path, "is that of another component too");
    seen.add(id);
  };
  for (const { item, path } of components) {
    report.integer(`${path}.id`, item.id, { max: COMPONENT.id });
    // For an id of 0 Discord chooses one. The ids are numbers, the custom ones texts.
    if (item.id) checkUnique(`${path}.id`, item.id);
    if (item.custom_id) checkUnique(`${path}.custom_id`, item.custom_id);
  }
}

function checkTotals(report: Report, components: readonly PlacedComponent[]): void {
  const { total, text, textBytes, textOverhead, media } = COMPONENT_V2;
  const texts = components.map(({ item }) => item)
    .filter(({ type, content }) => type === TYPE.text && typeof content === "string")
    .map(({ content }) => content as string);
  const characters = texts.reduce((sum, text) => sum + countCharacters(text.trim()), 0);
  const bytes = texts.reduce((sum, text) => sum + encoder.encode(text).length + textOverhead, 0);
  const pictures = components.reduce((sum, { item }) => sum + countMedia(item), 0);
  report.amount("components", components.length, { max: total }, "items");
  // One text that is too long by itself has been reported.
  if (texts.length > 1) report.amount("components", characters, { max: text }, "characters");
  report.amount("components", bytes, { max: textBytes }, "bytes");
  report.amount("components", pictures, { max: media }, "items");
}

function countMedia({ type, items }: AnyComponent): number {
  if (type === TYPE.gallery) return Array.isArray(items) ? items.length : 0;
  return type === TYPE.thumbnail || type === TYPE.file ? 1 : 0;
}

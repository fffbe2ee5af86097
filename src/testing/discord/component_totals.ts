/**
 * The checks of all components of a message together.
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";
import { checkEach, type ComponentRules } from "./component_checks.ts";
import { mediaOf, textsOf, walk } from "./component_walk.ts";
import { checkList, isAbsent, textLength } from "./field_checks.ts";
import { safeName } from "./filenames.ts";
import { IS_COMPONENTS_V2 } from "./flags.ts";
import type { FormErrors } from "./form_errors.ts";

/** The most components of a message that is made of them, nested ones included. */
const MAX_TOTAL = 40;

/** The most text in all of them together: a field observation that Discord does not document. */
const MAX_TEXT = 4000;

/** Checks `components`, each on its own and all together, and what may not stand beside them. */
export function checkComponents(message: Fields, errors: FormErrors, rules: ComponentRules): void {
  const { components } = message;
  // Without the flag, each entry is a row; with it, only the total counts.
  const max = rules.whole ? Infinity : 5;
  const list = checkList(components, ["components"], errors, { max });
  checkEach(list, { errors, rules });
  checkTwins(components, errors);
  if (!rules.whole) return;
  checkNoLegacyFields(message, errors);
  if ([...walk(components)].length > MAX_TOTAL) {
    errors.add(["components"], "BASE_TYPE_MAX_LENGTH", `Must be ${MAX_TOTAL} or fewer in length.`);
  }
  const text = textsOf(components).reduce((sum, content) => sum + textLength(content), 0);
  if (text > MAX_TEXT) {
    const problem = `Total displayable text size exceeds maximum size of ${MAX_TEXT}`;
    errors.add(["components"], "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", problem);
  }
}

/** Refuses what a message made of components may not hold besides. */
function checkNoLegacyFields(message: Fields, errors: FormErrors): void {
  for (const field of ["content", "embeds", "poll"]) {
    const value = message[field];
    if (isAbsent(value) || (Array.isArray(value) && value.length === 0) || value === "") continue;
    const text = `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
    errors.add([field], "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text);
  }
}

/** Checks that each `attachment://` of a component names a file of the message. */
export function checkReferences(
  components: unknown,
  filenames: ReadonlySet<string>,
  errors: FormErrors,
): void {
  for (const { fields: { url }, path } of [...walk(components)].flatMap(mediaOf)) {
    if (typeof url !== "string" || !url.startsWith("attachment://")) continue;
    // Since November 2025 names are cleaned here, too: discord/discord-api-docs#7754.
    if (filenames.has(safeName(url.slice("attachment://".length)))) continue;
    const code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND";
    errors.add([...path, "url"], code, `The referenced attachment ("${url}") was not found`);
  }
}

/**
 * Whether Discord fails with a 500, each time anew, although it finds nothing wrong.
 * Source: discord/discord-api-docs#8554 and #7528.
 */
export function crashes(message: Fields): boolean {
  if ((Number(message.flags) & IS_COMPONENTS_V2) === 0) return false;
  const texts = textsOf(message.components);
  const bytes = texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length + 12, 0);
  return bytes > 10_170 || [...walk(message.components)].flatMap(mediaOf).length > 64;
}

/** Checks that no two components bear the same name or number. */
function checkTwins(components: unknown, errors: FormErrors): void {
  const names = new Set<unknown>();
  const ids = new Set<unknown>();
  for (const { fields: { custom_id: name, id }, path } of walk(components)) {
    if (typeof name === "string" && names.has(name)) {
      const message = "Component custom id cannot be duplicated";
      errors.add([...path, "custom_id"], "COMPONENT_CUSTOM_ID_DUPLICATED", message);
    }
    // Discord gives a number of its own to whoever bears 0. Its word for twins we do not know.
    if (id && ids.has(id)) {
      errors.add([...path, "id"], "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated");
    }
    names.add(name);
    ids.add(id);
  }
}

/** Whether a message, or its edit, is made of components alone. */
export function isWhole({ flags }: Fields): boolean {
  return typeof flags === "number" && (flags & IS_COMPONENTS_V2) !== 0;
}

/** Whether a list of components has any entry. */
export function hasComponents({ components }: Fields): boolean {
  return Array.isArray(components) && components.some(isFields);
}

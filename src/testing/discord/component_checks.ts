/**
 * The checks of each kind of component.
 * Source: https://docs.discord.com/developers/components/reference
 *
 * @module
 */

import type { Fields } from "./body.ts";
import { COMPONENT } from "./component_walk.ts";
import {
  checkBoolean,
  checkChoice,
  checkInteger,
  checkList,
  checkObject,
  checkPresent,
  checkRequiredText,
  checkText,
  checkUrl,
  type FieldPath,
  isAbsent,
  MEDIA,
} from "./field_checks.ts";
import type { FormErrors } from "./form_errors.ts";

/** What a component may be. */
export interface ComponentRules {
  /** Whether its message is made of components alone. */
  readonly whole: boolean;
  /** Whether an application owns the webhook; only then may users act on components. */
  readonly owned: boolean;
}

type Check = (
  component: Fields,
  path: FieldPath,
  use: { readonly errors: FormErrors; readonly rules: ComponentRules },
) => void;

const { row, button, section, text, thumbnail, gallery, file, separator, container } = COMPONENT;
const SELECTS: readonly number[] = [3, 5, 6, 7, 8];
const IN_CONTAINERS: readonly number[] = [row, section, text, gallery, file, separator];

/** The style of buttons that open a link, and of those that sell something. */
const LINK = 5;
const PREMIUM = 6;

const CHECKS: Readonly<Record<number, Check>> = {
  [row]: checkRow,
  [button]: checkButton,
  ...Object.fromEntries(SELECTS.map((type) => [type, checkSelect])),
  [section]: checkSection,
  [text]: ({ content }, path, { errors }) => {
    if (!checkPresent(content, [...path, "content"], errors)) return;
    checkText(content, [...path, "content"], errors, { min: 1, max: 4000 });
  },
  [thumbnail]: (component, path, { errors }) => checkItem(component, path, errors),
  [gallery]: checkGallery,
  [file]: ({ file, spoiler }, path, { errors }) => {
    checkMedia(file, [...path, "file"], errors, ["attachment"]);
    checkBoolean(spoiler, [...path, "spoiler"], errors);
  },
  [separator]: ({ divider, spacing }, path, { errors }) => {
    checkBoolean(divider, [...path, "divider"], errors);
    checkChoice(spacing, [...path, "spacing"], errors, [1, 2]);
  },
  [container]: ({ components, accent_color: color, spoiler }, path, use) => {
    checkInteger(color, [...path, "accent_color"], use.errors, { max: 0xffffff });
    checkBoolean(spoiler, [...path, "spoiler"], use.errors);
    checkChildren(components, [...path, "components"], use, { max: 40, types: IN_CONTAINERS });
  },
};

/** Checks the components of a message, each on its own. */
export function checkEach(
  list: readonly unknown[],
  use: { readonly errors: FormErrors; readonly rules: ComponentRules },
): void {
  const types = use.rules.whole ? [...IN_CONTAINERS, container] : [row];
  for (const [index, component] of list.entries()) {
    checkOne(component, ["components", index], use, types);
  }
}

function checkOne(
  value: unknown,
  path: FieldPath,
  use: Parameters<Check>[2],
  types: readonly number[],
): void {
  const component = checkObject(value, path, use.errors);
  if (!component) return;
  const { type, id } = component;
  if (typeof type !== "number" || !types.includes(type)) {
    const message = `Value of field "type" must be one of (${types.join(", ")}).`;
    return use.errors.add([...path, "type"], "UNION_TYPE_CHOICES", message);
  }
  checkInteger(id, [...path, "id"], use.errors, { max: 2 ** 31 - 1 });
  CHECKS[type]?.(component, path, use);
}

function checkChildren(
  value: unknown,
  path: FieldPath,
  use: Parameters<Check>[2],
  { max, types }: { readonly max: number; readonly types: readonly number[] },
): void {
  checkPresent(value, path, use.errors);
  for (const [index, child] of checkList(value, path, use.errors, { min: 1, max }).entries()) {
    checkOne(child, [...path, index], use, types);
  }
}

function checkRow({ components }: Fields, path: FieldPath, use: Parameters<Check>[2]): void {
  const types = use.rules.owned ? [button, ...SELECTS] : [button];
  checkChildren(components, [...path, "components"], use, { max: 5, types });
  const list: readonly unknown[] = Array.isArray(components) ? components : [];
  const isSelect = (child: unknown) => SELECTS.includes(Number((child as Fields | null)?.type));
  if (list.length < 2 || !list.some(isSelect)) return;
  const message = "The specified component exceeds the maximum width";
  use.errors.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
}

function checkButton(component: Fields, path: FieldPath, { errors, rules }: Parameters<Check>[2]) {
  const { style, label, url, custom_id: customId, sku_id: sku, emoji } = component;
  // A webhook that no application owns has nobody who could answer a click.
  const styles = rules.owned ? [1, 2, 3, 4, LINK, PREMIUM] : [LINK];
  checkPresent(style, [...path, "style"], errors);
  checkChoice(style, [...path, "style"], errors, styles);
  checkText(label, [...path, "label"], errors, { max: 80 });
  if (style === PREMIUM) return void checkPresent(sku, [...path, "sku_id"], errors);
  if (isAbsent(emoji)) checkPresent(label, [...path, "label"], errors);
  if (!isAbsent(url) && !isAbsent(customId)) {
    const message = "A custom id and url cannot both be specified";
    errors.add(
      [...path, "custom_id"],
      "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
      message,
    );
  } else if (style === LINK) {
    checkPresent(url, [...path, "url"], errors);
    if (url !== "") checkUrl(url, [...path, "url"], errors, { max: 512 });
  } else if (isAbsent(customId)) {
    const message = "A custom id is required";
    errors.add([...path, "custom_id"], "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", message);
  } else {
    checkText(customId, [...path, "custom_id"], errors, { min: 1, max: 100 });
  }
}

function checkSelect(component: Fields, path: FieldPath, { errors }: Parameters<Check>[2]): void {
  const { type, custom_id: customId, placeholder, options } = component;
  checkPresent(customId, [...path, "custom_id"], errors);
  if (customId !== "") {
    checkText(customId, [...path, "custom_id"], errors, { min: 1, max: 100 });
  }
  checkText(placeholder, [...path, "placeholder"], errors, { max: 150 });
  checkInteger(component.min_values, [...path, "min_values"], errors, { max: 25 });
  checkInteger(component.max_values, [...path, "max_values"], errors, { min: 1, max: 25 });
  if (type === COMPONENT.textSelect) checkOptions(options, [...path, "options"], errors);
}

function checkOptions(value: unknown, path: FieldPath, errors: FormErrors): void {
  checkPresent(value, path, errors);
  const seen = new Set<unknown>();
  for (const [index, entry] of checkList(value, path, errors, { min: 1, max: 25 }).entries()) {
    const here = [...path, index];
    const option = checkObject(entry, here, errors);
    if (!option) continue;
    checkRequiredText(option.label, [...here, "label"], errors, { max: 100 });
    checkRequiredText(option.value, [...here, "value"], errors, { max: 100 });
    checkText(option.description, [...here, "description"], errors, { max: 100 });
    if (seen.has(option.value)) {
      const message = "The specified option value is already used";
      errors.add(here, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
    }
    seen.add(option.value);
  }
}

function checkSection(
  { components, accessory }: Fields,
  path: FieldPath,
  use: Parameters<Check>[2],
): void {
  checkChildren(components, [...path, "components"], use, { max: 3, types: [text] });
  if (!checkPresent(accessory, [...path, "accessory"], use.errors)) return;
  checkOne(accessory, [...path, "accessory"], use, [button, thumbnail]);
}

function checkGallery({ items }: Fields, path: FieldPath, { errors }: Parameters<Check>[2]): void {
  checkPresent(items, [...path, "items"], errors);
  const list = checkList(items, [...path, "items"], errors, { min: 1, max: 10 });
  for (const [index, entry] of list.entries()) {
    const item = checkObject(entry, [...path, "items", index], errors);
    if (item) checkItem(item, [...path, "items", index], errors);
  }
}

/** A thumbnail, or one picture of a gallery. */
function checkItem(
  { media, description, spoiler }: Fields,
  path: FieldPath,
  errors: FormErrors,
): void {
  checkMedia(media, [...path, "media"], errors, MEDIA);
  checkText(description, [...path, "description"], errors, { min: 1, max: 1024 });
  checkBoolean(spoiler, [...path, "spoiler"], errors);
}

function checkMedia(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  schemes: readonly string[],
): void {
  if (!checkPresent(value, path, errors)) return;
  const media = checkObject(value, path, errors);
  if (!media) return;
  if (isAbsent(media.url)) checkPresent(media.url, [...path, "url"], errors);
  checkUrl(media.url, [...path, "url"], errors, { schemes });
}

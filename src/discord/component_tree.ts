/**
 * The components of a message as a tree, and what follows from the kinds that are in it.
 *
 * @module
 */

import type { ComponentType, MessageFlags } from "discord-api-types/v10";

/** The types of components that a message can hold. */
export const TYPE = {
  row: 1,
  button: 2,
  stringSelect: 3,
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
} as const satisfies Record<string, ComponentType>;

/** The flag of a message whose components are of the second version. */
const IS_COMPONENTS_V2 = 32768 satisfies MessageFlags;

/** The types that only the second version has. */
const V2_TYPES: ReadonlySet<unknown> = new Set([
  TYPE.section,
  TYPE.text,
  TYPE.thumbnail,
  TYPE.gallery,
  TYPE.file,
  TYPE.separator,
  TYPE.container,
]);

/** Any component: what one type has, another may lack. */
export interface AnyComponent {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly custom_id?: unknown;
  readonly components?: readonly AnyComponent[];
  readonly accessory?: AnyComponent;
  readonly accent_color?: unknown;
  readonly content?: unknown;
  readonly description?: unknown;
  readonly emoji?: { readonly id?: unknown };
  readonly file?: { readonly url?: unknown };
  readonly items?: readonly AnyComponent[];
  readonly label?: unknown;
  readonly media?: { readonly url?: unknown };
  readonly options?: readonly AnyComponent[];
  readonly placeholder?: unknown;
  readonly sku_id?: unknown;
  readonly spacing?: unknown;
  readonly style?: unknown;
  readonly url?: unknown;
  readonly value?: unknown;
}

/** A component, and where it is. */
export interface PlacedComponent {
  /** The component. */
  readonly item: AnyComponent;
  /** Its path, such as `components[0].accessory`. */
  readonly path: string;
}

/** What the components of a message ask of the request. */
export interface ComponentTraits {
  /** Whether they are of the second version, by their types or by the flags. */
  readonly isV2: boolean;
  /** The flags to send: those given, with that of the second version where it is needed. */
  readonly flags: number | null | undefined;
  /**
   * Whether the query must say `with_components`: without it Discord drops the components of most
   * webhooks, or leaves those that an empty list was to clear, without a word.
   */
  readonly withComponents: boolean;
}

/**
 * Tells what the components of a message ask of the request.
 *
 * @param message The message, without builders.
 * @returns What they ask.
 */
export function readTraits(
  message: { readonly components?: unknown; readonly flags?: number | null },
): ComponentTraits {
  const { components, flags } = message;
  const isMarked = typeof flags === "number" && (flags & IS_COMPONENTS_V2) !== 0;
  const isV2 = isMarked || walkComponents(components).some(({ item }) => V2_TYPES.has(item.type));
  return {
    isV2,
    flags: isV2 && !isMarked ? (flags ?? 0) | IS_COMPONENTS_V2 : flags,
    withComponents: components !== undefined && components !== null,
  };
}

/**
 * Lists all components, nested ones after those that hold them.
 *
 * @param components The list of components; anything else holds none.
 * @param path Where the list is.
 * @returns The components, with their paths.
 */
export function walkComponents(components: unknown, path = "components"): PlacedComponent[] {
  if (!Array.isArray(components)) return [];
  return components.flatMap((item, i) => walk(item, `${path}[${i}]`));
}

function walk(item: AnyComponent | null | undefined, path: string): PlacedComponent[] {
  if (typeof item !== "object" || item === null) return [];
  return [
    { item, path },
    ...walkComponents(item.components, `${path}.components`),
    ...walk(item.accessory, `${path}.accessory`),
  ];
}

/**
 * Components of Discord: rows of buttons by the library, and what it does not know yet (components
 * V2) in the same manner.
 *
 * @module
 */

import { type CSSProperties, h, type JSX } from "preact";
import { type Fields, getPath, isFields } from "../state/path.ts";
import { Markdown } from "./discord_markdown.tsx";
import { standIn } from "./stand_in.ts";

/** Discord's numbers of the types. */
const TYPE = {
  row: 1,
  button: 2,
  select: 3,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
} as const;

/** The components of a message. */
export function Components(
  { components }: { readonly components: readonly Fields[] },
): JSX.Element {
  return (
    <div slot="components" class="components">
      {components.map((component, index) => <Component key={index} component={component} />)}
    </div>
  );
}

function Component({ component }: { readonly component: Fields }): JSX.Element | null {
  const inner = listOf(component.components).map((within, index) => (
    <Component key={index} component={within} />
  ));
  switch (component.type) {
    case TYPE.row:
      return h("discord-action-row", {}, inner) as JSX.Element;
    case TYPE.button:
      return <Button button={component} />;
    case TYPE.select:
      return h("discord-string-select-menu", {
        placeholder: String(component.placeholder ?? "Choose"),
      }) as JSX.Element;
    case TYPE.text:
      return (
        <div class="component-text">
          <Markdown text={String(component.content ?? "")} />
        </div>
      );
    case TYPE.section:
      return (
        <div class="component-section">
          <div>{inner}</div>
          {isFields(component.accessory) && <Component component={component.accessory} />}
        </div>
      );
    case TYPE.thumbnail:
      return <Picture media={component} width={80} height={80} />;
    case TYPE.gallery:
      return (
        <div class="component-gallery">
          {listOf(component.items).map((item, index) => (
            <Picture key={index} media={item} width={240} height={140} />
          ))}
        </div>
      );
    case TYPE.file:
      return h("discord-file-attachment", {
        name: String(getPath(component, "file.url") ?? "").replace("attachment://", ""),
      }) as JSX.Element;
    case TYPE.separator:
      return <hr class={component.divider === false ? "component-gap" : "component-line"} />;
    case TYPE.container:
      return <div class="component-container" style={accent(component.accent_color)}>{inner}</div>;
    default:
      return <p class="hint">Component of type {String(component.type)}</p>;
  }
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function accent(color: unknown): CSSProperties {
  if (typeof color !== "number") return {};
  return { borderInlineStart: `4px solid #${color.toString(16).padStart(6, "0")}` };
}

const STYLES = ["secondary", "primary", "secondary", "success", "destructive"];

function Button({ button }: { readonly button: Fields }): JSX.Element {
  const { style, url, label, disabled } = button;
  return h(
    "discord-button",
    {
      type: STYLES[Number(style)] ?? "secondary",
      ...(typeof url === "string" && { url }),
      ...(disabled === true && { disabled: true }),
    },
    String(label ?? ""),
  ) as JSX.Element;
}

function Picture({ media, width, height }: {
  readonly media: Fields;
  readonly width: number;
  readonly height: number;
}): JSX.Element {
  const source = standIn(getPath(media, "media.url"), width, height);
  return <img src={source} width={width} height={height} alt={String(media.description ?? "")} />;
}

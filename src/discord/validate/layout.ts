/**
 * Checks what components V2 are laid out of: sections, texts, media and containers.
 *
 * @module
 */

import { type AnyComponent, TYPE } from "../component_tree.ts";
import { COMPONENT_V2 } from "../limits.ts";
import { checkButton, checkRow } from "./controls.ts";
import type { Report } from "./report.ts";
import { checkMediaUrl, isAttachmentUrl } from "./url.ts";

/** Checks one component, and those in it. */
type Check = (report: Report, component: AnyComponent, path: string) => void;

/** What may stand in a container. */
const IN_CONTAINER = new Map<unknown, Check>([
  [TYPE.row, checkRow],
  [TYPE.section, checkSection],
  [TYPE.text, checkTextDisplay],
  [TYPE.gallery, checkGallery],
  [TYPE.file, checkFile],
  [TYPE.separator, checkSeparator],
]);

/** What may stand at the top. A container cannot hold another. */
const AT_TOP = new Map(IN_CONTAINER).set(TYPE.container, checkContainer);

/**
 * Checks a component at the top of a message of the second version.
 *
 * @param report Collects what is wrong.
 * @param component The component.
 * @param path Where it is.
 */
export function checkTopLevel(report: Report, component: AnyComponent, path: string): void {
  checkAs(AT_TOP, report, component, path);
}

function checkAs(
  checks: ReadonlyMap<unknown, Check>,
  report: Report,
  component: AnyComponent,
  path: string,
): void {
  const check = checks.get(component.type);
  if (check) check(report, component, path);
  else report.refuse(`${path}.type`, "is none that can stand here");
}

function checkContainer(report: Report, container: AnyComponent, path: string): void {
  report.integer(`${path}.accent_color`, container.accent_color, { max: COMPONENT_V2.accentColor });
  const list = `${path}.components`;
  report.required(list, container.components);
  const range = { min: 1, max: COMPONENT_V2.children };
  for (const child of report.objects(list, container.components, range)) {
    checkAs(IN_CONTAINER, report, child.item, child.path);
  }
}

function checkSection(report: Report, section: AnyComponent, path: string): void {
  const list = `${path}.components`;
  report.required(list, section.components);
  const range = { min: 1, max: COMPONENT_V2.sectionTexts };
  for (const { item, path } of report.objects(list, section.components, range)) {
    if (item.type === TYPE.text) checkTextDisplay(report, item, path);
    else report.refuse(`${path}.type`, `must be ${TYPE.text}: a section holds texts`);
  }
  const at = `${path}.accessory`;
  report.required(at, section.accessory);
  const accessory = report.object(at, section.accessory);
  if (!accessory) return;
  if (accessory.type === TYPE.button) checkButton(report, accessory, at);
  else if (accessory.type === TYPE.thumbnail) checkMedium(report, accessory, at);
  else report.refuse(`${at}.type`, "must be that of a button or a thumbnail");
}

function checkTextDisplay(report: Report, text: AnyComponent, path: string): void {
  report.required(`${path}.content`, text.content);
  report.text(`${path}.content`, text.content, { min: 1, max: COMPONENT_V2.text });
}

function checkGallery(report: Report, gallery: AnyComponent, path: string): void {
  report.required(`${path}.items`, gallery.items);
  const range = { min: 1, max: COMPONENT_V2.galleryItems };
  for (const { item, path: at } of report.objects(`${path}.items`, gallery.items, range)) {
    checkMedium(report, item, at);
  }
}

/** Checks a thumbnail or an item of a gallery. */
function checkMedium(report: Report, medium: AnyComponent, path: string): void {
  const url = report.object(`${path}.media`, medium.media)?.url;
  report.required(`${path}.media.url`, url);
  checkMediaUrl(report, `${path}.media.url`, url, COMPONENT_V2.mediaUrl);
  const range = { min: 1, max: COMPONENT_V2.mediaDescription };
  report.text(`${path}.description`, medium.description, range);
}

function checkFile(report: Report, file: AnyComponent, path: string): void {
  const url = report.object(`${path}.file`, file.file)?.url;
  if (isAttachmentUrl(url)) checkMediaUrl(report, `${path}.file.url`, url, COMPONENT_V2.mediaUrl);
  else report.refuse(`${path}.file.url`, "must be attachment:// and the name of a file");
}

function checkSeparator(report: Report, separator: AnyComponent, path: string): void {
  report.integer(`${path}.spacing`, separator.spacing, { min: 1, max: COMPONENT_V2.spacing });
}

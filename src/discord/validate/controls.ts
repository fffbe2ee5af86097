/**
 * Checks what can be pressed or chosen: rows, buttons and selects.
 *
 * @module
 */

import type { ButtonStyle } from "discord-api-types/v10";
import { type AnyComponent, TYPE } from "../component_tree.ts";
import { COMPONENT } from "../limits.ts";
import type { Report } from "./report.ts";
import { checkUrl } from "./url.ts";

/** The styles of buttons that are no answer to the application. */
const STYLE = { link: 5, premium: 6 } as const satisfies Record<string, ButtonStyle>;

/** The types of selects. */
const SELECTS: readonly unknown[] = [
  TYPE.stringSelect,
  TYPE.userSelect,
  TYPE.roleSelect,
  TYPE.mentionableSelect,
  TYPE.channelSelect,
];

/**
 * Checks a row: up to five buttons, or one select.
 *
 * @param report Collects what is wrong.
 * @param row The row.
 * @param path Where it is.
 */
export function checkRow(report: Report, row: AnyComponent, path: string): void {
  const list = `${path}.components`;
  report.required(list, row.components);
  const entries = report.objects(list, row.components, { min: 1, max: COMPONENT.buttons });
  const selects = entries.filter(({ item }) => SELECTS.includes(item.type));
  if (selects.length > 0 && entries.length > 1) {
    report.refuse(list, "must hold nothing beside a select");
  }
  for (const { item, path } of entries) {
    if (item.type === TYPE.button) checkButton(report, item, path);
    else if (SELECTS.includes(item.type)) checkSelect(report, item, path);
    else report.refuse(`${path}.type`, "must be that of a button or a select");
  }
}

/**
 * Checks a button. Whether the webhook may have any but links, only Discord knows.
 *
 * @param report Collects what is wrong.
 * @param button The button.
 * @param path Where it is.
 */
export function checkButton(report: Report, button: AnyComponent, path: string): void {
  report.text(`${path}.label`, button.label, { max: COMPONENT.label });
  report.id(`${path}.emoji.id`, button.emoji?.id);
  report.integer(`${path}.style`, button.style, { min: 1, max: STYLE.premium });
  const isLink = button.style === STYLE.link;
  const isPremium = button.style === STYLE.premium;
  if (isLink) {
    report.required(`${path}.url`, button.url);
    checkButtonUrl(report, button.url, `${path}.url`);
  } else {
    report.absent(`${path}.url`, button.url, "is only for buttons of style 5");
  }
  if (isPremium) {
    report.required(`${path}.sku_id`, button.sku_id);
    report.id(`${path}.sku_id`, button.sku_id);
    report.absent(`${path}.label`, button.label, "is not for buttons of style 6");
    report.absent(`${path}.emoji`, button.emoji, "is not for buttons of style 6");
  } else {
    report.absent(`${path}.sku_id`, button.sku_id, "is only for buttons of style 6");
  }
  if (isLink || isPremium) {
    report.absent(`${path}.custom_id`, button.custom_id, "is not for buttons of style 5 or 6");
  } else {
    report.required(`${path}.custom_id`, button.custom_id);
    report.text(`${path}.custom_id`, button.custom_id, { min: 1, max: COMPONENT.customId });
  }
}

/** A button may also lead into the app itself, by `discord:`. */
function checkButtonUrl(report: Report, url: unknown, path: string): void {
  if (typeof url === "string" && /^discord:/i.test(url)) {
    report.text(path, url, { max: COMPONENT.buttonUrl });
  } else checkUrl(report, path, url, COMPONENT.buttonUrl);
}

function checkSelect(report: Report, select: AnyComponent, path: string): void {
  report.required(`${path}.custom_id`, select.custom_id);
  report.text(`${path}.custom_id`, select.custom_id, { min: 1, max: COMPONENT.customId });
  report.text(`${path}.placeholder`, select.placeholder, { max: COMPONENT.placeholder });
  if (select.type !== TYPE.stringSelect) return;
  report.required(`${path}.options`, select.options);
  const range = { min: 1, max: COMPONENT.options };
  for (const { item, path: at } of report.objects(`${path}.options`, select.options, range)) {
    for (const name of ["label", "value"] as const) {
      report.required(`${at}.${name}`, item[name]);
      report.text(`${at}.${name}`, item[name], { min: 1, max: COMPONENT.optionText });
    }
    report.text(`${at}.description`, item.description, { max: COMPONENT.optionText });
  }
}

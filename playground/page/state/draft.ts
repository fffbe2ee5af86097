/**
 * What is being composed. It may hold secrets, so nothing of it is ever stored by the browser.
 *
 * @module
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Fault, Options, Order, TargetName, UploadedFile } from "../../api/order.ts";

/** A text, read as JSON. */
export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

/** The targets, in the order in which they are offered. */
export const TARGETS: readonly TargetName[] = ["generic", "discord", "slack", "notifier"];

/** What each target is called. */
export const TARGET_TITLES: Readonly<Record<TargetName, string>> = {
  generic: "Generic",
  discord: "Discord",
  slack: "Slack",
  notifier: "Notifier",
};

/** The messages that are there to begin with. */
const FIRST: Readonly<Record<TargetName, unknown>> = {
  generic: { event: "order.paid", id: "ord_1042", total: 49.9 },
  discord: { content: "Hello from **hookcast**" },
  slack: { text: "Hello from *hookcast*" },
  notifier: { severity: "P0", title: "Database down", fields: { host: "db1", region: "eu-west" } },
};

/** Where it goes. */
export const target: Signal<TargetName> = signal("discord");

/** The text of the editor, for each target one. */
export const texts: Signal<Readonly<Record<TargetName, string>>> = signal({
  generic: toText(FIRST.generic),
  discord: toText(FIRST.discord),
  slack: toText(FIRST.slack),
  notifier: toText(FIRST.notifier),
});

/** URLs of real webhooks; an empty one stands for the fake. */
export const urls: Signal<Readonly<Record<TargetName, string>>> = signal({
  generic: "",
  discord: "",
  slack: "",
  notifier: "",
});

/** Files to upload, for Discord. */
export const files: Signal<readonly UploadedFile[]> = signal([]);

/** How to send. */
export const options: Signal<Options> = signal({});

/** Options that only some targets have. */
const OWNERS: Readonly<Partial<Record<keyof Options, readonly TargetName[]>>> = {
  discord: ["discord", "notifier"],
  method: ["generic"],
  notifier: ["notifier"],
  query: ["generic"],
};

/** How to send to this target: what was chosen for another one stays there. */
export const ownOptions: ReadonlySignal<Options> = computed(() => {
  const names = Object.keys(options.value) as (keyof Options)[];
  const own = names.filter((name) => OWNERS[name]?.includes(target.value) ?? true);
  return Object.fromEntries(own.map((name) => [name, options.value[name]]));
});

/** What goes wrong. */
export const faults: Signal<readonly Fault[]> = signal([]);

/** What goes wrong at this target: to a real webhook nothing is done on purpose. */
export const ownFaults: ReadonlySignal<readonly Fault[]> = computed(() => {
  return url.value ? [] : faults.value;
});

/** How many a burst sends. */
export const burst: Signal<number> = signal(20);

/** How many the last send, or the order that was loaded, asked for: what is copied sends as many. */
export const lastCount: Signal<number> = signal(1);

/** The text of the editor. */
export const text: ReadonlySignal<string> = computed(() => texts.value[target.value]);

/** The URL of the real webhook, or an empty text. */
export const url: ReadonlySignal<string> = computed(() => urls.value[target.value]);

/** The payload. */
export const payload: ReadonlySignal<Parsed> = computed(() => parse(text.value));

/** Changes the text of the editor. */
export function setText(value: string): void {
  texts.value = { ...texts.value, [target.value]: value };
}

/** Changes the URL. */
export function setUrl(value: string): void {
  urls.value = { ...urls.value, [target.value]: value };
}

/**
 * Puts together what is to be sent.
 *
 * @param count How many.
 * @returns The order; `null` where the text is no JSON.
 */
export function draftOrder(count: number): Order | null {
  const parsed = payload.value;
  if (!parsed.ok) return null;
  return {
    target: target.value,
    payload: parsed.value,
    ...(url.value && { url: url.value }),
    ...(target.value === "discord" && files.value.length > 0 && { files: files.value }),
    ...(Object.keys(ownOptions.value).length > 0 && { options: ownOptions.value }),
    ...(count > 1 && { count }),
    ...(ownFaults.value.length > 0 && { faults: ownFaults.value }),
  };
}

/** Takes an order, of an example or of the history, as what is being composed. */
export function loadOrder(order: Order): void {
  target.value = order.target;
  setText(toText(order.payload));
  urls.value = { ...urls.value, [order.target]: isKnown(order.url) ? order.url : "" };
  files.value = (order.files ?? []).flatMap((file) => {
    return file.data === undefined ? [] : [{ ...file, size: sizeOf(file.data) }];
  });
  options.value = order.options ?? {};
  faults.value = order.faults ?? [];
  lastCount.value = order.count ?? 1;
  if (lastCount.value > 1) burst.value = lastCount.value;
}

/** How many bytes a text in base64 stands for. */
function sizeOf(data: string): number {
  return Math.floor(data.replace(/=+$/, "").length * 3 / 4);
}

/** What was a secret is `***` by now. */
function isKnown(url: string | undefined): url is string {
  return url !== undefined && !url.includes("*");
}

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function toText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

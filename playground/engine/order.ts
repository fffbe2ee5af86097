/**
 * Reads an order that came as JSON.
 *
 * @module
 */

import type { Fault, Options, Order, TargetName, UploadedFile } from "../api/order.ts";
import type { FakeName } from "./fakes.ts";
import { FAULT_KINDS } from "./faults.ts";
import { Problem } from "./problem.ts";
import { SIGNING } from "./schemes.ts";

/** The most that is sent at once. */
const MAX_COUNT = 200;

/** The targets. */
export const TARGETS: readonly TargetName[] = ["generic", "discord", "slack", "notifier"];

const NAMES = ["target", "url", "payload", "files", "options", "count", "faults"];

/** Where an alert can go, and where a fault can be. */
const FAKES: readonly FakeName[] = ["generic", "discord", "slack"];

/** What an option must be, so that the library can say the rest. */
const OPTION_TYPES: Readonly<Record<keyof Options, "number" | "string" | "boolean" | "other">> = {
  timeout: "number",
  deadline: "number",
  maxRetries: "number",
  maxProxyRetries: "number",
  maxRetryAfter: "number",
  maxResponseBytes: "number",
  delivery: "string",
  redirect: "string",
  rateLimit: "boolean",
  idempotencyKey: "string",
  method: "string",
  idempotency: "other",
  backoff: "other",
  headers: "other",
  query: "other",
  proxies: "other",
  signer: "other",
  discord: "other",
  notifier: "other",
};

/** How an order is read. */
export interface OrderReading {
  /** Whether it may be that of a record, whose files have no bytes. */
  readonly recorded?: boolean;
}

/**
 * Checks an order.
 *
 * @param value What came.
 * @param reading How it is read.
 * @returns The order.
 * @throws {Problem} If it is none. The message holds no value of it.
 */
export function readOrder(value: unknown, { recorded = false }: OrderReading = {}): Order {
  const order = readObject(value, "", NAMES);
  const { target, url, payload, files, options, count, faults } = order;
  check(TARGETS.includes(target as TargetName), "target", `must be one of: ${TARGETS.join(", ")}`);
  check("payload" in order, "payload", "must be given");
  check(url === undefined || isHttp(url), "url", "must be a URL with http: or https:");
  const isCount = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MAX_COUNT;
  check(count === undefined || isCount, "count", `must be a whole number from 1 to ${MAX_COUNT}`);
  // There a text would be the path of a file on this machine, and the file would go out.
  const hasFiles = typeof payload === "object" && payload !== null && "files" in payload;
  check(
    target !== "discord" || !hasFiles,
    "payload.files",
    "must be given as 'files' of the order",
  );
  if (files !== undefined) readFiles(files, target as TargetName, recorded);
  if (options !== undefined) readOptions(options, target as TargetName);
  if (faults !== undefined) {
    const isNone = Array.isArray(faults) && faults.length === 0;
    check(url === undefined || isNone, "faults", "must be empty: they are for the fakes only");
    readFaults(faults, "faults");
  }
  return order as unknown as Order;
}

/**
 * Checks a list of faults.
 *
 * @param value What came.
 * @param path Where it stands.
 * @returns The faults.
 * @throws {Problem} If they are none.
 */
export function readFaults(value: unknown, path: string): Fault[] {
  check(Array.isArray(value), path, "must be a list");
  for (const [index, item] of value.entries()) {
    const place = path ? `${path}.${index}` : String(index);
    const fault = readObject(item, place, [
      "kind",
      "times",
      "at",
      "wait",
      "scope",
      "status",
      "proxy",
    ]);
    const { kind, times, at, wait, scope, status, proxy } = fault;
    const isKnown = (FAULT_KINDS as readonly unknown[]).includes(kind);
    check(isKnown, `${place}.kind`, `must be one of: ${FAULT_KINDS.join(", ")}`);
    check(isWithin(times ?? 1, 1, 1000), `${place}.times`, "must be a number from 1 to 1000");
    check(at === undefined || isFake(at), `${place}.at`, "must be generic, discord or slack");
    const needsWait = kind === "rate-limit" || kind === "ban" || kind === "slow";
    check(!needsWait || wait !== undefined, `${place}.wait`, "must be given, in ms");
    check(
      isWithin(wait ?? 0, 0, 86_400_000),
      `${place}.wait`,
      "must be a number of ms, up to a day",
    );
    check(
      [undefined, "user", "shared", "global"].includes(scope as string),
      `${place}.scope`,
      "must be user, shared or global",
    );
    check(isWithin(status ?? 500, 500, 599), `${place}.status`, "must be 500 to 599");
    const isProxys = String(kind).startsWith("proxy-");
    check(!isProxys || proxy === 1 || proxy === 2, `${place}.proxy`, "must be 1 or 2");
  }
  return value as Fault[];
}

/**
 * Reads an object.
 *
 * @param value What came.
 * @param path Where it stands.
 * @param names The names that it may have.
 * @returns The object.
 * @throws {Problem} If it is none, or has other names.
 */
export function readObject(
  value: unknown,
  path: string,
  names: readonly string[],
): Record<string, unknown> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  check(isObject, path, "must be an object");
  const stranger = Object.keys(value as object).find((name) => !names.includes(name));
  if (stranger !== undefined) {
    throw new Problem(`There may be ${names.join(", ")}, and nothing else`, {
      path: path ? `${path}.${shorten(stranger)}` : shorten(stranger),
    });
  }
  return value as Record<string, unknown>;
}

/**
 * Refuses what is wrong.
 *
 * @param holds Whether all is well.
 * @param path Where it stands.
 * @param complaint What it must be.
 * @throws {Problem} If it is not.
 */
export function check(holds: boolean, path: string, complaint: string): asserts holds {
  if (holds) return;
  const subject = path ? `'${path}'` : "It";
  throw new Problem(`${subject} ${complaint}`, path ? { path } : {});
}

function readFiles(value: unknown, target: TargetName, recorded: boolean): void {
  check(Array.isArray(value), "files", "must be a list");
  check(value.length === 0 || target === "discord", "files", "must be empty: Discord takes files");
  for (const [index, item] of value.entries()) {
    const path = `files.${index}`;
    const file = readObject(item, path, ["name", "type", "description", "data", "size"]);
    const { name, data } = file as Partial<UploadedFile>;
    check(typeof name === "string" && name !== "", `${path}.name`, "must be a text");
    const isLeftOut = recorded && data === undefined;
    check(
      isLeftOut || (typeof data === "string" && isBase64(data)),
      `${path}.data`,
      "must be base64",
    );
  }
}

function readOptions(value: unknown, target: TargetName): void {
  const names = Object.keys(OPTION_TYPES) as (keyof Options)[];
  const options = readObject(value, "options", names);
  for (const name of names) {
    const type = OPTION_TYPES[name];
    const given = options[name];
    if (given === undefined || type === "other") continue;
    const actual: string = typeof given;
    check(actual === type, `options.${name}`, `must be a ${type}`);
  }
  const { headers, query, proxies, signer, method } = options;
  check(headers === undefined || isTexts(headers), "options.headers", "must hold texts by name");
  check(query === undefined || isTexts(query), "options.query", "must hold texts by name");
  const generic = target === "generic";
  check(query === undefined || generic, "options.query", "is for the generic target only");
  check(method === undefined || generic, "options.method", "is for the generic target only");
  const isList = Array.isArray(proxies) && proxies.every((proxy) => typeof proxy === "string");
  check(
    proxies === undefined || proxies === "fakes" || isList,
    "options.proxies",
    "must be 'fakes' or a list of proxies",
  );
  readNotifier(options.notifier);
  if (signer === undefined) return;
  const { scheme, secret } = readObject(signer, "options.signer", ["scheme", "secret"]);
  const isSigning = (SIGNING as readonly unknown[]).includes(scheme);
  check(isSigning, "options.signer.scheme", `must be one of: ${SIGNING.join(", ")}`);
  check(secret === undefined || typeof secret === "string", "options.signer.secret", "is no text");
}

function readNotifier(value: unknown): void {
  if (value === undefined) return;
  const names = ["channel", "throttle", "digest", "concurrency", "capacity"];
  const { channel } = readObject(value, "options.notifier", names);
  const isChannel = channel === undefined || isFake(channel);
  check(isChannel, "options.notifier.channel", `must be one of: ${FAKES.join(", ")}`);
}

function isFake(value: unknown): boolean {
  return (FAKES as readonly unknown[]).includes(value);
}

function isHttp(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  return /^https?:$/.test(new URL(value).protocol);
}

function isTexts(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === "string");
}

function isWithin(value: unknown, lowest: number, highest: number): boolean {
  return typeof value === "number" && value >= lowest && value <= highest;
}

function isBase64(text: string): boolean {
  try {
    Uint8Array.fromBase64(text);
    return true;
  } catch {
    return false;
  }
}

function shorten(name: string): string {
  return /^[\w-]{1,30}$/.test(name) ? name : "***";
}

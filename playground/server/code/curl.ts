/**
 * Turns an order into a command of curl: the first request that hookcast would make of it.
 *
 * @module
 */

import { Notifier } from "@hookcast/hookcast/notifier";
import type { GeneratedCode } from "../../api/code.ts";
import type { AlertPayload, Order, SignerChoice } from "../../api/order.ts";
import type { FakeHook, FakeName, Fakes } from "../../engine/fakes.ts";
import { isSecretHeader, MASK } from "../../engine/secrets.ts";
import { RENDERINGS } from "../../engine/send/notify.ts";
import { nameOfFile, payloadOf } from "../../engine/send/payload.ts";
import { makeLimiters, type OpenSender, openSender } from "../../engine/send/senders.ts";
import { Environment, variableOf } from "./environment.ts";

/** Webhooks that commands post to, one for each fake. */
const hooks = new WeakMap<Fakes, Map<FakeName, FakeHook>>();

/**
 * Turns an order into a command.
 *
 * @param order The order.
 * @param fakes The fakes; the command posts to one unless the order has a URL.
 * @returns The command.
 */
export async function toCurl(order: Order, fakes: Fakes): Promise<GeneratedCode> {
  const kind = order.target === "notifier"
    ? order.options?.notifier?.channel ?? "discord"
    : order.target;
  const hook = hookOf(fakes, kind);
  const request = await capture(order, kind, fakes, hook);
  const environment = new Environment();
  const words = [
    "curl --include",
    request.method === "POST" ? "" : `--request ${quote(request.method)}`,
    ...headerWords(request, order, environment),
    ...await bodyWords(request, order),
    timeoutWord(order),
    urlWord(request, order, environment),
  ].filter((word) => word !== "");
  return {
    code: `${words.join(" \\\n  ")}\n`,
    environment: environment.names,
    notes: notesOf(order),
  };
}

/** A request as the library makes it: it goes no further than here. */
async function capture(
  order: Order,
  kind: FakeName,
  fakes: Fakes,
  hook: FakeHook,
): Promise<Request> {
  let captured: Request | undefined;
  const { proxies: _, signer, ...rest } = order.options ?? {};
  const options = { ...rest, ...(signer && canSign(signer) && { signer }) };
  // A record has `***` in place of its URL: any that the client accepts will do here.
  const { url: _url, ...plain } = order;
  const once: Order = { ...plain, options: { ...options, maxRetries: 0 }, count: 1 };
  using sender = openSender(once, kind, {
    fakes,
    hook,
    limiters: makeLimiters(),
    namedWaits: new WeakMap(),
    fetch: (input, init) => {
      captured ??= new Request(input, init);
      return Promise.resolve(new Response(null, { status: 204 }));
    },
  });
  if (order.target === "notifier") await notify(once, sender, kind);
  else {
    const { idempotencyKey } = options;
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    const result = await sender.send(payloadOf(once, 1), key);
    if (!captured && result.error !== null) throw new TypeError(result.error);
  }
  if (!captured) throw new TypeError("The order makes no request");
  return captured;
}

async function notify(order: Order, sender: OpenSender, kind: FakeName): Promise<void> {
  await using notifier = new Notifier({
    channels: { page: { to: sender, ...RENDERINGS[kind]() } },
  });
  const { severity, title, ...rest } = order.payload as AlertPayload;
  await notifier.notifyNow(severity, title, { ...rest, channel: "page" });
}

function hookOf(fakes: Fakes, kind: FakeName): FakeHook {
  const known = hooks.get(fakes) ?? new Map<FakeName, FakeHook>();
  hooks.set(fakes, known);
  const hook = known.get(kind) ?? fakes.addHook(kind);
  known.set(kind, hook);
  return hook;
}

function headerWords(
  { headers }: Request,
  { options = {} }: Order,
  environment: Environment,
): string[] {
  const given = new Set(Object.keys(options.headers ?? {}).map((name) => name.toLowerCase()));
  return [...headers].flatMap(([name, value]) => {
    // curl writes the type of a form itself, with the boundary that it takes.
    if (name === "content-type" && value.startsWith("multipart/")) return [];
    const isSecret = given.has(name) && isSecretHeader(name);
    if (!isSecret) return [`--header ${quote(`${name}: ${value}`)}`];
    // A name may hold backquotes, in which a shell would run what stands between them.
    return [`--header ${quote(`${name}: `)}"$${environment.use(variableOf("HEADER", name))}"`];
  });
}

async function bodyWords(request: Request, { files = [] }: Order): Promise<string[]> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("multipart/form-data")) {
    const text = await request.text();
    // Not `--data-binary`: to that a text such as `@notes` is the name of a file.
    return text === "" ? [] : [`--data-raw ${quote(text)}`];
  }
  return Array.from(await request.formData(), ([name, value]) => {
    if (typeof value === "string") return `--form-string ${quote(`${name}=${value}`)}`;
    // The library's own part has a type but no name; curl takes its text by `--form-string` as well.
    const media = value.type ? `;type=${value.type}` : "";
    const file = files[Number(/\d+/.exec(name)?.[0])] ?? value;
    return `--form ${quote(`${name}=@${quoteFile(nameOfFile(file))}${media}`)}`;
  });
}

/** For a form of curl's, where commas and semicolons mean something. */
function quoteFile(name: string): string {
  return `"${name.replace(/["\\]/g, "\\$&")}"`;
}

function timeoutWord({ options = {} }: Order): string {
  return options.timeout === undefined ? "" : `--max-time ${options.timeout / 1000}`;
}

function urlWord(request: Request, { url, options = {} }: Order, environment: Environment): string {
  if (url === undefined) return quote(request.url);
  const own = options.query ?? {};
  const query = Array.from(new URL(request.url).searchParams, ([name, value]) => {
    const isSecret = Object.hasOwn(own, name);
    return isSecret
      ? `${encodeURIComponent(name)}=$${environment.use(variableOf("QUERY", name))}`
      : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  });
  const more = query.length > 0 ? `?${query.join("&")}` : "";
  return `"$${environment.use("WEBHOOK_URL")}${more}"`;
}

function notesOf({ url, options = {}, count = 1, files = [], faults = [] }: Order): string[] {
  return [
    "It makes the first request only: curl does not retry, wait or split as hookcast does.",
    ...(url === undefined ? ["The fake answers as long as this playground runs."] : []),
    ...(count > 1 ? [`It sends one of the ${count} messages.`] : []),
    ...(options.signer ? [signatureNote(options.signer)] : []),
    ...(options.proxies ? ["It goes there directly, not by a proxy."] : []),
    ...(faults.length > 0 ? ["Nothing goes wrong with it unless you ask for it."] : []),
    ...files.map((file) => {
      return `It reads the file '${nameOfFile(file)}' from the folder in which it is run.`;
    }),
  ];
}

/** A record does not know the secret any more. */
function canSign({ secret }: SignerChoice): boolean {
  return secret !== MASK;
}

function signatureNote(signer: SignerChoice): string {
  return canSign(signer)
    ? "The signature was made now: receivers refuse it when it is old."
    : "It is not signed: the secret was never written down.";
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

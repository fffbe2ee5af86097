/**
 * Turns an order into TypeScript that runs: with fakes of its own, and the same faults.
 *
 * @module
 */

import type { GeneratedCode } from "../../api/code.ts";
import type { AlertPayload, Fault, Options, Order, UploadedFile } from "../../api/order.ts";
import type { FakeName } from "../../engine/fakes.ts";
import {
  discordFault,
  genericAnswer,
  isProxyFault,
  type RequestFault,
  slackAnswer,
} from "../../engine/faults.ts";
import { nameOfFile } from "../../engine/send/payload.ts";
import { Environment, variableOf } from "./environment.ts";
import { Expression, print } from "./literal.ts";

/** Files up to this size stand in the code itself, in characters of base64. */
const MAX_INLINE = 8192;

/** The code as it grows: names to import by module, and lines. */
interface Draft {
  readonly imports: Map<string, Set<string>>;
  readonly lines: string[];
  readonly environment: Environment;
  readonly notes: string[];
}

/** How a scheme is called in the library. */
const SCHEME_FUNCTIONS = {
  "standard-webhooks": "standardWebhooks",
  slack: "slack",
  github: "github",
  hookrail: "hookrail",
  posthook: "posthook",
  discord: "discord",
} as const;

/**
 * Turns an order into TypeScript.
 *
 * @param order The order.
 * @returns The code. It prints the result, or results, as JSON.
 */
export function toTypeScript(order: Order): GeneratedCode {
  const draft: Draft = {
    imports: new Map(),
    lines: [],
    environment: new Environment(),
    notes: [
      "Run it with `deno run -A FILE` in this repository, or after `deno add jsr:@hookcast/hookcast`.",
    ],
  };
  const kind = order.target === "notifier"
    ? order.options?.notifier?.channel ?? "discord"
    : order.target;
  const url = writeReceiver(draft, order, kind);
  writeFaults(draft, order, kind);
  const options = optionsOf(draft, order, kind);
  writeSender(draft, order, kind, url, options);
  writeSend(draft, order);
  return {
    code: finish(draft),
    environment: draft.environment.names,
    notes: draft.notes,
  };
}

/** Starts a fake, unless there is a URL. Returns the code of the URL. */
function writeReceiver(
  draft: Draft,
  { url, options = {}, faults = [] }: Order,
  kind: FakeName,
): string {
  if (url !== undefined) return draft.environment.read("WEBHOOK_URL").code;
  const usesProxies = options.proxies === "fakes" || faults.some(isProxyFault);
  const address = writeFake(draft, kind, faults);
  if (!usesProxies) return `${address}.href`;
  use(draft, "testing", "FakeProxy");
  draft.lines.push(
    "// A name that only the proxies know.",
    `const resolve = () => ({ host: "127.0.0.1", port: Number(${address}.port) });`,
    'await using http = await FakeProxy.start({ kind: "http", resolve });',
    'await using socks = await FakeProxy.start({ kind: "socks5", resolve });',
  );
  return options.proxies === "fakes"
    ? `\`http://${kind}.test\${${address}.pathname}\``
    : `${address}.href`;
}

function writeFake({ imports, lines }: Draft, kind: FakeName, faults: readonly Fault[]): string {
  switch (kind) {
    case "generic": {
      use({ imports }, "testing", "always", "FakeServer");
      const isDead = faults.some((fault) => fault.kind === "dead-webhook");
      const answers = faults.filter(isOfRequest).flatMap((fault) => {
        return Array.from({ length: fault.times ?? 1 }, () => genericAnswer(fault));
      });
      lines.push(
        isDead
          ? "await using receiver = await FakeServer.start(always(410));"
          : `await using receiver = await FakeServer.start(${print(answers)});`,
      );
      if (!isDead) {
        lines.push("receiver.append(always({ status: 200, body: { received: true } }));");
      }
      lines.push('const address = new URL("hook", receiver.url);');
      return "address";
    }
    case "discord":
      use({ imports }, "testing", "FakeDiscord");
      lines.push(
        "await using discord = await FakeDiscord.start({ limits: { channel: null } });",
        "const webhook = discord.addWebhook();",
        "const address = new URL(webhook.url);",
      );
      return "address";
    case "slack":
      use({ imports }, "testing", "FakeSlack");
      lines.push(
        "await using slack = await FakeSlack.start();",
        "const address = new URL(slack.addWebhook().url);",
      );
      return "address";
  }
}

function writeFaults({ lines }: Draft, { faults = [] }: Order, kind: FakeName): void {
  for (const fault of faults) {
    if (isProxyFault(fault)) {
      const proxy = fault.proxy === 1 ? "http" : "socks";
      const word = fault.kind === "proxy-hangs" ? "hang" : "refuse";
      lines.push(
        fault.kind === "proxy-dies" ? `await ${proxy}.die();` : `${proxy}.fault = "${word}";`,
      );
    } else if (fault.kind === "dead-webhook") {
      if (kind === "discord") lines.push("discord.deleteWebhook(webhook.id);");
      if (kind === "slack") lines.push('slack.refuse(address.href, "no_service");');
    } else if (kind === "discord") {
      const aim = fault.times === undefined ? "" : `, ${print({ times: fault.times })}`;
      lines.push(`discord.fail(${print(discordFault(fault))}${aim});`);
    } else if (kind === "slack") {
      for (let time = 0; time < (fault.times ?? 1); time++) {
        lines.push(`slack.fail(${print(slackAnswer(fault))});`);
      }
    }
  }
}

function isOfRequest(fault: Fault): fault is RequestFault & Fault {
  return !isProxyFault(fault) && fault.kind !== "dead-webhook";
}

/** The options of the client. */
function optionsOf(draft: Draft, order: Order, kind: FakeName): Record<string, unknown> {
  const { options = {}, url } = order;
  const { environment } = draft;
  const { discord, proxies, signer, headers: _h, query: _q, method: _m, ...rest } = options;
  const { notifier: _n, idempotencyKey: _k, ...plain } = rest;
  const { username, avatarUrl, overflow } = discord ?? {};
  return {
    ...plain,
    headers: environment.headers(order),
    ...(proxies !== undefined && { proxies: writeProxies(draft, proxies) }),
    ...(signer && { signer: writeSigner(draft, signer) }),
    ...(kind === "discord" && {
      ...{ username, avatarUrl, overflow },
      ...(url === undefined && {
        baseUrl: options.proxies === "fakes"
          ? "http://discord.test"
          : new Expression("discord.url"),
      }),
    }),
  };
}

function writeProxies(draft: Draft, proxies: NonNullable<Options["proxies"]>): Expression {
  use(draft, "", "ProxyPool");
  if (proxies === "fakes") {
    draft.lines.push("using proxies = new ProxyPool([http.url, socks.url]);");
  } else {
    const { code } = draft.environment.read("PROXIES");
    draft.lines.push(`using proxies = ProxyPool.fromText(${code}); // one per line`);
  }
  return new Expression("proxies");
}

function writeSigner(draft: Draft, signer: NonNullable<Options["signer"]>): Expression {
  const scheme = SCHEME_FUNCTIONS[signer.scheme];
  const alias = `${scheme}Scheme`;
  use(draft, "signatures", `${scheme} as ${alias}`);
  if (signer.secret !== undefined) {
    return new Expression(`${alias}(${draft.environment.read("SIGNING_SECRET").code}).signer()`);
  }
  if (signer.scheme !== "standard-webhooks") {
    return new Expression(`${alias}(crypto.randomUUID()).signer()`);
  }
  use(draft, "signatures", "generateSecret");
  return new Expression(`${alias}(generateSecret()).signer()`);
}

function writeSender(
  draft: Draft,
  order: Order,
  kind: FakeName,
  url: string,
  options: Record<string, unknown>,
): void {
  const [module, name] = {
    generic: ["", "Webhook"],
    discord: ["discord", "DiscordWebhook"],
    slack: ["slack", "SlackWebhook"],
  }[kind] as [string, string];
  use(draft, module, name);
  const printed = print(options);
  const more = printed === "{}" ? "" : `, ${printed}`;
  draft.lines.push("", `const hook = new ${name}(${url}${more});`);
  if (order.target === "notifier") writeNotifier(draft, order, kind);
}

function writeNotifier(draft: Draft, { options = {} }: Order, kind: FakeName): void {
  const rendering = { generic: "plainJson", discord: "discordEmbeds", slack: "slackBlocks" }[kind];
  use(draft, "notifier", "Notifier", rendering);
  const { channel: _, ...rest } = options.notifier ?? {};
  const notifier = {
    channels: { page: new Expression(`{ to: hook, ...${rendering}() }`) },
    ...rest,
  };
  draft.lines.push(`await using notifier = new Notifier(${print(notifier)});`);
}

function writeSend(draft: Draft, order: Order): void {
  const { target, count = 1, options = {} } = order;
  const call = target === "notifier" ? alertCall(order) : sendCall(draft, order, options);
  if (count === 1) {
    draft.lines.push(`const result = await ${call};`, "");
    draft.lines.push("console.log(JSON.stringify(result, null, 2)); // its secrets are masked");
    return;
  }
  draft.lines.push(
    `const numbers = Array.from({ length: ${count} }, (_, index) => index + 1);`,
    `const results = await Promise.all(numbers.map((${usesNumber(call) ? "n" : "_"}) =>`,
    `  ${call}`,
    "));",
    "",
    "console.log(JSON.stringify(results, null, 2)); // their secrets are masked",
  );
}

function usesNumber(call: string): boolean {
  return call.includes("${n}");
}

function alertCall({ payload }: Order): string {
  const { severity, title, ...rest } = payload as AlertPayload;
  const options = { ...rest, channel: "page" };
  return `notifier.notifyNow(${print(severity)}, ${print(title)}, ${print(options)})`;
}

function sendCall(draft: Draft, order: Order, options: Options): string {
  const { payload, files = [], count = 1 } = order;
  const { environment } = draft;
  const { wait, threadId } = options.discord ?? {};
  const { method, query, idempotencyKey: key } = options;
  const sendOptions = {
    ...{ wait, threadId, method },
    ...(query && {
      query: Object.fromEntries(
        Object.keys(query).map((name) => [name, environment.read(variableOf("QUERY", name))]),
      ),
    }),
    ...(key !== undefined && { idempotencyKey: count > 1 ? `${key}-{n}` : key }),
  };
  const message = files.length === 0
    ? payload
    : { ...textToMessage(payload), files: files.map((file) => fileOf(draft, file)) };
  const printed = print(sendOptions);
  return `hook.send(${print(message)}${printed === "{}" ? "" : `, ${printed}`})`;
}

function textToMessage(payload: unknown): object {
  return typeof payload === "string" ? { content: payload } : payload as object;
}

function fileOf({ notes }: Draft, { name, type, description, data }: UploadedFile): object {
  const isInline = data !== undefined && data.length <= MAX_INLINE;
  const path = nameOfFile({ name });
  if (!isInline) notes.push(`It reads the file '${path}' from the folder in which it is run.`);
  return {
    name,
    contentType: type,
    description,
    data: isInline ? new Expression(`Uint8Array.fromBase64("${data}")`) : path,
  };
}

function use({ imports }: Pick<Draft, "imports">, layer: string, ...names: string[]): void {
  const module = layer ? `@hookcast/hookcast/${layer}` : "@hookcast/hookcast";
  const known = imports.get(module) ?? new Set();
  for (const name of names) known.add(name);
  imports.set(module, known);
}

function finish({ imports, lines, environment }: Draft): string {
  const modules = [...imports].sort(([a], [b]) => a.localeCompare(b)).map(([module, names]) => {
    return `import { ${[...names].sort().join(", ")} } from "${module}";`;
  });
  const helper = environment.names.length === 0 ? [] : [
    "",
    "function env(name: string): string {",
    "  const value = Deno.env.get(name);",
    "  if (!value) throw new Error(`Set the environment variable ${name}`);",
    "  return value;",
    "}",
  ];
  return [...modules, ...helper, "", ...lines, ""].join("\n");
}

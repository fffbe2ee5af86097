/**
 * What the command line asks for.
 *
 * @module
 */

import { parseArgs } from "node:util";

/** The port of the page, if it is free. */
const DEFAULT_PORT = 8787;

/** What the playground is to do. */
export type Command =
  | { readonly mode: "help" }
  | { readonly mode: "demo"; readonly speed: number }
  | { readonly mode: "terminal"; readonly speed: number; readonly page: PageCommand }
  | { readonly mode: "page"; readonly page: PageCommand }
  | { readonly mode: "send"; readonly url: string; readonly content: string };

/** How the page is to be served. */
export interface PageCommand {
  /** The port; the next one where it is taken. */
  readonly port: number;
  /** Whether a browser is to show it. */
  readonly open: boolean;
  /** The file that keeps what was sent; its usual place if left out. */
  readonly history?: string;
}

/** Thrown when the command line makes no sense. Its message never holds a value from there. */
export class UsageError extends Error {}

/** What `--help` prints. */
export const HELP: string = `hookcast playground: watch webhooks being delivered, and going wrong.

Usage: deno task playground [options]

  (no options)     start fake servers on this machine, and send to them: by hand
                   in this terminal, or on the page at http://localhost:8787
  --page           the page alone, until Ctrl-C
  --port N         another port for the page; the next free one is taken
  --no-open        do not show the page in a browser
  --history FILE   keep what the page sent, without secrets, in this file
  --demo           a tour of six scenes; it asks nothing, and takes 8 seconds
  --speed N        let the fake Discord's clock run 1 to 4 times as fast
  --url URL        send one message to a real webhook, of Discord or any other
  --content TEXT   the text of that message; goes out as {"content": TEXT}
  -h, --help       show this

Environment:
  DISCORD_WEBHOOK_URL   the webhook to send to if there is no --url
  NO_COLOR              no colours

The playground never shows the token of a URL. But 'deno task' prints what it
runs, --url and all. To keep that off the screen, set DISCORD_WEBHOOK_URL, or
say 'deno task --quiet playground --url ...'.

Exit code: 0 if all went well; 1 if the message of --url was not delivered, or a
claim of the demo did not hold; 2 if the options make no sense.

Examples:
  deno task playground --demo
  DISCORD_WEBHOOK_URL=... deno task playground --content "Hello there"`;

const OPTIONS = {
  page: { type: "boolean" },
  port: { type: "string" },
  "no-open": { type: "boolean" },
  history: { type: "string" },
  demo: { type: "boolean" },
  speed: { type: "string" },
  url: { type: "string" },
  content: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

type Name = keyof typeof OPTIONS;

/**
 * Reads the command line.
 *
 * @param args The arguments.
 * @param webhook The URL that the environment names, if it does.
 * @returns What to do.
 * @throws {UsageError} If it makes no sense.
 */
export function readArguments(args: readonly string[], webhook: string | undefined): Command {
  const given = readOptions(args);
  if (given.has("help")) return { mode: "help" };
  const sends = given.has("url") || given.has("content");
  for (const name of ["demo", "speed", "page", "port", "no-open", "history"] as const) {
    if (!sends || !given.has(name)) continue;
    throw new UsageError(`--${name} is about fakes: it goes without --url and --content`);
  }
  if (!sends) return readFakeCommand(given);

  const url = given.get("url") ?? webhook;
  const content = given.get("content");
  if (!url) {
    throw new UsageError("Where to? Give --url URL, or set DISCORD_WEBHOOK_URL");
  }
  if (!content) throw new UsageError("What to send? Give --content TEXT");
  return { mode: "send", url, content };
}

/** What is to be done with the fakes. */
function readFakeCommand(given: ReadonlyMap<Name, string>): Command {
  if (given.has("demo")) {
    for (const name of ["page", "port", "no-open", "history"] as const) {
      if (given.has(name)) throw new UsageError(`--${name} is about the page: --demo has none`);
    }
    return { mode: "demo", speed: readSpeed(given.get("speed")) };
  }
  const history = given.get("history");
  const page = {
    port: readPort(given.get("port")),
    open: !given.has("no-open"),
    ...(history !== undefined && { history }),
  };
  if (!given.has("page")) {
    return { mode: "terminal", speed: readSpeed(given.get("speed")), page };
  }
  if (given.has("speed")) {
    throw new UsageError("--speed is for the terminal: it goes without --page");
  }
  return { mode: "page", page };
}

/** The options by name. Values are never quoted in a message: one may be a URL, put in wrongly. */
function readOptions(args: readonly string[]): Map<Name, string> {
  const given = new Map<Name, string>();
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      throw new UsageError("Every value needs its option, such as --url or --content");
    }
    const { name, rawName, value, inlineValue } = token;
    if (!isName(name)) {
      const shown = /^[a-z-]{1,20}$/.test(rawName) ? ` ${rawName}` : " of that name";
      throw new UsageError(`There is no option${shown}`);
    }
    if (given.has(name)) throw new UsageError(`--${name} is given twice`);
    const takesValue = OPTIONS[name].type === "string";
    // "--url --demo" lacks a value; "--content=--demo" has one.
    if (takesValue && (!value || (!inlineValue && value.startsWith("--")))) {
      throw new UsageError(`--${name} needs a value`);
    }
    if (!takesValue && inlineValue) throw new UsageError(`--${name} takes no value`);
    given.set(name, value ?? "");
  }
  return given;
}

function isName(name: string): name is Name {
  return Object.hasOwn(OPTIONS, name);
}

function readSpeed(text = "1"): number {
  const speed = Number(text);
  // Beyond that a timeline is over before it can be followed.
  if (speed >= 1 && speed <= 4) return speed;
  throw new UsageError("--speed must be a number from 1 to 4");
}

function readPort(text = String(DEFAULT_PORT)): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError("--port must be a whole number from 0 to 65535");
}

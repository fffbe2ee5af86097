/**
 * Serves the page, and shows where it is.
 *
 * @module
 */

import { fileURLToPath as fromFileUrl } from "node:url";
import type { PageCommand } from "./arguments.ts";
import { built } from "./server/assets.ts";
import { PageServer } from "./server/server.ts";
import { bold, cyan, dim } from "./terminal/style.ts";

/** What was sent from the page, without secrets; git ignores it. */
const HISTORY = fromFileUrl(new URL(".history.json", import.meta.url));

/** The programs that open a browser, by operating system. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  linux: ["xdg-open"],
  windows: ["cmd", "/c", "start", ""],
};

/**
 * Starts the page, and shows it in a browser if that is wanted and somebody is there to see it.
 *
 * @param command The port, and whether to open a browser.
 * @returns The server, listening.
 */
export async function showPage({ port, open, history }: PageCommand): Promise<PageServer> {
  const server = await PageServer.start({ port, history: history ?? HISTORY });
  // The first one who looks does not have to wait for it; and is told what went wrong.
  built().catch(() => {});
  if (open && Deno.stdout.isTerminal()) openBrowser(server.url);
  return server;
}

/**
 * Serves the page alone.
 *
 * @param command The port, and whether to open a browser.
 * @param signal Ends it.
 */
export async function servePage(command: PageCommand, signal: AbortSignal): Promise<void> {
  await using server = await showPage(command);
  console.log(bold("hookcast playground"));
  console.log(`\n  ${cyan(server.url)}\n`);
  console.log(dim("The address holds the token of this start. Ctrl-C quits."));
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
}

/** Where there is no browser, the address on the screen will do. */
function openBrowser(url: string): void {
  const [program, ...args]: string[] = [...OPENERS[Deno.build.os] ?? []];
  if (program === undefined) return;
  try {
    const streams = { stdin: "null", stdout: "null", stderr: "null" } as const;
    new Deno.Command(program, { args: [...args, url], ...streams }).spawn().unref();
  } catch {
    // There is no such program.
  }
}

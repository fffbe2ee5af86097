/**
 * The playground: see hookcast deliver messages, and what it does when things go wrong. It is a
 * user like any other, and imports nothing but the package's entry points.
 *
 * Run it with `deno task playground`; `--help` explains.
 *
 * @module
 */

import { HELP, readArguments, UsageError } from "./arguments.ts";
import { servePage, showPage } from "./page_mode.ts";
import { runDemo } from "./terminal/demo.ts";
import { sendOnce } from "./terminal/send.ts";
import { red } from "./terminal/style.ts";
import { runTerminal } from "./terminal/terminal.ts";

/** A proxy that the environment names cannot reach the fakes: they are on this machine. */
function reachLoopback(): void {
  for (const name of ["NO_PROXY", "no_proxy"]) {
    const hosts = Deno.env.get(name);
    Deno.env.set(name, hosts ? `${hosts},127.0.0.1` : "127.0.0.1");
  }
}

/** Does what the command line asks for; resolves to the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const webhook = Deno.env.get("DISCORD_WEBHOOK_URL") || undefined;
  const command = readArguments(args, webhook);
  reachLoopback();
  switch (command.mode) {
    case "help":
      console.log(HELP);
      return 0;
    case "demo":
      return await runDemo(command.speed) ? 0 : 1;
    case "send":
      return await sendOnce(command.url, command.content, interrupted()) ? 0 : 1;
    case "page":
      await servePage(command.page, interrupted());
      return 0;
    case "terminal": {
      await using page = await showPage(command.page);
      await runTerminal({ signal: interrupted(), speed: command.speed, webhook, page: page.url });
      return 0;
    }
  }
}

/** From here on Ctrl-C does not end the program: it ends what the signal is handed to. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  Deno.addSignalListener("SIGINT", () => controller.abort());
  return controller.signal;
}

try {
  Deno.exit(await run(Deno.args));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${red("Cannot start")}: ${error.message}`);
  console.error("--help explains the options");
  Deno.exit(2);
}

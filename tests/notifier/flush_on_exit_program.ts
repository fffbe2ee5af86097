// A program of its own, run by flush_on_exit_test.ts: it is told to stop, and has something to say.
import process from "node:process";
import { Webhook } from "../../mod.ts";
import { flushOnExit, Notifier, plainJson } from "../../src/notifier/mod.ts";

const to = new Webhook(process.argv[2]!);
const notifier = new Notifier({ channels: { alerts: { to, ...plainJson() } } });
process.on("SIGTERM", () => void notifier.notify("P0", "last words"));
flushOnExit(notifier);
setInterval(() => {}, 1000);
console.log("ready");

// A program of its own, run by behaviours_test.ts: it sends more than goes out at once, and waits
// for nothing.
import process from "node:process";
import { DiscordWebhook } from "../../discord.ts";

const [, , url, baseUrl] = process.argv;
// A timer left behind would keep the process alive for as long as this timeout.
const hook = new DiscordWebhook(url!, { baseUrl, timeout: 600_000, deadline: 600_000 });
for (let n = 0; n < 12; n++) hook.send(`${n}`);

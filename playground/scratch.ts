/**
 * A file to try things in. Set a breakpoint below, and run "Debug playground/scratch.ts" in VS Code;
 * or run it with `deno run -A playground/scratch.ts`.
 *
 * @module
 */

import { DiscordWebhook } from "@hookcast/hookcast/discord";
import { FakeDiscord } from "@hookcast/hookcast/testing";

await using discord = await FakeDiscord.start();
const { url } = discord.addWebhook();

const hook = new DiscordWebhook(url, {
  baseUrl: discord.url,
  onAttempt: ({ attempt, status, wait }) => console.log({ attempt, status, wait }),
});

discord.fail({ kind: "status", status: 500 });
const result = await hook.send("Hello from the scratch file"); // A good place to step in.
console.log(result);

const [message] = discord.stored;
console.log("Discord stored:", message?.message.content);

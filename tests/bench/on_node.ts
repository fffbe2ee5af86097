/**
 * How fast `Webhook.send()` of the npm package is on Node, next to the global `fetch` and to undici's
 * own `request()`. All in one run and in turn, so that the ratios hold on a noisy machine; then what
 * it takes to import it, next to `@slack/webhook`.
 *
 * `deno task bench:node` runs it.
 *
 * @module
 */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Agent } from "undici";
import { createContestants, MESSAGE, type Send } from "./contestants.ts";
import { median, table } from "./figures.ts";
import { ordersOf } from "./orders.ts";

const IN_FLIGHT = [1, 10, 100];
/** A multiple of six, as three ways can be put in as many orders. */
const ROUNDS = 120;
const WARM_UP = 30;

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const server = spawn(process.execPath, [file("server.js")], { stdio: ["pipe", "pipe", "inherit"] });
const [line] = await once(server.stdout!, "data");
const url = new URL(String(line).trim());

const { hookcast, string } = createContestants(url.href);
const agent = new Agent();
const headers = { "content-type": "application/json" };
const ways: Record<string, Send> = {
  hookcast,
  "fetch": string,
  "undici.request": async () => {
    const body = JSON.stringify(MESSAGE);
    const { origin, pathname: path } = url;
    const answer = await agent.request({ origin, path, method: "POST", headers, body });
    await answer.body.text();
  },
};

async function rateOf(send: Send, sends: number, inFlight: number): Promise<number> {
  let left = sends;
  const work = async () => {
    while (left-- > 0) await send();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, work));
  return sends / (performance.now() - start) * 1000;
}

console.log(`Node ${process.versions.node}, 1 KB of JSON, ${ROUNDS} rounds in turn`);
const rows: string[][] = [];
for (const inFlight of IN_FLIGHT) {
  const sends = inFlight === 1 ? 100 : 400;
  const rates = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  const orders = ordersOf(Object.keys(ways));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const name of orders.at(round % orders.length)!) {
      const rate = await rateOf(ways[name]!, sends, inFlight);
      if (round >= 0) rates.get(name)!.push(rate);
    }
  }
  const ours = rates.get("hookcast")!;
  for (const [name, theirs] of rates) {
    const ratio = median(ours.map((rate, round) => rate / theirs[round]!));
    rows.push([`${inFlight} in flight: ${name}`, median(theirs).toFixed(0), ratio.toFixed(2)]);
  }
}
console.log(table(["", "sends/s", "hookcast is"], rows));
await agent.close();
server.stdin!.end();

const PROBE = `const start = performance.now(); await import(process.argv[1]);
console.log(performance.now() - start, process.memoryUsage().rss / 2 ** 20)`;
const imports = {
  hookcast: new URL("../../mod.js", import.meta.url).href,
  "@slack/webhook": "@slack/webhook",
};
const costs = Object.entries(imports).map(([name, specifier]) => {
  const runs = Array.from({ length: 9 }, () => {
    const { stdout } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", PROBE, specifier],
      {
        cwd: file("."),
      },
    );
    return String(stdout).trim().split(" ").map(Number);
  });
  return [name, ...[0, 1].map((place) => median(runs.map((run) => run[place]!)).toFixed(1))];
});
console.log(table(["import", "ms", "RSS, MB"], costs));

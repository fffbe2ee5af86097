/**
 * How fast `Webhook.send()` is next to a bare `fetch`.
 *
 * Machines are noisy, so each way to send gets many short rounds, in turn with the others, and
 * each round is compared with its neighbours only. What a bare `fetch` comes to against itself
 * tells how far to trust the rest.
 *
 * @module
 */

import process from "node:process";
import { startBenchServer } from "./bench_server.ts";
import { createContestants, type Send } from "./contestants.ts";
import { median, quartiles, table } from "./figures.ts";
import { ordersOf } from "./orders.ts";

/** What one round of one way to send came to. */
interface Round {
  /** Sends per second. */
  readonly rate: number;
  /** What one send cost this process, in microseconds. */
  readonly cpu: number;
}

/** How much is measured. A round takes some 10 to 50 ms. */
interface Plan {
  readonly inFlight: number;
  /** A multiple of 24, as four ways can be put in as many orders. */
  readonly rounds: number;
  readonly sends: number;
}

const HEAD = ["", "sends/s", "CPU us/send", "speed ratio", "quartiles", "CPU ratio"];

const PLANS: readonly Plan[] = [
  { inFlight: 1, rounds: 1200, sends: 40 },
  { inFlight: 100, rounds: 168, sends: 300 },
];

/**
 * What goes unmeasured. The compiler is busy with every way for some 15,000 sends; those that share
 * their code, as the bare ones do, would else be ahead of the others for most of the measurement.
 */
const WARM_UP: Plan = { inFlight: 100, rounds: 72, sends: 300 };

/** Measures, and prints a table for each number of sends in flight. */
export async function ratio(): Promise<void> {
  await using server = await startBenchServer();
  const { blob, string, hookcast } = createContestants(server.url);
  const ways = {
    "fetch, Blob": blob,
    "fetch, Blob, again": blob,
    "fetch, string": string,
    hookcast,
  };
  await measure(ways, WARM_UP);
  for (const plan of PLANS) {
    const measured = await measure(ways, plan);
    const [bare, text, own] = ["fetch, Blob", "fetch, string", "hookcast"].map((name) => {
      return measured.get(name)!;
    }) as [Round[], Round[], Round[]];
    console.log(`\n${plan.inFlight} in flight, ${plan.rounds} rounds of ${plan.sends} sends`);
    console.log(table(HEAD, [
      ...Array.from(measured, ([name, rounds]) => row(name, rounds, bare)),
      row("hookcast / fetch, string", own, text),
    ]));
  }
}

/** Lets every way to send have its rounds, in all orders equally often. */
async function measure(
  ways: Readonly<Record<string, Send>>,
  { rounds, inFlight, sends }: Plan,
): Promise<Map<string, Round[]>> {
  const names = Object.keys(ways);
  const orders = ordersOf(names);
  const measured = new Map(names.map((name): [string, Round[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of orders[round % orders.length]!) {
      measured.get(name)!.push(await run(ways[name]!, sends, inFlight));
    }
  }
  return measured;
}

async function run(send: Send, sends: number, inFlight: number): Promise<Round> {
  let left = sends;
  const work = async () => {
    while (left-- > 0) await send();
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, work));
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: sends / elapsed * 1000, cpu: (user + system) / sends };
}

/** A line of the table: a way to send, next to another. A higher speed is better, and a lower CPU. */
function row(name: string, own: readonly Round[], other: readonly Round[]): string[] {
  const speeds = own.map(({ rate }, round) => rate / other[round]!.rate);
  const costs = own.map(({ cpu }, round) => cpu / other[round]!.cpu);
  const [low, high] = quartiles(speeds);
  return [
    name,
    median(own.map(({ rate }) => rate)).toFixed(0),
    median(own.map(({ cpu }) => cpu)).toFixed(0),
    median(speeds).toFixed(3),
    `${low.toFixed(3)} to ${high.toFixed(3)}`,
    median(costs).toFixed(3),
  ];
}

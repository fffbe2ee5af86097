/**
 * Whether `Webhook.send()` leaves anything behind: what the process holds after more and more sends.
 *
 * The first sends fill caches and compile code, so what counts is the growth after them.
 *
 * @module
 */

import { startBenchServer } from "./bench_server.ts";
import { createContestants, type Send } from "./contestants.ts";
import { table } from "./figures.ts";

/** What the process holds after so many sends, in bytes. */
interface Reading {
  /** How many sends were made, in all. */
  readonly sends: number;
  /** What live objects take up, once the garbage is collected. */
  readonly heap: number;
  /** What the system has given to the process. It seldom gets any back. */
  readonly rss: number;
}

const IN_FLIGHT = 100;

/** After how many sends to read. */
const MARKS: readonly number[] = [5_000, 10_000, 20_000, 30_000, 40_000, 50_000];

/** From here on the process is warm. */
const WARM = 10_000;

/** Measures, and prints a table of the readings and how much they grew. */
export async function memory(): Promise<void> {
  await using server = await startBenchServer();
  const { hookcast } = createContestants(server.url);
  const readings: Reading[] = [];
  let done = 0;
  for (const mark of MARKS) {
    await run(hookcast, mark - done);
    done = mark;
    readings.push(await read(done));
  }
  const warm = readings.find(({ sends }) => sends === WARM)!;
  const last = readings.at(-1)!;
  const collected = collector() ? "garbage collected" : "garbage included, for want of --expose-gc";
  console.log(`\nMemory, ${IN_FLIGHT} in flight, ${collected}`);
  console.log(table(["after sends", "heap used, MB", "RSS, MB"], [
    ...readings.map(({ sends, heap, rss }) => [String(sends), megabytes(heap), megabytes(rss)]),
    [
      `growth from ${WARM}`,
      megabytes(last.heap - warm.heap),
      megabytes(last.rss - warm.rss),
    ],
  ]));
}

async function run(send: Send, sends: number): Promise<void> {
  let left = sends;
  const work = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
}

async function read(sends: number): Promise<Reading> {
  const collect = collector();
  // What finalizers let go of in the first turn is garbage only in the next.
  for (let turn = 0; turn < 3; turn++) {
    collect?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  const { heapUsed, rss } = Deno.memoryUsage();
  return { sends, heap: heapUsed, rss };
}

/** V8's own `gc()`, which is there with `--expose-gc` only. */
function collector(): (() => void) | undefined {
  return (globalThis as { gc?: () => void }).gc;
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(2);
}

/**
 * Runs the benchmarks, or those that are named: `deno task bench ratio`.
 *
 * @module
 */

import { drain } from "./drain.ts";
import { memory } from "./memory.ts";
import { ratio } from "./ratio.ts";

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  ratio,
  memory,
  drain,
};

const names = Deno.args.length > 0 ? Deno.args : Object.keys(PARTS);
for (const name of names) {
  const part = PARTS[name];
  if (!part) {
    console.error(`'${name}' is no benchmark; there are ${Object.keys(PARTS).join(", ")}`);
    Deno.exit(2);
  }
  await part();
}

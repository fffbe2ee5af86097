/**
 * One send at a time, by `deno bench -A tests/bench/send_bench.ts`: for a quick look. The figures
 * to trust are those of `deno task bench ratio`.
 *
 * @module
 */

import { startBenchServer } from "./bench_server.ts";
import { createContestants } from "./contestants.ts";

// The server ends by itself, when this process does.
const { url } = await startBenchServer();
const { blob, hookcast } = createContestants(url);

Deno.bench("bare fetch with a Blob", { group: "send 1 KB", baseline: true }, async () => {
  await blob();
});

Deno.bench("Webhook.send()", { group: "send 1 KB" }, async () => {
  await hookcast();
});

/**
 * Starts the benchmarks' server in a process of its own.
 *
 * @module
 */

/** A running server. Disposing of it ends its process. */
export interface BenchServer extends AsyncDisposable {
  /** Where to send. */
  readonly url: string;
}

/**
 * Starts the server.
 *
 * @returns The server, listening.
 */
export async function startBenchServer(): Promise<BenchServer> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("server.ts", import.meta.url).href],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  const stop = async () => {
    await child.stdin.close();
    await lines.cancel();
    await child.status;
  };
  return { url: value.trim(), [Symbol.asyncDispose]: stop };
}

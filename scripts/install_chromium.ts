/**
 * Gets Debian's Chromium for the tests of the playground's page, unless one is there.
 *
 * Run it with `deno run -A scripts/install_chromium.ts`; the tests do so themselves where they may:
 * as root, on a Debian. It downloads no browser of its own.
 *
 * @module
 */

/** Where a Chromium usually is. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** How long apt-get may take, in ms. */
const PATIENCE = 120_000;

/** Set once it could not be installed: the other test files of the process need not try again. */
const TRIED = "HOOKCAST_CHROMIUM_TRIED";

/**
 * Looks for Chromium, and installs it where there is none and it can be.
 *
 * @returns Its path; `undefined` where it cannot be had.
 */
export async function findChromium(): Promise<string | undefined> {
  const known = look();
  if (known || !mayInstall()) return known;
  console.log("There is no Chromium: installing Debian's");
  const isDone = await run("apt-get", ["update"]) &&
    await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"]);
  if (!isDone) Deno.env.set(TRIED, "1");
  return isDone ? look() : undefined;
}

function look(): string | undefined {
  return [Deno.env.get("CHROMIUM") ?? "", ...PLACES].filter(Boolean).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function mayInstall(): boolean {
  if (Deno.build.os !== "linux" || Deno.env.has(TRIED)) return false;
  return Deno.uid() === 0 && isFile("/usr/bin/apt-get");
}

async function run(program: string, args: readonly string[]): Promise<boolean> {
  const command = new Deno.Command(program, {
    args: [...args],
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
    signal: AbortSignal.timeout(PATIENCE),
  });
  try {
    return (await command.output()).success;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const path = await findChromium();
  console.log(path ? `Chromium is ${path}` : "Chromium cannot be had here");
  if (!path) Deno.exit(1);
}

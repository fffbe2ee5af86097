/**
 * A real Chromium, without a window, for the tests of the page.
 *
 * Debian's is taken, or the one that `CHROMIUM` names. Where there is none the project's script
 * `scripts/install_chromium.ts` gets it; where that cannot, the tests are skipped, and say so.
 *
 * @module
 */

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { PageServer } from "../../playground/server/server.ts";
import { findChromium } from "../../scripts/install_chromium.ts";

/** What Chromium is started with: it must ask nobody on its own. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long a fact may take to come true, in ms: a busy machine is slow, a test is not. */
const PATIENCE = 20_000;

/** Where Chromium is; `undefined`: it cannot be had, and the tests are skipped. */
export const chromiumPath: string | undefined = await findChromium();

if (chromiumPath === undefined) {
  console.warn(
    "SKIPPED: the page's tests, as there is no Chromium: run scripts/install_chromium.ts",
  );
}

/** How a test's page is opened. */
export interface OpenOptions {
  /** The width of the window; 1280 by default. */
  readonly width?: number;
  /** Its height; 900 by default. */
  readonly height?: number;
  /** The theme of the system; light by default. */
  readonly colorScheme?: "light" | "dark";
  /** The file of the history; none by default. */
  readonly history?: string;
  /** The folder of the scenarios; the playground's own by default. */
  readonly scenarios?: URL;
}

/** A page of the playground in a browser of its own. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly server: PageServer;
  readonly context: BrowserContext;
  /** The hosts that the browser wanted something of, each once. */
  readonly hosts: ReadonlySet<string>;
  /** What went wrong in the page. */
  readonly errors: readonly string[];
}

/** Opens the playground's page. */
export async function openPage(options: OpenOptions = {}): Promise<OpenPage> {
  await using opened = new AsyncDisposableStack();
  const { width = 1280, height = 900, colorScheme = "light" } = options;
  const { history = null, scenarios } = options;
  const server = opened.use(await PageServer.start({ port: 0, history, scenarios }));
  const context = await (await launch()).newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  opened.defer(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const hosts = new Set<string>();
  const errors: string[] = [];
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:") hosts.add(host);
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(server.url);
  await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" });
  const kept = opened.move();
  return { page, server, context, hosts, errors, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The browser of a file's tests: starting one takes longer than most of them. */
let browser: Promise<Browser> | undefined;

function launch(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: chromiumPath, args: FLAGS, timeout: 60_000 });
  return browser;
}

Deno.test.afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

/** Puts a text into the editor, in place of what is there. */
export async function writePayload(page: Page, payload: unknown): Promise<void> {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload, null, 2);
  await page.getByRole("textbox", { name: "Payload, as JSON" }).fill(text);
}

/** Chooses where it goes. */
export async function chooseTarget(page: Page, title: string): Promise<void> {
  await page.getByRole("radio", { name: title }).check({ force: true });
}

/**
 * Sends, by the button unless another way is given; resolves to what is said of it once it is over.
 * It waits for the run that this began: that of the send before is shown until then.
 */
export async function send(page: Page, act?: () => Promise<void>): Promise<string> {
  const began = page.waitForResponse((response) => {
    const path = new URL(response.url()).pathname;
    return response.request().method() === "POST" && /^\/api\/runs(\/[^/]+\/resend)?$/.test(path) &&
      response.status() === 202;
  });
  await (act ?? (() => page.getByRole("button", { name: /^Send/ }).click()))();
  const { id } = await (await began).json();
  const words = page.locator(`[data-run="${id}"] .verdict:not([data-state="pending"])`);
  await words.waitFor();
  return await words.innerText();
}

/** A test that needs a browser; without one it counts as ignored. */
export function browserTest(name: string, fn: () => Promise<void>): void {
  // The browser's pipes outlive a test; its page and its server do not.
  const lasting = { sanitizeOps: false, sanitizeResources: false };
  Deno.test({ name, ignore: chromiumPath === undefined, fn, ...lasting });
}

/**
 * Takes the pictures of the playground that the README shows: `playground/screenshots/`.
 *
 * Run it with `deno run -A scripts/take_screenshots.ts`. It needs Chromium, and asks nobody.
 *
 * @module
 */

import { type Browser, chromium, type Page } from "playwright-core";
import { PageServer } from "../playground/server/server.ts";
import { findChromium } from "./install_chromium.ts";

const FOLDER = new URL("../playground/screenshots/", import.meta.url);

/** A picture. */
interface Picture {
  readonly name: string;
  readonly colorScheme: "light" | "dark";
  readonly width: number;
  readonly height: number;
  /** What is done before it is taken. */
  readonly prepare: (page: Page) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: "light", colorScheme: "light", width: 1280, height: 1150, prepare: showRetries },
  { name: "dark", colorScheme: "dark", width: 1280, height: 1000, prepare: showBurst },
  { name: "narrow", colorScheme: "light", width: 400, height: 1720, prepare: showAlert },
  { name: "history", colorScheme: "light", width: 1280, height: 620, prepare: showHistory },
  { name: "verify", colorScheme: "dark", width: 1280, height: 860, prepare: showVerify },
];

/** An embed, which is answered by a 429 and a 500 before it is taken. */
async function showRetries(page: Page): Promise<void> {
  await loadExample(page, /embed/i);
  await page.locator("discord-embed").waitFor();
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Rate limit" }).click();
  await page.getByRole("spinbutton", { name: "Rate limit: wait, ms" }).fill("900");
  await page.getByRole("button", { name: "Server errors" }).click();
  await page.getByRole("spinbutton", { name: "Server errors: times" }).fill("1");
  await send(page);
  await page.getByRole("button", { name: /attempt 1: 429/ }).click();
}

/** Twenty at once, at Discord's pace. */
async function showBurst(page: Page): Promise<void> {
  await loadExample(page, /component/i);
  await page.locator(".component-container, .components").first().waitFor();
  await page.getByRole("spinbutton", { name: "How many a burst sends" }).fill("14");
  await page.getByRole("button", { name: "Burst of" }).click();
  await waitForVerdict(page);
}

/** An alert, on a telephone. */
async function showAlert(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "Notifier" }).check({ force: true });
  await loadExample(page, /P0/);
  await page.locator("discord-embed").waitFor();
  await send(page);
}

async function showHistory(page: Page): Promise<void> {
  await send(page);
  for (const target of ["Slack", "Notifier", "Generic"]) {
    await page.getByRole("radio", { name: target }).check({ force: true });
    await send(page);
  }
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Dead webhook" }).click();
  await send(page);
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("checkbox").nth(1).waitFor();
}

async function showVerify(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await page.getByRole("button", { name: "Fill in an example" }).click();
  const headers = page.getByLabel(/^Headers/);
  // Not by `waitForFunction()`: the page's policy forbids what that evaluates.
  while (!(await headers.inputValue()).includes("signature")) await page.waitForTimeout(20);
  const body = page.getByLabel(/^Body/);
  await body.fill(`${await body.inputValue()} `);
  await page.keyboard.press("Control+Enter");
  await page.locator(".verify-steps").waitFor();
}

async function loadExample(page: Page, title: RegExp): Promise<void> {
  const option = page.locator("select.examples option").filter({ hasText: title }).first();
  await option.waitFor({ state: "attached" });
  await page.locator("select.examples").selectOption(await option.getAttribute("value") ?? "");
  await page.getByRole("button", { name: "Dismiss" }).click(); // It would hide the foot.
}

async function send(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Send/ }).click();
  await page.locator(".outcome").waitFor();
  await waitForVerdict(page);
}

async function waitForVerdict(page: Page): Promise<void> {
  await page.locator(`.verdict:not([data-state="pending"])`).waitFor();
}

async function take(browser: Browser, picture: Picture): Promise<void> {
  const { name, colorScheme, width, height, prepare } = picture;
  await using server = await PageServer.start({ port: 0, history: null });
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    reducedMotion: "reduce",
  });
  await page.goto(server.url);
  await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" });
  await prepare(page);
  const path = decodeURIComponent(new URL(`${name}.png`, FOLDER).pathname);
  await page.mouse.move(0, 0);
  await page.screenshot({ path });
  await page.close();
  console.log(path);
}

const executablePath = await findChromium();
if (!executablePath) throw new Error("Chromium cannot be had here");
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args });
try {
  for (const picture of PICTURES) await take(browser, picture);
} finally {
  await browser.close();
}

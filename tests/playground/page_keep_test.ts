import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, chooseTarget, openPage, send, writePayload } from "./browser.ts";
import { run } from "./playground.ts";

const SECRET = "s3cr3t-marker-of-a-header";

async function sendText(page: Page, text: string): Promise<void> {
  await chooseTarget(page, "Generic");
  await writePayload(page, { text });
  assertEquals(await send(page), "Delivered");
}

async function openHistory(page: Page): Promise<void> {
  await page.getByRole("button", { name: "History" }).click();
}

browserTest("The history is there after a restart, holds no secret, and sends again", async () => {
  const history = await Deno.makeTempFile({ suffix: ".json" });
  try {
    {
      await using opened = await openPage({ history });
      const { page } = opened;
      await page.getByRole("textbox", { name: /^Headers/ }).fill(`x-key: ${SECRET}`);
      await sendText(page, "before the restart");
    }
    assert(!(await Deno.readTextFile(history)).includes(SECRET), "the secret is in the file");
    await using opened = await openPage({ history });
    const { page } = opened;
    await openHistory(page);
    await page.getByRole("button", { name: /before the restart/ }).waitFor();
    await page.getByRole("button", { name: /^Send Generic .* again/ }).click();
    // What was a secret was never written down.
    const dialog = page.getByRole("dialog", { name: "Secrets are not kept" });
    const headers = dialog.getByLabel("Headers, as JSON");
    assertEquals(JSON.parse(await headers.inputValue()), { "x-key": "***" });
    const button = dialog.getByRole("button", { name: "Send" });
    for (const unfinished of [`{"x-key": "***", "other": 1}`, `{"x-key": `]) {
      await headers.fill(unfinished);
      await button.click();
      await dialog.getByRole("alert").getByText("Headers, as JSON: ").waitFor();
    }
    await headers.fill(`{"x-key":"${SECRET}"}`);
    assertEquals(await send(page, () => button.click()), "Delivered");
  } finally {
    await Deno.remove(history);
  }
});

browserTest("Two sends are compared", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await sendText(page, "one");
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Dead webhook" }).click();
  assertEquals(await send(page), "Not delivered");
  await openHistory(page);
  const boxes = page.getByRole("checkbox", { name: /^Compare/ });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "Compare two" }).click();
  const dialog = page.getByRole("dialog", { name: "Two sends, side by side" });
  const row = dialog.getByRole("row", { name: /results\.\d\.ok/ });
  assertStringIncludes(await row.innerText(), "true");
  assertStringIncludes(await row.innerText(), "false");
});

browserTest("A send of the history opens again, and one is forgotten", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await sendText(page, "first");
  await sendText(page, "second");
  await openHistory(page);
  await page.getByRole("button", { name: /first/ }).click();
  await page.getByRole("button", { name: /attempt 1: 200/ }).click();
  const request = page.getByRole("group", { name: "Request on the wire" });
  assertStringIncludes(await request.innerText(), "first");
  await openHistory(page);
  await page.getByRole("row", { name: /second/ }).getByRole("button", { name: /^Forget/ }).click();
  await page.getByRole("button", { name: /second/ }).waitFor({ state: "detached" });
  assertEquals(await page.getByRole("button", { name: /first/ }).count(), 1);
});

browserTest("What is copied as TypeScript runs, and comes to the same result", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await writePayload(page, { content: "Copied as code" });
  assertEquals(await send(page), "Delivered");
  await page.getByRole("button", { name: "TypeScript" }).click();
  const dialog = page.getByRole("dialog", { name: "This send, in TypeScript" });
  await dialog.getByText("DiscordWebhook").first().waitFor();
  await dialog.getByRole("button", { name: "Copy" }).click();
  const code = await page.evaluate<string>("navigator.clipboard.readText()");
  // In the repository, where the names of the package are known.
  const file = new URL(`.copied-${crypto.randomUUID()}.ts`, import.meta.url);
  try {
    await Deno.writeTextFile(file, code);
    const { output, stdout } = await run(Deno.execPath(), ["run", "-A", file.href], {});
    const result = JSON.parse(stdout.slice(stdout.indexOf("{")));
    assertEquals([result.ok, result.attempts], [true, 1], output);
  } finally {
    await Deno.remove(file);
  }
});

browserTest("A burst is copied as a burst, and what is no JSON not at all", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const copy = page.getByRole("button", { name: "TypeScript" });
  await writePayload(page, `{ "content": `);
  await copy.click();
  await page.getByRole("alert").getByText("The payload is no JSON").waitFor();
  // Nor later, out of the blue.
  await writePayload(page, { content: "Number {n}" });
  await page.locator(".preview").getByText("Number {n}").waitFor();
  assertEquals(await page.getByRole("dialog").count(), 0);
  await page.getByRole("spinbutton", { name: "How many a burst sends" }).fill("3");
  const burst = page.getByRole("button", { name: "Burst of" });
  assertEquals(await send(page, () => burst.click()), "All 3 delivered");
  await copy.click();
  const dialog = page.getByRole("dialog", { name: "This burst of 3, in TypeScript" });
  await dialog.getByText("length: 3").first().waitFor();
});

browserTest("What is copied as curl, and then run, posts the same to the same fake", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const payload = { text: `It's "copied" as $curl, \\ and \u00e9` };
  await chooseTarget(page, "Generic");
  await writePayload(page, payload);
  await page.getByRole("button", { name: "curl" }).click();
  const dialog = page.getByRole("dialog", { name: "This send, by curl" });
  await dialog.getByText("curl --include").waitFor();
  await dialog.getByRole("button", { name: "Copy" }).click();
  await dialog.getByRole("status").getByText("Copied").waitFor();
  const command = await page.evaluate<string>("navigator.clipboard.readText()");
  const { code, stdout, output } = await run("sh", ["-c", `${command.trim()} --silent`], {});
  assertEquals(code, 0, output);
  assertMatch(stdout, /^HTTP\/1\.1 200/);
  // It came as it was composed: the fake was handed the very bytes.
  assertStringIncludes(command, "content-type: application/json");
  const [, data = ""] = /--data-raw '(.*)' \\$/m.exec(command) ?? [];
  assertEquals(JSON.parse(data.replaceAll(`'\\''`, "'")), payload);
});

browserTest("All is forgotten once that is confirmed, not before", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await sendText(page, "first");
  await openHistory(page);
  await page.getByRole("button", { name: "Forget all" }).click();
  const dialog = page.getByRole("dialog", { name: "Forget all?" });
  await dialog.getByRole("button", { name: "Keep" }).click();
  await dialog.waitFor({ state: "detached" });
  assertEquals(await page.getByRole("button", { name: /first/ }).count(), 1);
  await page.getByRole("button", { name: "Forget all" }).click();
  await dialog.getByRole("button", { name: "Forget", exact: true }).click();
  await page.getByText("Nothing was sent yet.").waitFor();
});

browserTest("What is composed is kept as a scenario, without the URL of a webhook", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const scenarios = new URL(`file://${folder}/`);
    await using opened = await openPage({ scenarios });
    const { page } = opened;
    await chooseTarget(page, "Generic");
    await writePayload(page, { text: "shared" });
    await page.getByLabel("URL of a real webhook").fill("http://127.0.0.1:9/hook/s3cr3t");
    await page.getByRole("button", { name: "Scenario" }).click();
    const dialog = page.getByRole("dialog", { name: "Keep as a scenario" });
    await dialog.getByLabel("Title").fill("A shared one");
    await dialog.getByLabel("What is to be seen").fill("That it is there.");
    await dialog.getByRole("button", { name: "Keep" }).click();
    await dialog.waitFor({ state: "detached" });
    const scenario = JSON.parse(await Deno.readTextFile(`${folder}/a-shared-one.json`));
    assertEquals(scenario.order, { target: "generic", payload: { text: "shared" } });
    const option = page.locator("select.examples option", { hasText: "A shared one" });
    await option.waitFor({ state: "attached" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

import { FakeServer } from "@hookcast/hookcast/testing";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { browserTest, chooseTarget, openPage, send, writePayload } from "./browser.ts";

browserTest("The editor tells what is wrong and where", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await writePayload(page, { content: "x", embeds: [{ title: 5 }] });
  const problem = page.getByRole("button", { name: /embeds\.0\.title/ });
  await problem.waitFor();
  await writePayload(page, `{ "content": `);
  const problems = page.getByRole("status", { name: "Problems of the payload" });
  await problems.getByRole("button").first().waitFor();
  await page.getByRole("button", { name: /^Send/ }).click();
  await page.getByRole("alert").getByText("The payload is no JSON").waitFor();
});

browserTest("The editor completes names by the schema of the target", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await writePayload(page, "{}");
  const editor = page.getByRole("textbox", { name: "Payload, as JSON" });
  await editor.press("Control+Home");
  await editor.press("ArrowRight");
  await editor.pressSequentially(`"emb`);
  await page.getByRole("option", { name: /embeds/ }).click();
  assertStringIncludes(await editor.innerText(), `"embeds"`);
});

browserTest("An example is loaded whole, and the preview shows it", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const select = page.getByRole("combobox", { name: "Load an example" });
  await select.locator("option").nth(1).waitFor({ state: "attached" });
  for (const target of ["Generic", "Discord", "Slack", "Notifier"]) {
    await chooseTarget(page, target);
    const titles = await select.locator("option").allInnerTexts();
    assert(titles.length > 1, `${target} has no example`);
    await select.selectOption({ index: 1 });
    const preview = page.getByRole("group", { name: "The message, as it will look" });
    await preview.locator(":scope > *").first().waitFor();
  }
});

browserTest("The preview shows a Discord message as the library would post it", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await writePayload(page, { content: "word ".repeat(600) });
  const preview = page.locator(".preview");
  await preview.locator(".refusal").waitFor();
  await page.getByRole("combobox", { name: "Too long a message" }).selectOption("split");
  await preview.getByText("split into 2 messages").waitFor();
  assertEquals(await preview.locator("discord-message").count(), 2);
});

browserTest("The preview shows an alert the way its channel does", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await chooseTarget(page, "Notifier");
  await writePayload(page, { severity: "P0", title: "Out of memory", fields: { host: "db1" } });
  const preview = page.locator(".preview");
  await preview.locator("discord-embed").getByText("Out of memory").waitFor();
  await page.getByRole("combobox", { name: "Channel" }).selectOption("slack");
  await preview.getByText("in Slack").waitFor();
  await preview.locator(".slack-preview").getByText("Out of memory").first().waitFor();
});

browserTest("A file that is dropped is uploaded", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["a,b"], "report.csv", { type: "text/csv" }));
    return transfer;
  })()`);
  await page.dispatchEvent(".drop-zone", "drop", { dataTransfer: data });
  await page.locator(".preview").getByText("report.csv").waitFor();
  assertEquals(await send(page), "Delivered");
  await page.getByRole("button", { name: /attempt 1: 20\d/ }).click();
  const request = page.getByRole("group", { name: "Request on the wire" });
  assertStringIncludes(await request.innerText(), "multipart/form-data");
  assertStringIncludes(await request.innerText(), "report.csv");
});

browserTest("The preview survives what cannot be drawn", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await chooseTarget(page, "Slack");
  const preview = page.locator(".preview");
  await preview.locator(".slack-preview").waitFor();
  await writePayload(page, {
    text: "x",
    blocks: [{ type: "actions", elements: [{ type: "button" }] }],
  });
  await preview.locator(".lost").waitFor();
  await writePayload(page, { text: "drawn again" });
  await preview.getByText("drawn again").waitFor();
});

browserTest("A link of a message opens in a tab of its own; a script is no link", async () => {
  await using opened = await openPage();
  const { page, context, errors } = opened;
  await context.route("http://link.test/**", (route) => route.fulfill({ body: "opened" }));
  await chooseTarget(page, "Slack");
  const text = "<javascript:document.title='hit'|script> and <http://link.test/|page>";
  await writePayload(page, { text });
  const preview = page.locator(".slack-preview");
  await preview.getByText("script").click();
  const tab = context.waitForEvent("page");
  await preview.getByText("page", { exact: true }).click();
  await (await tab).getByText("opened").waitFor();
  assertEquals(context.pages().length, 2);
  // Discord's are hidden in elements of their own.
  await chooseTarget(page, "Discord");
  const embed = { title: "titled", url: "http://link.test/embed" };
  await writePayload(page, { content: "[named](http://link.test/named)", embeds: [embed] });
  for (const name of ["named", "titled"]) {
    const another = context.waitForEvent("page");
    await page.locator(".preview").getByText(name).click();
    await (await another).getByText("opened").waitFor();
  }
  assertEquals(context.pages().length, 4);
  assertEquals(await page.title(), "hookcast playground");
  assertStringIncludes(await page.getByRole("textbox", { name: /^Payload/ }).innerText(), "named");
  assertEquals(errors, []);
});

browserTest("The preview puts no space around what stands out", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await writePayload(page, { content: "(**bold**)(*italic*)(__under__)(~~gone~~)" });
  await page.locator("discord-message").getByText("gone").waitFor();
  // The gaps between the pieces of text, as they are drawn.
  const gaps: number[] = await page.evaluate(`(() => {
    const message = document.querySelector("discord-message");
    const texts = document.createTreeWalker(message, NodeFilter.SHOW_TEXT);
    const boxes = [];
    while (texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const box = range.getBoundingClientRect();
      if (box.width > 0) boxes.push(box);
    }
    return boxes.slice(1).map(({ left }, index) => left - boxes[index].right);
  })()`);
  assert(gaps.length >= 8, gaps.join(", "));
  assert(gaps.every((gap) => Math.abs(gap) < 1), gaps.join(", "));
});

browserTest("What was chosen for one target does not go out to another", async () => {
  await using receiver = await FakeServer.start([200]);
  await using opened = await openPage();
  const { page } = opened;
  await chooseTarget(page, "Generic");
  await page.getByLabel("URL of a real webhook").fill(receiver.url);
  await page.getByLabel("Method").fill("PUT");
  await chooseTarget(page, "Discord");
  await page.getByRole("combobox", { name: "Too long a message" }).selectOption("split");
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Dead webhook" }).click();
  assertEquals(await send(page), "Not delivered");
  await chooseTarget(page, "Generic");
  assertEquals(await send(page), "Delivered");
  assertEquals(receiver.requests.map(({ method }) => method), ["PUT"]);
});

browserTest("The preview draws lists, outside of code", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const fence = "```";
  const list = "* one\n- two\n  - inner";
  await writePayload(page, { content: `${list}\n${fence}\n- code\n${fence}` });
  const message = page.locator("discord-message");
  await message.getByText("• one").waitFor();
  const words = await message.evaluate((element) => element.textContent ?? "");
  assertStringIncludes(words, "• two");
  assertStringIncludes(words, "◦ inner");
  assertStringIncludes(words, "- code");
});

import { assert, assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { browserTest, openPage, send, writePayload } from "./browser.ts";

/** A finding of axe, in short. */
interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Asks axe, which is put into the page past its policy on scripts. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: Finding[] = await page.evaluate(`axe.run().then(({ violations }) => violations)`);
  return found.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => {
      return `${id}: ${
        nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")
      }`;
    });
}

/** Shows a send that was retried, opened. */
async function showAll(page: Page): Promise<void> {
  await writePayload(page, { content: "A", embeds: [{ title: "B", description: "C" }] });
  await page.locator("discord-embed").waitFor();
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Server errors" }).click();
  await send(page);
  await page.getByRole("button", { name: /attempt 1: 503/ }).click();
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 400]) {
    browserTest(`The page is accessible and fits: ${colorScheme}, ${width} px`, async () => {
      await using opened = await openPage({ colorScheme, width });
      const { page, errors } = opened;
      assertEquals(await page.locator("html").getAttribute("data-theme"), colorScheme);
      await showAll(page);
      for (const view of ["Compose", "History", "Verify"]) {
        await page.getByRole("navigation").getByRole("button", { name: view }).click();
        assertEquals(await findings(page), [], view);
        const root = page.locator("html");
        const inner: number = await root.evaluate((element) => element.scrollWidth);
        const outer: number = await root.evaluate((element) => element.clientWidth);
        assert(inner <= outer, `${view} is ${inner} px wide in ${outer} px`);
      }
      assertEquals(errors, []);
    });
  }
}

browserTest("All can be done by the keyboard alone", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await tabTo(page, "radio", "Discord");
  await page.keyboard.press("ArrowLeft");
  assertEquals(await page.getByRole("radio", { name: "Generic" }).isChecked(), true);
  await tabTo(page, "textbox", "Payload, as JSON");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(`{"typed": true}`);
  // Out of the editor by Tab, to the tabs, and by the arrow to the next of them.
  await tabTo(page, "tab", "Options");
  await page.keyboard.press("ArrowRight");
  await tabTo(page, "button", "Slow");
  await page.keyboard.press("Enter");
  // Sent out of the editor, which adds no line.
  await tabTo(page, "textbox", "Payload, as JSON");
  assertEquals(await send(page, () => page.keyboard.press("Control+Enter")), "Delivered");
  assertEquals(await page.locator(".cm-line").allInnerTexts(), [`{"typed": true}`]);
  await tabTo(page, "button", /attempt 1: 200/);
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "Request on the wire" }).getByText("typed").waitFor();
});

/** Presses Tab until something has the focus: whoever has no mouse does the same. */
async function tabTo(
  page: Page,
  role: "radio" | "textbox" | "tab" | "button",
  name: string | RegExp,
) {
  const wanted = page.getByRole(role, { name });
  await wanted.first().waitFor();
  for (let presses = 0; presses < 120; presses++) {
    if (await wanted.first().evaluate((element) => element.matches(":focus"))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}`);
}

browserTest("The theme can be changed, and is kept", async () => {
  await using opened = await openPage({ colorScheme: "light" });
  const { page } = opened;
  await page.getByRole("button", { name: "Dark theme" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Light theme" }).waitFor();
  assertEquals(await page.locator("html").getAttribute("data-theme"), "dark");
});

for (const width of [1280, 400]) {
  browserTest(
    `Nothing moves while the page is loaded and a send is under way: ${width} px`,
    async () => {
      await using opened = await openPage({ width });
      const { page } = opened;
      await page.evaluate(() => {
        const shifts = globalThis as { shifts?: number } & typeof globalThis;
        shifts.shifts = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            shifts.shifts = (shifts.shifts ?? 0) +
              (entry as PerformanceEntry & { value: number }).value;
          }
        }).observe({ type: "layout-shift", buffered: true });
      });
      // Long enough to be seen growing; the bars themselves move, and little.
      await page.getByRole("spinbutton", { name: "How many a burst sends" }).fill("6");
      await send(page, () => page.getByRole("button", { name: "Burst of" }).click());
      const shift = await page.evaluate("shifts") as number;
      assert(shift < 0.08, `the shift is ${shift}`);
    },
  );
}

browserTest("No request leaves loopback, whatever a message links to", async () => {
  await using opened = await openPage();
  const { page, hosts, errors, server } = opened;
  await writePayload(page, {
    content: "<:emoji:123456789012345678> https://example.com/a.png",
    avatar_url: "https://example.com/avatar.png",
    embeds: [{ title: "x", image: { url: "https://example.com/i.png" } }],
  });
  await page.locator("discord-embed").waitFor();
  await page.getByRole("radio", { name: "Slack" }).check({ force: true });
  const image = { type: "image", image_url: "https://example.com/s.png", alt_text: "A picture" };
  await writePayload(page, { text: "x", blocks: [image] });
  await page.locator(".slack-preview").getByAltText("A picture").waitFor();
  await send(page);
  assertEquals([...hosts], [`localhost:${server.port}`]);
  // Nor did the page's policy have to hold one back.
  assertEquals(errors, []);
});

for (const [width, height] of [[1280, 720], [1280, 900], [1680, 1050]] as const) {
  browserTest(
    `What sends is in the window at ${width} × ${height}, wherever it is scrolled to`,
    async () => {
      await using opened = await openPage({ width, height });
      const { page } = opened;
      const composer = page.getByRole("region", { name: "Compose" });
      const button = page.getByRole("button", { name: "Scenario" });
      const isWhole = async () => {
        const box = await composer.boundingBox();
        return box !== null && box.y >= 0 && box.y + box.height <= height;
      };
      assert(await isWhole(), "before a send");
      await page.getByRole("spinbutton", { name: "How many a burst sends" }).fill("5");
      await send(page, () => page.getByRole("button", { name: "Burst of" }).click());
      await page.getByRole("button", { name: /attempt 1: 20\d/ }).first().click();
      await page.getByText(/^All \d+ events/).click();
      await page.mouse.wheel(0, 5000);
      assert(await isWhole(), "at the foot of the timeline");
      // And its last button is within it, not cut off.
      const [inner, outer] = [await button.boundingBox(), await composer.boundingBox()];
      assert(inner && outer && inner.y + inner.height <= outer.y + outer.height);
    },
  );
}

browserTest("Two sends are compared in a narrow window, without a letter per line", async () => {
  await using opened = await openPage({ width: 400 });
  const { page } = opened;
  await send(page);
  await page.getByRole("radio", { name: "Slack" }).check({ force: true });
  await send(page);
  await page.getByRole("button", { name: "History" }).click();
  const boxes = page.getByRole("checkbox", { name: /^Compare/ });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "Compare two" }).click();
  const dialog = page.getByRole("dialog", { name: "Two sends, side by side" });
  const cells = dialog.getByRole("cell");
  await cells.first().waitFor();
  const widths = await cells.evaluateAll((all) => all.map((cell) => cell.clientWidth));
  assert(Math.min(...widths) > 120, `the narrowest is ${Math.min(...widths)} px`);
  assertEquals(await findings(page), []);
});

browserTest("A fault that is added is seen, in a low window and on a telephone", async () => {
  for (const [width, height] of [[1280, 720], [400, 800]] as const) {
    await using opened = await openPage({ width, height });
    const { page } = opened;
    await page.getByRole("tab", { name: "Break things" }).click();
    for (const name of ["Rate limit", "Server errors", "Slow"]) {
      await page.getByRole("button", { name, exact: true }).click();
      const number = page.getByRole("spinbutton", { name: `${name}: times` });
      const top = await number.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.ownerDocument.elementFromPoint(x + width / 2, y + height / 2) === element;
      });
      assert(top, `${name} at ${width} px is covered`);
    }
  }
});

browserTest("Who opens the page without its token is told where it is", async () => {
  await using opened = await openPage();
  const { page, server } = opened;
  await page.evaluate("sessionStorage.clear()");
  await page.goto("about:blank");
  await page.goto(server.origin);
  await page.getByRole("alert").getByText("open the address the terminal prints").waitFor();
});

browserTest("A dialog that closes, in whatever way, gives the focus back", async () => {
  await using opened = await openPage();
  const { page } = opened;
  const isFocused = (name: string) =>
    page.getByRole("button", { name, exact: true }).evaluate((button) => button.matches(":focus"));
  await page.getByRole("button", { name: "curl" }).press("Enter");
  await page.getByRole("dialog").waitFor();
  assertEquals(await findings(page), []);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert(await isFocused("curl"), "after Escape");
  await send(page);
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("button", { name: "Forget all" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Keep" }).press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert(await isFocused("Forget all"), "after a button");
});

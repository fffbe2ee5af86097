import { FakeProxy, FakeServer } from "@hookcast/hookcast/testing";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { browserTest, chooseTarget, openPage, send, writePayload } from "./browser.ts";

const SECRET = "s3cr3t-marker";

/** What each target is sent, and what of it the fake must have received. */
const MESSAGES = {
  Generic: [{ event: "order.paid", id: "ord_7" }, "ord_7"],
  Discord: [{ content: "Hello, **Discord**", embeds: [{ title: "An embed" }] }, "An embed"],
  Slack: [{ text: "Hello, *Slack*" }, "Hello, *Slack*"],
  Notifier: [{ severity: "P1", title: "Disk full" }, "Disk full"],
} as const;

browserTest(
  "The page composes and sends to each target, and shows what was on the wire",
  async () => {
    await using opened = await openPage();
    const { page, errors } = opened;
    for (const [title, [payload, received]] of Object.entries(MESSAGES)) {
      await chooseTarget(page, title);
      await writePayload(page, payload);
      assertEquals(await send(page), "Delivered", title);
      await page.getByRole("button", { name: /attempt 1: 20\d/ }).click();
      const request = page.getByRole("group", { name: "Request on the wire" });
      assertStringIncludes(await request.innerText(), received);
      assertStringIncludes(await request.innerText(), "content-type: application/json");
      // The next send is another run: nothing of this one is left.
      await page.getByRole("button", { name: "Close the bar" }).click();
    }
    assertEquals(errors, []);
  },
);

browserTest("The page shows what goes wrong, each wait with its reason", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Rate limit" }).click();
  await page.getByRole("spinbutton", { name: "Rate limit: wait, ms" }).fill("300");
  await page.getByRole("button", { name: "Server errors" }).click();
  await page.getByRole("spinbutton", { name: "Server errors: times" }).fill("1");
  assertEquals(await send(page), "Delivered");
  const names = await page.getByRole("group", { name: "Attempts and waits" }).getByRole("button")
    .evaluateAll((bars) => bars.map((bar) => bar.getAttribute("aria-label") ?? ""));
  const story = names.filter((name) => !name.includes("for its turn")).join("\n");
  assertMatch(story, /attempt 1: 429.*\n.*waits 3\d\d ms as the server asked\n/);
  assertMatch(story, /attempt 2: 503.*\n.*waits .* by backoff\n.*attempt 3: 20/);
});

browserTest("The page tells of a message that was not delivered, and why", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Dead webhook" }).click();
  assertEquals(await send(page), "Not delivered");
  assertStringIncludes(await page.locator(".outcome").innerText(), "404");
});

browserTest("The page goes by proxies, and shows the one that died", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await chooseTarget(page, "Generic");
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Proxy dies" }).click();
  assertEquals(await send(page), "Delivered");
  await page.getByRole("button", { name: /attempt \d: 200/ }).click();
  assertStringIncludes(await page.locator(".facts").innerText(), "proxy 2");
});

browserTest("A burst drains at the pace of the rate limit, and its window is drawn", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await writePayload(page, { content: "Number {n}" });
  await page.getByRole("spinbutton", { name: "How many a burst sends" }).fill("8");
  const burst = page.getByRole("button", { name: "Burst of" });
  assertEquals(await send(page, () => burst.click()), "All 8 delivered");
  const rows = page.getByRole("group", { name: "Attempts and waits" });
  assertEquals(await rows.getByRole("button", { name: /attempt 1: 20\d/ }).count(), 8);
  // The fake takes 5 per 2 s: the others waited for the window to reset.
  const waited = await rows.getByRole("button", { name: /waited [\d.]+ s for its turn/ }).count();
  assert(waited >= 3, `${waited} waited`);
  assert(await page.getByRole("img", { name: /^Rate limit/ }).count() > 0);
});

browserTest("A burst under way can be aborted", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.getByRole("spinbutton", { name: "How many a burst sends" }).fill("40");
  const words = await send(page, async () => {
    await page.getByRole("button", { name: "Burst of" }).click();
    await page.getByRole("button", { name: /attempt 1: 20\d/ }).first().waitFor();
    await page.getByRole("button", { name: "Abort" }).click();
  });
  assertMatch(words, /\d+ delivered, \d+ not/);
  assertStringIncludes(await page.locator(".outcome").innerText(), "aborted");
});

browserTest("What is under way can be broken, and mended", async () => {
  await using opened = await openPage();
  const { page } = opened;
  await chooseTarget(page, "Discord");
  await page.getByRole("tab", { name: "Break things" }).click();
  const now = page.getByRole("button", { name: "Break what is under way" });
  const mend = page.getByRole("button", { name: "Mend it" });
  assertEquals([await now.isDisabled(), await mend.isDisabled()], [true, true]);
  await page.getByRole("spinbutton", { name: "How many a burst sends" }).fill("11");
  const words = await send(page, async () => {
    await page.getByRole("button", { name: "Burst of" }).click();
    await page.getByRole("button", { name: /attempt 1: 20\d/ }).first().waitFor();
    // The sixth waits for the window to reset: it meets what is broken by then.
    await page.getByRole("button", { name: "Server errors", exact: true }).click();
    await page.getByRole("spinbutton", { name: "Server errors: times" }).fill("1000");
    await now.click();
    await page.getByText("The fakes fail from now on").waitFor();
    await page.getByRole("button", { name: /attempt 1: 503/ }).first().waitFor();
    await mend.click();
    await page.getByText("All is well again").waitFor();
  });
  assertEquals(words, "All 11 delivered");
  // What was broken was the run of that moment: the faults of the next one are still to be removed.
  await page.getByRole("button", { name: "Remove all" }).click();
  assertEquals(await send(page), "Delivered");
});

browserTest("A send goes by proxies of one's own, whose logins are seen nowhere", async () => {
  await using proxy = await FakeProxy.start({ kind: "http", username: "me", password: SECRET });
  await using opened = await openPage();
  const { page } = opened;
  await chooseTarget(page, "Generic");
  await page.getByRole("combobox", { name: "Way there" }).selectOption("own");
  const list = page.getByRole("textbox", { name: "Proxies, one URL per line" });
  await list.fill(`127.0.0.1:1:me:${SECRET}\n${proxy.urlWithCredentials}\n`);
  assertEquals(await send(page), "Delivered");
  assertEquals(proxy.requests.length, 1);
  await page.getByRole("button", { name: /attempt 1: proxy/ }).click();
  assertStringIncludes(await page.locator(".facts").innerText(), "127.0.0.1:1");
  await page.getByRole("button", { name: /attempt 2: 200/ }).click();
  assertStringIncludes(await page.locator(".facts").innerText(), proxy.address);
  assert(!(await page.locator(".timeline").innerText()).includes(SECRET));
});

browserTest("A send goes to a real webhook, of which the page shows the host only", async () => {
  await using receiver = await FakeServer.start([{ status: 200, body: { taken: true } }]);
  await using opened = await openPage();
  const { page } = opened;
  await page.getByRole("tab", { name: "Break things" }).click();
  await page.getByRole("button", { name: "Cut" }).click();
  await chooseTarget(page, "Generic");
  await page.getByRole("tab", { name: "Options" }).click();
  const url = page.getByLabel("URL of a real webhook");
  await url.fill(`${new URL(`/hooks/${SECRET}`, receiver.url)}?key=${SECRET}`);
  assertEquals(await url.getAttribute("type"), "password");
  assertEquals(await send(page), "Delivered");
  // Nothing is broken there, and no fake can tell what it saw.
  const [request, ...others] = receiver.requests;
  assertEquals([request?.path, others.length], [`/hooks/${SECRET}?key=${SECRET}`, 0]);
  assert(!(await page.locator(".outcome").innerText()).includes("seen by the fake"));
  await page.getByRole("button", { name: /attempt 1: 200/ }).click();
  const shown = await page.getByRole("group", { name: "Request on the wire" }).innerText();
  assertStringIncludes(shown, `POST http://${receiver.address}/***?key=***`);
  await page.getByRole("button", { name: "History" }).click();
  assertStringIncludes(await page.getByRole("row", { name: /Generic/ }).innerText(), "real");
  assert(!(await page.content()).includes(SECRET));
});

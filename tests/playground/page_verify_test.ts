import { assert, assertEquals } from "@std/assert";
import { browserTest, openPage } from "./browser.ts";

browserTest(
  "The Verify tab tells step by step why a signature passes, and why it fails",
  async () => {
    await using opened = await openPage();
    const { page } = opened;
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByRole("button", { name: "Fill in an example" }).click();
    const body = page.getByLabel(/^Body/);
    const headers = page.getByLabel(/^Headers/);
    // Not by `waitForFunction()`: the page's policy forbids what that evaluates.
    while (!(await headers.inputValue()).includes("signature")) await page.waitForTimeout(20);
    await page.keyboard.press("Control+Enter");
    await page.locator(`.verdict[data-state="ok"]`).waitFor();
    const steps = page.locator(".verify-steps li");
    assert(await steps.count() >= 3);
    assertEquals(await page.locator(`.verify-steps li[data-state="failed"]`).count(), 0);

    await body.fill(`${await body.inputValue()} `);
    await page.keyboard.press("Control+Enter");
    await page.locator(`.verdict[data-state="failed"]`).waitFor();
    assert(await page.locator(`.verify-steps li[data-state="failed"]`).count() >= 1);
  },
);

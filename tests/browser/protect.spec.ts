// Protect and compare: what was not painted stays, and the two can be told apart.

import { SMALL_PNG } from "./support/files.ts";
import { bytesOfDownload, decodePng, differences, isInBar } from "./support/pixels.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(async ({ editor }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
});

test("protects by default and says what changed outside the mask", async ({ editor }) => {
  await editor.runToResults();
  const card = editor.results.first();
  const button = card.getByRole("button", { name: "Protected", exact: true });
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(card).toContainText("0 pixels changed outside the mask");

  const before = decodePng(SMALL_PNG.buffer);
  const after = decodePng(await bytesOfDownload(await editor.download()));
  const bar = { x0: 50, x1: 110, y: 60, radius: 16 };
  expect(differences(before, after, (x, y) => isInBar(bar, x, y)).outside).toBe(0);

  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "false");
});

test("leaves a result alone when protection is off, until it is asked for", async ({ editor, page }) => {
  await page.getByRole("switch", { name: "Protect unmasked pixels", exact: true }).click();
  await editor.runToResults();
  const button = editor.results.first().getByRole("button", { name: "Protected", exact: true });
  await page.waitForTimeout(1500);
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
});

test("compares by line, side by side, as difference, and by holding", async ({ editor, page }) => {
  await editor.runToResults();
  await editor.results.first().getByRole("button", { name: "Compare", exact: true }).click();
  const slider = page.getByRole("slider", { name: "Before and after", exact: true });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveValue("50.5");
  const before = await page.getByRole("img", { name: "Before", exact: true }).boundingBox();
  await page.getByRole("button", { name: "Side by side", exact: true }).click();
  const [left, right] = await Promise.all(
    ["Before", "After"].map((name) => page.getByRole("img", { name, exact: true }).boundingBox()),
  );
  expect(before).not.toBeNull();
  expect(left?.x ?? 0).toBeLessThan(right?.x ?? 0);
  expect(left?.width).toBeCloseTo(right?.width ?? 0, 0);
  await page.getByRole("button", { name: "Difference", exact: true }).click();
  await expect(page.getByRole("slider", { name: "Gain", exact: true })).toHaveValue("4");
  const hold = page.getByRole("button", { name: "Hold to see the original", exact: true });
  await hold.focus();
  await page.keyboard.down("Space");
  await expect(page.getByRole("img", { name: "After", exact: true })).toBeHidden();
  await page.keyboard.up("Space");
  await expect(page.getByRole("img", { name: "After", exact: true })).toBeVisible();
});

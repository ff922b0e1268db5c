// Protect takes its time: what was asked for while it is under way, and a reload in the middle of it.

import { enlarged } from "./support/enlarged.ts";
import { bytesOfDownload } from "./support/pixels.ts";
import { resetSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(async ({ editor }) => {
  await resetSimulator();
  await editor.useSimulator();
});

test("hands out what was protected, however early it is asked for", async ({ editor, page }) => {
  // So large that protecting it takes its time.
  await editor.addPictures(await enlarged(page, 4000, 3000));
  await editor.setBrushSize(100);
  await editor.paintStroke(40);
  await editor.prompt.fill("Keep the rest");
  const card = editor.results.first();
  const isUnderWay = card.getByText("Protecting the rest of your photo");
  const isDone = card.getByText("0 pixels changed outside the mask");

  await editor.run.click();
  await expect(isUnderWay).toBeVisible({ timeout: 45_000 });
  const early = await bytesOfDownload(await editor.download());
  await expect(isDone).toBeVisible();
  expect(early.equals(await bytesOfDownload(await editor.download())), "the same file as later").toBe(true);
  await editor.pressOnResult("Protected");
  const raw = await bytesOfDownload(await editor.download());
  expect(early.equals(raw), "the raw file is another").toBe(false);
});

test("is protected after a reload in the middle of it", async ({ editor, page }) => {
  await editor.addPictures(await enlarged(page, 4000, 3000));
  await editor.setBrushSize(100);
  await editor.paintStroke(40);
  await editor.prompt.fill("Cut off");
  await editor.run.click();
  await expect(editor.results.first()).toContainText("Protecting the rest of your photo", { timeout: 45_000 });
  await page.reload();
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask", { timeout: 45_000 });
  await expect(editor.protectedButton()).toHaveAttribute("aria-pressed", "true");
  await expect(editor.alert).toHaveCount(0);
});

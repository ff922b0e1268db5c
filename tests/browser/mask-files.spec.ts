// Masks that come from files: which convention they follow, their size, and files that are none.

import type { Page } from "@playwright/test";
import { PNG } from "pngjs";

import { SMALL_PNG, TEXT_AS_PNG, type GivenFile } from "./support/files.ts";
import { expect, test } from "./support/test.ts";

const NOTHING = /mask covers 0 % of 160 x 120 px/;

test.beforeEach(async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.expectMask(NOTHING);
});

function maskFile(width: number, height: number, pixel: (x: number, y: number) => readonly [number, number]): GivenFile {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [grey, alpha] = pixel(x, y);
      png.data.set([grey, grey, grey, alpha], (y * width + x) * 4);
    }
  }
  return { name: "mask.png", mimeType: "image/png", buffer: PNG.sync.write(png) };
}

async function importMask(page: Page, file: GivenFile): Promise<void> {
  await page.getByLabel("Mask file", { exact: true }).setInputFiles({ ...file });
}

test("takes masks of both conventions and says which", async ({ editor, page }) => {
  await importMask(page, maskFile(160, 120, (x) => [x < 80 ? 255 : 0, 255]));
  await editor.expectMask(/mask covers 50 % /);
  await expect(page.getByText("Mask imported. White areas can change.")).toBeVisible();
  await importMask(page, maskFile(160, 120, (_, y) => [9, y < 30 ? 0 : 255]));
  await editor.expectMask(/mask covers 25 % /);
  await expect(page.getByText("Mask imported. Transparent areas can change.")).toBeVisible();
  await editor.tool("Undo").click();
  await editor.expectMask(/mask covers 50 % /);
});

test("offers to stretch a mask of another size", async ({ editor, page }) => {
  const file = maskFile(80, 60, (x) => [x < 20 ? 255 : 0, 255]);
  const question = page.getByRole("dialog", { name: "Mask of another size", exact: true });
  await importMask(page, file);
  await question.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("progressbar"), "the painter is at work no longer").toHaveCount(0);
  await editor.expectMask(NOTHING);
  await importMask(page, file);
  await expect(question).toContainText(/80 x 60 px.*160 x 120 px/);
  await question.getByRole("button", { name: "Stretch", exact: true }).click();
  await editor.expectMask(/mask covers 25 % /);
});

test("refuses a mask that is no picture and goes on", async ({ editor, page }) => {
  await importMask(page, TEXT_AS_PNG);
  await expect(editor.alert.first()).toBeVisible();
  await editor.expectMask(NOTHING);
  await editor.paintStroke(40);
});

// A result that does not show the original's picture: said on its card, and what can be done.

import { readFileSync } from "node:fs";
import { PNG } from "pngjs";

import { PHOTOGRAPH, projectPath } from "./support/files.ts";
import { keepEdit } from "./support/made-results.ts";
import { expect, test } from "./support/test.ts";

/** A grey PNG, white in a box that reaches the picture's border. */
function boxAtTheBorder(width: number, height: number): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.alloc(width * height);
  for (let y = 0; y < height * 0.4; y += 1) {
    png.data.fill(255, y * width, Math.floor(y * width + width * 0.3));
  }
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false });
}

test("says on the card that it cannot be aligned, and scales it in when asked to", async ({ editor, page }) => {
  const { buffer: original, width, height } = PHOTOGRAPH;
  const answer = readFileSync(projectPath("public/samples/coffee.jpg"));
  await keepEdit(page, { original, answer, mask: boxAtTheBorder(width, height), width, height });
  const card = editor.results.first();
  const button = editor.protectedButton();
  const state = card.getByRole("status").filter({ hasText: "Couldn’t protect the rest" });
  await editor.pressOnResult("Protected");
  await expect(state).toContainText("Shown as it came back", { timeout: 30_000 });
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await expect(editor.alert).toHaveCount(0);
  await page.reload();
  await expect(state).toBeVisible();
  await card.getByRole("button", { name: "Scale into the mask", exact: true }).click();
  await expect(button).toHaveAttribute("aria-pressed", "true", { timeout: 30_000 });
  await expect(state).toHaveCount(0);
  await expect(card).toContainText("0 pixels changed outside the mask");
  await expect(card).toContainText("without being aligned");
});

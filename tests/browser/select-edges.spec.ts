// What is done with an object: its edge refined, followed by the magnetic lasso, cut out, removed.

import { TWO_OBJECTS, inDisc, inSquare } from "./support/drawn.ts";
import { RUN_MILLIS, type Editor } from "./support/editor.ts";
import { exportMask, placement } from "./support/mask.ts";
import { bytesOfDownload, decodePng, greyAt } from "./support/pixels.ts";
import { expect, test } from "./support/test.ts";

async function inWindow(editor: Editor, x: number, y: number): Promise<[number, number]> {
  const at = await placement(editor);
  return [at.left + x * at.scale, at.top + y * at.scale];
}

async function selectDisc(editor: Editor): Promise<void> {
  const { page } = editor;
  await editor.tool("Select object").click();
  await page.mouse.move(...(await inWindow(editor, 60, 80)));
  await page.mouse.down();
  await page.mouse.move(...(await inWindow(editor, 200, 220)), { steps: 6 });
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
}

test.beforeEach(async ({ editor }) => {
  await editor.addPictures(TWO_OBJECTS.file);
  await editor.expectMask(/mask covers 0 %/);
});

test("the magnetic lasso follows the edge between clicks, goes back, and closes on its start", async ({ editor, page }) => {
  await editor.tool("Magnetic lasso").click();
  const around = (degrees: number): [number, number] => [
    130 + 50 * Math.cos((degrees * Math.PI) / 180),
    150 + 50 * Math.sin((degrees * Math.PI) / 180),
  ];
  const click = async (x: number, y: number): Promise<void> => page.mouse.click(...(await inWindow(editor, x, y)));
  for (const degrees of [0, 90, 180]) {
    await click(...around(degrees));
  }
  await click(350, 20);
  await page.keyboard.press("Backspace");
  await click(...around(270));
  // The line to the pointer is there before the click, and is no straight one.
  await page.mouse.move(...(await inWindow(editor, ...around(355))));
  const line = editor.canvas.locator("svg g path").first();
  await expect.poll(async () => ((await line.getAttribute("d")) ?? "").length).toBeGreaterThan(800);
  await click(...around(0));
  await editor.expectMask(/mask covers (6|7) %/);
  const mask = await exportMask(editor);
  let wrong = 0;
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      wrong += greyAt(mask, x, y) >= 128 === inDisc(x, y) ? 0 : 1;
    }
  }
  expect(wrong).toBeLessThan(700);
  await editor.tool("Undo").click();
  await editor.expectMask(/mask covers 0 %/);
});

test("refining brings a rough line to the edge, as a step", async ({ editor, page }) => {
  await editor.tool("Ellipse").click();
  await page.mouse.move(...(await inWindow(editor, 83, 103)));
  await page.mouse.down();
  await page.mouse.move(...(await inWindow(editor, 177, 197)), { steps: 4 });
  await page.mouse.up();
  const wrong = async (): Promise<number> => {
    const mask = await exportMask(editor);
    let count = 0;
    for (let y = 0; y < mask.height; y += 1) {
      for (let x = 0; x < mask.width; x += 1) {
        count += greyAt(mask, x, y) >= 128 === inDisc(x, y) ? 0 : 1;
      }
    }
    return count;
  };
  const before = await wrong();
  expect(before).toBeGreaterThan(500);
  await editor.tool("Select object").click();
  await page.getByRole("button", { name: "Refine edge", exact: true }).click();
  await expect.poll(wrong).toBeLessThan(before / 3);
  await editor.tool("Undo").click();
  await expect.poll(wrong).toBe(before);

  // While an object is selected, it is a gesture of the selection.
  await editor.tool("Clear").click();
  await selectDisc(editor);
  await page.getByRole("button", { name: "Refine edge", exact: true }).click();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await editor.expectMask(/mask covers 0 %/);
});

test("a cut-out is the object on transparency, or all but it, to be downloaded or worked on", async ({ editor, page }) => {
  await editor.tool("More mask commands").click();
  await expect(editor.tool("Cut out")).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
  await selectDisc(editor);
  await editor.pressTool("Cut out");
  const dialog = page.getByRole("dialog", { name: "Cut out", exact: true });
  const download = async (): Promise<ReturnType<typeof decodePng>> => {
    const waiting = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download PNG", exact: true }).click();
    return decodePng(await bytesOfDownload(await waiting));
  };
  await expect(dialog.getByRole("img", { name: "The object alone", exact: true })).toBeVisible();
  const cut = await download();
  const alpha = (x: number, y: number): number => cut.rgba[(y * cut.width + x) * 4 + 3] ?? Number.NaN;
  expect([cut.width, cut.height]).toEqual([TWO_OBJECTS.width, TWO_OBJECTS.height]);
  expect([alpha(130, 150), alpha(10, 10), alpha(290, 150)]).toEqual([255, 0, 0]);
  // No green of the ground at the edge: wherever it is covered by half or more, red leads.
  for (let at = 0; at < cut.rgba.length; at += 4) {
    if ((cut.rgba[at + 3] ?? 0) >= 128) {
      expect(cut.rgba[at]).toBeGreaterThan((cut.rgba[at + 1] ?? 0) + 40);
    }
  }
  await dialog.getByRole("radio", { name: "Cut out background", exact: true }).check();
  await expect(dialog.getByRole("img", { name: "The background without the object", exact: true })).toBeVisible();
  const ground = await download();
  expect(ground.rgba[(150 * ground.width + 130) * 4 + 3]).toBe(0);
  expect(ground.rgba[(150 * ground.width + 290) * 4 + 3]).toBe(255);
  await dialog.getByRole("radio", { name: "The object", exact: true }).check();
  await dialog.getByRole("button", { name: "Add as picture", exact: true }).click();
  await expect(editor.pictures).toHaveCount(2);
  await expect(dialog).toHaveCount(0);
});

test("an object is removed in two gestures, whichever engine is chosen", async ({ editor, page }) => {
  await editor.useEngine("ModelRunner");
  await selectDisc(editor);
  const before = await editor.coveredPercent();
  await page.getByRole("button", { name: "Remove it", exact: true }).click();
  await expect(editor.results).toHaveCount(1, { timeout: RUN_MILLIS });
  await expect(page.getByRole("status").filter({ hasText: /shadow/ }).first()).toBeVisible();
  const result = decodePng(await bytesOfDownload(await editor.download()));
  let [red, blue] = [0, 0];
  for (let y = 0; y < result.height; y += 1) {
    for (let x = 0; x < result.width; x += 1) {
      const at = (y * result.width + x) * 4;
      const [r = 0, g = 0, b = 0] = result.rgba.subarray(at, at + 3);
      red += r > g + 40 ? 1 : 0;
      blue += inSquare(x, y) && b > r + 60 ? 1 : 0;
    }
  }
  expect(red, "nothing is left of the disc").toBe(0);
  expect(blue, "the square is untouched").toBe(80 * 80);
  expect(before).toBeGreaterThan(0);
});

// What is painted lies where it was painted: zoomed, scaled, moved, turned.

import { PHOTOGRAPH, ROTATED_JPEG, SMALL_PNG, type GivenFile } from "./support/files.ts";
import { exportMask, expectStroke, placement } from "./support/mask.ts";
import { Editor } from "./support/editor.ts";
import { expect, test } from "./support/test.ts";

async function paintAndCheck(editor: Editor, diameter: number): Promise<void> {
  await editor.tool("Brush").click();
  await editor.slider("Hardness").fill("1000");
  await editor.setBrushSize(diameter);
  const size = await editor.sliderValue("Size");
  const centre = await editor.centre();
  const points = [
    { x: Math.round(centre.x) - 37, y: Math.round(centre.y) - 21 },
    { x: Math.round(centre.x) + 41, y: Math.round(centre.y) + 13 },
  ];
  const at = await placement(editor);
  const { mouse } = editor.page;
  const [from, to] = points;
  if (from === undefined || to === undefined) {
    throw new Error("a stroke needs two points");
  }
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move(to.x, to.y, { steps: 9 });
  await mouse.up();
  await editor.expectMask(/mask covers (under 1|[1-9]\d*) %/);
  expectStroke(await exportMask(editor), at, points, size);
}

async function zoomTo(editor: Editor, percent: number): Promise<void> {
  const centre = await editor.centre();
  await editor.page.mouse.move(centre.x, centre.y);
  for (let turn = 0; turn < 60; turn += 1) {
    const { scale } = await placement(editor);
    const factor = percent / 100 / scale;
    if (Math.abs(Math.log(factor)) < 0.01) {
      return;
    }
    // A notch of 100 is a factor of 1.15.
    const delta = Math.max(-400, Math.min(400, (-100 * Math.log(factor)) / Math.log(1.15)));
    await editor.page.mouse.wheel(0, delta);
    await expect.poll(async () => (await placement(editor)).scale).not.toBe(scale);
  }
  throw new Error(`the zoom did not come to ${percent} %`);
}

for (const ratio of [1, 1.5, 2, 3]) {
  test.describe(`at ${ratio} device pixels a CSS pixel`, () => {
    test.use({ deviceScaleFactor: ratio });
    for (const percent of [67, 100, 150, 800]) {
      test(`a stroke at ${percent} % is exact`, async ({ editor }) => {
        await editor.addPictures(PHOTOGRAPH);
        await zoomTo(editor, percent);
        await paintAndCheck(editor, percent > 200 ? 9 : 60);
      });
    }
  });
}

test("a stroke is exact after moving and resizing", async ({ editor, page }) => {
  await editor.addPictures(PHOTOGRAPH);
  await editor.canvas.focus();
  await page.keyboard.down("Space");
  await editor.drag([{ x: 0, y: 0 }, { x: 83, y: -47 }]);
  await page.keyboard.up("Space");
  await page.setViewportSize({ width: 1100, height: 700 });
  await paintAndCheck(editor, 50);
});

test("a stroke is exact on a phone that was turned", async ({ editor, page }) => {
  await editor.addPictures(PHOTOGRAPH);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("tab", { name: /stage|paint/i }).or(page.getByRole("button", { name: /^(stage|paint)$/i })).first().click();
  await page.setViewportSize({ width: 844, height: 390 });
  await page.setViewportSize({ width: 390, height: 844 });
  await paintAndCheck(editor, 50);
});

for (const [name, file, size] of [
  ["turned by its EXIF data", ROTATED_JPEG, [120, 160]],
  ["small", SMALL_PNG, [160, 120]],
] as readonly (readonly [string, GivenFile, readonly [number, number]])[]) {
  test(`a stroke on a picture ${name} is exact`, async ({ editor }) => {
    await editor.addPictures(file);
    await paintAndCheck(editor, 12);
    const mask = await exportMask(editor);
    expect([mask.width, mask.height]).toEqual(size);
  });
}

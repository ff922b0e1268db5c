// The mask belongs to its picture and outlives what happens round it; odd pictures; what comes in mid-stroke.

import { PNG } from "pngjs";

import { enlarged } from "./support/enlarged.ts";
import { hugePng, ROTATED_JPEG, SMALL_PNG, TEXT_AS_PNG, type GivenFile } from "./support/files.ts";
import { saveDraftWith } from "./support/kept.ts";
import { exportMask } from "./support/mask.ts";
import { expect, test } from "./support/test.ts";

function picture(width: number, height: number): GivenFile {
  const png = new PNG({ width, height });
  for (let at = 0; at < png.data.length; at += 4) {
    png.data.set([(at / 4) % 251, 90, 160, 255], at);
  }
  return { name: `${width}x${height}.png`, mimeType: "image/png", buffer: PNG.sync.write(png) };
}

test("the mask stays with its picture through all that is done beside it", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG, ROTATED_JPEG);
  await editor.setBrushSize(30);
  await editor.paintStroke(80);
  const painted = await editor.coveredPercent();
  const stays = async (): Promise<void> => {
    await expect.poll(() => editor.maskText()).toContain("160 x 120 px");
    expect(await editor.coveredPercent()).toBe(painted);
  };
  await editor.pressOnPicture("Make picture 2 the base");
  await editor.expectMask(/mask covers 0 % of 120 x 160 px/);
  await editor.paintStroke(10);
  const other = await editor.maskText();
  await editor.pressOnPicture("Make picture 2 the base");
  await stays();
  await editor.pressOnPicture("Move picture 2 left");
  await expect.poll(() => editor.maskText()).toBe(other);
  await editor.pressOnPicture("Move picture 1 right");
  await stays();
  await editor.prompt.fill("another wish");
  await stays();
  await editor.useEngine("ModelRunner");
  await editor.runWithoutKey("ModelRunner");
  await expect(editor.alert.first()).toBeVisible();
  await stays();
  await editor.useEngine("Local fill");
  await editor.runToResults();
  await stays();
  await saveDraftWith(editor, "saved");
  await page.reload();
  await expect(editor.pictures).toHaveCount(2, { timeout: 20_000 });
  await expect.poll(async () => (await editor.canvas.count()) > 0 ? editor.maskText() : "").toContain(`covers ${painted} %`);
  await stays();
  await editor.pressOnPicture("Make picture 2 the base");
  await expect.poll(() => editor.maskText()).toBe(other);
});

for (const [width, height] of [[1, 1], [1, 5000], [10, 10], [4095, 3]] as const) {
  test(`paints on a picture of ${width} x ${height} px`, async ({ editor, page }) => {
    await editor.addPictures(picture(width, height));
    await editor.expectMask(new RegExp(`mask covers 0 % of ${width} x ${height} px`));
    await editor.setBrushSize(2000);
    const centre = await editor.centre();
    await page.mouse.click(centre.x, centre.y + 1);
    await editor.expectMask(/mask covers ([1-9]\d*) %/);
    const mask = await exportMask(editor);
    expect([mask.width, mask.height]).toEqual([width, height]);
    await editor.tool("Feather").click();
    await editor.tool("Invert").click();
    await editor.pressTool("Select all");
    await editor.expectMask(/mask covers 100 %/);
    await editor.canvas.focus();
    await page.keyboard.press("Control+1");
    await page.keyboard.press("Control+0");
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press("Control+z");
    }
    await editor.expectMask(/mask covers 0 %/);
    await expect(editor.alert).toHaveCount(0);
  });
}

test("a large photograph is shown by a smaller copy until it is zoomed in; its mask is whole", async ({ editor, page }) => {
  await editor.addPictures(await enlarged(page, 6000, 4000));
  await editor.expectMask(/mask covers 0 % of 6000 x 4000 px/);
  const photo = editor.canvas.locator("img");
  const pixels = async (): Promise<number> =>
    photo.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth * image.naturalHeight : 0));
  await expect.poll(pixels, { timeout: 20_000 }).toBeGreaterThan(4_000_000);
  expect(await pixels()).toBeLessThanOrEqual(4096 * 4096);
  await editor.setBrushSize(500);
  await editor.paintStroke(100);
  await editor.canvas.focus();
  await page.keyboard.press("Control+1");
  await expect.poll(pixels, { timeout: 20_000 }).toBe(6000 * 4000);
  await page.keyboard.press("Control+0");
  await expect.poll(pixels).toBeLessThanOrEqual(4096 * 4096);
  const mask = await exportMask(editor);
  expect([mask.width, mask.height]).toEqual([6000, 4000]);
});

test("a change in pieces is told and shown although the draft is kept in the middle of it", async ({ editor, page }) => {
  await editor.addPictures(await enlarged(page, 8192, 8192));
  await editor.expectMask(/mask covers 0 % of 8192 x 8192 px/);
  for (let round = 0; round < 3; round += 1) {
    await saveDraftWith(editor, `before round ${round}`);
    await editor.canvas.focus();
    const saves = await editor.canvas.evaluate(async (canvas) => {
      const press = (key: string): void => {
        canvas.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, cancelable: true }));
      };
      const facts = document.getElementById(canvas.getAttribute("aria-describedby") ?? "") ?? canvas;
      const told = new Promise((done) => new MutationObserver(done).observe(facts, { childList: true, characterData: true, subtree: true }));
      // Whatever would wait is held, the saving of the draft with it; pieces of a change go on at once.
      const held: (() => void)[] = [];
      const real = window.setTimeout.bind(window);
      const holding = (run: () => void, millis = 0): number => (millis > 0 ? held.push(run) : real(run, millis));
      window.setTimeout = holding as typeof window.setTimeout;
      press("a");
      await told;
      // Until the saving waits, too: it is asked for after the change is told.
      do {
        await new Promise((done) => real(done, 1));
      } while (held.length === 0);
      press("z");
      // The undo has begun, and is not through. Now the draft is saved.
      window.setTimeout = real as typeof window.setTimeout;
      for (const run of held) {
        run();
      }
      return held.length;
    });
    expect(saves).toBeGreaterThan(0);
    await editor.expectMask(/mask covers 0 %/);
    await expect(editor.tool("Redo")).toBeEnabled();
  }
});

test("says which limit a picture is over, with the numbers", async ({ editor }) => {
  for (const [width, height, words] of [
    [16_385, 10, /16385×10 px; the limit is 16384 px per side/],
    [12_000, 9000, /12000×9000 px; the limit is 100 megapixels/],
  ] as const) {
    await editor.choose(hugePng(width, height));
    await expect(editor.alert.filter({ hasText: words }).first()).toBeVisible();
  }
  await expect(editor.pictures).toHaveCount(0);
});

/** The id of the mouse among the pointers. */
const MOUSE = 1;

test("what comes in mid-stroke leaves nothing stuck", async ({ editor, page }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  const centre = await editor.centre();
  const begin = async (): Promise<void> => {
    await page.mouse.move(centre.x - 20, centre.y);
    await page.mouse.down();
    await page.mouse.move(centre.x, centre.y, { steps: 3 });
  };
  const end = async (): Promise<void> => {
    await page.mouse.move(centre.x + 20, centre.y);
    await page.mouse.up();
  };
  const expected: readonly (readonly [string, () => Promise<void>, boolean])[] = [
    ["another size of the window", async () => page.setViewportSize({ width: 1200, height: 800 }), true],
    ["another tool", async () => page.keyboard.press("g"), true],
    ["Escape", async () => page.keyboard.press("Escape"), false],
    ["a lost focus", async () => page.evaluate(() => void window.dispatchEvent(new Event("blur"))), false],
    ["a pointer taken away", async () => editor.canvas.dispatchEvent("pointercancel", { pointerId: MOUSE }), false],
    ["undo", async () => page.keyboard.press("Control+z"), false],
    ["the right button", async () => page.mouse.down({ button: "right" }), true],
    ["a mask that is no picture", async () => page.getByLabel("Mask file", { exact: true }).setInputFiles({ ...TEXT_AS_PNG }), true],
  ];
  for (const [name, act, isKept] of expected) {
    await editor.tool("Brush").click();
    await editor.canvas.focus();
    await begin();
    await act();
    await end();
    await page.mouse.up({ button: "right" });
    if (name === "a mask that is no picture") {
      // Until the file is looked at, nothing can be undone.
      await expect(editor.alert).toBeVisible();
    }
    if (isKept) {
      await expect.poll(() => editor.coveredPercent(), name).toBeGreaterThan(0);
      await page.keyboard.press("Control+z");
    }
    await expect.poll(() => editor.coveredPercent(), name).toBe(0);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  await editor.paintStroke(40);
});

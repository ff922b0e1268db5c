// Painting: tools, keys, the view, and the comparison after a run.

import { PHOTOGRAPH, SMALL_PNG } from "./support/files.ts";
import { expect, test } from "./support/test.ts";

const NOTHING = /mask covers 0 % of 1920 x 1299 px/;
const SOMETHING = /mask covers (under 1|[1-9]\d?) % of 1920 x 1299 px/;

test.beforeEach(async ({ editor }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(PHOTOGRAPH);
  await editor.setBrushSize(200);
  await editor.expectMask(NOTHING);
});

test("paints, erases, undoes and redoes", async ({ editor }) => {
  await expect(editor.tool("Undo")).toBeDisabled();
  await expect(editor.tool("Redo")).toBeDisabled();
  await editor.paintStroke(300);
  const painted = await editor.coveredPercent();
  expect(painted).toBeGreaterThan(0);

  await editor.tool("Eraser").click();
  await editor.setBrushSize(400);
  await editor.drag([{ x: -250, y: 0 }, { x: 250, y: 0 }]);
  await editor.expectMask(NOTHING);

  await editor.tool("Undo").click();
  await expect.poll(() => editor.coveredPercent()).toBe(painted);
  await editor.tool("Undo").click();
  await editor.expectMask(NOTHING);
  await expect(editor.tool("Undo")).toBeDisabled();
  await editor.tool("Redo").click();
  await expect.poll(() => editor.coveredPercent()).toBe(painted);
});

test("clears and inverts, and both can be undone", async ({ editor }) => {
  await editor.paintStroke(300);
  const painted = await editor.coveredPercent();
  await editor.tool("Invert").click();
  // Soft edges count on both sides, so the two shares need not make exactly 100.
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(100 - painted - 2);
  await editor.tool("Clear").click();
  await editor.expectMask(NOTHING);
  await editor.tool("Undo").click();
  await editor.tool("Undo").click();
  await expect.poll(() => editor.coveredPercent()).toBe(painted);
});

test("obeys the keys", async ({ editor, page }) => {
  await editor.canvas.focus();
  await page.keyboard.press("e");
  await expect(editor.tool("Eraser")).toHaveAttribute("aria-pressed", "true");
  await expect(editor.tool("Brush")).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("b");
  await expect(editor.tool("Brush")).toHaveAttribute("aria-pressed", "true");

  const size = await editor.sliderValue("Size");
  await page.keyboard.press("]");
  await expect.poll(() => editor.sliderValue("Size")).toBeGreaterThan(size);
  await page.keyboard.press("[");
  await page.keyboard.press("[");
  await expect.poll(() => editor.sliderValue("Size")).toBeLessThan(size);

  await editor.paintStroke(300);
  await editor.canvas.focus();
  await page.keyboard.press("Control+z");
  await editor.expectMask(NOTHING);
  await page.keyboard.press("Control+Shift+z");
  await editor.expectMask(SOMETHING);
});

test("leaves letters typed into the prompt alone", async ({ editor, page }) => {
  await editor.prompt.fill("");
  await editor.prompt.pressSequentially("be [e]");
  await expect(editor.prompt).toHaveValue("be [e]");
  await expect(editor.tool("Brush")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Control+z");
  await editor.expectMask(NOTHING);
});

test("runs from the prompt with Ctrl+Enter", async ({ editor, page }) => {
  await editor.paintStroke(100);
  await editor.prompt.fill("take it away");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Remove what is masked", exact: true }).click();
  await expect(editor.results).toHaveCount(1, { timeout: 45_000 });
  await expect(editor.prompt, "no line was added").toHaveValue("take it away");
});

test("moves the picture by dragging with Space, without painting", async ({ editor, page }) => {
  await editor.drag([{ x: 0, y: 0 }, { x: 1, y: 0 }]);
  await editor.expectMask(SOMETHING);
  const painted = await editor.coveredPercent();

  await editor.canvas.focus();
  await page.keyboard.down("Space");
  await editor.drag([{ x: 0, y: 0 }, { x: 150, y: 60 }]);
  await page.keyboard.up("Space");
  expect(await editor.coveredPercent()).toBe(painted);

  await editor.tool("Eraser").click();
  await editor.setBrushSize(260);
  await editor.drag([{ x: 0, y: 0 }, { x: 1, y: 0 }]);
  await expect(editor.canvas, "the dot is no longer in the middle").toHaveAccessibleDescription(SOMETHING);
  await editor.drag([{ x: 150, y: 60 }, { x: 151, y: 60 }]);
  await editor.expectMask(NOTHING);
});

test("tells where the pointer is, in the picture's pixels", async ({ editor, page }) => {
  const photo = await editor.canvas.locator("img").first().boundingBox();
  if (photo === null) {
    throw new Error("the picture is not shown");
  }
  const position = page.locator("#pointer-position");
  for (const share of [0.25, 0.75]) {
    await page.mouse.move(photo.x + photo.width * share, photo.y + photo.height / 2);
    await expect(position).toBeVisible();
    await expect(position).toHaveText(/^\d+, \d+ px$/);
    const [x, y] = (await position.innerText()).split(",").map(Number.parseFloat);
    expect(Math.abs((x ?? 0) - PHOTOGRAPH.width * share)).toBeLessThan(3);
    expect(Math.abs((y ?? 0) - PHOTOGRAPH.height / 2)).toBeLessThan(3);
  }
});

test("zooms at the pointer: the same stroke covers less of the picture", async ({ editor, page }) => {
  const corners = [{ x: -250, y: -100 }, { x: 250, y: -100 }, { x: 250, y: 100 }, { x: -250, y: 100 }];
  await editor.setBrushSize(40);
  await editor.drag(corners);
  await editor.expectMask(SOMETHING);
  const atFit = await editor.coveredPercent();
  await editor.tool("Clear").click();
  await editor.expectMask(NOTHING);

  const centre = await editor.centre();
  await page.mouse.move(centre.x, centre.y);
  for (let turn = 0; turn < 12; turn += 1) {
    await page.mouse.wheel(0, -120);
  }
  await editor.drag(corners);
  await editor.expectMask(SOMETHING);
  expect(await editor.coveredPercent()).toBeLessThan(atFit);
});

test("keeps each picture's mask when the base changes", async ({ editor }) => {
  await editor.paintStroke(300);
  const painted = await editor.coveredPercent();
  await editor.addPictures(SMALL_PNG);
  await editor.pressOnPicture("Make picture 2 the base");
  await editor.expectMask(/mask covers 0 % of 160 x 120 px/);
  await editor.pressOnPicture("Make picture 2 the base");
  await expect.poll(() => editor.coveredPercent()).toBe(painted);
});

test("keeps the mask after a run that failed", async ({ editor }) => {
  await editor.paintStroke(300);
  const painted = await editor.coveredPercent();
  await editor.useEngine("ModelRunner");
  await editor.prompt.fill("");
  await editor.runWithoutKey("ModelRunner");
  await expect(editor.alert.first()).toBeVisible();
  expect(await editor.coveredPercent()).toBe(painted);
});

test("compares a result with what it was made from", async ({ editor, page }) => {
  await editor.paintStroke(100);
  await editor.runToResults();
  await editor.resultButton("Compare").click();
  const comparison = editor.comparison();
  await expect(comparison).toBeVisible();
  await comparison.focus();
  const value = async (): Promise<number> =>
    Number(await comparison.evaluate((slider) => (slider as HTMLInputElement).value ?? slider.ariaValueNow));
  const before = await value();
  await page.keyboard.press("ArrowRight");
  await expect.poll(value).toBeGreaterThan(before);
});

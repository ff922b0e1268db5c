// The loop a person lives in: paint, run, see it in place, go on.

import type { Page } from "@playwright/test";

import { RUN_MILLIS, type Editor } from "./support/editor.ts";
import { PHOTOGRAPH, sampleOf } from "./support/files.ts";
import { bytesOfDownload, decodeInBrowser, decodePng, differences, greyAt, type Pixels } from "./support/pixels.ts";
import { resetSimulator, setSimulator } from "./support/simulator.ts";
import { exportMask } from "./support/mask.ts";
import { expect, test } from "./support/test.ts";

/** What the finished run on the stage gives as a file. */
async function shownPixels(editor: Editor): Promise<Pixels> {
  const waiting = editor.page.waitForEvent("download");
  await editor.resultBar().getByRole("button", { name: "Download", exact: true }).click();
  return decodePng(await bytesOfDownload(await waiting));
}

/** The colours of the stage where the picture lies, as the person sees them. */
async function stagePicture(page: Page, editor: Editor): Promise<Buffer> {
  const photo = await editor.canvas.locator("img").first().boundingBox();
  if (photo === null) {
    throw new Error("no picture is shown");
  }
  // Its middle: bars lie over the edges.
  const clip = { x: photo.x + photo.width / 4, y: photo.y + photo.height / 4, width: photo.width / 2, height: photo.height / 2 };
  return page.screenshot({ clip });
}

async function press(editor: Editor, name: string): Promise<void> {
  await editor.resultBar().getByRole("button", { name, exact: true }).click();
}

test("a sample, in place; edited further; a second run that changes what is masked and nothing else", async ({ editor, page }) => {
  test.setTimeout(180_000);
  await editor.trySampleToResult(sampleOf("rocket.jpg").title);
  await expect(editor.resultBar()).toBeVisible();
  await expect(editor.stage.getByRole("status").filter({ hasText: "Your picture is ready." })).toContainText(
    "0 pixels changed outside the mask",
  );
  const first = await shownPixels(editor);

  await press(editor, "Edit further");
  await expect(editor.resultBar()).toHaveCount(0);
  await editor.expectMask(/mask covers 0 % of 640 x 427 px/);
  await expect(editor.pictures).toHaveCount(1);

  await editor.tool("Rectangle").click();
  await editor.drag([{ x: -160, y: -90 }, { x: 60, y: 60 }]);
  const mask = await exportMask(editor);
  await editor.runToResults();
  await expect(editor.resultBar()).toBeVisible();
  const second = await shownPixels(editor);
  const { inside, insideArea, outside } = differences(first, second, (x, y) => greyAt(mask, x, y) > 0);
  expect(outside, "pixels changed where nothing was masked").toBe(0);
  expect(inside / insideArea, "share of the masked pixels that changed").toBeGreaterThanOrEqual(0.5);

  // Undo: before the run, with its mask; and before the mask.
  await page.keyboard.press("Control+z");
  await expect(editor.resultBar()).toHaveCount(0);
  await editor.expectMask(/mask covers [1-9]\d* %/);
  await page.keyboard.press("Control+z");
  await editor.expectMask(/mask covers 0 %/);
  await page.keyboard.press("Control+Shift+z");
  await page.keyboard.press("Control+Shift+z");
  await expect(editor.resultBar()).toBeVisible();
  expect(await shownPixels(editor)).toEqual(second);
});

test("undo goes back through Edit further to the picture before, with its mask", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke();
  const painted = await editor.maskText();
  await editor.runToResults();
  await press(editor, "Edit further");
  await editor.expectMask(/mask covers 0 %/);
  await page.keyboard.press("Control+z");
  await expect(editor.resultBar()).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(editor.resultBar()).toHaveCount(0);
  await expect.poll(() => editor.maskText()).toBe(painted);
  await expect(page.getByRole("listitem", { name: `Picture 1: ${PHOTOGRAPH.name}`, exact: true })).toBeVisible();
});

test("the stage shows what was made, what was before while that is held, and a new stroke goes back to painting", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke(240);
  const painted = await editor.coveredPercent();
  const masked = await stagePicture(page, editor);
  await editor.runToResults();
  await expect(editor.canvas).toHaveAttribute("data-result", "true");
  await page.mouse.move(5, 5);
  const made = await stagePicture(page, editor);
  expect(made.equals(masked), "the stage has changed").toBe(false);

  const before = editor.resultBar().getByRole("button", { name: "Before", exact: true });
  await before.focus();
  await page.keyboard.down("Space");
  await expect(before).toHaveAttribute("aria-pressed", "true");
  expect((await stagePicture(page, editor)).equals(made), "held, it is another").toBe(false);
  await page.keyboard.up("Space");
  await expect(before).toHaveAttribute("aria-pressed", "false");
  await expect.poll(async () => (await stagePicture(page, editor)).equals(made)).toBe(true);

  await editor.drag([{ x: -40, y: 90 }, { x: 40, y: 90 }]);
  await expect(editor.resultBar()).toHaveCount(0);
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThanOrEqual(painted);
});

test("several pictures of a run are one card, and arrows switch them on the stage", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke();
  await editor.chooseRadio("Pictures to make", "3");
  await editor.runToResults(3);
  const runs = page.getByRole("list", { name: "Results", exact: true }).getByRole("group");
  await expect(runs).toHaveCount(1);
  await expect(runs.first().getByRole("article")).toHaveCount(3);
  const letter = (name: string) => editor.resultBar().getByRole("radio", { name: `Picture ${name}`, exact: true });
  await expect(letter("A")).toBeChecked();
  await page.getByRole("button", { name: /^Show .* · A$/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(letter("B")).toBeChecked();
  await expect(page.getByRole("button", { name: /^Show .* · B$/ })).toBeFocused();
  await letter("C").click();
  await expect(letter("C")).toBeChecked();
  await press(editor, "Discard");
  await expect(editor.results).toHaveCount(2);
  await expect(letter("A")).toBeChecked();
});

test("the same with an engine elsewhere", async ({ editor, page }) => {
  await resetSimulator();
  await setSimulator({ run_millis: 1500 });
  await editor.useSimulator();
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke();
  await editor.prompt.fill("take it away");
  await editor.run.click();
  await expect(editor.canvas).toHaveAttribute("data-waiting", "true");
  await expect(editor.jobs.first()).toContainText("You can close this tab.");
  await expect(editor.results).toHaveCount(1, { timeout: RUN_MILLIS });
  await expect(editor.resultBar()).toBeVisible();
  await expect(editor.canvas).toHaveAttribute("data-waiting", "false");
  const again = editor.resultBar().getByRole("button", { name: "Try again", exact: true });
  await expect(again).toContainText("$0.151");
  await expect(editor.stage).toContainText("0 pixels changed outside the mask", { timeout: RUN_MILLIS });
  await press(editor, "Edit further");
  await editor.expectMask(/mask covers 0 %/);
  await editor.paintStroke(80);
  await editor.runToResults();
  await expect(editor.resultBar()).toBeVisible();
  await page.keyboard.press("Control+z");
  await editor.expectMask(/mask covers (under 1|[1-9]\d*) %/);
});

test("a result of another picture announces itself, with a way to it", async ({ editor, page }) => {
  await resetSimulator();
  await setSimulator({ run_millis: 2500 });
  await editor.useSimulator();
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke();
  await editor.prompt.fill("take it away");
  await editor.run.click();
  await expect(editor.jobs).toHaveCount(1);
  await editor.removePictures();
  const told = page.getByRole("status").filter({ hasText: "Your picture is ready." });
  await expect(told).toBeVisible({ timeout: RUN_MILLIS });
  await told.getByRole("button", { name: "Show", exact: true }).click();
  await expect(editor.comparison()).toBeVisible();
});

test("a text is asked about once, and never titles what it did not do", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke();
  await editor.prompt.fill("give her sunglasses");
  await editor.run.click();
  const asked = page.getByRole("dialog", { name: "Your text is ignored", exact: true });
  await asked.getByRole("button", { name: "Remove what is masked", exact: true }).click();
  await expect(editor.results).toHaveCount(1, { timeout: RUN_MILLIS });
  await expect(editor.results.first()).toContainText(/Removed · (under 1|\d+) % of the picture/);
  await expect(editor.results.first()).not.toContainText("sunglasses");
  await editor.run.click();
  await expect(editor.results).toHaveCount(2, { timeout: RUN_MILLIS });
  await expect(asked).toBeHidden();

  // The way on: the same mask, and an engine that reads the text.
  const painted = await editor.maskText();
  await page.getByRole("button", { name: "Try with AI ($0.151)", exact: true }).click();
  await expect(editor.engine).toHaveValue(/^model_runner\//);
  await expect(editor.prompt).toBeFocused();
  expect(await editor.maskText()).toBe(painted);
});

test("what was removed does not come back from an ancestor, and a run that changes nothing says so", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke(200);
  await editor.runToResults();
  await press(editor, "Edit further");
  await editor.expectMask(/mask covers 0 %/);
  // The photograph as it was, as a reference that the person added: a perfect match for whoever copies from it.
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke(200);
  const mask = await exportMask(editor);
  await editor.runToResults();
  const original = await decodeInBrowser(page, PHOTOGRAPH.buffer, PHOTOGRAPH.mimeType);
  const { inside, insideArea } = differences(original, await shownPixels(editor), (x, y) => greyAt(mask, x, y) > 0);
  expect(inside / insideArea, "share of the masked pixels that are not the photograph's").toBeGreaterThanOrEqual(0.5);
  await page.getByRole("button", { name: "Versions", exact: true }).click();
  const nodes = page.getByRole("tree", { name: "Versions", exact: true }).getByRole("treeitem");
  await expect(nodes).toHaveCount(3);
  await expect(nodes.last()).toHaveAttribute("aria-level", "3");
});

test("a flat picture stays as it is, and no card is made of it", async ({ editor, page }) => {
  const flat = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext("2d");
    if (context !== null) {
      context.fillStyle = "rgb(90 120 150)";
      context.fillRect(0, 0, 320, 240);
    }
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer())];
  });
  await editor.useEngine("Local fill");
  await editor.addPictures({ name: "wall.png", mimeType: "image/png", buffer: Buffer.from(flat) });
  await editor.paintStroke(60);
  await editor.run.click();
  await expect(editor.alert.filter({ hasText: "Nothing changed inside the mask" })).toBeVisible({ timeout: RUN_MILLIS });
  await expect(editor.results).toHaveCount(0);
});

test("with Quick remove, lifting the brush removes, and each stroke is one step back", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(PHOTOGRAPH);
  await page.getByRole("switch", { name: "Quick remove", exact: true }).click();
  for (const [index, y] of [-80, 80].entries()) {
    await editor.drag([{ x: -60, y }, { x: 60, y }]);
    await expect(editor.results).toHaveCount(index + 1, { timeout: RUN_MILLIS });
    await editor.expectMask(/mask covers 0 %/);
    await expect(editor.resultBar()).toHaveCount(0);
  }
  await page.getByRole("button", { name: "Versions", exact: true }).click();
  await expect(page.getByRole("treeitem")).toHaveCount(3);
  await page.getByRole("button", { name: "Close versions", exact: true }).click();
  for (let step = 0; step < 2; step += 1) {
    await page.keyboard.press("Control+z");
    await editor.expectMask(/mask covers 0 %/);
  }
  await expect(editor.tool("Undo")).toHaveAttribute("aria-disabled", "true");
});

test("starting over and removing a picture can be undone, with the mask", async ({ editor, page }) => {
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke();
  const painted = await editor.maskText();
  const undo = page.getByRole("button", { name: "Undo", exact: true }).last();
  await editor.pressOnPicture("Remove picture 1");
  await expect(editor.pictures).toHaveCount(0);
  await undo.click();
  await expect.poll(() => editor.maskText()).toBe(painted);
  await page.getByRole("button", { name: "More for pictures", exact: true }).click();
  await page.getByRole("button", { name: "Start over", exact: true }).click();
  await expect(editor.pictures).toHaveCount(0);
  await undo.click();
  await expect.poll(() => editor.maskText()).toBe(painted);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("paints, runs and goes on without leaving the stage", async ({ editor, page }) => {
    await page.getByRole("button", { name: `Try sample: ${sampleOf("astronaut.jpg").title}`, exact: true }).tap();
    await expect(editor.resultBar()).toBeVisible({ timeout: RUN_MILLIS });
    await expect(page.getByRole("tab", { name: "Stage", exact: true })).toHaveAttribute("aria-selected", "true");
    await expect(editor.resultBar()).toBeVisible();
    await press(editor, "Edit further");
    await editor.expectMask(/mask covers 0 %/);
    await editor.drag([{ x: -40, y: 0 }, { x: 40, y: 0 }]);
    await editor.expectMask(/mask covers (under 1|[1-9]\d*) %/);
    await editor.run.click();
    await expect(editor.resultBar()).toBeVisible({ timeout: RUN_MILLIS });
    await expect(page.getByRole("tab", { name: "Stage", exact: true })).toHaveAttribute("aria-selected", "true");
    for (const button of await editor.resultBar().getByRole("button").all()) {
      const box = await button.boundingBox();
      expect(box?.height ?? 0).toBeGreaterThanOrEqual(44);
      expect(box?.width ?? 0).toBeGreaterThanOrEqual(44);
    }
  });
});

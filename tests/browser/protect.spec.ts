// Protect and compare: what was not painted stays, and the two can be told apart.

import type { BrowserContext } from "@playwright/test";

import type { Editor } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { Fingers, farApart } from "./support/fingers.ts";
import { bytesOfDownload, decodePng, differences, expectDrawn, isInBar } from "./support/pixels.ts";
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
  const button = editor.protectedButton();
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(card).toContainText("0 pixels changed outside the mask");

  const before = decodePng(SMALL_PNG.buffer);
  const after = decodePng(await bytesOfDownload(await editor.download()));
  const bar = { x0: 50, x1: 110, y: 60, radius: 16 };
  expect(differences(before, after, (x, y) => isInBar(bar, x, y)).outside).toBe(0);

  await editor.pressOnResult("Protected");
  await expect(button).toHaveAttribute("aria-pressed", "false");
});

test("leaves a result alone when protection is off, until it is asked for", async ({ editor, page }) => {
  const protection = page.getByRole("switch", { name: "Protect unmasked pixels", exact: true });
  await protection.click();
  await editor.runToResults();
  // Once a later result is protected, this one would be, too.
  await protection.click();
  await editor.runToResults();
  const buttonOf = (index: number) => editor.protectedButton(index);
  await expect(buttonOf(0)).toHaveAttribute("aria-pressed", "true");
  const button = buttonOf(1);
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await editor.pressOnResult("Protected", 1);
  await expect(button).toHaveAttribute("aria-pressed", "true");
});

test("compares by line, side by side, as difference, all of a run, and by holding", async ({ editor, page }) => {
  await editor.chooseRadio("Pictures to make", "2");
  await editor.runToResults(2);
  await expect(editor.results.nth(1)).toContainText("0 pixels changed");
  await editor.results.first().getByRole("button", { name: "Compare", exact: true }).click();
  const slider = page.getByRole("slider", { name: "Before and after", exact: true });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveValue("50.5");
  const shown = (name: string) => page.getByRole("img", { name, exact: true });
  const box = await shown("Before and after").boundingBox();
  if (box === null) {
    throw new Error("the comparison is not shown");
  }
  await expectDrawn(shown("Before and after"));

  // Fitted, a drag anywhere moves the line; zoomed in, it moves the picture unless it begins at the line.
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x + 60, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 40, middle.y, { steps: 4 });
  await page.mouse.up();
  const share = Number(await slider.inputValue());
  expect(share).toBeGreaterThan(60);
  const zoom = page.getByRole("button", { name: "Fit pictures", exact: true });
  await page.getByRole("button", { name: "Zoom in", exact: true }).click();
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(0, -400);
  await expect(zoom).not.toHaveText(/^(100|200) %/);
  await page.mouse.move(box.x + 20, middle.y);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, middle.y + 30, { steps: 4 });
  await page.mouse.up();
  expect(Number(await slider.inputValue())).toBeCloseTo(share, 0);
  await zoom.click();
  await expect(zoom).toHaveText("100 %");

  await page.getByRole("button", { name: "Side by side", exact: true }).click();
  const [left, right] = await Promise.all(["Before", "After"].map((name) => shown(name).boundingBox()));
  expect(left?.x ?? 0).toBeLessThan(right?.x ?? 0);
  expect(left?.width).toBeCloseTo(right?.width ?? 0, 0);
  await expectDrawn(shown("After"));
  await page.getByRole("button", { name: "Variants", exact: true }).click();
  for (const name of ["Variant 1", "Variant 2"]) {
    await expectDrawn(shown(name));
  }
  await page.getByRole("button", { name: "Difference", exact: true }).click();
  await page.getByRole("slider", { name: "Gain", exact: true }).fill("32");
  await expect(shown("Difference")).toBeVisible();
  const hold = page.getByRole("button", { name: "Hold to see the original", exact: true });
  await hold.focus();
  for (const key of ["Space", "o"]) {
    await page.keyboard.down(key);
    await expect(shown("The original")).toBeVisible();
    await page.keyboard.up(key);
    await expect(shown("Difference")).toBeVisible();
  }
});

test("adjusts the seam afterwards and tells what it changes", async ({ editor, page }) => {
  await editor.runToResults();
  const card = editor.results.first();
  await expect(card).toContainText("0 pixels changed outside the mask");
  await card.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByRole("button", { name: "Seam", exact: true }).click();
  const panel = page.getByRole("region", { name: "Seam", exact: true });
  await expect(panel).toContainText("Protected: 0 pixels changed outside the mask");
  await expect(panel).toContainText("Raw: 0 pixels changed outside the mask");
  await expect(panel).toContainText(/Alignment: differs by [\d.]+ of 255 levels/);
  const apply = panel.getByRole("button", { name: "Apply seam", exact: true });
  await expect(apply).toBeDisabled();
  await panel.getByRole("slider", { name: "Seam feather", exact: true }).fill("12");
  await panel.getByRole("switch", { name: "Match colours", exact: true }).click();
  await apply.click();
  await expect(apply).toBeDisabled();
  const waiting = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Download protected", exact: true }).click();
  const before = decodePng(SMALL_PNG.buffer);
  const soft = decodePng(await bytesOfDownload(await waiting));
  const bar = { x0: 50, x1: 110, y: 60, radius: 16 };
  expect(differences(before, soft, (x, y) => isInBar(bar, x, y)).outside).toBe(0);
  const raw = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Download raw", exact: true }).click();
  const hard = decodePng(await bytesOfDownload(await raw));
  expect(differences(hard, soft, () => true).inside).toBeGreaterThan(0);
  await page.reload();
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask");
});

test.describe("with two fingers", () => {
  test.use({ hasTouch: true });

  const compare = async (editor: Editor, context: BrowserContext): Promise<Fingers> => {
    await editor.runToResults();
    await editor.resultButton("Compare").click();
    await expect(editor.page.getByRole("img", { name: "Before and after", exact: true })).toBeVisible();
    return new Fingers(editor.page, await context.newCDPSession(editor.page));
  };

  test("zooms, moves no line, and shows all again", async ({ editor, page, context }) => {
    const fingers = await compare(editor, context);
    const [x, y] = await fingers.middleOf("Before and after");
    const fitted = await fingers.percent();
    await fingers.move([[x - 40, y - 20], [x + 40, y + 20]], [[x - 80, y - 40], [x + 80, y + 40]]);
    expect((await fingers.percent()) / fitted).toBeCloseTo(2, 1);
    // The first finger moved no line.
    await expect(page.getByRole("slider", { name: "Before and after", exact: true })).toHaveValue("50");
    await fingers.move([[x - 200, y], [x + 200, y]], [[x - 8, y], [x + 8, y]]);
    expect(await fingers.percent()).toBe(fitted);
  });

  test("moves the picture, and what is between the fingers stays there while they spread", async ({ editor, page, context }) => {
    const fingers = await compare(editor, context);
    const [x, y] = await fingers.middleOf("Before and after");
    await fingers.move([[x - 40, y - 20], [x + 40, y + 20]], [[x - 80, y - 40], [x + 80, y + 40]]);
    await page.getByRole("slider", { name: "Before and after", exact: true }).evaluate((input: HTMLInputElement) => {
      input.value = "0";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    for (let times = 0; times < 2; times += 1) {
      const before = await fingers.percent();
      const seen = await fingers.settledLooks("Before and after", [x + 30, y]);
      await fingers.move([[x - 40, y - 40], [x + 40, y - 40]], [[x, y - 10], [x + 80, y - 10]]);
      expect(await fingers.percent()).toBe(before);
      await expect.poll(async () => farApart(seen, await fingers.looks("Before and after", [x + 70, y + 30]))).toBeLessThan(3);

      const held = await fingers.settledLooks("Before and after", [x + 10, y + 10]);
      await fingers.move([[x - 30, y - 10], [x + 50, y + 30]], [[x - 70, y - 30], [x + 90, y + 50]]);
      expect((await fingers.percent()) / before).toBeCloseTo(2, 1);
      await fingers.move([[x - 70, y - 30], [x + 90, y + 50]], [[x - 30, y - 10], [x + 50, y + 30]]);
      expect(Math.abs((await fingers.percent()) - before)).toBeLessThanOrEqual(2);
      await expect.poll(async () => farApart(held, await fingers.looks("Before and after", [x + 10, y + 10]))).toBeLessThan(6);
      await page.getByRole("button", { name: "Zoom in", exact: true }).click();
      await fingers.drawn();
    }
  });

  test("zooms all variants at once, a finger on each", async ({ editor, page, context }) => {
    await editor.chooseRadio("Pictures to make", "2");
    await editor.runToResults(2);
    await editor.resultButton("Compare").click();
    await page.getByRole("button", { name: "Variants", exact: true }).click();
    await expect(page.getByRole("img", { name: "Variant 2", exact: true })).toBeVisible();
    const fingers = new Fingers(page, await context.newCDPSession(page));
    await fingers.drawn();
    const [one, other] = [await fingers.middleOf("Variant 1"), await fingers.middleOf("Variant 2")];
    const y = one[1];
    const small = await fingers.percent();
    await fingers.move([[one[0] + 60, y], [other[0] - 60, y]], [[one[0] - 60, y], [other[0] + 60, y]]);
    const across = (other[0] - one[0] + 120) / (other[0] - one[0] - 120);
    expect((await fingers.percent()) / small).toBeCloseTo(across, 1);
    // Both show the same part.
    await fingers.move([[one[0] - 30, y], [one[0] + 30, y]], [[one[0] - 10, y + 30], [one[0] + 50, y + 30]]);
    await expect
      .poll(async () => farApart(await fingers.looks("Variant 1", [one[0], y + 80]), await fingers.looks("Variant 2", [other[0], y + 80])))
      .toBeLessThan(12);
  });
});

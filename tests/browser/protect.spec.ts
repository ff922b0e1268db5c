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
  // Drawn: the canvas is not empty.
  const drawn = async (name: string): Promise<string> =>
    shown(name).evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const colours = new Set<number>();
      for (let at = 0; at < data.length; at += 4) {
        colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
      }
      return colours.size > 50 ? "a picture" : `${colours.size} colours`;
    });
  await expect.poll(async () => drawn("Before and after")).toBe("a picture");

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
  await expect.poll(async () => drawn("After")).toBe("a picture");
  await page.getByRole("button", { name: "Variants", exact: true }).click();
  for (const name of ["Variant 1", "Variant 2"]) {
    await expect.poll(async () => drawn(name)).toBe("a picture");
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

  test("zooms and moves what is compared, one picture or all variants", async ({ editor, page, context }) => {
    await editor.chooseRadio("Pictures to make", "2");
    await editor.runToResults(2);
    await editor.results.first().getByRole("button", { name: "Compare", exact: true }).click();
    const cdp = await context.newCDPSession(page);
    type At = readonly [number, number];
    const touch = async (type: "touchStart" | "touchMove" | "touchEnd", ...points: readonly At[]): Promise<void> => {
      await cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    };
    /** Two fingers from one place each to another. */
    const fingers = async (from: readonly [At, At], to: readonly [At, At]): Promise<void> => {
      // One after the other, as fingers come.
      await touch("touchStart", from[0]);
      await touch("touchStart", ...from);
      for (let step = 1; step <= 12; step += 1) {
        const between = (one: At, other: At): At => [
          one[0] + ((other[0] - one[0]) * step) / 12,
          one[1] + ((other[1] - one[1]) * step) / 12,
        ];
        await touch("touchMove", between(from[0], to[0]), between(from[1], to[1]));
      }
      await touch("touchEnd", to[0]);
      await touch("touchEnd");
    };
    const zoom = page.getByRole("button", { name: "Fit pictures", exact: true });
    const percent = async (): Promise<number> => {
      await page.waitForTimeout(80);
      return Number.parseInt((await zoom.textContent()) ?? "", 10);
    };
    /** Grey levels of 16 x 16 px about a point of the window. */
    const looks = async (name: string, [x, y]: At): Promise<number[]> =>
      page.getByRole("img", { name, exact: true }).evaluate((canvas: HTMLCanvasElement, [x, y]) => {
        const box = canvas.getBoundingClientRect();
        const [left, top] = [Math.round(x - box.x) - 8, Math.round(y - box.y) - 8];
        const data = canvas.getContext("2d")?.getImageData(left, top, 16, 16).data ?? [];
        return [...data].filter((_, index) => index % 4 === 1);
      }, [x, y] as const);
    const far = (one: number[], other: number[]): number =>
      one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
    const middleOf = async (name: string): Promise<At> => {
      const box = await page.getByRole("img", { name, exact: true }).boundingBox();
      return [Math.round((box?.x ?? 0) + (box?.width ?? 0) / 2), Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2)];
    };

    const slider = page.getByRole("slider", { name: "Before and after", exact: true });
    const [x, y] = await middleOf("Before and after");
    const fitted = await percent();
    await fingers([[x - 40, y - 20], [x + 40, y + 20]], [[x - 80, y - 40], [x + 80, y + 40]]);
    expect((await percent()) / fitted).toBeCloseTo(2, 1);
    // The first finger moved no line.
    await expect(slider).toHaveValue("50");
    await slider.evaluate((input: HTMLInputElement) => {
      input.value = "0";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    for (let times = 0; times < 2; times += 1) {
      const before = await percent();
      await page.waitForTimeout(100);
      const seen = await looks("Before and after", [x + 30, y]);
      await fingers([[x - 40, y - 40], [x + 40, y - 40]], [[x, y - 10], [x + 80, y - 10]]);
      expect(await percent()).toBe(before);
      expect(far(seen, await looks("Before and after", [x + 70, y + 30]))).toBeLessThan(3);
      // What was between the fingers stays there while they spread.
      const held = await looks("Before and after", [x + 10, y + 10]);
      await fingers([[x - 30, y - 10], [x + 50, y + 30]], [[x - 70, y - 30], [x + 90, y + 50]]);
      expect((await percent()) / before).toBeCloseTo(2, 1);
      await fingers([[x - 70, y - 30], [x + 90, y + 50]], [[x - 30, y - 10], [x + 50, y + 30]]);
      expect(Math.abs((await percent()) - before)).toBeLessThanOrEqual(2);
      expect(far(held, await looks("Before and after", [x + 10, y + 10]))).toBeLessThan(6);
      await page.getByRole("button", { name: "Zoom in", exact: true }).click();
    }
    // Pinched together, all is seen again.
    await fingers([[x - 200, y], [x + 200, y]], [[x - 8, y], [x + 8, y]]);
    expect(await percent()).toBe(fitted);

    await page.getByRole("button", { name: "Variants", exact: true }).click();
    await page.waitForTimeout(500);
    const [one, other] = [await middleOf("Variant 1"), await middleOf("Variant 2")];
    const small = await percent();
    // A finger on each: both are zoomed, and show the same part.
    await fingers([[one[0] + 60, y], [other[0] - 60, y]], [[one[0] - 60, y], [other[0] + 60, y]]);
    const across = (other[0] - one[0] + 120) / (other[0] - one[0] - 120);
    expect((await percent()) / small).toBeCloseTo(across, 1);
    await fingers([[one[0] - 30, y], [one[0] + 30, y]], [[one[0] - 10, y + 30], [one[0] + 50, y + 30]]);
    await page.waitForTimeout(300);
    expect(far(await looks("Variant 1", [one[0], y + 80]), await looks("Variant 2", [other[0], y + 80]))).toBeLessThan(12);
  });
});

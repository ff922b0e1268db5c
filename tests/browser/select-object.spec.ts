// Select object: by a box or strokes, by every kind of hand, each gesture a step that can be undone.

import type { CDPSession } from "@playwright/test";

import { TWO_OBJECTS, drawn, inDisc, inSquare, noise } from "./support/drawn.ts";
import type { Editor, FromCentre } from "./support/editor.ts";
import type { GivenFile } from "./support/files.ts";
import { exportMask, placement } from "./support/mask.ts";
import { greyAt, type Pixels } from "./support/pixels.ts";
import { expect, test } from "./support/test.ts";

type Region = (x: number, y: number) => boolean;

/** Share of the pixels that both have among those that either has. */
function likeness(mask: Pixels, region: Region): number {
  let [both, either] = [0, 0];
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      const [is, should] = [greyAt(mask, x, y) >= 128, region(x, y)];
      both += is && should ? 1 : 0;
      either += is || should ? 1 : 0;
    }
  }
  return either === 0 ? 1 : both / either;
}

const isEither: Region = (x, y) => inDisc(x, y) || inSquare(x, y);
const isNothing: Region = () => false;

async function expectMarked(editor: Editor, region: Region, least = 0.97): Promise<void> {
  await expect.poll(async () => likeness(await exportMask(editor), region)).toBeGreaterThan(least);
}

/** Points of the picture, as the hand needs them. */
async function fromCentre(editor: Editor, points: readonly (readonly [number, number])[]): Promise<FromCentre[]> {
  const [at, centre] = [await placement(editor), await editor.centre()];
  return points.map(([x, y]) => ({ x: at.left + x * at.scale - centre.x, y: at.top + y * at.scale - centre.y }));
}

async function drawAlong(editor: Editor, ...points: readonly (readonly [number, number])[]): Promise<void> {
  await editor.drag(await fromCentre(editor, points));
}

/** Waits until a selection is shown and nothing is at work. */
async function answered(editor: Editor): Promise<void> {
  await expect(editor.page.getByRole("button", { name: "Apply", exact: true })).toBeVisible();
  await expect(editor.page.getByRole("progressbar")).toHaveCount(0);
}

const DISC_BOX = [[60, 80], [200, 220]] as const;
const SQUARE_BOX = [[235, 90], [350, 205]] as const;
const DISC_STROKE = [[110, 130], [150, 170]] as const;
const SQUARE_STROKE = [[270, 130], [310, 170]] as const;

async function add(editor: Editor, file: GivenFile = TWO_OBJECTS.file): Promise<void> {
  await editor.addPictures(file);
  await editor.expectMask(/mask covers 0 %/);
  await editor.tool("Select object").click();
}

test("a box selects what it holds, and the answer shows while it is drawn", async ({ editor, page }) => {
  await add(editor);
  const [from, to] = await fromCentre(editor, DISC_BOX);
  const centre = await editor.centre();
  await page.mouse.move(centre.x + (from?.x ?? 0), centre.y + (from?.y ?? 0));
  await page.mouse.down();
  await page.mouse.move(centre.x + (to?.x ?? 0), centre.y + (to?.y ?? 0), { steps: 10 });
  const preview = editor.canvas.locator("svg path").last();
  await expect(preview).toHaveAttribute("d", /^M/);
  await editor.expectMask(/mask covers 0 %/);
  await page.mouse.up();
  await answered(editor);
  await expect(preview).toHaveAttribute("d", "");
  await page.keyboard.press("Enter");
  await expectMarked(editor, inDisc);
});

for (const [width, height] of [[1440, 900], [390, 844]] as const) {
  test(`what can be done with an object stands clear of the picture at ${width} px, and one click selects one`, async ({ editor, page }) => {
    // So tall that the fitted picture takes all the room there is.
    await add(editor, drawn("tall.png", 600, 1000, (x, y) => (inDisc(x / 2, y / 3) ? [200, 60, 40] : [70, 140, 60])));
    await page.setViewportSize({ width, height });
    await editor.canvas.focus();
    await page.keyboard.press("0");
    const remove = page.getByRole("button", { name: "Remove it", exact: true });
    await expect(remove).toBeDisabled();
    const [point] = await fromCentre(editor, [[260, 450]]);
    const centre = await editor.centre();
    await page.mouse.click(centre.x + (point?.x ?? 0), centre.y + (point?.y ?? 0));
    await answered(editor);
    await expect(remove).toBeEnabled();
    const [at, box] = [await placement(editor), await remove.boundingBox()];
    expect((box?.y ?? 0) + (box?.height ?? 0), "its lower edge").toBeLessThanOrEqual(at.top);
    await page.keyboard.press("Enter");
    await expectMarked(editor, (x, y) => inDisc(x / 2, y / 3));
  });
}

test("strokes add and take away, each a step, and Enter applies", async ({ editor, page }) => {
  await add(editor);
  await editor.chooseRadio("Select by", "Stroke");
  await drawAlong(editor, ...DISC_STROKE);
  await answered(editor);
  const disc = await editor.coveredPercent();
  await drawAlong(editor, ...SQUARE_STROKE);
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(disc + 3);
  await page.keyboard.down("Alt");
  await drawAlong(editor, ...DISC_STROKE);
  await page.keyboard.up("Alt");
  await expect.poll(() => editor.coveredPercent()).toBeLessThan(disc + 1);

  await editor.tool("Undo").click();
  await editor.tool("Undo").click();
  await expect.poll(() => editor.coveredPercent()).toBe(disc);
  await editor.tool("Redo").click();
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(disc + 3);
  await editor.tool("Redo").click();
  await expect.poll(() => editor.coveredPercent()).toBeLessThan(disc + 1);
  await editor.canvas.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toHaveCount(0);
  await expectMarked(editor, inSquare, 0.95);
  // An ordinary mask: three steps of it.
  for (let step = 0; step < 3; step += 1) {
    await editor.tool("Undo").click();
  }
  await editor.expectMask(/mask covers 0 %/);
});

test("the right button takes away, and what was undone can be done otherwise", async ({ editor, page }) => {
  await add(editor);
  await drawAlong(editor, [60, 80], [350, 220]);
  await answered(editor);
  const either = await editor.coveredPercent();
  expect(either).toBeGreaterThan(10);
  // A click is a dab, whichever gesture is chosen.
  const [square] = await fromCentre(editor, [[290, 150]]);
  const centre = await editor.centre();
  await page.mouse.click(centre.x + (square?.x ?? 0), centre.y + (square?.y ?? 0), { button: "right" });
  await expect.poll(() => editor.coveredPercent()).toBeLessThan(9);
  await editor.tool("Undo").click();
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(10);
  const [disc] = await fromCentre(editor, [[130, 150]]);
  await page.mouse.click(centre.x + (disc?.x ?? 0), centre.y + (disc?.y ?? 0), { button: "right" });
  await expect.poll(() => editor.coveredPercent()).toBeLessThan(9);
  await editor.canvas.focus();
  await page.keyboard.press("Enter");
  await expectMarked(editor, inSquare, 0.95);
});

test("Esc lets go, and a cancelled selection leaves the mask untouched", async ({ editor, page }) => {
  await add(editor);
  await editor.tool("Rectangle").click();
  await drawAlong(editor, [340, 10], [390, 50]);
  const before = Buffer.from((await exportMask(editor)).rgba);
  await editor.tool("Select object").click();
  await drawAlong(editor, ...DISC_BOX);
  await answered(editor);
  await editor.chooseRadio("Select by", "Stroke");
  await drawAlong(editor, ...DISC_STROKE);
  await answered(editor);
  await editor.canvas.focus();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toHaveCount(0);
  await expect.poll(async () => before.equals(Buffer.from((await exportMask(editor)).rgba))).toBe(true);
  // Before the answer, too.
  await drawAlong(editor, ...SQUARE_STROKE);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  expect(before.equals(Buffer.from((await exportMask(editor)).rgba))).toBe(true);
});

test("a selection is added to the mask, replaces it or is taken off it", async ({ editor, page }) => {
  await add(editor);
  await drawAlong(editor, ...DISC_BOX);
  await answered(editor);
  await page.keyboard.press("Enter");
  await drawAlong(editor, ...SQUARE_BOX);
  await answered(editor);
  await expectMarked(editor, isEither);
  await drawAlong(editor, ...SQUARE_BOX);
  await answered(editor);
  const how = page.getByRole("combobox", { name: "Mask", exact: true });
  await how.selectOption("Replace");
  await expect.poll(() => editor.coveredPercent()).toBeLessThan(7);
  await expectMarked(editor, inSquare);
  await drawAlong(editor, ...SQUARE_BOX);
  await answered(editor);
  await how.selectOption("Subtract");
  await editor.expectMask(/mask covers (0|under 1) %/);
  await page.keyboard.press("Escape");
  await expectMarked(editor, inSquare);
  await how.selectOption("Add to mask");
  await page.keyboard.down("Alt");
  await drawAlong(editor, ...SQUARE_BOX);
  await page.keyboard.up("Alt");
  await answered(editor);
  await page.keyboard.press("Enter");
  await expectMarked(editor, isNothing, 0);
  await editor.expectMask(/mask covers (0|under 1) %/);
});

test("by the keyboard alone: a box, a dab, Enter", async ({ editor, page }) => {
  await editor.addPictures(TWO_OBJECTS.file);
  await editor.canvas.focus();
  await page.keyboard.press("s");
  await expect(editor.tool("Select object")).toHaveAttribute("aria-pressed", "true");
  const go = async (key: string, px: number): Promise<void> => {
    for (let left = px; left >= 10; left -= 10) {
      await page.keyboard.press(`Shift+${key}`);
    }
  };
  // From the middle, 200 x 150.
  await page.keyboard.press("ArrowLeft");
  await go("ArrowUp", 70);
  await page.keyboard.press("Enter");
  await go("ArrowLeft", 140);
  await go("ArrowDown", 140);
  await page.keyboard.press("Enter");
  await answered(editor);
  const disc = await editor.coveredPercent();
  await editor.chooseRadio("Select by", "Stroke");
  await editor.canvas.focus();
  // Its cross is in the middle again. One dab is enough.
  await go("ArrowRight", 90);
  await page.keyboard.press("Enter");
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(disc + 3);
  await answered(editor);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toHaveCount(0);
  await expectMarked(editor, isEither, 0.95);
});

async function dragBy(cdp: CDPSession, kind: "touch" | "pen", points: readonly FromCentre[]): Promise<void> {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) {
    throw new Error("a drag needs two points");
  }
  const way = Array.from({ length: 9 }, (_, step) => ({
    x: first.x + ((last.x - first.x) * step) / 8,
    y: first.y + ((last.y - first.y) * step) / 8,
  }));
  if (kind === "touch") {
    await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ ...first, id: 0 }] });
    for (const point of way) {
      await cdp.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ ...point, id: 0 }] });
    }
    await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    return;
  }
  const send = (type: "mousePressed" | "mouseMoved" | "mouseReleased", point: FromCentre) =>
    cdp.send("Input.dispatchMouseEvent", { type, ...point, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: 1, pointerType: "pen" });
  await send("mousePressed", first);
  for (const point of way) {
    await send("mouseMoved", point);
  }
  await send("mouseReleased", last);
}

test.describe("by finger and pen", () => {
  test.use({ hasTouch: true });

  for (const kind of ["touch", "pen"] as const) {
    test(`a box and a stroke by ${kind}`, async ({ editor, page, context }) => {
      await add(editor);
      const cdp = await context.newCDPSession(page);
      const inWindow = async (points: readonly (readonly [number, number])[]): Promise<FromCentre[]> => {
        const centre = await editor.centre();
        return (await fromCentre(editor, points)).map(({ x, y }) => ({ x: x + centre.x, y: y + centre.y }));
      };
      await dragBy(cdp, kind, await inWindow(DISC_BOX));
      await answered(editor);
      const disc = await editor.coveredPercent();
      await editor.chooseRadio("Select by", "Stroke");
      await dragBy(cdp, kind, await inWindow(SQUARE_STROKE));
      await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(disc + 3);
      await answered(editor);
      await page.getByRole("button", { name: "Apply", exact: true }).click();
      await expectMarked(editor, isEither, 0.95);
    });
  }
});

test("softness changes the edge of what is shown, at once and without a step", async ({ editor, page }) => {
  await add(editor);
  await drawAlong(editor, ...DISC_BOX);
  await answered(editor);
  const partial = async (): Promise<number> => {
    const { rgba } = await exportMask(editor);
    return rgba.filter((value, index) => index % 4 === 0 && value > 5 && value < 250).length;
  };
  const softness = page.getByRole("slider", { name: "Edge softness", exact: true });
  await softness.fill("1000");
  await expect(softness).toHaveAttribute("aria-valuetext", /^100/);
  await answered(editor);
  // Looking at the mask's file takes the selection into the mask.
  const soft = await partial();
  await editor.tool("Undo").click();
  await editor.expectMask(/mask covers 0 %/);
  await drawAlong(editor, ...DISC_BOX);
  await answered(editor);
  await softness.fill("0");
  await answered(editor);
  const hard = await partial();
  expect(soft, "partly covered pixels").toBeGreaterThan(hard);
  for (const view of ["On black", "On white", "Mask alone", "Overlay"]) {
    await page.getByRole("combobox", { name: "View", exact: true }).selectOption(view);
  }
  await editor.tool("Undo").click();
  await editor.expectMask(/mask covers 0 %/);
});

const ODD: readonly (readonly [string, GivenFile, RegExp])[] = [
  ["one colour", drawn("plain.png", 300, 200, () => [90, 120, 60]), /one colour/],
  ["nothing but transparency", drawn("clear.png", 300, 200, () => [10, 20, 30, 0]), /one colour/],
  ["1 px wide", drawn("thin.png", 1, 300, (_, y) => [noise(0, y), 40, 90]), /./],
  ["noise alone", drawn("noise.png", 300, 200, (x, y) => [noise(x, y), noise(y, x + 7), noise(x + 3, y)]), /./],
];

for (const [what, file, words] of ODD) {
  test(`a picture of ${what} is answered, or says why not`, async ({ editor, page }) => {
    await add(editor, file);
    await editor.drag([{ x: -60, y: -60 }, { x: 60, y: 60 }]);
    const alert = editor.alert.filter({ hasText: words });
    await expect(alert.or(page.getByRole("button", { name: "Apply", exact: true })).first()).toBeVisible();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    if (await alert.first().isVisible()) {
      await editor.expectMask(/mask covers 0 %/);
    }
    // The painter goes on.
    await page.keyboard.press("Escape");
    await editor.tool("Brush").click();
    await editor.drag([{ x: 0, y: -10 }, { x: 0, y: 10 }]);
    await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(0);
  });
}

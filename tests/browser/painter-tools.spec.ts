// Every tool, by mouse, finger, pen and keyboard, and what must not break it.

import type { CDPSession } from "@playwright/test";

import { SMALL_PNG } from "./support/files.ts";
import { expectSaved, saveDraftWith } from "./support/kept.ts";
import { exportMask } from "./support/mask.ts";
import { greyAt } from "./support/pixels.ts";
import { expect, test } from "./support/test.ts";

const NOTHING = /mask covers 0 % of 160 x 120 px/;
const SOMETHING = /mask covers (under 1|[1-9]\d?) % of 160 x 120 px/;
const ALL = /mask covers 100 % of 160 x 120 px/;

test.beforeEach(async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.slider("Hardness").fill("1000");
  await editor.expectMask(NOTHING);
});

test("rectangle and ellipse mark what they span, and Alt subtracts", async ({ editor, page }) => {
  await editor.tool("Rectangle").click();
  await editor.drag([{ x: -40, y: -30 }, { x: 40, y: 30 }]);
  await editor.expectMask(/mask covers 25 % /);
  await page.keyboard.down("Alt");
  await editor.drag([{ x: -60, y: -50 }, { x: 60, y: 50 }]);
  await page.keyboard.up("Alt");
  await editor.expectMask(NOTHING);
  await editor.tool("Ellipse").click();
  await editor.drag([{ x: -40, y: -30 }, { x: 40, y: 30 }]);
  await editor.expectMask(/mask covers (19|20|21) % /);
});

test("lasso and polygon mark what they enclose, and no area is no step", async ({ editor, page }) => {
  await editor.tool("Lasso").click();
  await editor.drag([{ x: -40, y: -30 }, { x: 40, y: -30 }, { x: 40, y: 30 }, { x: -40, y: 30 }]);
  await editor.expectMask(/mask covers (24|25|26) % /);
  await editor.tool("Clear").click();
  await editor.tool("Polygon").click();
  const centre = await editor.centre();
  for (const [x, y] of [[-40, -30], [40, -30], [40, 30], [-40, 30]] as const) {
    await page.mouse.click(centre.x + x, centre.y + y);
  }
  await editor.expectMask(NOTHING);
  await page.keyboard.press("Enter");
  await editor.expectMask(/mask covers (24|25|26) % /);
  await editor.tool("Clear").click();
  await page.mouse.click(centre.x, centre.y);
  await page.mouse.click(centre.x + 30, centre.y);
  await editor.canvas.focus();
  await page.keyboard.press("Escape");
  await editor.expectMask(NOTHING);
  await editor.tool("Undo").click();
  await editor.expectMask(/mask covers (24|25|26) % /);
});

test("fill takes the inside of an outline", async ({ editor, page }) => {
  await editor.setBrushSize(6);
  await editor.drag([{ x: -40, y: -30 }, { x: 40, y: -30 }, { x: 40, y: 30 }, { x: -40, y: 30 }, { x: -40, y: -30 }]);
  const outline = await editor.coveredPercent();
  await editor.tool("Fill").click();
  const centre = await editor.centre();
  await page.mouse.click(centre.x, centre.y);
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(outline + 10);
  await editor.tool("Undo").click();
  await expect.poll(() => editor.coveredPercent()).toBe(outline);
});

test("selecting by colour is seen, widened, applied or given up", async ({ editor, page }) => {
  await editor.tool("Select by colour").click();
  await page.getByRole("checkbox", { name: "Connected", exact: true }).uncheck();
  const centre = await editor.centre();
  await page.mouse.click(centre.x, centre.y);
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toBeVisible();
  await editor.expectMask(SOMETHING);
  await editor.slider("Tolerance").fill("1000");
  await editor.expectMask(ALL);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await editor.expectMask(NOTHING);
  await page.mouse.click(centre.x, centre.y);
  await editor.expectMask(ALL);
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await editor.tool("Undo").click();
  await editor.expectMask(NOTHING);
});

test("grow, shrink and feather change the edge, seen while it is chosen, each as one step", async ({ editor, page }) => {
  await editor.tool("Rectangle").click();
  await editor.drag([{ x: -20, y: -15 }, { x: 20, y: 15 }]);
  await editor.expectMask(/mask covers 6 % /);
  const number = page.getByRole("spinbutton", { name: "Grow mask by, in pixels", exact: true });
  await editor.tool("Grow").click();
  await expect(number).toBeFocused();
  await number.fill("16");
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(19);
  await number.press("Escape");
  await editor.expectMask(/mask covers 6 % /);
  await expect(editor.canvas).toBeFocused();
  await editor.tool("Grow").click();
  await number.fill("8");
  await number.press("Enter");
  await expect(number).toHaveCount(0);
  await editor.tool("Undo").click();
  await editor.expectMask(/mask covers 6 % /);
  await editor.tool("Grow").click();
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(11);
  await editor.tool("Shrink").click();
  await editor.expectMask(/mask covers 6 % /);
  await editor.tool("Feather").click();
  await expect.poll(() => editor.coveredPercent()).toBeGreaterThan(11);
  for (const expected of [6, 13, 6]) {
    await editor.tool("Undo").click();
    await expect.poll(() => editor.coveredPercent()).toBeGreaterThanOrEqual(expected - 2);
  }
  await editor.tool("Undo").click();
  await editor.expectMask(NOTHING);
});

test("a tooltip says a tool's name, its key and its use, for the pointer and for the keyboard", async ({ editor, page }) => {
  const tip = page.locator(".tip");
  await editor.tool("Rectangle").hover();
  await expect(tip).toHaveText(/Rectangle\s*M\s*Drag to select\./);
  await page.mouse.move(5, 5);
  await expect(tip).toHaveCount(0);
  await editor.tool("Undo").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(editor.tool("Brush")).toBeFocused();
  await expect(tip).toHaveText(/Brush\s*B/);
  await page.keyboard.press("Escape");
  await expect(tip).toHaveCount(0);
  // One tab stop: the next one is outside.
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest('[role="toolbar"]') === null)).toBe(true);
});

test("the right button erases, X swaps, Shift draws a line", async ({ editor, page }) => {
  const centre = await editor.centre();
  await page.mouse.click(centre.x - 50, centre.y);
  await page.keyboard.down("Shift");
  await page.mouse.click(centre.x + 50, centre.y);
  await page.keyboard.up("Shift");
  const line = await exportMask(editor);
  expect(greyAt(line, 80, 60), "the middle of the line").toBe(255);
  await page.mouse.move(centre.x, centre.y);
  await page.mouse.down({ button: "right" });
  await page.mouse.up({ button: "right" });
  const erased = await exportMask(editor);
  expect(greyAt(erased, 80, 60)).toBe(0);
  expect(greyAt(erased, 40, 60)).toBe(255);
  await editor.canvas.focus();
  await page.keyboard.press("x");
  await expect(editor.tool("Eraser")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("x");
  await expect(editor.tool("Brush")).toHaveAttribute("aria-pressed", "true");
});

test("Alt and the right button change size and hardness", async ({ editor, page }) => {
  const size = await editor.sliderValue("Size");
  const centre = await editor.centre();
  await page.keyboard.down("Alt");
  await page.mouse.move(centre.x, centre.y);
  await page.mouse.down({ button: "right" });
  await page.mouse.move(centre.x + 60, centre.y + 40, { steps: 4 });
  await page.mouse.up({ button: "right" });
  await page.keyboard.up("Alt");
  expect(await editor.sliderValue("Size")).toBeGreaterThan(size);
  expect(await editor.sliderValue("Hardness")).toBeLessThan(100);
  await editor.expectMask(NOTHING);
});

test("paints by the keyboard alone", async ({ editor, page }) => {
  await editor.canvas.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+ArrowLeft");
  await page.keyboard.press("Enter");
  await editor.expectMask(SOMETHING);
  expect(greyAt(await exportMask(editor), 0, 60), "a dab at the left edge").toBe(255);
  await editor.canvas.focus();
  await page.keyboard.press("Control+z");
  await editor.expectMask(NOTHING);

  await page.keyboard.press("m");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowDown");
  }
  await page.keyboard.press("Space");
  const rectangle = await exportMask(editor);
  const marked = rectangle.rgba.filter((value, index) => index % 4 === 0 && value === 255).length;
  expect(marked, "41 x 41 pixels, both corners among them").toBe(41 * 41);
});

test("shows all keys", async ({ editor, page }) => {
  await editor.canvas.focus();
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog", { name: "Keys", exact: true })).toBeVisible();
  await editor.closeDialog();
});

async function touch(cdp: CDPSession, type: "touchStart" | "touchMove" | "touchEnd", points: readonly { x: number; y: number; id: number }[]): Promise<void> {
  await cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((point) => ({ ...point })) });
}

test.describe("by touch", () => {
  test.use({ hasTouch: true });

  test("one finger paints, two zoom without a mark, and their tap undoes", async ({ editor, page, context }) => {
    const cdp = await context.newCDPSession(page);
    const { x, y } = await editor.centre();
    await touch(cdp, "touchStart", [{ x: x - 30, y, id: 1 }]);
    for (let step = -30; step <= 30; step += 6) {
      await touch(cdp, "touchMove", [{ x: x + step, y, id: 1 }]);
    }
    await touch(cdp, "touchEnd", []);
    await editor.expectMask(SOMETHING);
    const painted = await editor.coveredPercent();
    const zoom = await page.getByRole("button", { name: "Fit", exact: true }).textContent();

    await touch(cdp, "touchStart", [{ x: x - 20, y, id: 1 }]);
    await touch(cdp, "touchStart", [{ x: x - 20, y, id: 1 }, { x: x + 20, y, id: 2 }]);
    for (let step = 20; step <= 80; step += 10) {
      await touch(cdp, "touchMove", [{ x: x - step, y, id: 1 }, { x: x + step, y, id: 2 }]);
    }
    await touch(cdp, "touchEnd", []);
    await expect(page.getByRole("button", { name: "Fit", exact: true })).not.toHaveText(zoom ?? "");
    expect(await editor.coveredPercent()).toBe(painted);

    await touch(cdp, "touchStart", [{ x: x - 20, y, id: 1 }]);
    await touch(cdp, "touchStart", [{ x: x - 20, y, id: 1 }, { x: x + 20, y, id: 2 }]);
    await touch(cdp, "touchEnd", []);
    await editor.expectMask(NOTHING);
  });
});

test("a pen's pressure is its size", async ({ editor, page, context }) => {
  const cdp = await context.newCDPSession(page);
  const { x, y } = await editor.centre();
  const pen = async (type: "mousePressed" | "mouseMoved" | "mouseReleased", force: number): Promise<void> => {
    await cdp.send("Input.dispatchMouseEvent", {
      type, x, y, force, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: 1, pointerType: "pen",
    });
  };
  const areas: number[] = [];
  for (const force of [0.25, 1]) {
    await pen("mousePressed", force);
    await pen("mouseReleased", 0);
    await editor.expectMask(SOMETHING);
    const mask = await exportMask(editor);
    areas.push(mask.rgba.filter((value, index) => index % 4 === 0 && value >= 128).length);
    await editor.tool("Clear").click();
    await editor.expectMask(NOTHING);
  }
  const [light = 0, full = 0] = areas;
  expect(full).toBeGreaterThan(light * 4);
});

test("a stroke goes on while the draft is kept", async ({ editor, page }) => {
  await editor.paintStroke(20);
  const centre = await editor.centre();
  await page.mouse.move(centre.x - 50, centre.y + 20);
  await page.mouse.down();
  await page.mouse.move(centre.x - 40, centre.y + 20);
  // Changed without taking the focus, which would end the stroke.
  await editor.prompt.evaluate((field: HTMLTextAreaElement) => {
    field.value = "changed in mid-stroke";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await expectSaved(page, "draft", "changed in mid-stroke");
  await page.mouse.move(centre.x + 50, centre.y + 20, { steps: 5 });
  await page.mouse.up();
  const mask = await exportMask(editor);
  expect([31, 80, 129].map((x) => greyAt(mask, x, 80))).toEqual([255, 255, 255]);
  await editor.canvas.focus();
  await page.keyboard.press("Control+z");
  expect(greyAt(await exportMask(editor), 129, 80), "it is one step").toBe(0);
});

test("a huge brush, another tool and a lost focus in mid-stroke leave nothing stuck", async ({ editor, page }) => {
  await editor.setBrushSize(2000);
  const centre = await editor.centre();
  await page.mouse.move(centre.x, centre.y);
  await page.mouse.down();
  await page.keyboard.press("m");
  await page.mouse.move(centre.x + 20, centre.y);
  await page.mouse.up();
  await editor.expectMask(ALL);
  await editor.tool("Undo").click();
  await editor.expectMask(NOTHING);

  await editor.tool("Brush").click();
  await page.mouse.move(centre.x, centre.y);
  await page.mouse.down();
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await editor.expectMask(NOTHING);
  await page.mouse.move(centre.x + 20, centre.y);
  await page.mouse.up();
  await editor.expectMask(NOTHING);
  await editor.paintStroke(40);
});

test("zooms by keys, moves by the middle button, and remembers how it is looked at", async ({ editor, page }) => {
  const zoom = page.getByRole("button", { name: "Fit", exact: true });
  const photo = editor.canvas.locator("img, canvas").first();
  const left = async (): Promise<number> => (await photo.boundingBox())?.x ?? Number.NaN;
  const fitted = await zoom.textContent();
  await editor.canvas.focus();
  await page.keyboard.press("Control+0");
  await expect(zoom).toHaveText(fitted ?? "");
  const [start, centre] = [await left(), await editor.centre()];
  await page.mouse.move(centre.x, centre.y);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(centre.x + 70, centre.y, { steps: 3 });
  await page.mouse.up({ button: "middle" });
  expect(await left()).toBeCloseTo(start + 70, 0);
  await editor.expectMask(NOTHING);
  const size = await editor.sliderValue("Size");
  await page.keyboard.down("Alt");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Alt");
  await expect.poll(() => editor.sliderValue("Size")).toBeGreaterThan(size);
  await expect(zoom).toHaveText(fitted ?? "");

  await page.getByText("View", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Scroll to pan", exact: true }).check();
  await page.getByLabel("Colour of the mask", { exact: true }).first().fill("#00ff00");
  await page.getByRole("slider", { name: "Opacity", exact: true }).fill("1000");
  await saveDraftWith(editor, "saved");
  await page.reload();
  await editor.expectMask(NOTHING);
  await page.getByText("View", { exact: true }).click();
  await expect(page.getByRole("checkbox", { name: "Scroll to pan", exact: true })).toBeChecked();
  await expect(page.getByLabel("Colour of the mask", { exact: true }).first()).toHaveValue("#00ff00");
  await page.getByText("View", { exact: true }).click();
  const [before, zoomed] = [await left(), await zoom.textContent()];
  await page.mouse.move(centre.x, centre.y);
  await page.mouse.wheel(40, 0);
  await expect.poll(left).toBeCloseTo(before - 40, 0);
  await expect(zoom).toHaveText(zoomed ?? "");
  // In the mask's colour at its full strength.
  await editor.drag([{ x: -40, y: 0 }, { x: 40, y: 0 }]);
  const shown = await page.evaluate(() => {
    const canvas = [...document.querySelectorAll<HTMLCanvasElement>("[role=application] canvas")].at(-1);
    const context = canvas?.getContext("2d");
    return [...(context?.getImageData((canvas?.width ?? 0) / 2, (canvas?.height ?? 0) / 2, 1, 1).data ?? [])];
  });
  expect(shown).toEqual([0, 255, 0, 255]);
});

test("a pen's other end erases", async ({ editor }) => {
  await editor.paintStroke(100);
  const { x, y } = await editor.centre();
  // The protocol has no button for it: the page's own events stand in for the browser's.
  await editor.canvas.evaluate((canvas, at) => {
    for (const type of ["pointerdown", "pointerup"]) {
      canvas.dispatchEvent(new PointerEvent(type, {
        bubbles: true, pointerId: 7, pointerType: "pen", pressure: 0.5, button: 5, buttons: type === "pointerdown" ? 32 : 0,
        clientX: at.x, clientY: at.y,
      }));
    }
  }, { x, y });
  expect(greyAt(await exportMask(editor), 80, 60)).toBe(0);
});

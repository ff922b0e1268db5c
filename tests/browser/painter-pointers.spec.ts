// Every tool by mouse, finger, pen and the keyboard alone: one page for each of them.

import type { CDPSession, Page } from "@playwright/test";

import type { Editor, FromCentre } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { expect, test } from "./support/test.ts";

const NOTHING = /mask covers 0 % of 160 x 120 px/;
const SOMETHING = /mask covers (under 1|[1-9]\d?) % of 160 x 120 px/;
const ALL = /mask covers 100 % of 160 x 120 px/;
const QUARTER = /mask covers (24|25|26) % of/;

/** A hand with something in it: goes down at the first point and up at the last. */
type Hand = (points: readonly FromCentre[]) => Promise<void>;

function between(points: readonly FromCentre[]): FromCentre[] {
  const way: FromCentre[] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1] ?? point;
    for (let step = 1; step <= 6; step += 1) {
      way.push({ x: before.x + ((point.x - before.x) * step) / 6, y: before.y + ((point.y - before.y) * step) / 6 });
    }
  }
  return way;
}

function mouseOrPen(cdp: CDPSession, centre: FromCentre, pointerType: "mouse" | "pen"): Hand {
  return async (points) => {
    const send = async (type: "mousePressed" | "mouseMoved" | "mouseReleased", point: FromCentre): Promise<void> => {
      const isDown = type !== "mouseReleased";
      await cdp.send("Input.dispatchMouseEvent", {
        type, x: centre.x + point.x, y: centre.y + point.y, button: "left", buttons: isDown ? 1 : 0,
        clickCount: 1, pointerType, force: isDown && pointerType === "pen" ? 0.9 : 0,
      });
    };
    const [first] = points;
    const last = points.at(-1);
    if (first === undefined || last === undefined) {
      throw new Error("a stroke needs a point");
    }
    await send("mousePressed", first);
    for (const point of points.length > 1 ? between(points) : []) {
      await send("mouseMoved", point);
    }
    await send("mouseReleased", last);
  };
}

function finger(cdp: CDPSession, centre: FromCentre): Hand {
  return async (points) => {
    const send = async (type: "touchStart" | "touchMove" | "touchEnd", point?: FromCentre): Promise<void> => {
      const touchPoints = point === undefined ? [] : [{ x: centre.x + point.x, y: centre.y + point.y, id: 1 }];
      await cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
    };
    const [first] = points;
    await send("touchStart", first);
    for (const point of points.length > 1 ? between(points) : []) {
      await send("touchMove", point);
    }
    await send("touchEnd");
  };
}

const CORNERS = [{ x: -40, y: -30 }, { x: 40, y: -30 }, { x: 40, y: 30 }, { x: -40, y: 30 }] as const;
const MIDDLE = { x: 1, y: 1 };

async function useEveryTool(editor: Editor, page: Page, hand: Hand, press: (name: string) => Promise<void>): Promise<void> {
  const tool = async (name: string): Promise<void> => {
    await press(name);
    // A tap becomes a click a little later.
    await expect(editor.tool(name)).toHaveAttribute("aria-pressed", "true");
  };
  const clear = async (): Promise<void> => {
    await press("Clear");
    await editor.expectMask(NOTHING);
  };

  await tool("Brush");
  await hand([{ x: -30, y: 0 }, { x: 30, y: 0 }]);
  await editor.expectMask(SOMETHING);
  await editor.setBrushSize(60);
  await tool("Eraser");
  await hand([{ x: -40, y: 0 }, { x: 40, y: 0 }]);
  await editor.expectMask(NOTHING);
  for (const [name, expected] of [["Rectangle", QUARTER], ["Ellipse", /mask covers (19|20|21) % of/]] as const) {
    await tool(name);
    await hand([CORNERS[0], CORNERS[2]]);
    await editor.expectMask(expected);
    await clear();
  }
  await tool("Lasso");
  await hand([...CORNERS, CORNERS[0]]);
  await editor.expectMask(QUARTER);
  await clear();
  await tool("Polygon");
  for (const corner of [...CORNERS, { x: -38, y: -28 }]) {
    await hand([corner]);
  }
  await editor.expectMask(QUARTER);
  await tool("Fill");
  await hand([MIDDLE]);
  await editor.expectMask(QUARTER);
  // A press while the worker has the mask is none.
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await hand([{ x: 60, y: 0 }]);
  await editor.expectMask(ALL);
  await clear();
  await tool("Select by colour");
  await hand([MIDDLE]);
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await editor.expectMask(/mask covers (under 1|[1-9]\d*) %/);
  await press("Undo");
  await editor.expectMask(NOTHING);
}

test.beforeEach(async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.slider("Hardness").fill("1000");
  await editor.expectMask(NOTHING);
});

for (const pointer of ["mouse", "pen"] as const) {
  test(`every tool by ${pointer}`, async ({ editor, page, context }) => {
    const hand = mouseOrPen(await context.newCDPSession(page), await editor.centre(), pointer);
    await useEveryTool(editor, page, hand, async (name) => editor.tool(name).click());
  });
}

test.describe("with fingers", () => {
  test.use({ hasTouch: true });

  test("every tool by touch, and fingers only move the picture once a pen was seen", async ({ editor, page, context }) => {
    const cdp = await context.newCDPSession(page);
    const centre = await editor.centre();
    await useEveryTool(editor, page, finger(cdp, centre), async (name) => editor.tool(name).click());

    await editor.tool("Brush").click();
    await mouseOrPen(cdp, centre, "pen")([MIDDLE]);
    await editor.expectMask(SOMETHING);
    const painted = await editor.coveredPercent();
    const photo = editor.canvas.locator("img");
    const before = await photo.boundingBox();
    await finger(cdp, centre)([{ x: -30, y: 20 }, { x: 30, y: 20 }]);
    await expect.poll(async () => (await photo.boundingBox())?.x).toBeCloseTo((before?.x ?? 0) + 60, 0);
    expect(await editor.coveredPercent()).toBe(painted);
  });
});

test("every tool by the keyboard alone", async ({ editor, page }) => {
  const keys = async (...list: readonly string[]): Promise<void> => {
    for (const key of list) {
      await page.keyboard.press(key);
    }
  };
  const go = async (right: number, down: number): Promise<void> => {
    for (const [count, less, more] of [[right, "ArrowLeft", "ArrowRight"], [down, "ArrowUp", "ArrowDown"]] as const) {
      for (let step = 0; step < Math.abs(count); step += 10) {
        await page.keyboard.press(`Shift+${count < 0 ? less : more}`);
      }
    }
  };
  await editor.canvas.focus();
  await keys("ArrowRight", "b", "Enter");
  await editor.expectMask(SOMETHING);
  await keys("e", ...Array<string>(8).fill("]"), "Enter");
  await editor.expectMask(NOTHING);
  for (const [key, expected] of [["m", /mask covers (14|15|16|17) % of/], ["o", /mask covers (11|12|13|14) % of/]] as const) {
    await keys(key, "Enter");
    await go(60, 50);
    await keys("Enter");
    await editor.expectMask(expected);
    await go(-60, -50);
    await keys("Delete");
    await editor.expectMask(NOTHING);
  }
  for (const key of ["l", "p"]) {
    await keys(key, "Enter");
    await go(60, 0);
    await keys("Enter");
    await go(0, 50);
    await keys("Enter");
    await go(-60, 0);
    await keys("Enter", "Enter");
    await editor.expectMask(/mask covers (14|15|16|17) % of/);
    await go(0, -50);
    await keys("Delete");
    await editor.expectMask(NOTHING);
  }
  await keys("g", "Enter");
  await editor.expectMask(ALL);
  await keys("Alt+Enter");
  await editor.expectMask(NOTHING);
  await keys("w", "Enter");
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toBeVisible();
  await keys("Enter");
  await expect(page.getByRole("button", { name: "Apply", exact: true })).toHaveCount(0);
  await editor.expectMask(/mask covers (under 1|[1-9]\d*) %/);
  await keys("Control+z");
  await editor.expectMask(NOTHING);
  await keys("Control+i");
  await editor.expectMask(ALL);
});

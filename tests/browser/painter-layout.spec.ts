// The painter in windows of all sizes: every control is in sight, and none lies over another.

import { PHOTOGRAPH } from "./support/files.ts";
import { expect, test } from "./support/test.ts";

const SIZES = [
  [320, 568],
  [414, 896],
  [740, 360],
  [768, 1024],
  [900, 700],
  [960, 540],
  [1024, 500],
  [1024, 600],
  [1100, 800],
  [1280, 620],
  [1280, 720],
  [1440, 900],
  [2560, 1080],
] as const;
const TOOLS = ["Brush", "Rectangle", "Polygon", "Fill", "Select by colour"];

test("every control of the painter is in sight in windows of all sizes", async ({ editor, page }) => {
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke(20);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    const tab = page.getByRole("tab", { name: "Stage", exact: true });
    if (await tab.isVisible()) {
      await tab.click();
    }
    for (const tool of TOOLS) {
      await editor.pressTool(tool);
      await expect
        .poll(() => page.evaluate(misplaced), { message: `${tool} at ${width} x ${height}`, timeout: 2000 })
        .toEqual([]);
    }
  }
});

/** What stands out of the box it belongs to, or over another. Runs in the page. */
function misplaced(): string[] {
  const found: string[] = [];
  const box = (element: Element): DOMRect => element.getBoundingClientRect();
  const within = (selector: string, around: string): void => {
    for (const element of document.querySelectorAll(selector)) {
      const [one, other] = [box(element), box(element.closest(around) ?? document.body)];
      const isOut = one.left < other.left - 1 || one.right > other.right + 1 || one.top < other.top - 1 || one.bottom > other.bottom + 1;
      if (one.width > 0 && isOut) {
        found.push(`${selector} (${element.textContent}) stands out of ${around}`);
      }
    }
  };
  within(".tool-options", ".stage");
  within(".tool-options *", ".tool-options");
  within(".mask-toolbar", ".stage");
  within(".mask-toolbar button", ".mask-toolbar");
  within(".mask-words button", ".mask-words");
  within(".readout > *", ".readout");
  within(".layer-tabs", ".stage");
  for (const tab of document.querySelectorAll(".layer-tabs button")) {
    for (const button of document.querySelectorAll(".mask-words button, .mask-toolbar button, .stage-run .run")) {
      const [one, other] = [box(tab), box(button)];
      const isOver = one.right > other.left && other.right > one.left && one.bottom > other.top && other.bottom > one.top;
      if (isOver && one.width > 0 && other.width > 0) {
        found.push(`${tab.textContent} lies over ${button.textContent}`);
      }
    }
  }
  const [options, tools] = [".tool-options", ".mask-toolbar"].map((selector) => document.querySelector(selector));
  if (!options || !tools) {
    return ["the painter is not there"];
  }
  const [one, other] = [box(options), box(tools)];
  if (one.right > other.left && other.right > one.left && one.bottom > other.top && other.bottom > one.top) {
    found.push("the options lie over the tools");
  }
  return found;
}

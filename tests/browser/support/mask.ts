// The mask as a person gets it out of the page, and what it should be.

import { expect } from "@playwright/test";

import type { Editor, FromCentre } from "./editor.ts";
import { bytesOfDownload, decodePng, type Pixels } from "./pixels.ts";

/** Exports the mask: the grey PNG. */
export async function exportMask(editor: Editor): Promise<Pixels> {
  const waiting = editor.page.waitForEvent("download");
  await editor.pressTool("Export mask");
  return decodePng(await bytesOfDownload(await waiting));
}

/** How the picture lies in the window, measured on the page itself. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** Where the picture is shown. */
export async function placement(editor: Editor): Promise<Placement> {
  return editor.canvas.evaluate((canvas) => {
    const photo = canvas.querySelector("img");
    if (photo === null) {
      throw new Error("the stage shows no picture");
    }
    const box = photo.getBoundingClientRect();
    return { left: box.left, top: box.top, scale: box.width / photo.offsetWidth };
  });
}

/** Compares a hard stroke along window points with the distance to it, pixel by pixel: one pixel of play. */
export function expectStroke(mask: Pixels, at: Placement, points: readonly FromCentre[], diameter: number): void {
  const inPicture = points.map((point) => ({ x: (point.x - at.left) / at.scale, y: (point.y - at.top) / at.scale }));
  let [wrong, inside] = [0, 0];
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      let distance = Number.POSITIVE_INFINITY;
      for (let index = 0; index + 1 < inPicture.length; index += 1) {
        const [from, to] = [inPicture[index], inPicture[index + 1]];
        if (from === undefined || to === undefined) {
          continue;
        }
        const [dx, dy] = [to.x - from.x, to.y - from.y];
        const length = dx * dx + dy * dy || 1;
        const share = Math.min(Math.max(((x + 0.5 - from.x) * dx + (y + 0.5 - from.y) * dy) / length, 0), 1);
        distance = Math.min(distance, Math.hypot(x + 0.5 - from.x - share * dx, y + 0.5 - from.y - share * dy));
      }
      const isMarked = (mask.rgba[(y * mask.width + x) * 4] ?? 0) >= 128;
      inside += isMarked ? 1 : 0;
      if ((isMarked && distance > diameter / 2 + 1) || (!isMarked && distance < diameter / 2 - 1)) {
        wrong += 1;
      }
    }
  }
  expect(inside, "something is painted").toBeGreaterThan(0);
  expect(wrong, "pixels more than one away from the stroke's edge").toBe(0);
}

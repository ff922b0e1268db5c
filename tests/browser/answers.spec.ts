// What comes back otherwise than it was asked for: fewer pictures, another format, a part of the frame.

import type { Page, Route } from "@playwright/test";

import { PHOTOGRAPH } from "./support/files.ts";
import { bytesOfDownload, decodeInBrowser, decodePng, differences } from "./support/pixels.ts";
import { resetSimulator, setSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

/** A part of a picture as a model would give it back, in pixels of the picture. */
interface Answer {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Its own width; the height follows. */
  readonly widthPx: number;
  /** A CSS filter for what the model does to the colours. */
  readonly filter: string;
}

/** Draws an answer, as JPEG. */
async function answerOf(page: Page, picture: Buffer, answer: Answer): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ({ base64, answer }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      const { left, top, width, height, widthPx, filter } = answer;
      const canvas = new OffscreenCanvas(widthPx, Math.round((widthPx * height) / width));
      const context = canvas.getContext("2d");
      if (context === null) {
        throw new Error("no 2D canvas");
      }
      context.imageSmoothingQuality = "high";
      context.filter = filter;
      context.drawImage(bitmap, left, top, width, height, 0, 0, canvas.width, canvas.height);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
      const data = new Uint8Array(await blob.arrayBuffer());
      let text = "";
      for (let start = 0; start < data.length; start += 0x8000) {
        text += String.fromCharCode(...data.subarray(start, start + 0x8000));
      }
      return btoa(text);
    },
    { base64: picture.toString("base64"), answer },
  );
  return Buffer.from(base64, "base64");
}

/** Changes the picture list of a result on its way to the page. */
async function changeResult(page: Page, change: (addresses: string[]) => string[]): Promise<void> {
  await page.route(/\/requests\/[^/?]+$/, async (route: Route) => {
    if (route.request().method() !== "GET") {
      await route.fallback();
      return;
    }
    const answer = await route.fetch();
    const body = (await answer.json()) as { output?: unknown };
    const output = Array.isArray(body.output) ? (body.output as string[]) : [];
    await route.fulfill({ response: answer, json: { ...body, output: change(output) } });
  });
}

test.beforeEach(async ({ editor }) => {
  await resetSimulator();
  await setSimulator({ queue_millis: 50, run_millis: 50 });
  await editor.useSimulator();
  await editor.addPictures(PHOTOGRAPH);
});
test.afterAll(resetSimulator);

test("says that fewer pictures and another format came than were asked for", async ({ editor, page }) => {
  await editor.chooseRadio("Pictures to make", "3");
  await editor.prompt.fill("Three, please");
  await changeResult(page, (addresses) => addresses.slice(0, 2));
  const other = await answerOf(page, PHOTOGRAPH.buffer, {
    left: 0, top: 0, width: PHOTOGRAPH.width, height: PHOTOGRAPH.height, widthPx: 640, filter: "none",
  });
  await page.route(/media\.modelrunner/, (route) => route.fulfill({ body: other, contentType: "image/jpeg" }));
  await editor.runToResults(2);
  for (const index of [0, 1]) {
    await expect(editor.results.nth(index)).toContainText("asked for 3 pictures, 2 came back");
    await expect(editor.results.nth(index)).toContainText("asked for PNG, JPEG came back");
  }
  await page.reload();
  await expect(editor.results.first()).toContainText("asked for 3 pictures, 2 came back");
});

test("lays a cropped answer of other colours where it belongs", async ({ editor, page }) => {
  const answer: Answer = { left: 143, top: 87, width: 1680, height: 1120, widthPx: 1536, filter: "brightness(1.06) saturate(1.1)" };
  const cropped = await answerOf(page, PHOTOGRAPH.buffer, answer);
  await page.route(/media\.modelrunner/, (route) => route.fulfill({ body: cropped, contentType: "image/jpeg" }));
  await editor.setBrushSize(300);
  await editor.paintStroke(120);
  await editor.prompt.fill("Keep the rest");
  await editor.runToResults();
  const card = editor.results.first();
  await expect(card).toContainText("0 pixels changed outside the mask", { timeout: 30_000 });

  const before = await decodeInBrowser(page, PHOTOGRAPH.buffer, "image/jpeg");
  const after = decodePng(await bytesOfDownload(await editor.download()));
  const mask = page.waitForEvent("download");
  await editor.pressTool("Export mask");
  const coverage = decodePng(await bytesOfDownload(await mask));
  const isMarked = (x: number, y: number): boolean => (coverage.rgba[(y * coverage.width + x) * 4] ?? 0) > 0;
  const changed = differences(before, after, isMarked);
  expect(changed.outside).toBe(0);
  expect(changed.inside / changed.insideArea).toBeGreaterThan(0.5);
  // The answer shows the same scene: where it lies right and in the right colours, little differs even inside.
  let [sum, count] = [0, 0];
  for (let y = 0; y < before.height; y += 1) {
    for (let x = 0; x < before.width; x += 1) {
      if (isMarked(x, y)) {
        const at = (y * before.width + x) * 4 + 1;
        sum += Math.abs((before.rgba[at] ?? 0) - (after.rgba[at] ?? 0));
        count += 1;
      }
    }
  }
  expect(sum / count).toBeLessThan(8);
});

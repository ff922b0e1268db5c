// Local fill on a real photograph, with no key and no network.

import { PHOTOGRAPH, SMALL_PNG, sampleBytes, sampleOf } from "./support/files.ts";
import {
  bytesOfDownload,
  decodeInBrowser,
  decodePng,
  differences,
  greyAt,
  isInBar,
  type Pixels,
} from "./support/pixels.ts";
import type { Editor } from "./support/editor.ts";
import { expect, test } from "./support/test.ts";

/** CSS pixels from end to end. */
const STROKE_LENGTH = 200;

/** The result at a place of the list, decoded. */
async function resultPixels(editor: Editor, index = 0): Promise<Pixels> {
  return decodePng(await bytesOfDownload(await editor.download(index)));
}

/** The part of the photograph that a stroke through the canvas' centre covers. */
async function outermostBar(editor: Editor): Promise<{ x0: number; x1: number; y: number; radius: number }> {
  const photo = await editor.canvas.locator("img").first().boundingBox();
  if (photo === null) {
    throw new Error("the photograph is not shown");
  }
  const centre = await editor.centre();
  const scale = photo.width / PHOTOGRAPH.width;
  const half = STROKE_LENGTH / 2 / scale;
  const radius = (await editor.sliderValue("Size")) / 2 + 3;
  const middle = (centre.x - photo.x) / scale;
  return { x0: middle - half, x1: middle + half, y: (centre.y - photo.y) / scale, radius };
}

test.beforeEach(async ({ editor }) => {
  await editor.useEngine("Local fill");
});

test("keeps every byte outside the mask of a photograph and changes what is inside", async ({ editor, page }) => {
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke(STROKE_LENGTH);
  const brush = await editor.sliderValue("Size");
  const bar = await outermostBar(editor);
  await editor.runToResults();

  const before = await decodeInBrowser(page, PHOTOGRAPH.buffer, PHOTOGRAPH.mimeType);
  const after = await resultPixels(editor);
  const { outside, inside } = differences(before, after, (x, y) => isInBar(bar, x, y));
  expect(outside, "pixels changed outside the stroke").toBe(0);
  // The stroke covers at least its length at full scale by the brush's width; nearly all of it is new.
  expect(inside).toBeGreaterThan(STROKE_LENGTH * brush * 0.8);
});

test("follows a sample's mask to the pixel", async ({ editor, page }) => {
  const sample = sampleOf("rocket.jpg");
  await editor.trySampleToResult(sample.title);

  const mask = decodePng(sampleBytes(sample.mask));
  const before = await decodeInBrowser(page, sampleBytes(sample.file), "image/jpeg");
  // By the browser as well: the result has the photograph's own profile.
  const after = await decodeInBrowser(page, await bytesOfDownload(await editor.download()), "image/png");
  const { outside, inside, insideArea } = differences(before, after, (x, y) => greyAt(mask, x, y) > 0);
  expect(outside, "pixels changed where the mask is black").toBe(0);
  expect(inside / insideArea, "share of the masked pixels that changed").toBeGreaterThan(0.8);
});

test("keeps a PNG's bytes exactly, without help from the browser's decoder", async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  const brush = await editor.sliderValue("Size");
  await editor.paintStroke(40);
  await editor.runToResults();

  const before = decodePng(SMALL_PNG.buffer);
  const after = await resultPixels(editor);
  // The picture is shown at 100 %: the stroke's length in CSS pixels is its length in the picture.
  const radius = brush / 2 + 3;
  const bar = { x0: 80 - 21, x1: 80 + 21, y: 60, radius };
  const { outside, inside } = differences(before, after, (x, y) => isInBar(bar, x, y));
  expect(outside).toBe(0);
  expect(inside).toBeGreaterThan(0);
});

test("makes four variants, and they differ", async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke(60);
  await editor.chooseRadio("Pictures to make", "4");
  await editor.runToResults(4);

  const variants = new Set<string>();
  for (let index = 0; index < 4; index += 1) {
    variants.add(Buffer.from((await resultPixels(editor, index)).rgba).toString("base64"));
  }
  expect(variants.size).toBe(4);
});

for (const { memoryGb, workers } of [{ memoryGb: 8, workers: 4 }, { memoryGb: 0.06, workers: 1 }]) {
  test(`makes variants beside each other where the memory allows: ${memoryGb} GB`, async ({ editor, page }) => {
    await page.addInitScript((memoryGb) => {
      Object.defineProperty(navigator, "hardwareConcurrency", { value: 5 });
      Object.defineProperty(navigator, "deviceMemory", { value: memoryGb });
    }, memoryGb);
    await editor.open();
    await editor.addPictures(SMALL_PNG);
    await editor.paintStroke(60);
    await editor.chooseRadio("Pictures to make", "4");
    await expect.poll(() => page.workers().length, "the worker that reads pictures is there").toBe(1);
    let started = 0;
    page.on("worker", () => (started += 1));
    await editor.runToResults(4);
    expect(started).toBe(workers);
  });
}

test("warms the fill up once something is marked for it, once", async ({ editor, page }) => {
  await page.addInitScript(() => {
    const asked: string[] = [];
    const post = Worker.prototype.postMessage as (this: Worker, ...given: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]): void {
      asked.push(JSON.stringify(given[0]));
      post.apply(this, given);
    };
    Object.assign(window, { asked });
  });
  const warmUps = (): Promise<number> =>
    page.evaluate(() => (window as unknown as { asked: string[] }).asked.filter((text) => text.includes("WarmUp")).length);
  await editor.open();
  await editor.useEngine("fal");
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke(40);
  expect(await warmUps(), "no fill is to be expected with another engine").toBe(0);
  await editor.useEngine("Local fill");
  await expect.poll(warmUps).toBe(1);
  await editor.paintStroke(60);
  await editor.runToResults();
  expect(await warmUps()).toBe(1);
});

test("can be cancelled, and the next run works", async ({ editor }) => {
  test.setTimeout(120_000);
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke(STROKE_LENGTH);
  await editor.chooseRadio("Pictures to make", "4");
  await editor.run.click();
  await editor.jobs.first().getByRole("button", { name: /^(cancel|stop)/i }).click();
  await expect(editor.jobs.first().getByRole("status")).toContainText(/stopped|cancelled/i);
  await expect(editor.results).toHaveCount(0);
  await expect(editor.alert, "a cancelled run is no error").toHaveCount(0);

  await editor.chooseRadio("Pictures to make", "1");
  await editor.runToResults();
});

test("asks for a mask when there is none", async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("take the fig away");
  await editor.run.click();
  await editor.expectRefusal(/Local fill needs a mask/i, { pictures: 1, prompt: "take the fig away" });
  await expect(editor.results).toHaveCount(0);
});

test("makes the size asked for", async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke(40);
  await editor.customSize(321, 123);
  await editor.runToResults();
  const after = await resultPixels(editor);
  expect([after.width, after.height]).toEqual([321, 123]);
});

for (const [label, ending, firstBytes] of [
  ["PNG", "png", "89504e47"],
  ["JPEG", "jpe?g", "ffd8ff"],
  ["WebP", "webp", "52494646"],
] as const) {
  test(`writes ${label} when asked to`, async ({ editor, page }) => {
    await editor.addPictures(SMALL_PNG);
    await editor.paintStroke(40);
    await page.getByRole("combobox", { name: "Format", exact: true }).selectOption({ label });
    await editor.runToResults();
    const download = await editor.download();
    expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${ending}$`));
    const bytes = await bytesOfDownload(download);
    expect(bytes.toString("hex").startsWith(firstBytes)).toBe(true);
  });
}

test("says that the browser cannot write WebP, loses nothing, and goes on as PNG", async ({ editor, page }) => {
  // Such a browser gives PNG instead, and does not say so.
  await page.route("**/worker-loader.js", async (route) => {
    const loader = await (await route.fetch()).text();
    const body = `
      const own = OffscreenCanvas.prototype.convertToBlob;
      OffscreenCanvas.prototype.convertToBlob = function (options) {
        return own.call(this, options?.type === "image/webp" ? { type: "image/png" } : options);
      };
      ${loader}`;
    await route.fulfill({ contentType: "text/javascript", body });
  });
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke(40);
  const mask = await editor.maskText();
  const format = page.getByRole("combobox", { name: "Format", exact: true });
  await format.selectOption({ label: "WebP" });
  await editor.run.click();
  await expect(editor.jobs.first()).toContainText(/this browser lacks a WebP coder: choose PNG/i);
  await expect(editor.results).toHaveCount(0);
  expect(await editor.maskText(), "the mask is kept").toBe(mask);

  await format.selectOption({ label: "PNG" });
  await editor.runToResults();
  const bytes = await bytesOfDownload(await editor.download());
  expect(bytes.toString("hex").startsWith("89504e47")).toBe(true);
});

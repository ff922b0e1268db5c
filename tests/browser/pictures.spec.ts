// Pictures in, results out: dialog, drop, paste, address, order, orientation, what is kept.

import { readFile, writeFile } from "node:fs/promises";

import type { JSHandle, Page } from "@playwright/test";

import { PAGE } from "./support/addresses.ts";
import {
  named,
  ROTATED_JPEG,
  SMALL_AVIF,
  SMALL_GIF,
  SMALL_PNG,
  SMALL_WEBP,
  type GivenFile,
} from "./support/files.ts";
import { expect, test } from "./support/test.ts";

const FIRST = named(SMALL_PNG, "first.png");
const SECOND = named(SMALL_PNG, "second.png");
const THIRD = named(SMALL_PNG, "third.png");

/** What a person drags or pastes, inside the page. */
function transferOf(page: Page, files: readonly GivenFile[]): Promise<JSHandle<DataTransfer>> {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString("base64") }));
  return page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, plain);
}

test("takes several files from the dialog, in their order", async ({ editor }) => {
  await editor.addPictures(FIRST, SECOND, THIRD);
  for (const [index, file] of [FIRST, SECOND, THIRD].entries()) {
    await expect(editor.pictures.nth(index)).toHaveAccessibleName(`Picture ${index + 1}: ${file.name}`);
  }
});

test("takes files dropped anywhere on the page", async ({ editor, page }) => {
  const dataTransfer = await transferOf(page, [FIRST, SECOND]);
  for (const kind of ["dragenter", "dragover", "drop"]) {
    await page.getByRole("region", { name: "Results", exact: true }).dispatchEvent(kind, { dataTransfer });
  }
  await expect(editor.pictures).toHaveCount(2, { timeout: 20_000 });
});

test("takes a pasted picture", async ({ editor, page }) => {
  const transfer = await transferOf(page, [FIRST]);
  await transfer.evaluate((clipboardData) => {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(editor.pictures).toHaveCount(1, { timeout: 20_000 });
});

test("takes a picture from an address", async ({ editor, page }) => {
  await page.getByRole("button", { name: "Link to a picture", exact: true }).click();
  await page.getByRole("textbox", { name: "Picture address", exact: true }).fill(`${PAGE}samples/coffee.jpg`);
  await page.getByRole("button", { name: "Add from address", exact: true }).click();
  await expect(editor.pictures.first()).toHaveAccessibleName("Picture 1: coffee.jpg", { timeout: 20_000 });
  await editor.expectMask(/of 600 x 400 px/);
});

for (const file of [SMALL_PNG, SMALL_WEBP, SMALL_GIF, SMALL_AVIF]) {
  test(`takes ${file.mimeType}, and Local fill works on it`, async ({ editor }) => {
    await editor.useEngine("Local fill");
    await editor.addPictures(file);
    await editor.expectMask(/of 160 x 120 px/);
    await editor.paintStroke(40);
    await editor.runToResults();
  });
}

test("turns a photograph upright as its EXIF data says", async ({ editor }) => {
  await editor.addPictures(ROTATED_JPEG);
  await editor.expectMask(/of 120 x 160 px/);
});

test("reorders by menu, chooses the base, and removes", async ({ editor }) => {
  await editor.addPictures(FIRST, SECOND, THIRD);
  const expectOrder = async (...names: string[]): Promise<void> => {
    await expect(editor.pictures).toHaveCount(names.length);
    for (const [index, name] of names.entries()) {
      await expect(editor.pictures.nth(index)).toHaveAccessibleName(`Picture ${index + 1}: ${name}`);
    }
  };
  const press = (name: string): Promise<void> => editor.pressOnPicture(name);

  await press("Move picture 3 left");
  await expectOrder("first.png", "third.png", "second.png");
  await press("Move picture 1 right");
  await expectOrder("third.png", "first.png", "second.png");
  await press("Make picture 3 the base");
  await expect(editor.pictures.first()).toHaveAccessibleName("Picture 1: second.png");
  await press("Remove picture 1");
  await expect(editor.pictures).toHaveCount(2);
  await expect(editor.page.getByRole("listitem", { name: /second\.png/ })).toHaveCount(0);
  // What was pressed is gone; the keyboard goes on beside it.
  await expect
    .poll(() => editor.page.evaluate(() => document.activeElement?.closest('[aria-label="Pictures"]') !== null))
    .toBe(true);
});

test("keeps results over a reload, and forgets a deleted one", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke(40);
  await editor.chooseRadio("Pictures to make", "2");
  await editor.runToResults(2);
  const newest = await (await editor.download(0)).path();

  await page.reload();
  await expect(editor.results).toHaveCount(2, { timeout: 20_000 });
  const again = await (await editor.download(0)).path();
  expect((await readFile(again)).equals(await readFile(newest)), "the same bytes after a reload").toBe(true);

  await editor.pressOnResult("Delete");
  await expect(editor.results).toHaveCount(1);
  await page.reload();
  await expect(editor.run).toBeVisible();
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
});

test("goes on from a result", async ({ editor }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(ROTATED_JPEG);
  await editor.paintStroke(30);
  await editor.customSize(90, 70);
  await editor.runToResults();
  await editor.resultButton("Edit further").click();
  await editor.expectMask(/mask covers 0 % of 90 x 70 px/);
  await expect(editor.pictures.first()).toHaveAccessibleName(/^Picture 1: /);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("shows one pane at a time, chosen by tabs", async ({ editor, page }) => {
    const tab = (name: string) => page.getByRole("tab", { name, exact: true });
    await tab("Edit").tap();
    await expect(tab("Edit")).toHaveAttribute("aria-selected", "true");
    await expect(editor.prompt).toBeVisible();
    await editor.choose(SMALL_PNG);
    await tab("Stage").tap();
    await expect(editor.canvas).toBeVisible();
    await expect(editor.prompt).toBeHidden();
    await tab("Results").tap();
    await expect(page.getByRole("region", { name: "Results", exact: true })).toBeVisible();
    await expect(editor.canvas).toBeHidden();

    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, "px of sideways scrolling").toBeLessThanOrEqual(0);
  });

  test("edits from drop to result", async ({ editor, page }) => {
    const tab = (name: string) => page.getByRole("tab", { name, exact: true });
    await tab("Edit").tap();
    await editor.useEngine("Local fill");
    await editor.choose(SMALL_PNG);
    await tab("Stage").tap();
    await editor.paintStroke(40);
    await tab("Edit").tap();
    await editor.run.tap();
    await tab("Results").tap();
    await expect(editor.results).toHaveCount(1, { timeout: 45_000 });
  });
});

test("takes a 50-megapixel JPEG without freezing the page", async ({ editor, page, context, browser }, info) => {
  test.setTimeout(150_000);
  // Made in another page, so that the making does not count.
  const maker = await context.newPage();
  const base64 = await maker.evaluate(async () => {
    const canvas = new OffscreenCanvas(8660, 5774);
    const paint = canvas.getContext("2d");
    if (paint === null) {
      throw new Error("no 2D canvas");
    }
    const sky = paint.createLinearGradient(0, 0, canvas.width, canvas.height);
    sky.addColorStop(0, "#203a60");
    sky.addColorStop(1, "#e0a050");
    paint.fillStyle = sky;
    paint.fillRect(0, 0, canvas.width, canvas.height);
    for (let index = 0; index < 4_000; index += 1) {
      paint.fillStyle = `hsl(${(index * 37) % 360} 60% 50%)`;
      paint.fillRect((index * 7919) % canvas.width, (index * 104_729) % canvas.height, 60, 40);
    }
    // Grain, as a camera's sensor has: without it the file would be a tenth of a real one.
    const grain = new OffscreenCanvas(1024, 1024);
    const pixels = new ImageData(grain.width, grain.height);
    for (let start = 0; start < pixels.data.length; start += 0x10000) {
      crypto.getRandomValues(pixels.data.subarray(start, start + 0x10000));
    }
    grain.getContext("2d")?.putImageData(pixels, 0, 0);
    paint.globalAlpha = 0.12;
    for (let y = 0; y < canvas.height; y += grain.height) {
      for (let x = 0; x < canvas.width; x += grain.width) {
        paint.drawImage(grain, x, y);
      }
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
    const reader = new FileReader();
    const address = await new Promise<string>((resolve) => {
      reader.onload = () => resolve(String(reader.result));
      reader.readAsDataURL(blob);
    });
    return address.slice(address.indexOf(",") + 1);
  });
  await maker.close();
  const path = info.outputPath("fifty-megapixels.jpg");
  await writeFile(path, Buffer.from(base64, "base64"));

  await browser.startTracing(page, { categories: ["toplevel"] });
  await editor.fileInput.setInputFiles(path);
  await expect(editor.pictures).toHaveCount(1, { timeout: 90_000 });
  await editor.expectMask(/of 8660 x 5774 px/);
  const longest = longestTaskMillis(await browser.stopTracing());
  expect(longest, "longest task of the page's thread, in ms of its own CPU time").toBeLessThanOrEqual(200);
});

/** An entry of Chromium's trace; `tdur` is CPU time in microseconds, which other programs do not lengthen. */
type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } };

/** The CPU time in ms of the longest task on any page's thread. */
function longestTaskMillis(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter((event) => event.name === "thread_name" && event.args?.name === "CrRendererMain")
      .map((event) => `${event.pid} ${event.tid}`),
  );
  const tasks = traceEvents.filter(
    (event) => event.name.endsWith("RunTask") && threads.has(`${event.pid} ${event.tid}`) && event.tdur !== undefined,
  );
  expect(tasks.length, "tasks in the trace").toBeGreaterThan(100);
  return Math.max(...tasks.map((event) => event.tdur ?? 0)) / 1000;
}

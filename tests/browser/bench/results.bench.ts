// `cargo xtask bench results`: Protect on large pictures, frames while comparing and scrolling, the page with a
// thousand results, exports and imports. Times of a shared machine are no verdict; medians are told.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { test as base, type Browser, type BrowserContext, type CDPSession, type Page } from "@playwright/test";
import { PNG } from "pngjs";

import { Editor } from "../support/editor.ts";
import { PHOTOGRAPH, projectPath } from "../support/files.ts";
import { keepEdit, keepResults } from "../support/made-results.ts";
import { bytesOfDownload } from "../support/pixels.ts";
import { install } from "./probe.ts";

const RUNS = Number(process.env["PENTIMENTO_BENCH_RUNS"] ?? 3);
const MOVE_MILLIS = 8;
const SECONDS = 3;

type Figures = Record<string, number>;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 100) / 100;
}

async function newPage(browser: Browser): Promise<{ context: BrowserContext; page: Page; editor: Editor; cdp: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  await page.addInitScript(install);
  await page.addInitScript(() => {
    const tasks: { end: number; length: number }[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        tasks.push({ end: entry.startTime + entry.duration, length: entry.duration });
      }
    }).observe({ type: "longtask", buffered: true });
  });
  const editor = new Editor(page);
  await editor.open();
  await page.waitForTimeout(2500);
  return { context, page, editor, cdp: await context.newCDPSession(page) };
}

/** Forgets the tasks so far: opening the page is none of what comes. */
async function forgetTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    (window as unknown as { longTasks: unknown[] }).longTasks.length = 0;
  });
}

/** The longest task of the page's thread so far, in milliseconds; those under 50 are not told by browsers. */
async function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { longTasks } = window as unknown as { longTasks: { length: number }[] };
    return longTasks.reduce((longest, task) => Math.max(longest, task.length), 0);
  });
}

/** Bytes of the largest renderer on this machine, in MiB; not a number where `ps` is not there. */
function rendererMiB(): number {
  try {
    const listed = execFileSync("ps", ["-eo", "rss=,args="], { encoding: "utf8", maxBuffer: 1 << 26 });
    const sizes = listed.split("\n").filter((line) => line.includes("--type=renderer")).map((line) => Number.parseInt(line, 10));
    return Math.max(...sizes) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Runs something and gives the largest memory seen meanwhile. */
async function peak<T>(act: () => Promise<T>): Promise<{ value: T; mib: number }> {
  let mib = rendererMiB();
  const watch = setInterval(() => (mib = Math.max(mib, rendererMiB())), 250);
  try {
    return { value: await act(), mib: Math.round(mib) };
  } finally {
    clearInterval(watch);
  }
}

/** Frames while the pointer or the wheel goes on at 125 Hz. */
async function frames(page: Page, send: (step: number) => Promise<unknown>): Promise<Figures> {
  await page.evaluate(() => window.probe.start(false, false));
  const sent: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let step = 1; step <= (SECONDS * 1000) / MOVE_MILLIS; step += 1) {
    const wait = begin + step * MOVE_MILLIS - performance.now();
    if (wait > 0) {
      await new Promise((done) => setTimeout(done, wait));
    }
    // Not awaited: a slow page must not slow the hand.
    sent.push(send(step));
  }
  const took = performance.now() - begin;
  const shown = await page.evaluate(() => {
    window.probe.stop();
    return window.probe.frames.slice(2);
  });
  await Promise.all(sent);
  const sorted = [...shown].sort((a, b) => a - b);
  return {
    perSecond: Math.round((shown.length / took) * 10_000) / 10,
    p50: Math.round((sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN) * 10) / 10,
    p95: Math.round((sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN) * 10) / 10,
  };
}

/** A photograph of a size, and the same in other colours, as JPEG. */
async function photographs(page: Page, width: number, height: number): Promise<[Buffer, Buffer]> {
  const made = await page.evaluate(
    async ({ width, height, photograph }) => {
      const bytes = Uint8Array.from(atob(photograph), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      const coded = async (filter: string): Promise<string> => {
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext("2d");
        if (context === null) {
          throw new Error("no 2D canvas");
        }
        context.filter = filter;
        context.drawImage(bitmap, 0, 0, width, height);
        const data = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer());
        let text = "";
        for (let start = 0; start < data.length; start += 0x8000) {
          text += String.fromCharCode(...data.subarray(start, start + 0x8000));
        }
        return btoa(text);
      };
      return [await coded("none"), await coded("brightness(1.06) saturate(0.9)")] as const;
    },
    { width, height, photograph: PHOTOGRAPH.buffer.toString("base64") },
  );
  return [Buffer.from(made[0], "base64"), Buffer.from(made[1], "base64")];
}

/** A grey PNG with an ellipse. */
function ellipse(width: number, height: number): Buffer {
  const png = new PNG({ width, height, colorType: 0, inputColorType: 0, inputHasAlpha: false });
  png.data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = ((x - width / 2) / (width * 0.2)) ** 2 + ((y - height / 2) / (height * 0.2)) ** 2 < 1;
      png.data[y * width + x] = inside ? 255 : 0;
    }
  }
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false, deflateLevel: 1 });
}

const LARGE = { timeout: 180_000 };

base("results", async ({ browser }) => {
  base.setTimeout(40 * 60_000);
  const figures: Record<string, Figures> = {};
  const tell = (name: string, told: Figures): void => {
    figures[name] = told;
    console.log(`${name.padEnd(28)}${Object.entries(told).map(([key, value]) => `${key} ${value}`).join("  ")}`);
  };

  for (const [name, width, height] of [["12 MP", 4000, 3000], ["48 MP", 8000, 6000]] as const) {
    const { context, page, editor } = await newPage(browser);
    const [original, answer] = await photographs(page, width, height);
    await keepEdit(page, { original, answer, mask: ellipse(width, height), width, height });
    await editor.resultButton("Protected").waitFor();
    const begin = performance.now();
    const { mib } = await peak(async () => {
      await editor.resultButton("Protected").click();
      await editor.results.first().getByText(/0 pixels changed outside/).waitFor(LARGE);
    });
    const took = Math.round(performance.now() - begin);
    await editor.resultButton("Compare").click();
    await page.getByRole("button", { name: "Seam", exact: true }).click();
    const panel = page.getByRole("region", { name: "Seam", exact: true });
    const shown = async (): Promise<number> => Number(await panel.getAttribute("data-took-millis"));
    await panel.and(page.locator("[data-took-millis]:not([data-took-millis='0'])")).waitFor(LARGE);
    await page.waitForTimeout(1500);
    const steps: number[] = [];
    for (let step = 1; step <= 12; step += 1) {
      await panel.getByRole("slider", { name: "Seam feather", exact: true }).fill(String(step * 8));
      await page.waitForTimeout(400);
      steps.push(await shown());
    }
    tell(`protect ${name}`, {
      millis: took, previewMedian: median(steps), previewMost: Math.max(...steps), peakMiB: mib,
      longestTask: Math.round(await longestTask(page)),
    });
    await context.close();
  }

  {
    const { context, page, editor, cdp } = await newPage(browser);
    const side = 8192;
    const [original, answer] = await photographs(page, side, side);
    await keepEdit(page, { original, answer, mask: undefined, width: side, height: side });
    await page.waitForTimeout(1500);
    await editor.resultButton("Compare").click();
    const canvas = page.getByRole("img", { name: "Before and after", exact: true });
    await canvas.waitFor();
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const mouse = (type: "mousePressed" | "mouseMoved" | "mouseReleased", x: number, y: number): Promise<unknown> =>
      cdp.send("Input.dispatchMouseEvent", {
        type, x, y, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: 1, pointerType: "mouse",
      });
    await page.waitForTimeout(6000);
    const drag = async (from: number): Promise<Figures> => {
      await mouse("mousePressed", middle.x + from, middle.y);
      const told = await frames(page, (step) =>
        mouse("mouseMoved", middle.x + from + 200 * Math.sin(step / 20), middle.y + 150 * Math.cos(step / 31)),
      );
      await mouse("mouseReleased", middle.x + from, middle.y);
      return told;
    };
    tell("slider 8192", await drag(0));
    for (const zoom of ["2", "4", "8", "16"]) {
      void zoom;
      await page.getByRole("button", { name: "Zoom in", exact: true }).click();
    }
    await page.waitForTimeout(6000);
    tell("pan 8192", await drag(120));
    tell("zoom 8192", await frames(page, (step) =>
      cdp.send("Input.dispatchMouseEvent", {
        type: "mouseWheel", x: middle.x, y: middle.y, deltaX: 0, deltaY: step % 120 < 60 ? 12 : -12,
      }),
    ));
    await page.getByRole("button", { name: "Difference", exact: true }).click();
    await page.waitForTimeout(500);
    tell("difference 8192", await drag(120));
    tell("compare 8192", { peakMiB: Math.round(rendererMiB()), longestTask: Math.round(await longestTask(page)) });
    await context.close();
  }

  // Interactive: Run is there, and no task over 50 ms comes after. The first card is told beside it.
  const ready: Record<string, number[]> = { empty: [], thousand: [] };
  const cards: number[] = [];
  for (const [name, count] of [["empty", 0], ["thousand", 1000]] as const) {
    const { context, page, editor, cdp } = await newPage(browser);
    if (count > 0) {
      await keepResults(page, { count });
      await editor.results.first().waitFor();
    }
    for (let run = 0; run < RUNS; run += 1) {
      await page.reload();
      const { at, card } = await page.evaluate(async (count) => {
        const there = async (selector: string): Promise<number> => {
          while (document.querySelector(selector) === null) {
            await new Promise((done) => setTimeout(done, 5));
          }
          return performance.now();
        };
        const at = await there(".run");
        return { at, card: count > 0 ? await there(".result-card") : at };
      }, count);
      cards.push(card);
      await page.waitForTimeout(3000);
      const last = await page.evaluate(() => {
        const { longTasks } = window as unknown as { longTasks: { end: number }[] };
        return longTasks.reduce((last, task) => Math.max(last, task.end), 0);
      });
      ready[name]?.push(Math.max(at, last));
    }
    if (count > 0) {
      const region = (await page.getByRole("region", { name: "Results", exact: true }).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const wheel = (x: number, y: number) => (step: number): Promise<unknown> =>
        cdp.send("Input.dispatchMouseEvent", { type: "mouseWheel", x, y, deltaX: 0, deltaY: step < 250 ? 60 : -60 });
      const longest: Figures = { loading: Math.round(await longestTask(page)) };
      tell("list, 1 000 results", await frames(page, wheel(region.x + 150, 500)));
      longest["andList"] = Math.round(await longestTask(page));
      await page.getByRole("region", { name: "Results", exact: true }).evaluate((element) => element.scrollTo(0, 0));
      await page.getByRole("button", { name: "Gallery", exact: true }).click();
      await page.getByRole("listbox", { name: "Gallery", exact: true }).waitFor();
      await page.waitForTimeout(800);
      tell("gallery, 1 000 results", await frames(page, wheel(700, 500)));
      longest["andGallery"] = Math.round(await longestTask(page));
      await page.getByRole("button", { name: "Versions", exact: true }).click();
      await page.getByRole("tree", { name: "Versions", exact: true }).waitFor();
      await page.waitForTimeout(800);
      tell("tree, 1 000 results", await frames(page, wheel(700, 500)));
      longest["andTree"] = Math.round(await longestTask(page));
      tell("longest task, 1 000 results", { ...longest, peakMiB: Math.round(rendererMiB()) });
    }
    await context.close();
  }
  const [empty, thousand] = [median(ready["empty"] ?? []), median(ready["thousand"] ?? [])];
  tell("interactive", { empty, thousand, firstCard: median(cards.slice(RUNS)), ratio: Math.round((thousand / empty) * 100) / 100 });

  {
    const { context, page, editor } = await newPage(browser);
    await keepResults(page, { count: 100, bytes: 2_000_000 });
    await editor.results.first().waitFor();
    await page.waitForTimeout(1500);
    await forgetTasks(page);
    const waiting = page.waitForEvent("download", LARGE);
    let begin = performance.now();
    const out = await peak(async () => {
      await page.getByRole("button", { name: "Export", exact: true }).click();
      return waiting;
    });
    const exported = performance.now() - begin;
    const zip = await bytesOfDownload(out.value);
    // Outlives the page that made it.
    const path = projectPath("out/bench/export.zip");
    await out.value.saveAs(path);
    const megabytes = zip.length / 1e6;
    const longest = await longestTask(page);
    await context.close();
    const other = await newPage(browser);
    await forgetTasks(other.page);
    begin = performance.now();
    const into = await peak(async () => {
      await other.page.getByLabel("Import results", { exact: true }).setInputFiles(path);
      await other.page.getByText("100 results imported").waitFor(LARGE);
    });
    const imported = performance.now() - begin;
    tell("export and import", {
      megabytes: Math.round(megabytes), exportPerSecond: Math.round((megabytes / exported) * 1000),
      importPerSecond: Math.round((megabytes / imported) * 1000), exportPeakMiB: out.mib, importPeakMiB: into.mib,
      exportLongestTask: Math.round(longest), importLongestTask: Math.round(await longestTask(other.page)),
    });
    await other.context.close();
    rmSync(path);
  }

  const folder = projectPath("out/bench");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/results.json`, `${JSON.stringify({ runs: RUNS, figures }, undefined, 2)}\n`);
});

// `cargo xtask bench jobs`, its part on the real page: from the provider's word that a job is finished to the
// picture on the screen, and sixteen pictures of a camera uploaded, against the bare PUTs of the same bytes.

import { mkdirSync, writeFileSync } from "node:fs";
import { test as base, type Page } from "@playwright/test";

import { Editor } from "../support/editor.ts";
import { SMALL_PNG, projectPath } from "../support/files.ts";
import { loggedRequests, resetSimulator, setSimulator } from "../support/simulator.ts";
import { SIMULATOR } from "../support/addresses.ts";

const RUNS = Number(process.env["PENTIMENTO_BENCH_RUNS"] ?? 7);
const AT_ONCE = 20;
const CAMERA_PICTURES = 16;
/** A good home line, in bytes a second: 100 Mbit/s. */
const LINE_BYTES_PER_SECOND = 12_500_000;

interface Probe {
  /** When the provider's answer said that a job is completed, by the request's address. */
  readonly completed: Record<string, number>;
  /** The address of a job's status, by its prompt. */
  readonly places: Record<string, string>;
  /** When a result's picture was first there, decoded, by its prompt. */
  readonly shown: Record<string, number>;
}

declare global {
  interface Window {
    jobsProbe: Probe;
  }
}

/** Overhears the page's calls, and looks at each frame for pictures that have come. */
function install(): void {
  const probe: Probe = { completed: {}, places: {}, shown: {} };
  window.jobsProbe = probe;
  const plain = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const answer = await plain(input, init);
    const arrived = performance.now();
    const url = String(input);
    if (url.endsWith("/openai/gpt-image-2/edit")) {
      const told = (await answer.clone().json()) as { status_url: string };
      const sent = JSON.parse(String(init?.body)) as { prompt: string };
      probe.places[sent.prompt] = told.status_url;
    } else if (url.includes("/status")) {
      const told = (await answer.clone().json()) as { status: string };
      if (told.status === "COMPLETED") {
        probe.completed[url.split("?")[0] ?? ""] ??= arrived;
      }
    }
    return answer;
  };
  const look = (): void => {
    for (const card of document.querySelectorAll(".result-card")) {
      const prompt = card.getAttribute("aria-label") ?? "";
      const picture = card.querySelector("img");
      if (picture !== null && picture.complete && picture.naturalWidth > 0) {
        probe.shown[prompt] ??= performance.now();
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
}

async function overheads(page: Page, prompts: readonly string[]): Promise<number[]> {
  await page.waitForFunction(
    (wanted) => wanted.every((prompt) => window.jobsProbe.shown[prompt] !== undefined),
    prompts,
    { timeout: 120_000 },
  );
  const probe = await page.evaluate(() => window.jobsProbe);
  return prompts.map((prompt) => {
    const completed = probe.completed[probe.places[prompt] ?? ""];
    return (probe.shown[prompt] ?? Number.NaN) - (completed ?? Number.NaN);
  });
}

async function open(page: Page): Promise<Editor> {
  await page.addInitScript(install);
  const editor = new Editor(page);
  await editor.open();
  await editor.useSimulator();
  return editor;
}

async function runAll(editor: Editor, prompts: readonly string[]): Promise<void> {
  for (const [index, prompt] of prompts.entries()) {
    await editor.prompt.fill(prompt);
    await editor.run.click();
    await editor.page.waitForFunction(
      (count) => document.querySelectorAll(".job-card, .result-card").length >= count,
      index + 1,
    );
  }
}

/** Sixteen photographs' worth of noise, made in the page, since nothing else here codes JPEG. */
async function addCameraPictures(page: Page): Promise<number> {
  return page.evaluate(async (count) => {
    const list = new DataTransfer();
    let bytes = 0;
    for (let index = 0; index < count; index += 1) {
      const canvas = new OffscreenCanvas(4000, 3000);
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
      const grain = new ImageData(500, 375);
      for (let at = 0; at < grain.data.length; at += 4) {
        grain.data.set([Math.random() * 255, (at / 2048) % 255, index * 15, 255], at);
      }
      const tile = new OffscreenCanvas(500, 375);
      (tile.getContext("2d") as OffscreenCanvasRenderingContext2D).putImageData(grain, 0, 0);
      for (let place = 0; place < 64; place += 1) {
        context.drawImage(tile, (place % 8) * 500, Math.floor(place / 8) * 375);
      }
      const file = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
      bytes += file.size;
      list.items.add(new File([file], `camera-${index}.jpg`, { type: "image/jpeg" }));
    }
    const input = document.querySelector<HTMLInputElement>("#add-pictures");
    if (input === null) {
      throw new Error("there is no place to add pictures");
    }
    input.files = list.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return bytes;
  }, CAMERA_PICTURES);
}

/** How long the bare PUTs of as many bytes take, four at a time, in milliseconds. */
async function barePuts(page: Page, bytes: number): Promise<number> {
  return page.evaluate(
    async ({ api, count, size }) => {
      const places: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const answer = await fetch(`${api}/storage/upload/initiate`, {
          method: "POST",
          headers: { Authorization: "Key sim-ok", "Content-Type": "application/json" },
          body: JSON.stringify({ file_name: "a.jpg", content_type: "image/jpeg" }),
        });
        places.push(((await answer.json()) as { upload_url: string }).upload_url);
      }
      const files = places.map(() => crypto.getRandomValues(new Uint8Array(65_536)));
      const bodies = files.map((file) => new Blob(Array.from({ length: Math.ceil(size / 65_536) }, () => file)));
      const begin = performance.now();
      const next = async (): Promise<void> => {
        for (let place = places.pop(); place !== undefined; place = places.pop()) {
          const body = bodies.pop() as Blob;
          await fetch(place, { method: "PUT", headers: { "Content-Type": "image/jpeg" }, body });
        }
      };
      await Promise.all([next(), next(), next(), next()]);
      return performance.now() - begin;
    },
    { api: SIMULATOR, count: CAMERA_PICTURES, size: Math.round(bytes / CAMERA_PICTURES) },
  );
}

/** From the press of Run to the first upload, and on to the submit, in milliseconds. */
async function uploads(editor: Editor, prompt: string): Promise<[number, number]> {
  await editor.prompt.fill(prompt);
  const begun = editor.page.waitForRequest((request) => request.url().endsWith("/storage/upload/initiate"));
  const submitted = editor.page.waitForRequest((request) => request.url().endsWith("/openai/gpt-image-2/edit"));
  const begin = performance.now();
  await editor.run.click();
  await begun;
  const first = performance.now();
  await submitted;
  return [first - begin, performance.now() - first];
}

const test = base.extend<object>({});
test.describe.configure({ timeout: 900_000 });
const figures: Record<string, unknown> = {};

test.afterAll(async () => {
  await resetSimulator();
  const out = projectPath("out/bench");
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/jobs-page.json`, `${JSON.stringify(figures, null, 2)}\n`);
});

test("from the provider's word to the picture on the screen", async ({ browser }) => {
  await resetSimulator();
  await setSimulator({ queue_millis: 100, run_millis: 1000 });
  const page = await browser.newPage({ viewport: { width: 1440, height: 8000 } });
  const editor = await open(page);
  await editor.addPictures(SMALL_PNG);
  const single: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await editor.prompt.fill(`alone ${run}`);
    await editor.run.click();
    single.push(...(await overheads(page, [`alone ${run}`])));
  }
  await setSimulator({ queue_millis: 100, run_millis: 12_000 });
  const prompts = Array.from({ length: AT_ONCE }, (_, index) => `together ${index}`);
  await runAll(editor, prompts);
  const together = await overheads(page, prompts);
  figures["overhead_1_job_millis"] = { median: median(single), most: Math.round(Math.max(...single)), runs: single.length };
  figures["overhead_20_jobs_millis"] = {
    median: median(together),
    most: Math.round(Math.max(...together)),
    jobs: together.length,
  };
  console.log(`overhead, 1 job: ${JSON.stringify(figures["overhead_1_job_millis"])}, the bar is 300 ms`);
  console.log(`overhead, 20 jobs: ${JSON.stringify(figures["overhead_20_jobs_millis"])}, the bar is 1000 ms`);
  await page.close();
});

test("sixteen pictures of 12 MP uploaded", async ({ browser }) => {
  await resetSimulator();
  await setSimulator({ queue_millis: 0, run_millis: 0 });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const editor = await open(page);
  const bytes = await addCameraPictures(page);
  await page.waitForFunction(
    (count) => document.querySelectorAll(".thumbnail img").length >= count,
    CAMERA_PICTURES,
    { timeout: 300_000 },
  );
  const cdp = await context.newCDPSession(page);
  const line = (uploadThroughput: number): Promise<unknown> =>
    cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await line(LINE_BYTES_PER_SECOND);
  const bare = await barePuts(page, bytes);
  const [before, ours] = await uploads(editor, "sixteen");
  await line(-1);
  const bareOnLoopback = await barePuts(page, bytes);
  const puts = (await loggedRequests()).filter((request) => request.method === "PUT").length;
  figures["upload_16_pictures"] = {
    megabytes: Math.round(bytes / 1e6),
    line_megabits_per_second: (LINE_BYTES_PER_SECOND * 8) / 1e6,
    bare_puts_millis: Math.round(bare),
    run_to_first_upload_millis: Math.round(before),
    first_upload_to_submit_millis: Math.round(ours),
    ratio: Number((ours / bare).toFixed(2)),
    ratio_from_run: Number(((before + ours) / bare).toFixed(2)),
    bare_puts_without_a_line_millis: Math.round(bareOnLoopback),
    puts,
  };
  console.log(`uploads: ${JSON.stringify(figures["upload_16_pictures"])}, the bar is a ratio of 1.3`);
  await context.close();
});

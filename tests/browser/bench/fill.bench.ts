// `cargo xtask bench fill`: Local fill in the worker, on the pictures that the native bench wrote, and what the
// page's own thread notices of it.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { Editor } from "../support/editor.ts";
import { projectPath, sampleOf } from "../support/files.ts";
import { fill, serve } from "./fill-worker.mjs";

/** Runs of which the quickest counts; each is a worker of its own, so that starting up counts as it does on the page. */
const RUNS = 3;
/** What a task of the page's thread may take, in milliseconds; the browser tells of longer ones only. */
const LONGEST_TASK_MILLIS = 50;
const CANCEL_MILLIS = 50;

/** What `benches/fill.rs` tells of one case. */
interface Native {
  name: string;
  file: string;
  references: number;
  hole_px: number;
  seconds: number;
  psnr: number | null;
  membrane_seconds: number;
  membrane_psnr: number | null;
  memory_mb: number | null;
}

interface InWorker {
  seconds: number;
  memory_mb: number;
  progress_per_s: number;
  preview_s: number | null;
  is_same: boolean;
}

interface Figures {
  native: Native[];
  worker: Record<string, InWorker>;
  page: { preview_s: number | null; longest_task_ms: number; cancel_ms: number | null; next_preview_s: number | null };
}

const native = JSON.parse(process.env["PENTIMENTO_BENCH_NATIVE"] ?? "[]") as Native[];
const figures: Figures = {
  native,
  worker: {},
  page: { preview_s: null, longest_task_ms: 0, cancel_ms: null, next_preview_s: null },
};

/** A file of the native bench. */
function written(name: string): Buffer {
  return readFileSync(projectPath(`out/bench/fill/${name}.png`));
}

test("in the worker", async ({ page }) => {
  const server = await serve(projectPath("dist"));
  for (const { name, file, references } of native) {
    let best: InWorker | undefined;
    for (let run = 0; run < RUNS; run += 1) {
      const filled = await fill(page, {
        address: server.address,
        image: written(file),
        mask: written(`${file}-mask`),
        references: Array.from({ length: references }, (_, index) => written(`reference-${index}`)),
        frame: "auto",
        variant: 0,
        format: "png",
        seed: 1,
      });
      const seconds = filled.millis / 1000;
      if (best === undefined || seconds < best.seconds) {
        best = {
          seconds,
          memory_mb: filled.memory / 2 ** 20,
          progress_per_s: filled.progress / seconds,
          preview_s: filled.previewMillis === null ? null : filled.previewMillis / 1000,
          is_same: filled.file.equals(written(`${file}-native`)),
        };
      }
    }
    if (best !== undefined) {
      figures.worker[name] = best;
    }
  }
  server.close();
});

test("on the page", async ({ page }) => {
  const editor = new Editor(page);
  await editor.open();
  await editor.useEngine("Local fill");
  await editor.trySample(sampleOf("dandelion.jpg").title);
  // The rest of the page comes when it is idle.
  await page.waitForTimeout(2000);
  await page.evaluate(() => {
    const seen = { longest: 0, begun: 0, preview: null as number | null, stopped: null as number | null };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen.longest = Math.max(seen.longest, entry.duration);
      }
    }).observe({ type: "longtask" });
    new MutationObserver(() => {
      if (document.querySelector("canvas[data-preview]") !== null) {
        seen.preview ??= performance.now() - seen.begun;
      }
      const status = document.querySelector("[aria-label=Jobs] article [role=status]");
      if (/stopped|cancelled/i.test(status?.textContent ?? "")) {
        seen.stopped ??= performance.now() - seen.begun;
      }
    }).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
    document.addEventListener(
      "click",
      () => Object.assign(seen, { begun: performance.now(), preview: null, stopped: null }),
      { capture: true },
    );
  });
  const seen = () =>
    page.evaluate(
      () => (window as unknown as { seen: { longest: number; preview: number | null; stopped: number | null } }).seen,
    );
  await editor.runToResults();
  const { preview, longest } = await seen();

  await editor.chooseRadio("Pictures to make", "4");
  await editor.run.click();
  await expect.poll(async () => (await seen()).preview).not.toBeNull();
  await editor.jobs.first().getByRole("button", { name: /^(cancel|stop)/i }).click();
  await expect.poll(async () => (await seen()).stopped).not.toBeNull();
  const { stopped } = await seen();
  await editor.chooseRadio("Pictures to make", "1");
  await editor.runToResults();
  const after = await seen();
  const inSeconds = (millis: number | null): number | null => (millis === null ? null : millis / 1000);
  figures.page = {
    preview_s: inSeconds(preview),
    longest_task_ms: Math.max(longest, after.longest),
    cancel_ms: stopped,
    next_preview_s: inSeconds(after.preview),
  };
});

test.afterAll(() => {
  const previous = JSON.parse(readFileSync(projectPath("docs/fill-figures.json"), "utf8")) as Partial<Figures>;
  const number = (value: number | null | undefined, digits: number, width: number): string =>
    (value?.toFixed(digits) ?? "-").padStart(width);
  console.log("natively          hole px       s  before membrane      dB  before membrane  s/10k px  MB more");
  for (const now of native) {
    const before = previous.native?.find((one) => one.name === now.name);
    console.log(
      [
        now.name.padEnd(17),
        String(now.hole_px).padStart(7),
        number(now.seconds, 3, 7),
        number(before?.seconds, 3, 7),
        number(now.membrane_seconds, 3, 8),
        number(now.psnr, 2, 7),
        number(before?.psnr, 2, 7),
        number(now.membrane_psnr, 2, 8),
        number((now.seconds / now.hole_px) * 1e4, 3, 9),
        number(now.memory_mb, 0, 8),
      ].join(" "),
    );
  }
  console.log("in the worker           s  before  x native  s/10k px    MB  progress/s  preview s  bytes");
  for (const own of native) {
    const now = figures.worker[own.name];
    console.log(
      [
        own.name.padEnd(17),
        number(now?.seconds, 3, 7),
        number(previous.worker?.[own.name]?.seconds, 3, 7),
        number(now === undefined ? undefined : now.seconds / own.seconds, 2, 9),
        number(now === undefined ? undefined : (now.seconds / own.hole_px) * 1e4, 3, 9),
        number(now?.memory_mb, 0, 5),
        number(now?.progress_per_s, 0, 11),
        number(now?.preview_s, 3, 10),
        now?.is_same === true ? "  same" : "  DIFFER",
      ].join(" "),
    );
  }
  const rows = [
    ["first preview after, s", figures.page.preview_s, previous.page?.preview_s, "", 3],
    ["longest task, ms (0: none over 50)", figures.page.longest_task_ms, previous.page?.longest_task_ms, LONGEST_TASK_MILLIS, 0],
    ["cancelled after, ms", figures.page.cancel_ms, previous.page?.cancel_ms, CANCEL_MILLIS, 0],
    ["the next fill's preview after, s", figures.page.next_preview_s, previous.page?.next_preview_s, "", 3],
  ] as const;
  console.log("on the page                            now  before     bar");
  for (const [name, now, before, bar, digits] of rows) {
    console.log([name.padEnd(34), number(now, digits, 7), number(before, digits, 7), String(bar).padStart(7)].join(" "));
  }
  const folder = projectPath("out/bench");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/fill.json`, `${JSON.stringify(figures, null, 2)}\n`);
});

// `cargo xtask bench fill`: Local fill in the worker, and what the page's own thread notices of it.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { test } from "@playwright/test";

import { Editor } from "../support/editor.ts";
import { projectPath, sampleBytes, sampleOf } from "../support/files.ts";
import { fill, serve } from "./fill-worker.mjs";

const RUNS = 3;
const SAMPLES = ["coffee", "dandelion", "rocket"];

/** What `examples/fill_bench.rs` tells of one case. */
interface Native {
  name: string;
  hole_px: number;
  seconds: number;
  psnr: number | null;
  membrane_seconds: number;
  membrane_psnr: number | null;
}

interface Figures {
  native: Native[];
  worker: Record<string, { seconds: number; memory_mb: number; progress_per_s: number; preview_s: number | null }>;
  page: { preview_s: number | null; longest_task_ms: number };
}

const native = JSON.parse(process.env["PENTIMENTO_BENCH_NATIVE"] ?? "[]") as Native[];
const figures: Figures = { native, worker: {}, page: { preview_s: null, longest_task_ms: 0 } };

test("in the worker", async ({ page }) => {
  const server = await serve(projectPath("dist"));
  for (const name of SAMPLES) {
    const sample = sampleOf(`${name}.jpg`);
    let best = { seconds: Infinity, memory_mb: 0, progress_per_s: 0, preview_s: null as number | null };
    for (let run = 0; run < RUNS; run += 1) {
      const filled = await fill(page, {
        address: server.address,
        image: sampleBytes(sample.file),
        mask: sampleBytes(sample.mask),
        references: [],
        frame: "auto",
        variant: 0,
        format: "png",
        seed: 1,
      });
      const seconds = filled.millis / 1000;
      if (seconds < best.seconds) {
        best = {
          seconds,
          memory_mb: filled.memory / 2 ** 20,
          progress_per_s: filled.progress / seconds,
          preview_s: filled.previewMillis === null ? null : filled.previewMillis / 1000,
        };
      }
    }
    figures.worker[name] = best;
  }
  server.close();
});

test("on the page", async ({ page }) => {
  const editor = new Editor(page);
  await editor.open();
  await editor.useEngine("Local fill");
  await editor.trySample(sampleOf("dandelion.jpg").title);
  await page.waitForTimeout(2000);
  await page.evaluate(() => {
    const seen = { longest: 0, begun: performance.now(), preview: null as number | null };
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
    }).observe(document.body, { childList: true, subtree: true, attributes: true });
    document.addEventListener("click", () => (seen.begun = performance.now()), { capture: true });
  });
  await editor.runToResults();
  const seen = await page.evaluate(() => (window as unknown as { seen: { longest: number; preview: number | null } }).seen);
  figures.page = {
    preview_s: seen.preview === null ? null : seen.preview / 1000,
    longest_task_ms: seen.longest,
  };
});

test.afterAll(() => {
  const previous = JSON.parse(readFileSync(projectPath("docs/fill-figures.json"), "utf8")) as Figures;
  const number = (value: number | null | undefined, digits: number): string => value?.toFixed(digits) ?? "-";
  console.log("case              hole px   s   before  membrane    dB   before  membrane   s/10k px");
  for (const now of native) {
    const before = previous.native.find((one) => one.name === now.name);
    console.log(
      [
        now.name.padEnd(17),
        String(now.hole_px).padStart(7),
        ...[now.seconds, before?.seconds, now.membrane_seconds].map((value) => number(value, 3).padStart(7)),
        ...[now.psnr, before?.psnr, now.membrane_psnr].map((value) => number(value, 2).padStart(7)),
        number((now.seconds / now.hole_px) * 1e4, 3).padStart(9),
      ].join(" "),
    );
  }
  console.log("in the worker         s   before  x native   MB  progress/s  first preview s");
  for (const [name, now] of Object.entries(figures.worker)) {
    const own = native.find((one) => one.name === name)?.seconds;
    console.log(
      [
        name.padEnd(17),
        number(now.seconds, 3).padStart(7),
        number(previous.worker[name]?.seconds, 3).padStart(7),
        number(own === undefined ? undefined : now.seconds / own, 2).padStart(7),
        number(now.memory_mb, 0).padStart(5),
        number(now.progress_per_s, 0).padStart(8),
        number(now.preview_s, 3).padStart(8),
      ].join(" "),
    );
  }
  const { preview_s, longest_task_ms } = figures.page;
  console.log(`on the page: first preview after ${number(preview_s, 3)} s, longest task ${number(longest_task_ms, 0)} ms (0: none over 50 ms)`);
  const folder = projectPath("out/bench");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/fill.json`, `${JSON.stringify(figures, null, 2)}\n`);
});

// `cargo xtask bench select`: selecting by pointing in the worker, on the pictures that the native bench wrote, and what
// the page's own thread notices of it.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { Editor } from "../support/editor.ts";
import { PHOTOGRAPH, projectPath } from "../support/files.ts";
import { decodePng } from "../support/pixels.ts";
import { serve } from "./fill-worker.mjs";

/** Runs of which the quickest counts. */
const RUNS = 5;
const FIRST_MILLIS = 500;
const STROKE_MILLIS = 150;
const MOST_TIMES_NATIVE = 1.7;
const LONGEST_TASK_MILLIS = 50;

/** What `benches/select.rs` tells of one case. */
interface Native {
  name: string;
  width: number;
  height: number;
  pointed: unknown[];
  first_s: number;
  stroke_s: number;
}

interface InWorker {
  prepare_s: number;
  first_s: number;
  stroke_s: number;
  is_same: boolean;
}

const native = JSON.parse(process.env["PENTIMENTO_BENCH_NATIVE"] ?? "[]") as Native[];
const figures = { native, worker: {} as Record<string, InWorker>, page: { longest_task_ms: 0, first_ms: 0 } };

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

test("in the worker", async ({ page }) => {
  const server = await serve(projectPath("dist"));
  await page.goto(`${server.address}/blank.html`);
  for (const { name, width, height, pointed } of native) {
    const file = readFileSync(projectPath(`out/bench/select/${name}.png`));
    const answer = await page.evaluate(
      async ({ base64, pointed, width, height, runs }) => {
        const file = await (await fetch(`data:application/octet-stream;base64,${base64}`)).blob();
        const worker = new Worker("worker-loader.js");
        let told: (data: { text: string; attachments: unknown[] }) => void = () => undefined;
        await new Promise<void>((ready) => {
          worker.onmessage = ({ data }) => (JSON.parse(data.text).ready ? ready() : told(data));
        });
        let id = 0;
        const ask = (task: unknown, attachments: unknown[]): Promise<{ text: string; attachments: unknown[] }> =>
          new Promise((done, failed) => {
            told = (data) => {
              const reply = JSON.parse(data.text);
              if (reply.done) {
                done(data);
              } else if (reply.failed || reply.crashed) {
                failed(new Error(data.text));
              }
            };
            worker.postMessage({ text: JSON.stringify({ id: (id += 1), task }), attachments });
          });
        const picture = { file: 0, key: 1 };
        const timed = async (task: unknown): Promise<[number, { text: string; attachments: unknown[] }]> => {
          const begun = performance.now();
          const reply = await ask(task, [file]);
          return [(performance.now() - begun) / 1000, reply];
        };
        const [prepare_s] = await timed({ SelectPrepare: { picture } });
        const best = [Infinity, Infinity, Infinity];
        let last = { text: "", attachments: [] as unknown[] };
        const touched = { left: 0, top: 0, right: width, bottom: height };
        for (let run = 0; run < runs; run += 1) {
          for (let count = 1; count <= pointed.length; count += 1) {
            const [seconds, reply] = await timed({
              SelectObject: {
                picture,
                pointed: pointed.slice(0, count),
                series: run + 1,
                softness_percent: 25,
                before: null,
                combine: "Add",
                touched: count === pointed.length ? touched : { left: 0, top: 0, right: 0, bottom: 0 },
              },
            });
            best[count - 1] = Math.min(best[count - 1] ?? Infinity, seconds);
            last = reply;
          }
        }
        worker.terminate();
        const bytes = last.attachments[JSON.parse(last.text).done.answer.changed.coverage] as Uint8Array;
        const text = await new Promise<string>((done) => {
          const reader = new FileReader();
          reader.onload = () => done(String(reader.result).split(",")[1] ?? "");
          reader.readAsDataURL(new Blob([bytes as BlobPart]));
        });
        const [first = NaN, stroke = NaN, taken = NaN] = best;
        return { prepare_s, first_s: first, stroke_s: (stroke + taken) / 2, coverage: text };
      },
      { base64: file.toString("base64"), pointed, width, height, runs: RUNS },
    );
    const { coverage, ...times } = answer;
    const own = decodePng(readFileSync(projectPath(`out/bench/select/${name}-native.png`)));
    const bytes = Buffer.from(coverage, "base64");
    const isSame = bytes.length === own.width * own.height && bytes.every((value, at) => value === own.rgba[at * 4]);
    figures.worker[name] = { ...times, is_same: isSame };
  }
  server.close();
});

test("on the page", async ({ page }) => {
  const editor = new Editor(page);
  await editor.open();
  await editor.addPictures(PHOTOGRAPH);
  await editor.tool("Select object").click();
  // The rest of the page comes when it is idle, and the picture is decoded ahead.
  await page.waitForTimeout(3000);
  await page.evaluate(() => {
    const seen = { longest: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen.longest = Math.max(seen.longest, entry.duration);
      }
    }).observe({ type: "longtask" });
  });
  await editor.drag([{ x: -150, y: -150 }, { x: 150, y: 150 }]);
  const begun = Date.now();
  await expect.poll(() => editor.coveredPercent(), { intervals: [10] }).toBeGreaterThan(0);
  figures.page.first_ms = Date.now() - begun;
  await editor.chooseRadio("Select by", "Stroke");
  await editor.drag([{ x: -40, y: 0 }, { x: 40, y: 10 }, { x: 60, y: 60 }]);
  await page.waitForTimeout(1000);
  figures.page.longest_task_ms = await page.evaluate(() => (window as unknown as { seen: { longest: number } }).seen.longest);
});

test.afterAll(() => {
  const number = (value: number | undefined, digits: number, width: number): string => (value?.toFixed(digits) ?? "-").padStart(width);
  console.log("case              size           first s  native  stroke s  native  prepare s  bytes");
  for (const own of native) {
    const now = figures.worker[own.name];
    console.log(
      [
        own.name.padEnd(17),
        `${own.width} x ${own.height}`.padEnd(12),
        number(now?.first_s, 3, 9),
        number(own.first_s, 3, 7),
        number(now?.stroke_s, 3, 9),
        number(own.stroke_s, 3, 7),
        number(now?.prepare_s, 3, 10),
        now?.is_same === true ? "  same" : "  DIFFER",
      ].join(" "),
    );
  }
  const of = (pick: (own: Native, now: InWorker) => number): number =>
    median(native.flatMap((own) => (figures.worker[own.name] ? [pick(own, figures.worker[own.name] as InWorker)] : [])));
  const summary = {
    first_ms: of((_, now) => now.first_s * 1000),
    stroke_ms: of((_, now) => now.stroke_s * 1000),
    times_native: of((own, now) => (now.first_s + now.stroke_s) / (own.first_s + own.stroke_s)),
  };
  const rows = [
    ["first answer, ms (median)", summary.first_ms, FIRST_MILLIS, 0],
    ["a stroke, ms (median)", summary.stroke_ms, STROKE_MILLIS, 0],
    ["times native (median)", summary.times_native, MOST_TIMES_NATIVE, 2],
    ["on the page: first answer after, ms", figures.page.first_ms, FIRST_MILLIS, 0],
    ["longest task, ms (0: none over 50)", figures.page.longest_task_ms, LONGEST_TASK_MILLIS, 0],
  ] as const;
  console.log("                                        now     bar");
  for (const [name, now, bar, digits] of rows) {
    console.log([name.padEnd(36), number(now, digits, 7), String(bar).padStart(7)].join(" "));
  }
  const folder = projectPath("out/bench");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/select.json`, `${JSON.stringify({ ...figures, summary }, null, 2)}\n`);
});

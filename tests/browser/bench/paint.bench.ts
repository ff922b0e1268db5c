// `cargo xtask bench paint`: strokes on the real page at 125 Hz, and on two painters of the usual techniques.

import { mkdirSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { chromium, test as base, type LaunchOptions, type Page } from "@playwright/test";

import { Editor } from "../support/editor.ts";
import { PAGE } from "../support/addresses.ts";
import { enlarged } from "../support/enlarged.ts";
import { projectPath } from "../support/files.ts";
import { baseline } from "./baselines.ts";
import { Hand, argumentsFor, freePort } from "./hand.ts";
import { install } from "./probe.ts";

const RUNS = Number(process.env["PENTIMENTO_BENCH_RUNS"] ?? 5);
const SIDES = (process.env["PENTIMENTO_BENCH_SIDES"] ?? "2048,4096,8192").split(",").map(Number);
const BASELINE_RUNS = 3;
const MOVES = 400;
const MOVE_MILLIS = 8;
/** Moves of a stroke whose pixels are waited for: the first way across the picture and a part of the next. */
const FORCED_MOVES = 100;

type Figures = Record<string, number>;

/** What the page should reach at 4096 and 8192 px: at least, or at most. Times in ms, sizes in bytes. */
const TARGETS: readonly (readonly [name: string, is: "least" | "most", at4096: number, at8192: number])[] = [
  ["frames", "least", 190, 190],
  ["latencyP95", "most", 20, 25],
  ["hardPixelsP95", "most", 1, 4],
  ["softPixelsP95", "most", 2, 5],
  ["pointerUp", "most", 4, 8],
  ["undoHard", "most", 5, 15],
  ["undoSoft", "most", 5, 15],
  ["undoBytesHard", "most", 100_000, 200_000],
  ["undoBytesSoft", "most", 4_000_000, 12_000_000],
  ["png", "most", 80, 350],
  ["markupFrames", "least", 190, 190],
  ["markupLatencyP95", "most", 20, 25],
  ["markupPng", "most", 80, 350],
  ...["open", "undoZigzag", "selectAll", "undoSelectAll", "invert", "clear", "undoClear", "redoClear", "rectangle", "ellipse", "lasso", "png", "grow", "feather"]
    .map((name) => [`${name}Block`, "most", 50, 50] as const),
];

/** A line for each target. */
function verdicts(side: string, figures: Figures): string[] {
  return TARGETS.flatMap(([name, is, at4096, at8192]) => {
    const target = side === "8192" ? at8192 : side === "4096" ? at4096 : undefined;
    const value = figures[name];
    if (target === undefined || value === undefined) {
      return [];
    }
    const isMet = is === "least" ? value >= target : value <= target;
    return [`  ${name.padEnd(20)}${String(value).padStart(10)}   at ${is} ${target}${isMet ? "" : "   MISSED"}`];
  });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Points of a line that goes to and fro over the whole picture. */
function zigzag(middle: { x: number; y: number }, half: number, moves: number): [number, number][] {
  return Array.from({ length: moves + 1 }, (_, move) => {
    const share = move / MOVES;
    return [middle.x + half * Math.sin(share * Math.PI * 7), middle.y + half * (2 * share - 1)];
  });
}

/** Draws it; the longest time between two moves in milliseconds. */
async function stroke(hand: Hand, middle: { x: number; y: number }, half: number, moves = MOVES): Promise<number> {
  return hand.stroke(zigzag(middle, half, moves), MOVE_MILLIS);
}

async function measured(page: Page, isForced: boolean, act: () => Promise<unknown>): Promise<Figures> {
  await page.evaluate((force) => window.probe.start(force), isForced);
  await act();
  await page.waitForTimeout(200);
  const probe = await page.evaluate(() => {
    window.probe.stop();
    return { ...window.probe, memory: window.probe.memory() };
  });
  const inStroke = probe.frames.slice(1, 1 + Math.floor((MOVES * MOVE_MILLIS) / 8));
  let [time, frames] = [0, 0];
  for (const frame of inStroke) {
    time += frame;
    frames += time <= MOVES * MOVE_MILLIS + 20 ? 1 : 0;
  }
  return {
    frames,
    frameP95: quantile(inStroke, 0.95),
    latencyP95: quantile(probe.latencies, 0.95),
    pixelsP95: quantile(probe.pixels, 0.95),
    up: quantile(probe.blocks["pointerup"] ?? [], 1),
    told: probe.told,
    worker: probe.worker,
    longest: probe.longest,
    memory: probe.memory / 2 ** 20,
  };
}

/** What is done to a whole mask, by the keys that do it: none may keep the page waiting. */
const WHOLE = [
  ["selectAll", "Control+a"], ["undoSelectAll", "Control+z"], ["invert", "Control+i"], ["clear", "Delete"],
  ["undoClear", "Control+z"], ["redoClear", "Control+Shift+z"],
] as const;

/** The picture as a file of the page's own, ready to be chosen: handing it over is not the page's work. */
async function prepareFile(page: Page, picture: string): Promise<void> {
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    Object.assign(window, { pictureFile: new File([bytes], "big.jpg", { type: "image/jpeg" }) });
  }, picture);
  // What the base64 left behind is collected by then.
  await page.waitForTimeout(500);
}

async function chooseFile(editor: Editor): Promise<void> {
  await editor.fileInput.evaluate((input) => {
    const files = new DataTransfer();
    files.items.add((window as unknown as { pictureFile: File }).pictureFile);
    (input as HTMLInputElement).files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

async function ours(page: Page, hand: Hand, side: number, picture: string): Promise<Figures> {
  const editor = new Editor(page);
  await editor.open();
  // The parts of the page are there by then.
  await page.waitForTimeout(2000);
  await prepareFile(page, picture);
  const opened = await measured(page, false, async () => {
    await chooseFile(editor);
    await editor.canvas.waitFor({ timeout: 60_000 });
    await editor.expectMask(new RegExp(`${side} x ${side} px`));
  });
  // The photograph is decoded and drawn by then: painting is measured, not opening.
  await page.waitForTimeout(side / 4);
  await editor.setBrushSize(side / 12.8);
  const photo = await editor.canvas.locator("img, canvas").first().boundingBox();
  if (photo === null) {
    throw new Error("the stage shows no picture");
  }
  const middle = { x: photo.x + photo.width / 2, y: photo.y + photo.height / 2 };
  const half = photo.width * 0.45;
  const undo = async (codedAfterMillis: number): Promise<Figures> => {
    await page.waitForTimeout(codedAfterMillis);
    await editor.canvas.focus();
    return measured(page, false, async () => page.keyboard.press("Control+z"));
  };
  await editor.slider("Hardness").fill("0");
  // The first stroke of a page runs code that the browser has not optimised yet: told apart.
  const first = await measured(page, true, () => stroke(hand, middle, half, FORCED_MOVES));
  await undo(0);
  const soft = await measured(page, true, () => stroke(hand, middle, half, FORCED_MOVES));
  const softUndo = await undo(700);
  await editor.slider("Hardness").fill("1000");
  const hard = await measured(page, true, () => stroke(hand, middle, half, FORCED_MOVES));
  const hardUndo = await undo(700);
  let handGap = 0;
  const live = await measured(page, false, async () => {
    handGap = await stroke(hand, middle, half);
  });
  const zigzagUndo = await undo(1500);
  const figures: Figures = {
    frames: live["frames"] ?? Number.NaN, frameP95: live["frameP95"] ?? Number.NaN, latencyP95: live["latencyP95"] ?? Number.NaN,
    hardPixelsP95: hard["pixelsP95"] ?? Number.NaN, softPixelsP95: soft["pixelsP95"] ?? Number.NaN, firstPixelsP95: first["pixelsP95"] ?? Number.NaN, pointerUp: live["up"] ?? Number.NaN,
    undoHard: hardUndo["told"] ?? Number.NaN, undoSoft: softUndo["told"] ?? Number.NaN,
    undoZigzag: zigzagUndo["told"] ?? Number.NaN, undoZigzagBlock: zigzagUndo["longest"] ?? Number.NaN,
    handGap, wasmMiB: live["memory"] ?? Number.NaN, openBlock: opened["longest"] ?? Number.NaN,
  };
  await page.keyboard.press("Control+Shift+z");
  await page.waitForTimeout(1000);
  for (const [name, key] of WHOLE) {
    await editor.canvas.focus();
    const change = await measured(page, false, async () => page.keyboard.press(key));
    figures[`${name}Block`] = change["longest"] ?? Number.NaN;
  }
  for (const [name, key] of [["rectangle", "m"], ["ellipse", "o"], ["lasso", "l"]] as const) {
    await editor.canvas.focus();
    await page.keyboard.press(key);
    const change = await measured(page, false, async () => {
      await page.mouse.move(middle.x - half, middle.y - half);
      await page.mouse.down();
      for (const [x, y] of [[1, -1], [1, 1], [0, 0.5], [-1, 1], [-0.5, 0], [1, 1]] as const) {
        await page.mouse.move(middle.x + x * half, middle.y + y * half, { steps: 8 });
      }
      await page.mouse.up();
      await page.waitForTimeout(200);
    });
    figures[`${name}Block`] = change["longest"] ?? Number.NaN;
    await page.keyboard.press("Control+z");
  }
  await editor.canvas.focus();
  await page.keyboard.press("b");
  // What was cleared comes back: a mask to write and to grow.
  await page.keyboard.press("Control+z");
  await page.waitForTimeout(500);
  for (const name of ["pngFirst", "png"]) {
    const png = await measured(page, false, async () => {
      const download = page.waitForEvent("download");
      await editor.pressTool("Export mask");
      await download;
    });
    figures[name] = png["worker"] ?? Number.NaN;
    figures["pngBlock"] = png["longest"] ?? Number.NaN;
  }
  Object.assign(figures, await markup(editor, hand, middle, half));
  for (const [name, key] of [["Grow", "grow"], ["Feather", "feather"]] as const) {
    let took = 0;
    const change = await measured(page, false, async () => {
      const begin = performance.now();
      await editor.tool(name).click();
      await page.getByRole("progressbar").waitFor({ state: "detached", timeout: 60_000 });
      took = performance.now() - begin;
    });
    figures[key] = took;
    figures[`${key}Worker`] = change["worker"] ?? Number.NaN;
    figures[`${key}Block`] = change["longest"] ?? Number.NaN;
  }
  return figures;
}

/** A pen stroke of the markup, to and fro over the whole picture; and its PNG, as it is made for a model. */
async function markup(editor: Editor, hand: Hand, middle: { x: number; y: number }, half: number): Promise<Figures> {
  const { page } = editor;
  await page.getByRole("tab", { name: "Markup", exact: true }).click();
  await page.getByRole("toolbar", { name: "Markup tools", exact: true }).getByRole("button", { name: "Pen", exact: true }).click();
  await page.waitForTimeout(1000);
  const drawn = await measured(page, false, () => stroke(hand, middle, half));
  // Sent to nobody: what is made ready is measured, and the request ends where it begins.
  await page.route("**/images/edits", (route) => route.abort());
  await editor.useEngineAt("OpenAI", { api: "http://127.0.0.1:9" }, "key");
  await editor.useEngine("OpenAI gpt-image-2.5 flare");
  await editor.chooseRadio("Mask or markup", "Markup");
  await editor.prompt.fill("move it");
  const png = await page.evaluate(() => window.probe.tasks("PrepareMarkup"));
  await editor.run.click();
  await page.waitForTimeout(4000);
  const made = await page.evaluate(() => window.probe.tasks("PrepareMarkup"));
  await editor.useEngine("Local fill");
  await page.getByRole("tab", { name: "Mask", exact: true }).click();
  return {
    markupFrames: drawn["frames"] ?? Number.NaN, markupLatencyP95: drawn["latencyP95"] ?? Number.NaN,
    markupUp: drawn["up"] ?? Number.NaN, markupPng: Math.max(...made.slice(png.length)),
  };
}

async function rival(page: Page, hand: Hand, technique: "redraw" | "stamps", side: number, picture: string): Promise<Figures> {
  await page.setContent(baseline(technique, side, `data:image/jpeg;base64,${picture}`));
  await page.waitForTimeout(1000);
  let handGap = 0;
  const figures = await measured(page, false, async () => {
    handGap = await stroke(hand, { x: 620, y: 360 }, 306);
  });
  return { frames: figures["frames"] ?? 0, frameP95: figures["frameP95"] ?? 0, latencyP95: figures["latencyP95"] ?? 0, handGap };
}

/** One run of a subject, in a browser of its own: nothing of an earlier run is left in it. */
async function once(options: LaunchOptions, subject: "page" | "redraw" | "stamps", side: number, picture: string): Promise<Figures> {
  const port = await freePort();
  const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...argumentsFor(port)] });
  let hand: Hand | undefined;
  try {
    const context = await browser.newContext({ viewport: null, acceptDownloads: true, baseURL: PAGE });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.addInitScript(install);
    const cdp = await context.newCDPSession(page);
    await cdp.send("Emulation.setDeviceMetricsOverride", { width: 1280, height: 720, deviceScaleFactor: 1, mobile: false });
    hand = await Hand.on(cdp, port);
    if (subject === "page") {
      return await ours(page, hand, side, picture);
    }
    await page.goto("about:blank");
    return await rival(page, hand, subject, side, picture);
  } finally {
    await hand?.end();
    await browser.close();
  }
}

base("paint", async ({ browser }) => {
  base.setTimeout(15 * 60_000);
  const { launchOptions } = base.info().project.use;
  const options = launchOptions ?? {};
  const results: Record<string, Record<string, Figures>> = {};
  for (const side of SIDES) {
    const setUp = await browser.newPage();
    const picture = (await enlarged(setUp, side, side)).buffer.toString("base64");
    await setUp.close();
    for (const subject of ["page", "redraw", "stamps"] as const) {
      const runs: Figures[] = [];
      // The baselines are far from any border that a fifth run would move them over.
      for (let run = 0; run < (subject === "page" ? RUNS : Math.min(RUNS, BASELINE_RUNS)); run += 1) {
        runs.push(await once(options, subject, side, picture));
      }
      const names = Object.keys(runs[0] ?? {});
      const medians = names.map((name) => [name, Math.round(quantile(runs.map((run) => run[name] ?? Number.NaN), 0.5) * 100) / 100]);
      (results[side] ??= {})[subject] = Object.fromEntries(medians) as Figures;
      console.log(`${side} ${subject} ${JSON.stringify(results[side]?.[subject])}`);
    }
  }
  const folder = projectPath("out/bench");
  mkdirSync(folder, { recursive: true });
  const native = process.env["PENTIMENTO_BENCH_NATIVE"];
  const undoBytes = native === undefined ? {} : (JSON.parse(native) as Record<string, { hard: number; soft: number }>);
  for (const [side, bytes] of Object.entries(undoBytes)) {
    Object.assign(results[side]?.["page"] ?? {}, { undoBytesHard: bytes.hard, undoBytesSoft: bytes.soft });
  }
  writeFileSync(`${folder}/paint.json`, `${JSON.stringify({ runs: RUNS, sides: results }, undefined, 2)}\n`);
  for (const [side, subjects] of Object.entries(results)) {
    console.log(`\n${side} x ${side} px, medians (times in ms)`);
    for (const [subject, figures] of Object.entries(subjects)) {
      console.log(`  ${subject.padEnd(8)}${Object.entries(figures).map(([name, value]) => `${name} ${value}`).join("  ")}`);
    }
    console.log(verdicts(side, subjects["page"] ?? {}).join("\n"));
  }
});

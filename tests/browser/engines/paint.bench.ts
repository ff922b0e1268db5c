// `cargo xtask bench paint --browser …`: a stroke at 4096 x 4096 px, by the driver's own pointer. What a driver does not
// tell is not in the table: there is no painting time, and moves come as fast as it sends them.

import { mkdirSync, writeFileSync } from "node:fs";

import { install } from "../bench/probe.ts";
import { projectPath } from "../support/files.ts";
import { ADD_PICTURES, CANVAS, maskIs, ready, tool } from "./editor.ts";
import { test } from "./engine.ts";
import { find } from "./finder.ts";

const SIDE = 4096;
const RUNS = Number(process.env["PENTIMENTO_BENCH_RUNS"] ?? 5);
const MOVES = 400;
const MOVE_MILLIS = 8;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

test("paint", async ({ person, open, driver }) => {
  test.setTimeout(10 * 60_000);
  const runs: Record<string, number>[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await open(install);
    await ready(person);
    // The picture is made in the page: handing over its bytes is not what is measured.
    await person.driver.call(
      `async (query, side) => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = side;
        const context = canvas.getContext("2d");
        for (let stripe = 0; stripe < 64; stripe += 1) {
          context.fillStyle = "hsl(" + stripe * 5 + " 60% 50%)";
          context.fillRect(0, (stripe * side) / 64, side, side / 64);
        }
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
        const files = new DataTransfer();
        files.items.add(new File([blob], "large.jpg", { type: "image/jpeg" }));
        const input = (${find.toString()})(query, "element", null);
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }`,
      [ADD_PICTURES, SIDE],
    );
    await maskIs(person, new RegExp(`${SIDE} x ${SIDE} px`));
    await person.click(tool("Brush"));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const { box } = await person.see(CANVAS);
    const [x, y, half] = [box[0] + box[2] / 2, box[1] + box[3] / 2, Math.min(box[2], box[3]) * 0.4] as const;
    await person.call(() => window.probe.start(false, false));
    const begin = Date.now();
    const points = Array.from({ length: MOVES + 1 }, (_, move) => {
      const share = move / MOVES;
      return [Math.round(x + half * Math.sin(share * Math.PI * 7)), Math.round(y + half * (2 * share - 1))] as const;
    });
    const [first, ...others] = points;
    const move = (at: readonly [number, number] | undefined, duration: number): Record<string, unknown> => ({
      type: "pointerMove", x: at?.[0], y: at?.[1], duration, origin: "viewport",
    });
    await person.driver.act([
      {
        type: "pointer",
        id: "mouse",
        parameters: { pointerType: "mouse" },
        actions: [
          move(first, 0),
          { type: "pointerDown", button: 0 },
          ...others.map((at) => move(at, MOVE_MILLIS)),
          { type: "pointerUp", button: 0 },
        ],
      },
    ]);
    const took = Date.now() - begin;
    const { frames, latencies } = await person.call(() => {
      window.probe.stop();
      return { frames: window.probe.frames, latencies: window.probe.latencies };
    });
    runs.push({
      strokeMillis: took,
      moves: latencies.length,
      framesPerSecond: (frames.length * 1000) / frames.reduce((sum, frame) => sum + frame, 0),
      frameP95: quantile(frames, 0.95),
      latencyP50: quantile(latencies, 0.5),
      latencyP95: quantile(latencies, 0.95),
    });
  }
  const names = Object.keys(runs[0] ?? {});
  const medians = Object.fromEntries(
    names.map((name) => [name, Math.round(quantile(runs.map((one) => one[name] ?? Number.NaN), 0.5) * 100) / 100]),
  );
  console.log(`\n${driver.version}, a stroke of ${MOVES} moves at ${SIDE} x ${SIDE} px, medians of ${RUNS} (times in ms)`);
  for (const [name, value] of Object.entries(medians)) {
    console.log(`  ${name.padEnd(18)}${String(value).padStart(10)}`);
  }
  const folder = projectPath("out/bench");
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/paint-${test.info().project.name.replace("bench-", "")}.json`;
  writeFileSync(file, `${JSON.stringify({ browser: driver.version, side: SIDE, runs: RUNS, medians }, undefined, 2)}\n`);
});

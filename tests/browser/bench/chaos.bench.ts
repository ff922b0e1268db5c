// `cargo xtask bench chaos`, its part on the real page: the browser's own process is killed at a seeded moment of a run,
// and opened again with the same profile; then the provider's books are compared with what the page has.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium, expect, test as base, type Page } from "@playwright/test";

import { CHROMIUM, PAGE } from "../support/addresses.ts";
import { Editor } from "../support/editor.ts";
import { projectPath, SMALL_PNG } from "../support/files.ts";
import { loggedRequests, resetSimulator, setSimulator, submitBody, submitsOf } from "../support/simulator.ts";

const KILLS = Number(process.env["PENTIMENTO_KILLS"] ?? 60);
const FIRST = Number(process.env["PENTIMENTO_KILLS_FROM"] ?? 0);
/** Longest time from the press of Run to the death, in milliseconds: a run takes about half of it. */
const LONGEST_LIFE_MILLIS = 2500;

/** How long after its last change what a browser keeps beside its databases is surely on the disk, in milliseconds. */
const SETTLED_MILLIS = 10_000;

/** How long a run may go on after the browser is open again, in milliseconds: four look-ups with growing waits are in it. */
const LONGEST_REST_MILLIS = 45_000;

/** The seed's number below a limit (splitmix32). */
function below(seed: number, limit: number): number {
  let mixed = Math.imul(seed + 1, 0x9e37_79b9) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97) >>> 0;
  return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
}

/** A browser in a process group of its own, on a profile that outlives it. */
async function start(profile: string): Promise<{ page: Page; kill: () => Promise<void> }> {
  const port = join(profile, "DevToolsActivePort");
  rmSync(port, { force: true });
  const browser: ChildProcess = spawn(
    CHROMIUM,
    ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    { detached: true, stdio: "ignore" },
  );
  const died = new Promise<void>((resolve) => browser.once("exit", () => resolve()));
  let address = "";
  await expect
    .poll(() => {
      try {
        const [number] = readFileSync(port, "utf8").split("\n");
        address = `http://127.0.0.1:${number ?? ""}`;
        return number !== undefined && number !== "";
      } catch {
        return false;
      }
    }, { timeout: 30_000 })
    .toBe(true);
  const driver = await chromium.connectOverCDP(address);
  const page = await (driver.contexts()[0] ?? (await driver.newContext())).newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  const kill = async (): Promise<void> => {
    // The whole group: no part of it may write anything after its death.
    if (browser.pid !== undefined) {
      process.kill(-browser.pid, "SIGKILL");
    }
    await died;
    await driver.close().catch(() => undefined);
  };
  return { page, kill };
}

base("a browser that is killed in the middle of a run loses nothing and pays once", async ({}, info) => {
  info.setTimeout(KILLS * 90_000 + 60_000);
  const profile = mkdtempSync(join(tmpdir(), "pentimento-chaos-"));
  await resetSimulator();
  await setSimulator({ queue_millis: 200, run_millis: 400 });
  const endings: Record<string, number> = {};
  const broken: string[] = [];
  let begun = await start(profile);
  const editor = new Editor(begun.page);
  await editor.open(PAGE);
  await editor.useSimulator();
  await editor.keepKeys("On this device");
  await editor.addPictures(SMALL_PNG);
  // The browser writes the key and the draft seconds later: they are no part of what is measured.
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MILLIS));
  let now = editor;
  try {
    for (let seed = FIRST; seed < FIRST + KILLS; seed += 1) {
      const prompt = `kill ${seed}`;
      await now.prompt.fill(prompt);
      await now.run.click();
      await new Promise((resolve) => setTimeout(resolve, below(seed, LONGEST_LIFE_MILLIS)));
      await begun.kill();
      begun = await start(profile);
      const heard: string[] = [];
      begun.page.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
      now = new Editor(begun.page);
      await now.open(PAGE);
      const ofSeed = async (): Promise<number> =>
        submitsOf(await loggedRequests()).filter((submit) => submitBody(submit).prompt === prompt).length;
      const card = begun.page.getByRole("article", { name: prompt, exact: true });
      const ending = async (): Promise<string> => {
        if ((await card.count()) === 0) {
          return "nothing here";
        }
        if ((await card.getByRole("button", { name: "Compare", exact: true }).count()) > 0) {
          return "result";
        }
        const status = card.getByRole("status");
        return (await status.count()) > 0 ? ((await status.first().textContent()) ?? "").split(" · ")[0] ?? "" : "a card";
      };
      // What is saved is shown within seconds, or it is not there.
      await card.first().waitFor({ timeout: 8000 }).catch(() => undefined);
      // Until nothing moves: it ends, or waits for the person.
const isRest = (state: string): boolean => /^(nothing here|result|Not confirmed|Failed|Draft|Waiting for you)$/.test(state);
      for (let waited = 0; waited < LONGEST_REST_MILLIS && !isRest(await ending()); waited += 250) {
        await begun.page.waitForTimeout(250);
      }
      if (!isRest(await ending())) {
        broken.push(`seed ${seed} does not come to rest: ${(await card.first().innerText()).replaceAll("\n", " ")} ${heard.join("; ")}`);
      }
      const [end, submits] = [await ending(), await ofSeed()];
      const accepted = (await loggedRequests()).filter(
        (request) => request.answer_status > 0 && request.answer_status < 300 && submitsOf([request]).length > 0 && submitBody(request).prompt === prompt,
      ).length;
      const label = `${end}, sent ${submits}`;
      endings[label] = (endings[label] ?? 0) + 1;
      if (submits > 1) {
        broken.push(`P1: seed ${seed} was sent ${submits} times`);
      }
      if (accepted > 0 && end !== "result" && end !== "Not confirmed") {
        broken.push(`P2: seed ${seed} was accepted and is: ${end}`);
      }
      if (submits === 0 && end === "result") {
        broken.push(`P3: seed ${seed} has a result of nothing`);
      }
    }
  } finally {
    await begun.kill();
  }
  rmSync(profile, { recursive: true, force: true });
  const folder = projectPath("out/bench");
  mkdirSync(folder, { recursive: true });
  const figures = { kills: KILLS, first_seed: FIRST, endings, broken };
  writeFileSync(join(folder, "chaos-page.json"), JSON.stringify(figures, null, 2));
  console.log(JSON.stringify(figures));
  expect(broken).toEqual([]);
});

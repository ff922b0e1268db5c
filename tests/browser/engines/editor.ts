// The page's own names and the ways of a person through it.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { projectPath } from "../support/files.ts";
import type { Query } from "./finder.ts";
import { KEYS, like, RUN_MILLIS, type At, type Person } from "./person.ts";

/** Takes the finished run on the stage up as the next base picture. */
export const EDIT_FURTHER: Query = { role: "button", name: "Edit further", within: { role: "toolbar", name: "Result" } };

export const SMALL_PNG = projectPath("tests/fixtures/small.png");

export const HELP: Query = { role: "button", name: "Help" };
export const RUN: Query = { role: "button", name: like(/^Run · /) };
export const PROMPT: Query = { role: "textbox", name: "Prompt" };
export const CANVAS: Query = { role: "application", name: "Mask canvas" };
export const ENGINE: Query = { role: "combobox", name: "Engine" };
export const PICTURES: Query = {
  role: "listitem",
  name: like(/^Picture \d+: /),
  within: { role: "list", name: "Pictures" },
};
export const RESULTS: Query = { role: "article", within: { role: "list", name: "Results" } };
export const JOBS: Query = { role: "article", within: { role: "list", name: "Jobs" } };
export const ALERT: Query = { role: "alert" };
export const ADD_PICTURES: Query = { role: "file", name: "Add pictures" };
export const SETTINGS: Query = { role: "dialog", name: "Settings" };

/** A tool or a command of the mask. */
export function tool(name: string): Query {
  return { role: "button", name, within: { role: "toolbar", name: "Mask tools" } };
}

/** An alert or a notice that holds these words. */
export function saying(words: RegExp, role: "alert" | "status" = "alert"): Query {
  return { role, text: like(words) };
}

/** The page, ready to be used. */
export async function ready(person: Person): Promise<void> {
  await person.see(HELP, 30_000);
}

/** Waits for the live text of the mask. */
export async function maskIs(person: Person, words: RegExp): Promise<void> {
  await person.until(CANVAS, `described by ${words}`, ({ description }) => words.test(description));
}

/** Adds the small picture by the file dialog. */
export async function addSmall(person: Person): Promise<void> {
  const before = await person.countNow(PICTURES);
  await person.chooseFiles(ADD_PICTURES, [SMALL_PNG]);
  await person.count(PICTURES, before + 1);
  await maskIs(person, /160 x 120 px/);
}

/** The middle of the canvas. */
export async function middle(person: Person): Promise<At> {
  const { box } = await person.see(CANVAS);
  return [box[0] + box[2] / 2, box[1] + box[3] / 2];
}

/** A level stroke through the middle, so many CSS pixels long. */
export async function stroke(person: Person, length = 40, pointerType: "mouse" | "touch" = "mouse"): Promise<void> {
  const [x, y] = await middle(person);
  const points = Array.from({ length: 9 }, (_, step): At => [x - length / 2 + (length * step) / 8, y]);
  await person.drag(points, pointerType);
}

/** Local fill with a small picture and a stroke on it. */
export async function prepareFill(person: Person): Promise<void> {
  await person.choose(ENGINE, "Local fill");
  await addSmall(person);
  await person.click(tool("Brush"));
  await stroke(person);
  await maskIs(person, /mask covers (under 1|[1-9]\d*) %/);
}

/** Runs and waits for one more result. */
export async function run(person: Person, millis = RUN_MILLIS): Promise<void> {
  const before = await person.countNow(RESULTS);
  await person.click(RUN);
  await person.count(RESULTS, before + 1, millis);
}

/** Presses a result's button, behind `More` if it is there. */
export async function onResult(person: Person, name: Query["name"], index = 0): Promise<void> {
  const card = { ...RESULTS, index };
  const button = { role: "button", ...(name === undefined ? {} : { name }), within: card };
  await person.see(card);
  if ((await person.countNow(button)) === 0) {
    await person.click({ role: "button", name: "More", within: card });
  }
  await person.click(button);
}

/** Overhears what the page hands over as downloads: drivers put files in places of their own, or nowhere. */
export async function overhearDownloads(person: Person): Promise<void> {
  await person.call(() => {
    const downloads: { name: string; href: string }[] = [];
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement): void {
      downloads.push({ name: this.download, href: this.href });
    };
    Object.assign(window, { downloads });
  });
}

/** The next download: its name and its bytes. */
export async function nextDownload(person: Person): Promise<{ name: string; bytes: Buffer }> {
  const { name, base64 } = await person.call(async () => {
    const { downloads } = window as unknown as { downloads: { name: string; href: string }[] };
    for (let tries = 0; downloads.length === 0 && tries < 200; tries += 1) {
      await new Promise((done) => setTimeout(done, 50));
    }
    const next = downloads.shift();
    if (next === undefined) {
      throw new Error("nothing was downloaded");
    }
    const bytes = new Uint8Array(await (await fetch(next.href)).arrayBuffer());
    let text = "";
    for (const byte of bytes) {
      text += String.fromCharCode(byte);
    }
    return { name: next.name, base64: btoa(text) };
  });
  return { name, bytes: Buffer.from(base64, "base64") };
}

/** Bytes as a file that can be chosen. */
export async function fileOf(name: string, bytes: Buffer): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "pentimento-flow-")), name);
  await writeFile(path, bytes);
  return path;
}

/** Opens Settings, does something there, and closes it. */
export async function inSettings(person: Person, work: () => Promise<void>): Promise<void> {
  await person.click({ role: "button", name: "Settings" });
  await person.see(SETTINGS);
  await work();
  await person.press([KEYS.escape]);
  await person.count({ role: "dialog" }, 0);
}

/** Waits until something in a store of the page holds this text: what is saved survives a reload. */
export async function isSaved(person: Person, store: "draft" | "results", text: string): Promise<void> {
  const end = Date.now() + RUN_MILLIS;
  const holds = async (store: string, text: string): Promise<boolean> => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "pentimento")) {
      return false;
    }
    const opened = indexedDB.open("pentimento");
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      opened.onsuccess = () => resolve(opened.result);
      opened.onerror = () => reject(opened.error ?? new Error("no database"));
    });
    const all = database.transaction(store).objectStore(store).getAll();
    const values = await new Promise<unknown[]>((resolve) => (all.onsuccess = () => resolve(all.result as unknown[])));
    database.close();
    return values.some((value) => typeof value === "string" && value.includes(text));
  };
  while (!(await person.call(holds, store, text))) {
    if (Date.now() > end) {
      throw new Error(`nothing in the store ${store} holds ${text}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

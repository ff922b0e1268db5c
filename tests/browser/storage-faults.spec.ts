// Storage that fails, is old, is in the way or goes away under the page: it is said, what is on screen stays
// usable, and nothing else is lost.

import { createHash } from "node:crypto";

import { Editor, RUN_MILLIS } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { expectSaved, inconsistencies, makeVersion1, readKept, saveDraftWith } from "./support/kept.ts";
import { expect, test } from "./support/test.ts";

const HASH = createHash("sha256").update(SMALL_PNG.buffer).digest("hex");

/** A result as the first version of the page wrote it. */
function firstRecord(id: string, prompt: string): string {
  return JSON.stringify({
    version: 1, id, job_id: `job-${id}`, index: 0,
    request: {
      engine: "local_fill", prompt, mask: null,
      pictures: [{ blob: HASH, name: "a.png", media_type: "image/png", size: { width: 160, height: 120 } }],
      settings: { size: "auto", count: 1, format: "png" },
    },
    blob: HASH, thumbnail: HASH, link: null, media_type: "image/png", size: { width: 160, height: 120 },
    finished_millis: 1_790_000_000_000, took_millis: 1200, cost: "free", provider_request_id: null, logs: [],
  });
}

/** A page of the same origin that does not open the database. */
const BESIDE = "favicon-that-is-not-there.txt";

test("takes over what the first version kept, and counts who uses it", async ({ page }) => {
  await page.goto(BESIDE);
  await makeVersion1(
    page,
    { r1: firstRecord("r1", "The first of two"), r2: firstRecord("r2", "The second of two"), r3: "{\"version\": 1" },
    { [HASH]: SMALL_PNG.buffer.toString("base64") },
  );
  const editor = new Editor(page);
  await editor.open();
  await expect(editor.results).toHaveCount(2);
  await expect(editor.alert.filter({ hasText: /1 saved entry could not be read/ })).toBeVisible();

  // Both use one file: the deletion of one must leave it to the other.
  const shared = editor.results.first();
  await shared.getByRole("button", { name: "More", exact: true }).click();
  await shared.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(editor.results).toHaveCount(1);
  const readable = async (): Promise<string[]> =>
    Object.keys((await readKept(page))["results"] ?? {}).filter((id) => id !== "r3");
  await expect.poll(async () => (await readable()).length, { timeout: 30_000 }).toBe(1);
  await page.reload();
  await expect(editor.results).toHaveCount(1);
  const kept = await readKept(page);
  expect(kept["blobs"]?.[HASH]).toBe(SMALL_PNG.buffer.length);
  expect(kept["results"]?.["r3"], "what cannot be read is left as it is").toBe("{\"version\": 1");
  const picture = editor.results.first().locator("img").first();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
});

test("says that an older page in another tab is in the way", async ({ context }) => {
  const older = await context.newPage();
  await older.goto(BESIDE);
  await makeVersion1(older, {}, {});
  await older.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open("pentimento", 1);
        // It never lets go, as the first version's page does not.
        request.onsuccess = () => resolve();
      }),
  );
  const page = await context.newPage();
  const editor = new Editor(page);
  await editor.open();
  await expect(editor.alert.filter({ hasText: /another tab has an older version/ })).toBeVisible();
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await editor.runToResults();
  expect((await editor.download()).suggestedFilename()).toMatch(/\.png$/);
});

test("says that the storage was cleared under it, and keeps what is shown usable", async ({ editor, page, context }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await editor.runToResults();
  const session = await context.newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: new URL(page.url()).origin, storageTypes: "indexeddb" });
  await expect(editor.alert.filter({ hasText: /storage/ }).first()).toBeVisible();
  expect((await editor.download()).suggestedFilename()).toMatch(/\.png$/);
  await editor.run.click();
  await expect(editor.results).toHaveCount(2, { timeout: 45_000 });
});

test("a reload at any moment of a run leaves nothing by halves", async ({ editor, page }) => {
  test.setTimeout(120_000);
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await saveDraftWith(editor, "before the runs");
  // Local fill asks about a text.
  await saveDraftWith(editor, "");
  await expectSaved(page, "draft", '"prompt":""');
  // What was written since the last reload, as `store: text`.
  await page.addInitScript(() => {
    const written: string[] = [];
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey): IDBRequest<IDBValidKey> {
      written.push(`${this.name}: ${String(value)}`);
      return put.call(this, value, key);
    };
    Object.assign(window, { written });
  });
  await page.reload();
  const isWritten = async (store: string): Promise<unknown> =>
    page.waitForFunction(
      (store) => (window as unknown as { written: string[] }).written.some((one) => one.startsWith(`${store}: `)),
      store,
    );
  const moments: readonly [string, () => Promise<unknown>][] = [
    ["at once", async () => undefined],
    ["as a job is written", async () => isWritten("jobs")],
    ["as a result is written", async () => isWritten("results")],
    ["with the result shown", async () => expect(editor.resultBar()).toBeVisible({ timeout: RUN_MILLIS })],
  ];
  for (const [moment, comes] of moments) {
    await editor.run.click();
    await comes();
    await page.reload();
    await expect(editor.pictures, moment).toHaveCount(1);
    await editor.expectMask(/mask covers [1-9]/);
    await expect(editor.alert).toHaveCount(0);
  }
  // The runs that were cut off are finished beside it, whenever it may be.
  await editor.run.click();
  await expect(editor.resultBar()).toBeVisible({ timeout: 45_000 });
  await expect
    .poll(async () => inconsistencies(await readKept(page)), { timeout: 30_000 })
    .toEqual([]);
  for (const picture of await editor.results.locator("img").all()) {
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  }
});

// Storage as it should never be: refused, stuck, aborting, throwing, or unable to store files as they are. The page says
// what is not saved, and everything goes on in memory.

import { ALERT, CANVAS, PICTURES, RESULTS, RUN, nextDownload, onResult, overhearDownloads, prepareFill, ready, run, saying } from "./editor.ts";
import { blobsAbort, blobsNeverEnd, databaseIsRefused, databaseNeverOpens, isOld, writesAbort, writesNeverEnd, writesThrow } from "./doubles.ts";
import { decodePng } from "../support/pixels.ts";
import { expect, test } from "./engine.ts";
import { RUN_MILLIS } from "./person.ts";

/** What storage may take before it is given up, in milliseconds: one limit for a file's form, one for a write. */
const DEADLINE_MILLIS = 2000 + 5000;

const NOT_SAVED = /not be saved|not saved|could not be saved|blocks storage|does not answer/;

for (const [what, double] of [
  ["writes never end", writesNeverEnd],
  ["writes abort", writesAbort],
  ["writes throw", writesThrow],
  ["the database is refused", databaseIsRefused],
  ["the database never opens", databaseNeverOpens],
] as const) {
  test(`a run where ${what}: the result stands there, with the word that it is not saved`, async ({ person, open }) => {
    await open(double);
    await ready(person);
    await prepareFill(person);
    await run(person, RUN_MILLIS + DEADLINE_MILLIS);
    await person.until(saying(NOT_SAVED), "said", ({ count }) => count > 0);
    // Nothing is left dead: the result can be had, and another run starts.
    await overhearDownloads(person);
    await onResult(person, "Download");
    expect(decodePng((await nextDownload(person)).bytes).width).toBe(160);
    await person.until(RUN, "ready", ({ isEnabled }) => isEnabled);
    await run(person, RUN_MILLIS + DEADLINE_MILLIS);
  });
}

test("a run with stuck storage takes its usual time and the deadline, no more", async ({ person, open }) => {
  const timed = async (double?: () => void): Promise<number> => {
    await open(double);
    await ready(person);
    await prepareFill(person);
    const begin = Date.now();
    await run(person, RUN_MILLIS + DEADLINE_MILLIS);
    return Date.now() - begin;
  };
  const usualMillis = await timed();
  const stuckMillis = await timed(writesNeverEnd);
  await person.until(saying(NOT_SAVED), "said", ({ count }) => count > 0);
  // The usual time of a shared machine is not the same twice.
  expect(stuckMillis).toBeLessThan(2 * usualMillis + 2000 + DEADLINE_MILLIS);
});

test("storage that answers again: what could not be saved is", async ({ person, open }) => {
  const host = await open(writesNeverEnd);
  await ready(person);
  await prepareFill(person);
  await run(person, RUN_MILLIS + DEADLINE_MILLIS);
  await person.until(saying(/does not answer/), "said", ({ count }) => count > 0);
  await person.call(() => {
    window.storageHeals = true;
  });
  // It is asked after 5, 10, 20 seconds.
  await person.until(saying(/does not answer/), "gone", ({ count }) => count === 0, 45_000);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  // From the same origin, with a healthy storage.
  host.heal();
  await person.driver.open(host.address);
  await ready(person);
  await person.count(RESULTS, 1);
  await person.count(PICTURES, 1);
});

for (const [what, double] of [["abort", blobsAbort], ["never end", blobsNeverEnd]] as const) {
  test(`where writes of blobs ${what}, bytes are stored and come back`, async ({ person, open }) => {
    const host = await open(double);
    await ready(person);
    await prepareFill(person);
    await run(person);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await person.count(ALERT, 0);
    await person.driver.open(host.address);
    await ready(person);
    await person.count(RESULTS, 1);
    await person.count(PICTURES, 1);
    await person.until(CANVAS, "with its mask", ({ description }) => /mask covers (under 1|[1-9]\d*) %/.test(description));
    await overhearDownloads(person);
    await onResult(person, "Download");
    expect(decodePng((await nextDownload(person)).bytes).width).toBe(160);
    await person.click({ role: "button", name: "Export" });
    expect((await nextDownload(person)).bytes.subarray(0, 2).toString()).toBe("PK");
    const kinds = await person.call(async () => {
      const request = indexedDB.open("pentimento");
      const database = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
      const all = database.transaction("blobs").objectStore("blobs").getAll();
      const values = await new Promise<unknown[]>((resolve) => (all.onsuccess = () => resolve(all.result as unknown[])));
      database.close();
      return [...new Set(values.map((value) => (value instanceof Blob ? "blob" : "bytes")))];
    });
    expect(kinds).toEqual(["bytes"]);
  });
}

test("a browser that is too old reads one sentence", async ({ person, open }) => {
  await open(isOld);
  await person.see(saying(/too old for Pentimento.*Safari 17\.5/));
});

// What the page keeps in IndexedDB, read and written from outside of it.

import { expect, type Page } from "@playwright/test";

import type { Editor } from "./editor.ts";

/** A store's entries: texts as they are, files by their number of bytes. */
export type Kept = Record<string, Record<string, string | number>>;

/** Reads every store; empty when there is no database. Must run on a page of the same origin. */
export async function readKept(page: Page): Promise<Kept> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "pentimento")) {
      return {};
    }
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("pentimento"));
    const kept: Kept = {};
    for (const name of database.objectStoreNames) {
      const store = database.transaction(name).objectStore(name);
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      kept[name] = Object.fromEntries(
        keys.map((key, index) => {
          const value: unknown = values[index];
          return [String(key), value instanceof Blob ? value.size : String(value)];
        }),
      );
    }
    database.close();
    return kept;
  });
}

/** Waits until the page has opened its database: on a first visit that comes after what is seen. */
export async function storageIsOpen(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), { timeout: 20_000 })
    .toContain("pentimento");
}

/** Types a prompt and waits until the draft with it is saved: so is everything that was changed before. */
export async function saveDraftWith(editor: Editor, prompt: string): Promise<void> {
  await editor.prompt.fill(prompt);
  await expectSaved(editor.page, "draft", prompt);
}

/** Waits until a store has an entry with these words in it. */
export async function expectSaved(page: Page, store: "draft" | "jobs" | "results", words: string): Promise<void> {
  await expect
    .poll(async () => Object.values((await readKept(page))[store] ?? {}).some((text) => String(text).includes(words)), {
      message: `${words} is in ${store}`,
      timeout: 20_000,
    })
    .toBe(true);
}

/** Hashes that results and jobs name and no store has, and files that nothing uses. */
export function inconsistencies(kept: Kept): string[] {
  const found: string[] = [];
  const files = { ...kept["blobs"], ...kept["thumbnails"] };
  const used = new Set(
    Object.keys(kept["uses"] ?? {})
      .filter((use) => use.includes("/"))
      .map((use) => use.slice(0, use.indexOf("/"))),
  );
  for (const store of ["results", "jobs"]) {
    for (const [id, text] of Object.entries(kept[store] ?? {})) {
      for (const hash of String(text).match(/\b[0-9a-f]{64}\b/g) ?? []) {
        if (!(hash in files)) {
          found.push(`${store} ${id} names ${hash}, which is not kept`);
        }
        if (!used.has(hash)) {
          found.push(`${store} ${id} names ${hash}, which nothing uses`);
        }
      }
    }
  }
  for (const hash of Object.keys(files)) {
    if (!used.has(hash)) {
      found.push(`the file ${hash} is kept for nothing`);
    }
  }
  return found;
}

/** Makes the database as the first version of the page left it. The page must not have it open. */
export async function makeVersion1(
  page: Page,
  results: Record<string, string>,
  blobs: Record<string, string>,
): Promise<void> {
  await page.evaluate(
    async ([results, blobs]) => {
      const request = indexedDB.open("pentimento", 1);
      request.onupgradeneeded = () => {
        for (const name of ["jobs", "results", "blobs", "draft"]) {
          request.result.createObjectStore(name);
        }
      };
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const transaction = database.transaction(["results", "blobs"], "readwrite");
      for (const [id, text] of Object.entries(results)) {
        transaction.objectStore("results").put(text, id);
      }
      for (const [hash, base64] of Object.entries(blobs)) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transaction.objectStore("blobs").put(new Blob([bytes], { type: "image/png" }), hash);
      }
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
      database.close();
    },
    [results, blobs] as const,
  );
}

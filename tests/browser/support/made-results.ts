// Results as an earlier visit would have left them, written into the page's storage.

import type { Page } from "@playwright/test";

import { storageIsOpen } from "./kept.ts";

/** What to write. */
export interface Kept {
  /** How many results. */
  readonly count: number;
  /** Results of one run. */
  readonly perRun?: number;
  /** Each run is made from the last result of the one before, so many times in a row. */
  readonly chain?: number;
  /** Bytes of each picture, so many of noise after it; only those of the picture by default. */
  readonly bytes?: number;
}

/** Writes results and reloads; each has a small picture of its own. */
export async function keepResults(page: Page, { count, perRun = 4, chain = 5, bytes = 0 }: Kept): Promise<void> {
  await storageIsOpen(page);
  await page.evaluate(
    async ({ count, perRun, chain, bytes }) => {
      const opened = indexedDB.open("pentimento");
      const database = await new Promise<IDBDatabase>((done, fail) => {
        opened.onsuccess = () => done(opened.result);
        opened.onerror = () => fail(opened.error ?? new Error("no database"));
      });
      const hashOf = async (bytes: ArrayBuffer): Promise<string> => {
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      };
      const canvas = new OffscreenCanvas(320, 240);
      const context = canvas.getContext("2d");
      const picture = async (seed: number): Promise<{ hash: string; blob: Blob }> => {
        if (context === null) {
          throw new Error("no 2D canvas");
        }
        const sky = context.createLinearGradient(0, 0, 0, 240);
        sky.addColorStop(0, `hsl(${(seed * 37) % 360} 40% 70%)`);
        sky.addColorStop(1, `hsl(${(seed * 37 + 60) % 360} 30% 35%)`);
        context.fillStyle = sky;
        context.fillRect(0, 0, 320, 240);
        context.fillStyle = "white";
        context.font = "bold 96px sans-serif";
        context.fillText(String(seed), 40, 150);
        const drawn = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
        const noise = new Uint8Array(bytes);
        for (let start = 0; start < bytes; start += 65_536) {
          crypto.getRandomValues(noise.subarray(start, start + 65_536));
        }
        const blob = bytes === 0 ? drawn : new Blob([drawn, noise], { type: "image/jpeg" });
        return { hash: await hashOf(await blob.arrayBuffer()), blob };
      };
      const base = await picture(-1);
      const made: { hash: string; blob: Blob }[] = [];
      for (let index = 0; index < count; index += 1) {
        made.push(await picture(index));
      }
      const stores = ["results", "blobs", "thumbnails", "uses"];
      const transaction = database.transaction(stores, "readwrite");
      const put = (store: string, key: string, value: unknown): void => {
        transaction.objectStore(store).put(value, key);
      };
      put("blobs", base.hash, base.blob);
      const size = { width: 320, height: 240 };
      const engines = ["local_fill", "model_runner", "fal", "open_ai"];
      const now = Date.now();
      made.forEach(({ hash, blob }, index) => {
        const run = Math.floor(index / perRun);
        const before = run % chain === 0 ? undefined : made[run * perRun - 1];
        const id = `kept-${String(index).padStart(5, "0")}`;
        const engine = engines[run % engines.length];
        const record = {
          version: 1,
          id,
          job_id: `run-${run}`,
          index: index % perRun,
          request: {
            engine,
            prompt: `Result number ${index}`,
            pictures: [{ blob: (before ?? base).hash, name: "photo.jpg", media_type: "image/jpeg", size }],
            mask: null,
            settings: { size: "auto", count: perRun, format: "jpeg" },
          },
          blob: hash,
          thumbnail: hash,
          link: null,
          media_type: "image/jpeg",
          size,
          finished_millis: now - (count - run * perRun) * 3_600_000,
          took_millis: 12_000,
          cost: "free",
          provider_request_id: null,
          logs: [],
          favourite: index % 10 === 3,
        };
        put("results", id, JSON.stringify(record));
        put("blobs", hash, blob);
        put("thumbnails", hash, blob);
        for (const used of [hash, (before ?? base).hash]) {
          put("uses", `${used}/result:${id}`, "");
        }
      });
      await new Promise<void>((done, fail) => {
        transaction.oncomplete = () => done();
        transaction.onabort = () => fail(transaction.error ?? new Error("not written"));
      });
      database.close();
    },
    { count, perRun, chain, bytes },
  );
  await page.reload();
}

/** An edit of a large picture. */
export interface KeptEdit {
  /** JPEG. */
  readonly original: Buffer;
  /** JPEG of the same size. */
  readonly answer: Buffer;
  /** Grey PNG of the same size. */
  readonly mask: Buffer | undefined;
  readonly width: number;
  readonly height: number;
}

/** Writes one result, not protected, and reloads. */
export async function keepEdit(page: Page, edit: KeptEdit): Promise<void> {
  await storageIsOpen(page);
  const text = (bytes: Buffer | undefined): string | undefined => bytes?.toString("base64");
  await page.evaluate(
    async ({ original, answer, mask, width, height }) => {
      const opened = indexedDB.open("pentimento");
      const database = await new Promise<IDBDatabase>((done, fail) => {
        opened.onsuccess = () => done(opened.result);
        opened.onerror = () => fail(opened.error ?? new Error("no database"));
      });
      const file = async (base64: string, type: string): Promise<{ hash: string; blob: Blob }> => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        return { hash, blob: new Blob([bytes], { type }) };
      };
      const files = [await file(original, "image/jpeg"), await file(answer, "image/jpeg")];
      const coverage = mask === undefined ? undefined : await file(mask, "image/png");
      const size = { width, height };
      const record = {
        version: 1,
        id: "kept-edit",
        job_id: "run-edit",
        index: 0,
        request: {
          engine: "model_runner",
          prompt: "A large edit",
          pictures: [{ blob: files[0]?.hash, name: "large.jpg", media_type: "image/jpeg", size }],
          mask: coverage?.hash ?? null,
          settings: { size: "auto", count: 1, format: "jpeg" },
        },
        blob: files[1]?.hash,
        thumbnail: null,
        link: null,
        media_type: "image/jpeg",
        size,
        finished_millis: Date.now(),
        took_millis: 150_000,
        cost: "free",
        provider_request_id: null,
        logs: [],
      };
      const transaction = database.transaction(["results", "blobs", "uses"], "readwrite");
      for (const { hash, blob } of [...files, ...(coverage === undefined ? [] : [coverage])]) {
        transaction.objectStore("blobs").put(blob, hash);
        transaction.objectStore("uses").put("", `${hash}/result:kept-edit`);
      }
      transaction.objectStore("results").put(JSON.stringify(record), record.id);
      await new Promise<void>((done, fail) => {
        transaction.oncomplete = () => done();
        transaction.onabort = () => fail(transaction.error ?? new Error("not written"));
      });
      database.close();
    },
    {
      original: text(edit.original) ?? "",
      answer: text(edit.answer) ?? "",
      mask: text(edit.mask),
      width: edit.width,
      height: edit.height,
    },
  );
  await page.reload();
}

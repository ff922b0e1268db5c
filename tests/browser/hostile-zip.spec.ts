// ZIP files from elsewhere that are wrong by accident or on purpose: each is refused with its reason, nothing of
// it is kept, and the page works on.

import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";

import { SMALL_PNG } from "./support/files.ts";
import { inconsistencies, readKept } from "./support/kept.ts";
import { expect, test } from "./support/test.ts";
import { zip, type ZipEntry } from "./support/zip.ts";

const PICTURE = SMALL_PNG.buffer;
const HASH = createHash("sha256").update(PICTURE).digest("hex");
const FILE = { name: `pictures/${HASH}.png`, bytes: PICTURE };

const RESULT = {
  version: 1, id: "r1", job_id: "j1", index: 0,
  request: {
    engine: "local_fill", prompt: "From elsewhere", mask: null,
    pictures: [{ blob: HASH, name: "a.png", media_type: "image/png", size: { width: 160, height: 120 } }],
    settings: { size: "auto", count: 1, format: "png" },
  },
  blob: HASH, thumbnail: HASH, link: null, media_type: "image/png", size: { width: 160, height: 120 },
  finished_millis: 1_790_000_000_000, took_millis: 1200, cost: "free", provider_request_id: null, logs: [],
};

function manifest(change: object = {}): ZipEntry {
  const files = [{ hash: HASH, path: FILE.name, media_type: "image/png" }];
  const text = JSON.stringify({ format: "pentimento-export", version: 1, results: [RESULT], files, ...change });
  return { name: "manifest.json", bytes: Buffer.from(text) };
}

const GOOD = zip([manifest(), FILE]);
const ZEROS = Buffer.alloc(200_000_000);

const CASES: readonly (readonly [string, Buffer, RegExp])[] = [
  ["no ZIP", Buffer.from("only some text"), /not a ZIP/],
  ["nothing", Buffer.alloc(0), /not a ZIP/],
  ["cut off", GOOD.subarray(0, GOOD.length - 30), /not a ZIP|damaged/],
  ["without a manifest", zip([FILE]), /manifest\.json/],
  ["climbing out", zip([manifest(), { name: "../../evil.png", bytes: PICTURE }]), /not allowed/],
  ["two of a name", zip([manifest(), FILE, FILE]), /two entries/],
  ["another picture under the hash", zip([manifest(), { ...FILE, bytes: Buffer.from("other bytes") }]), /not the file|picture/],
  ["a bomb", zip([manifest(), { name: "pictures/bomb.png", bytes: deflateRawSync(ZEROS), method: 8, saidBytes: ZEROS.length }]), /compressed/],
  ["a size that is not there", zip([manifest(), { ...FILE, saidBytes: 400_000_000 }]), /damaged|size|compressed/],
  ["100 000 entries", zip(Array.from({ length: 100_000 }, (_, index) => ({ name: `a${index}`, bytes: Buffer.alloc(0) }))), /entries|damaged/],
  ["encrypted", zip([manifest(), { ...FILE, flags: 0x0801 }]), /encrypted/],
  ["with a key", zip([manifest({ api_key: "sk-stolen" }), FILE]), /api_key/],
  ["with a key deep inside", zip([manifest({ results: [{ ...RESULT, request: { ...RESULT.request, secret: "x" } }] }), FILE]), /secret/],
  ["of wrong types", zip([manifest({ results: [{ ...RESULT, request: [] }] }), FILE]), /cannot be read/],
  ["of a later version", zip([manifest({ version: 99 }), FILE]), /version 99/],
  ["with a picture that is none", withFile(Buffer.from("<svg onload=alert(1)>")), /picture|not/],
];

/** An archive whose one file has the right hash and wrong content. */
function withFile(bytes: Buffer): Buffer {
  const hash = createHash("sha256").update(bytes).digest("hex");
  const path = `pictures/${hash}.png`;
  const text = JSON.stringify({ ...RESULT, blob: hash, thumbnail: hash }).replaceAll(HASH, hash);
  const files = [{ hash, path, media_type: "image/png" }];
  return zip([manifest({ results: [JSON.parse(text)], files }), { name: path, bytes }]);
}

test("refuses archives that are wrong, keeps nothing of them and works on", async ({ editor, page }) => {
  test.setTimeout(120_000);
  const input = page.getByLabel("Import results", { exact: true });
  for (const [what, buffer, message] of CASES) {
    await test.step(what, async () => {
      await input.setInputFiles({ name: "archive.zip", mimeType: "application/zip", buffer });
      const told = editor.alert.filter({ hasText: message }).first();
      await expect(told, what).toBeVisible({ timeout: 15_000 });
      await told.getByRole("button").first().click();
      await expect(told).toHaveCount(0);
      await expect(editor.results).toHaveCount(0);
    });
  }
  const kept = await readKept(page);
  expect(Object.keys({ ...kept["results"], ...kept["blobs"], ...kept["thumbnails"] })).toEqual([]);

  await input.setInputFiles({ name: "archive.zip", mimeType: "application/zip", buffer: GOOD });
  await expect(editor.results).toHaveCount(1);
  await expect(editor.results.first()).toContainText("Removed");
  expect(inconsistencies(await readKept(page))).toEqual([]);
});

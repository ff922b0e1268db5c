// Export and import as one ZIP.

import { readFileSync } from "node:fs";

import { SMALL_PNG } from "./support/files.ts";
import { bytesOfDownload } from "./support/pixels.ts";
import { expect, test } from "./support/test.ts";

const OLD_EXPORT = readFileSync(new URL("../fixtures/export-1.zip", import.meta.url));

test("exports, forgets and imports again", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed");

  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const buffer = await bytesOfDownload(await waiting);
  await editor.pressOnResult("Delete");
  await expect(editor.results).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: "Help", exact: true })).toBeVisible();

  const input = page.getByLabel("Import results", { exact: true });
  const zip = { name: "export.zip", mimeType: "application/zip", buffer };
  await input.setInputFiles(zip);
  await expect(editor.results).toHaveCount(1);
  await expect(editor.results.first()).toContainText("Removed");
  await input.setInputFiles(zip);
  await expect(page.getByRole("status").filter({ hasText: /Nothing to import/ })).toBeVisible();
  await expect(editor.results).toHaveCount(1);
});

test("imports an export of the first version", async ({ editor, page }) => {
  await page
    .getByLabel("Import results", { exact: true })
    .setInputFiles({ name: "old.zip", mimeType: "application/zip", buffer: OLD_EXPORT });
  await expect(editor.results.first()).toContainText("Removed");
});

for (const [what, buffer, message] of [
  ["no ZIP", Buffer.from("only some text"), /not a ZIP/],
  ["a ZIP that is cut off", OLD_EXPORT.subarray(0, OLD_EXPORT.length - 40), /not a ZIP|damaged/],
  ["a changed picture", changed(OLD_EXPORT), /not the file/],
] as const) {
  test(`refuses ${what} and imports nothing`, async ({ editor, page }) => {
    await page
      .getByLabel("Import results", { exact: true })
      .setInputFiles({ name: "bad.zip", mimeType: "application/zip", buffer });
    await expect(editor.alert.filter({ hasText: message })).toBeVisible();
    await expect(editor.results).toHaveCount(0);
  });
}

/** The archive with one byte of its picture turned over. */
function changed(zip: Buffer): Buffer {
  const out = Buffer.from(zip);
  const at = out.lastIndexOf("IDAT") + 100;
  out.writeUInt8(out.readUInt8(at) ^ 0xff, at);
  return out;
}

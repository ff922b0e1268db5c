// The published folder under a path: the page, its worker and its samples are found.

import { PAGE_UNDER_PATH } from "./support/addresses.ts";
import { Editor } from "./support/editor.ts";
import { SAMPLES } from "./support/files.ts";
import { expect, test } from "./support/test.ts";

test.skip(PAGE_UNDER_PATH === undefined, "PENTIMENTO_SUBPATH_URL is not set");

test("runs a sample under a path, and asks for nothing outside it", async ({ page, overheard }) => {
  const home = PAGE_UNDER_PATH ?? "";
  expect(new URL(home).pathname.length, "a path below the root").toBeGreaterThan(1);
  const editor = new Editor(page);
  await editor.open(home);
  await editor.useEngine("Local fill");
  await editor.trySampleToResult(SAMPLES[0]?.title ?? "");
  await page.reload();
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
  expect(overheard.requests.filter((url) => !url.startsWith(home))).toEqual([]);
  expect(overheard.errors).toEqual([]);
});

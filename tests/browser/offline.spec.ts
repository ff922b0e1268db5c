// Without a network, after one visit: the page opens, and Local fill completes a picture.

import { Editor } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { startRelay } from "./support/relay.ts";
import { expect, test } from "./support/test.ts";

test.use({ serviceWorkers: "allow" });

for (const path of ["/", "/a/path/"]) {
  test(`opens and edits without a network below ${path}`, async ({ page, overheard }) => {
    const relay = await startRelay(path);
    try {
      const editor = new Editor(page);
      await editor.open(relay.address);
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
    } finally {
      await relay.stop();
    }
    overheard.errors.length = 0;
    await page.reload();
    const editor = new Editor(page);
    await expect(page.getByRole("button", { name: "Help", exact: true })).toBeVisible();
    await editor.useEngine("Local fill");
    await editor.addPictures(SMALL_PNG);
    await editor.setBrushSize(20);
    await editor.paintStroke(40);
    await editor.runToResults();
    expect((await editor.download()).suggestedFilename()).toMatch(/\.png$/);
    await editor.openSettings();
    await editor.closeDialog();
    expect(overheard.errors).toEqual([]);
  });
}

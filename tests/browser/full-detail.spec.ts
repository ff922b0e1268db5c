// Editing at full detail: only the part round the mask is sent, and its answer is laid back exactly.

import { SIMULATOR } from "./support/addresses.ts";
import { PHOTOGRAPH } from "./support/files.ts";
import { exportMask } from "./support/mask.ts";
import { bytesOfDownload, decodeInBrowser, decodePng, differences, greyAt } from "./support/pixels.ts";
import { bytesAt, loggedRequests, resetSimulator, submitBody, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

const ENGINES = [
  ["ModelRunner", { api: SIMULATOR, storage: SIMULATOR }],
  ["fal", { api: `${SIMULATOR}/__h/queue.fal.run`, storage: `${SIMULATOR}/__h/rest.fal.ai` }],
  ["OpenAI", { api: SIMULATOR }],
] as const;

for (const [engine, addresses] of ENGINES) {
  test(`sends only the part round the mask to ${engine}`, async ({ editor, page, overheard }) => {
    if (engine === "ModelRunner") {
      await editor.useSimulator();
    } else {
      await editor.useEngineAt(engine, addresses, "sim-ok");
    }
    await editor.addPictures(PHOTOGRAPH);
    const detail = page.getByRole("switch", { name: "Edit at full detail", exact: true });
    await expect(detail).toHaveCount(0);
    await editor.setBrushSize(90);
    await editor.paintStroke(60);
    await detail.click();
    const told = page.getByText(/^Sent: \d+ x \d+ px of 1920 x 1299 px/);
    await expect(told).toBeVisible();
    const before = await told.textContent();
    await page.getByRole("slider", { name: "Context", exact: true }).fill("120");
    await expect(told).not.toHaveText(before ?? "");
    const [, width, height] = (/Sent: (\d+) x (\d+) px/.exec((await told.textContent()) ?? "") ?? []).map(Number);
    await editor.prompt.fill("a red ball");
    await editor.runToResults();
    const card = editor.results.first();
    await expect(card).toContainText(`Full detail: ${width} x ${height} px`);
    await expect(card).toContainText(/0 pixels changed outside the mask|protected/, { timeout: 20_000 });
    await expect(card).toContainText("1920 x 1299 px");

    if (engine !== "OpenAI") {
      const body = submitBody(submitsOf(await loggedRequests())[0]);
      const size = body.image_size as { width: number; height: number };
      expect([size.width % 16, size.height % 16]).toEqual([0, 0]);
      expect(size.width * size.height).toBeGreaterThanOrEqual(655_360);
      for (const url of [body.image_urls[0], body.mask_url]) {
        if (url?.startsWith("http") === true) {
          const { width: sentWidth, height: sentHeight } = decodePng(await bytesAt(url));
          expect([sentWidth, sentHeight]).toEqual([width, height]);
        }
      }
    }

    const mask = await exportMask(editor);
    const made = decodePng(await bytesOfDownload(await editor.download()));
    const original = await decodeInBrowser(page, PHOTOGRAPH.buffer, PHOTOGRAPH.mimeType);
    const changed = differences(original, made, (x, y) => greyAt(mask, x, y) > 0);
    expect(changed.outside).toBe(0);
    expect(changed.inside).toBeGreaterThan(changed.insideArea / 2);

    // Reopened, it is what it was, the part among it.
    await page.getByRole("button", { name: "More for pictures", exact: true }).click();
    await page.getByRole("button", { name: "Start over", exact: true }).click();
    await expect(editor.pictures).toHaveCount(0);
    await editor.resultButton("More").click();
    await card.getByRole("button", { name: /^Reopen/ }).click();
    await expect(detail).toBeChecked();
    await expect(told).toContainText(`Sent: ${width} x ${height} px`);
    expect(overheard.errors).toEqual([]);
  });
}

// What breaks the page: it says so in true words, and does not come back at each visit.

import { answering, begin, write } from "./support/answering.ts";
import { SMALL_PNG } from "./support/files.ts";
import { resetSimulator, setSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.afterAll(resetSimulator);

test("64 MiB of nested JSON leave the page alive, also after a reload", async ({ editor, page }) => {
  const server = await answering(async (response) => {
    begin(response, "application/json");
    const part = "{\"\":".repeat(1 << 18);
    for (let sent = 0; sent < 64 << 20; sent += part.length) {
      await write(response, part, 1 << 20);
    }
    response.end();
  });
  await editor.useEngineAt("OpenAI", { api: server.url }, "sim-ok");
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("nested");
  await editor.run.click();
  const job = page.getByRole("article", { name: "nested", exact: true });
  await expect(job.getByRole("button", { name: "Save the answer", exact: true })).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(job.getByRole("button", { name: "Save the answer", exact: true })).toBeVisible();
  await editor.prompt.fill("and the page lives");
  await expect(page.getByRole("heading", { name: "Something broke" })).toBeHidden();
  expect(server.submits()).toBe(1);
  await server.close();
});

test("a run whose answer ended the page waits for the person after a reload", async ({ editor, page }) => {
  await resetSimulator();
  await setSimulator({ queue_millis: 600_000 });
  await editor.useSimulator();
  await editor.keepKeys("On this device");
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("poison");
  await editor.run.click();
  const job = page.getByRole("article", { name: "poison", exact: true });
  await expect(job.getByRole("status")).toContainText("In the queue");
  // What a page leaves behind that ends between the two writes around the reading of an answer.
  await page.evaluate(() => {
    return new Promise<void>((resolve) => {
      const opened = indexedDB.open("pentimento");
      opened.onsuccess = () => {
        const keys = opened.result.transaction("jobs").objectStore("jobs").getAllKeys();
        keys.onsuccess = () => {
          localStorage.setItem(`pentimento.reading-answer.${String(keys.result[0])}`, "yes");
          opened.result.close();
          resolve();
        };
      };
    });
  });
  await page.reload();
  await expect(job.getByRole("alert")).toContainText("The page broke while it read the answer");
  await setSimulator({ queue_millis: 0, run_millis: 0 });
  await job.getByRole("button", { name: "Continue here", exact: true }).click();
  await expect(job.getByRole("alert")).toHaveCount(0);
});

test("a trap of the page's code shows the crash panel", async ({ editor, page }) => {
  void editor;
  const panel = page.getByRole("heading", { name: "Something broke", exact: true });
  await expect(panel).toBeHidden();
  await page.evaluate(() => {
    // What a promise does with a trap.
    void Promise.reject(new WebAssembly.RuntimeError("unreachable"));
  });
  await expect(panel).toBeVisible();
});

// A run that may be paid is started by one fresh press on what is in sight, and by nothing else.

import { SIMULATOR } from "./support/addresses.ts";
import { SMALL_PNG } from "./support/files.ts";
import { loggedRequests, resetSimulator, setSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

test("a key held down, a double click and a key behind a dialog start no further run", async ({ editor, page }) => {
  const submits = async (): Promise<number> =>
    (await loggedRequests()).filter((request) => request.method === "POST" && request.path.endsWith("/images/edits")).length;
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await setSimulator({ failures: [{ on: "submit", way: "reset", times: 1000 }] });
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("in doubt");
  await editor.run.focus();
  await page.keyboard.down("Control");
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.down("Enter");
  }
  await page.keyboard.up("Enter");
  await page.keyboard.up("Control");
  const job = page.getByRole("article", { name: "in doubt", exact: true });
  const anyway = job.getByRole("button", { name: "Run again anyway", exact: true });
  await expect(anyway).toBeVisible({ timeout: 20_000 });
  expect(await submits(), "Control and Enter held down").toBe(1);

  await anyway.dblclick();
  await expect.poll(submits).toBe(2);
  await expect(anyway).toBeVisible();
  await anyway.focus();
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.down("Enter");
  }
  await page.keyboard.up("Enter");
  await expect.poll(submits).toBe(3);
  await expect(anyway).toBeVisible();

  await editor.openSettings();
  await page.keyboard.press("Control+Enter");
  await editor.closeDialog();
  await page.waitForTimeout(500);
  expect(await submits()).toBe(3);
  await expect(page.getByRole("article", { name: "in doubt", exact: true }), "one job").toHaveCount(1);
});

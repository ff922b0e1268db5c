// A run that may be paid is started by one fresh press on what is in sight, and by nothing else.

import { SMALL_PNG } from "./support/files.ts";
import { loggedRequests, resetSimulator, setSimulator, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

test("a key held down, a double click and a key behind a dialog start no further run", async ({ editor, page }) => {
  const submits = async (): Promise<number> => submitsOf(await loggedRequests()).length;
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("fails");
  await setSimulator({ fault: "422", queue_millis: 0, run_millis: 0 });
  const jobs = page.getByRole("article", { name: "fails", exact: true });
  const again = jobs.first().getByRole("button", { name: /^(Try again|Edit prompt)/ });

  await editor.run.focus();
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.down("Control");
    await page.keyboard.down("Enter");
  }
  await page.keyboard.up("Enter");
  await page.keyboard.up("Control");
  await expect(again).toBeVisible({ timeout: 20_000 });
  expect(await submits(), "Control and Enter held down").toBe(1);

  await setSimulator({ fault: "504" });
  await editor.prompt.fill("in doubt");
  await editor.run.click();
  const doubt = page.getByRole("article", { name: "in doubt", exact: true });
  const anyway = doubt.getByRole("button", { name: "Run again anyway", exact: true });
  await expect(anyway).toBeVisible({ timeout: 40_000 });
  const before = await submits();
  await anyway.dblclick();
  await expect.poll(submits).toBe(before + 1);
  await expect(anyway).toBeVisible({ timeout: 40_000 });
  await anyway.focus();
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.down("Enter");
  }
  await page.keyboard.up("Enter");
  await expect.poll(submits).toBe(before + 2);

  await editor.openSettings();
  await page.keyboard.press("Control+Enter");
  await editor.closeDialog();
  await page.waitForTimeout(500);
  expect(await submits()).toBe(before + 2);
});

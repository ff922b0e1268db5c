// Promises where the browser lacks something, fails for a while, or has two pages open.

import type { Page } from "@playwright/test";

import { PAGE } from "./support/addresses.ts";
import { Editor } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { expectSaved, saveDraftWith } from "./support/kept.ts";
import { loggedRequests, resetSimulator, setSimulator, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

const submits = async (): Promise<number> => submitsOf(await loggedRequests()).length;

/** Would leaving the page ask? */
const asks = (page: Page): Promise<boolean> =>
  page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));

test("two pages without locks send one run once, and the second goes on with it", async ({ context }) => {
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  const first = new Editor(await context.newPage());
  await first.open();
  await first.useSimulator();
  await first.keepKeys("On this device");
  const second = new Editor(await context.newPage());
  await second.open();
  await setSimulator({ queue_millis: 0, run_millis: 4000 });
  await first.addPictures(SMALL_PNG);
  await first.prompt.fill("no locks");
  await first.run.click();
  await expect(second.page.getByRole("article", { name: "no locks", exact: true })).toBeVisible();
  await expect.poll(submits).toBe(1);
  await first.page.close();
  await second.page.reload();
  await expect(second.results).toHaveCount(1, { timeout: 20_000 });
  expect(await submits()).toBe(1);
});

test("a run whose acceptance cannot be saved says so, and is saved once the storage works again", async ({ editor, page }) => {
  await editor.useSimulator();
  await editor.keepKeys("On this device");
  await setSimulator({ queue_millis: 60_000, run_millis: 0 });
  await editor.addPictures(SMALL_PNG);
  await page.evaluate(() => {
    const plain = IDBObjectStore.prototype.put;
    Object.assign(window, { refused: "\"waiting\"" });
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof plain>) {
      const { refused } = window as unknown as { refused: string };
      if (this.name === "jobs" && refused !== "" && String(given[0]).includes(refused)) {
        throw new DOMException("it broke", "UnknownError");
      }
      return plain.apply(this, given);
    };
  });
  await editor.prompt.fill("accepted");
  await editor.run.click();
  const job = page.getByRole("article", { name: "accepted", exact: true });
  await expect(job.getByRole("alert")).toContainText("could not save how far this run is");
  expect(await asks(page)).toBe(true);
  await page.evaluate(() => Object.assign(window, { refused: "" }));
  await expect(job.getByRole("alert")).toHaveCount(0, { timeout: 20_000 });
  expect(await asks(page)).toBe(false);
  await expectSaved(page, "jobs", "\"waiting\"");
  expect(await submits()).toBe(1);
});

test("without a database a paid run is asked about, and leaving asks until its result is saved", async ({ context, page }) => {
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("not here", "SecurityError");
    };
  });
  const editor = new Editor(page);
  await editor.open();
  await editor.useSimulator();
  await setSimulator({ queue_millis: 0, run_millis: 0 });
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("in this tab only");
  await editor.run.click();
  const question = page.getByRole("dialog", { name: "Run without saving", exact: true });
  await expect(question).toBeVisible();
  expect(await submits()).toBe(0);
  await question.getByRole("button", { name: "Run anyway", exact: true }).click();
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
  expect(await asks(page)).toBe(true);
  await editor.download();
  await expect.poll(() => asks(page)).toBe(false);
  expect(await submits()).toBe(1);
});

test("Run pressed before the database is open waits for it", async ({ context, page }) => {
  await context.addInitScript(() => {
    const plain = IDBFactory.prototype.open;
    const opening = new Promise<void>((resolve) => Object.assign(window, { openNow: resolve }));
    IDBFactory.prototype.open = function (this: IDBFactory, ...given: Parameters<typeof plain>) {
      const late = new EventTarget() as IDBOpenDBRequest;
      void opening.then(() => {
        IDBFactory.prototype.open = plain;
        const real = plain.apply(this, given);
        for (const name of ["success", "error", "blocked", "upgradeneeded"]) {
          real.addEventListener(name, () => late.dispatchEvent(new Event(name)));
        }
        for (const name of ["result", "error", "transaction"] as const) {
          Object.defineProperty(late, name, { get: () => real[name] });
        }
        Object.setPrototypeOf(late, IDBOpenDBRequest.prototype);
      });
      return late;
    };
  });
  const editor = new Editor(page);
  await editor.open();
  await editor.useSimulator();
  await setSimulator({ queue_millis: 0, run_millis: 0 });
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("early");
  await editor.run.click();
  await page.waitForTimeout(700);
  expect(await submits(), "nothing is sent that is not stored").toBe(0);
  await page.evaluate(() => (window as unknown as { openNow: () => void }).openNow());
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
  await expectSaved(page, "jobs", "early");
  expect(await submits()).toBe(1);
});

test("an answer to a question that comes too late changes nothing; keys are forgotten in every tab", async ({ editor, page, context }) => {
  await editor.useSimulator();
  await editor.keepKeys("On this device");
  await setSimulator({ queue_millis: 60_000, run_millis: 0 });
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("too late");
  await editor.run.click();
  const card = (of: Page): ReturnType<Page["getByRole"]> => of.getByRole("article", { name: "too late", exact: true });
  await expect(card(page).getByRole("status")).toContainText("In the queue");
  await card(page).getByRole("button", { name: "Run in background", exact: true }).click();
  await card(page).getByRole("button", { name: "Dismiss", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Forget this run", exact: true });
  await expect(question).toBeVisible();

  const other = new Editor(await context.newPage());
  await other.open();
  await card(other.page).getByRole("button", { name: "Resume", exact: true }).click();
  await expect(card(other.page).getByRole("status")).toContainText("In the queue");
  await question.getByRole("button", { name: "Forget it", exact: true }).click();
  await expect(page.getByText("Nothing was done: this run has changed since")).toBeVisible();
  await expect(card(page).getByRole("status")).toContainText("In the queue");
  await expect(card(other.page)).toBeVisible();

  const dialog = await other.openSettings();
  await dialog.getByRole("button", { name: "Forget keys", exact: true }).click();
  await expect(dialog.getByText(/No key yet for/).first()).toBeVisible();
  const here = await editor.openSettings();
  await expect(here.getByText(/No key yet for/).first()).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain("sim-ok");
});

test("two copies of the page on one address keep drafts, results and keys apart", async ({ context }) => {
  for (const path of ["a", "b"]) {
    await context.route(`${PAGE}${path}/**`, async (route) => {
      const rest = route.request().url().slice(`${PAGE}${path}/`.length);
      await route.fulfill({ response: await route.fetch({ url: `${PAGE}${rest}` }) });
    });
  }
  const one = new Editor(await context.newPage());
  await one.open(`${PAGE}a/`);
  await one.useSimulator("sim-key-of-a");
  await one.keepKeys("On this device");
  await one.addPictures(SMALL_PNG);
  await saveDraftWith(one, "the work of a");
  const other = new Editor(await context.newPage());
  await other.open(`${PAGE}b/`);
  await expect(other.pictures).toHaveCount(0);
  const dialog = await other.openSettings();
  await expect(dialog.getByText(/A key is set for/)).toHaveCount(0);
  await dialog.getByRole("button", { name: "Forget keys", exact: true }).click();
  await other.closeDialog();
  await other.addPictures(SMALL_PNG, { ...SMALL_PNG, name: "second.png" });
  await other.prompt.fill("the work of b");
  await one.page.reload();
  await expect(one.prompt).toHaveValue("the work of a");
  await expect(one.pictures).toHaveCount(1);
  const kept = await one.openSettings();
  await expect(kept.getByText(/A key is set for/).first()).toBeVisible();
});

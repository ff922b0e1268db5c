// Jobs are never lost and never paid twice: the page is killed at each call, before and after it, and opened
// again; two tabs share a job.

import { type BrowserContext, type Page } from "@playwright/test";

import { SMALL_PNG } from "./support/files.ts";
import { Editor } from "./support/editor.ts";
import { loggedRequests, resetSimulator, setSimulator, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const PROMPT = "make it blue";

/** The calls of a job, as a request is recognised. */
const CALLS = {
  initiate: (url: string, method: string) => method === "POST" && url.includes("/storage/upload/initiate"),
  upload: (_url: string, method: string) => method === "PUT",
  submit: (url: string, method: string) => method === "POST" && url.endsWith("/openai/gpt-image-2/edit"),
  status: (url: string) => url.includes("/status"),
  result: (url: string, method: string) => method === "GET" && /\/requests\/[^/?]+$/.test(url),
  download: (url: string, method: string) => method === "GET" && url.includes("media.modelrunner.ai"),
} as const;

test.beforeEach(async ({ editor }) => {
  await resetSimulator();
  await setSimulator({ queue_millis: 50, run_millis: 50 });
  await editor.useSimulator();
  await editor.keepKeys("On this device");
});

test.afterAll(resetSimulator);

async function reopen(context: BrowserContext): Promise<Editor> {
  const editor = new Editor(await context.newPage());
  await editor.open();
  return editor;
}

function results(page: Page): ReturnType<Page["getByRole"]> {
  return page.getByRole("list", { name: "Results", exact: true }).getByRole("article");
}

for (const [call, isCall] of Object.entries(CALLS)) {
  for (const moment of ["before", "after"] as const) {
    test(`a page killed ${moment} ${call} loses nothing and pays once`, async ({ editor, context }) => {
      await editor.addPictures(SMALL_PNG);
      await editor.prompt.fill(PROMPT);
      const devtools = await context.newCDPSession(editor.page);
      const death = editor.page.waitForEvent("crash");
      await editor.page.route(
        (url) => url.href.includes("127.0.0.1") || url.href.includes("localhost"),
        async (route) => {
          const request = route.request();
          if (!isCall(request.url(), request.method())) {
            await route.fallback();
            return;
          }
          if (moment === "after") {
            await route.fetch();
          }
          // The page's process dies; only then is the held request let go, or it would be sent after all.
          void devtools.send("Page.crash").catch(() => undefined);
          await death;
          await route.abort();
        },
      );
      await editor.run.click();
      await death;
      await editor.page.close();

      const again = await reopen(context);
      if (call === "submit" && moment === "before") {
        // Nobody can know; the look-ups find nothing, and the person decides.
        const job = again.page.getByRole("article", { name: PROMPT, exact: true });
        await job.getByRole("button", { name: "Run again anyway" }).click({ timeout: 30_000 });
      }
      await expect(results(again.page)).toHaveCount(1, { timeout: 30_000 });
      expect(submitsOf(await loggedRequests()), "submits").toHaveLength(1);
    });
  }
}

test("two tabs show one job and one of them drives it", async ({ editor, context }) => {
  await setSimulator({ queue_millis: 50, run_millis: 3000 });
  const other = await reopen(context);
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.run.click();
  await expect(other.page.getByRole("article", { name: PROMPT, exact: true })).toBeVisible();
  await expect(results(other.page)).toHaveCount(1, { timeout: 20_000 });
  await expect(results(editor.page)).toHaveCount(1);
  const log = await loggedRequests();
  expect(submitsOf(log)).toHaveLength(1);
  expect(log.filter((request) => CALLS.result(request.path, request.method)), "one tab fetched it").toHaveLength(1);
});

test("closing the driving tab hands the job over within 5 s", async ({ editor, context }) => {
  await setSimulator({ queue_millis: 50, run_millis: 6000 });
  const other = await reopen(context);
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.run.click();
  await expect(
    other.page.getByRole("article", { name: PROMPT, exact: true }).getByRole("status").filter({ hasText: "In progress" }),
  ).toBeVisible();
  const before = (await loggedRequests()).length;
  await editor.page.close();
  await expect.poll(async () => (await loggedRequests()).length, { timeout: 5_000 }).toBeGreaterThan(before);
  await expect(results(other.page)).toHaveCount(1, { timeout: 20_000 });
  expect(submitsOf(await loggedRequests())).toHaveLength(1);
});

test("a job is left in one tab and taken up in another", async ({ editor, context }) => {
  await setSimulator({ queue_millis: 50, run_millis: 2000 });
  const other = await reopen(context);
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.run.click();
  const card = other.page.getByRole("article", { name: PROMPT, exact: true });
  await card.getByRole("status").filter({ hasText: /queue|progress/ }).waitFor();
  await card.getByRole("button", { name: "Run in background" }).click();
  await expect(editor.page.getByRole("article", { name: PROMPT, exact: true }).getByRole("status")).toContainText("In the background");
  await card.getByRole("button", { name: "Resume" }).click();
  await expect(results(other.page)).toHaveCount(1, { timeout: 20_000 });
  expect(submitsOf(await loggedRequests())).toHaveLength(1);
});

test("a run over the day's budget asks first", async ({ editor }) => {
  const dialog = await editor.openSettings();
  const budget = dialog.getByRole("textbox", { name: "Budget per day", exact: true });
  await budget.fill("0.10");
  await budget.press("Tab");
  await editor.closeDialog();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  const question = editor.page.getByRole("dialog", { name: "Over the budget", exact: true });
  await editor.run.click();
  await expect(question).toContainText("$0.151");
  await question.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(question).toHaveCount(0);
  expect(submitsOf(await loggedRequests())).toHaveLength(0);
  await editor.run.click();
  await question.getByRole("button", { name: "Run it", exact: true }).click();
  await expect(results(editor.page)).toHaveCount(1, { timeout: 20_000 });
  // A deleted result was paid for all the same.
  await editor.pressOnResult("Delete");
  await expect(results(editor.page)).toHaveCount(0);
  await editor.openSettings();
  await expect(dialog).toContainText("Today $0.151 · total $0.151");
});

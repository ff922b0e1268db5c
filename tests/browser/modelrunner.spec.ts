// The same edit through ModelRunner's protocol, against the simulator.

import { PHOTOGRAPH, SMALL_PNG, SMALL_WEBP } from "./support/files.ts";
import { decodePng, greyAt } from "./support/pixels.ts";
import { RUN_MILLIS } from "./support/editor.ts";
import {
  bytesAt,
  loggedAuthorization,
  loggedRequests,
  resetSimulator,
  setSimulator,
  submitBody,
  submitsOf,
  WORKING_KEY,
} from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const PROMPT = 'Write "FIG" on the plate';

test.beforeEach(async ({ editor }) => {
  await resetSimulator();
  await editor.useSimulator();
});

test.afterAll(resetSimulator);

test("sends exactly what was asked for", async ({ editor }) => {
  await editor.addPictures(PHOTOGRAPH, SMALL_WEBP);
  await editor.paintStroke();
  await editor.prompt.fill(PROMPT);
  await editor.chooseRadio("Size", "Portrait 9:16");
  await editor.chooseRadio("Pictures to make", "2");
  await editor.page.getByRole("combobox", { name: "Format", exact: true }).selectOption({ label: "JPEG" });
  await editor.runToResults(2);

  const submits = submitsOf(await loggedRequests());
  expect(submits).toHaveLength(1);
  const body = submitBody(submits[0]);
  expect(body).toEqual({
    prompt: PROMPT,
    image_urls: [expect.stringMatching(/^http/), expect.stringMatching(/^http/)],
    mask_url: expect.stringMatching(/^http/),
    image_size: "portrait_16_9",
    num_images: 2,
    output_format: "jpeg",
    metadata: { app: "pentimento", job: expect.stringMatching(/^.{8,512}$/) },
  });
  expect(new Set([...body.image_urls, body.mask_url]).size, "three different files").toBe(3);
});

test("leaves the mask out when nothing is painted", async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.runToResults();
  const body = submitBody(submitsOf(await loggedRequests())[0]);
  expect(Object.keys(body)).not.toContain("mask_url");
  expect(body.image_size).toBe("landscape_4_3");
});

test("sends a custom size as width and height", async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.customSize(1024, 768);
  await editor.runToResults();
  expect(submitBody(submitsOf(await loggedRequests())[0]).image_size).toEqual({ width: 1024, height: 768 });
});

test("gives the key to the API and to nothing else", async ({ editor, overheard, page }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke(40);
  await editor.prompt.fill(PROMPT);
  await editor.runToResults();

  const log = await loggedRequests();
  const body = submitBody(submitsOf(log)[0]);
  const filePaths = [...body.image_urls, body.mask_url ?? ""].map((url) => new URL(url).pathname);
  const puts = log.filter((request) => request.method === "PUT");
  expect(puts, "the picture and its mask are uploaded").toHaveLength(2);
  const isApi = (path: string): boolean => /\/(requests|storage|openai)\b/.test(path);
  for (const request of log) {
    const isBare = request.method === "PUT" || filePaths.includes(request.path) || !isApi(request.path);
    const expected = isBare ? null : loggedAuthorization(WORKING_KEY);
    expect(request.authorization, `${request.method} ${request.path}`).toEqual(expected);
  }
  expect(log.some((request) => request.authorization === null && request.method === "GET"), "a download").toBe(true);

  for (const url of overheard.requests) {
    expect(url).not.toContain(WORKING_KEY);
  }
  expect(await page.content()).not.toContain(WORKING_KEY);
});

test("sends the mask as an opaque picture of the base's size, white where it was painted", async ({ editor }) => {
  await editor.addPictures(PHOTOGRAPH);
  await editor.paintStroke(200);
  await editor.prompt.fill(PROMPT);
  await editor.runToResults();

  const body = submitBody(submitsOf(await loggedRequests())[0]);
  const mask = decodePng(await bytesAt(body.mask_url ?? ""));
  expect([mask.width, mask.height]).toEqual([PHOTOGRAPH.width, PHOTOGRAPH.height]);
  const isOpaque = mask.rgba.every((value, at) => at % 4 !== 3 || value === 255);
  expect(isOpaque, "every pixel is opaque").toBe(true);
  const middle = [Math.floor(mask.width / 2), Math.floor(mask.height / 2)] as const;
  expect(greyAt(mask, ...middle), "painted").toBe(255);
  for (const [x, y] of [[0, 0], [mask.width - 1, 0], [0, mask.height - 1], [mask.width - 1, mask.height - 1]] as const) {
    expect(greyAt(mask, x, y), `not painted at ${x}, ${y}`).toBe(0);
  }
});

test("tells the state, the time and the log while it waits, and the form stays free", async ({ editor }) => {
  await setSimulator({ queue_millis: 2_000, run_millis: 5_000 });
  await editor.setKey("sim-logs-string");
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.run.click();

  const job = editor.jobs.first();
  await expect(job).toHaveAccessibleName(PROMPT);
  const state = job.getByRole("status");
  await expect(state).toContainText(/in the queue/i);
  await expect(state).toContainText(/in progress/i, { timeout: 15_000 });
  await expect(job).toContainText(/\b0:0[2-9]\b/);
  await expect(job.getByRole("log")).toContainText(/\S/);
  await expect(job, "no invented share of the work").not.toContainText("%");
  await expect(editor.run).toBeEnabled();
  await editor.prompt.fill("something else");
  await expect(editor.results).toHaveCount(1, { timeout: RUN_MILLIS });
  await expect(editor.prompt).toHaveValue("something else");
});

test("keeps the result over a reload, and not the key", async ({ editor, page }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.runToResults();
  await expect(editor.results.first()).toContainText(PROMPT);
  await expect(editor.results.first()).toContainText("ModelRunner");

  await page.reload();
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
  await expect(editor.results.first()).toContainText(PROMPT);
  const picture = editor.results.first().locator("img").first();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(kept).not.toContain(WORKING_KEY);
  await editor.useEngine("ModelRunner");
  if ((await editor.pictures.count()) === 0) {
    await editor.addPictures(SMALL_PNG);
  }
  await editor.prompt.fill(PROMPT);
  await editor.runWithoutKey("ModelRunner");
  await expect(editor.alert.filter({ hasText: /Add your ModelRunner key/ })).toBeVisible();
  expect(submitsOf(await loggedRequests())).toHaveLength(1);
});

for (const [choice, isKept] of [
  ["Only in this tab's memory", false],
  ["Until the browser closes", true],
  ["On this device", true],
] as const) {
  test(`keeps the key over a reload as chosen: ${choice}`, async ({ editor, page }) => {
    const dialog = await editor.openSettings();
    const radio = dialog.getByRole("radio", { name: choice, exact: true });
    await radio.focus();
    await page.keyboard.press("Space");
    await expect(radio).toBeChecked();
    await editor.closeDialog();

    await page.reload();
    await expect(editor.engine).toBeVisible();
    await editor.useEngine("ModelRunner");
    if ((await editor.pictures.count()) === 0) {
      await editor.addPictures(SMALL_PNG);
    }
    await editor.prompt.fill(PROMPT);
    if (isKept) {
      await editor.run.click();
      await expect(editor.results).toHaveCount(1, { timeout: RUN_MILLIS });
    } else {
      await editor.runWithoutKey("ModelRunner");
      await expect(editor.alert.filter({ hasText: /Add your ModelRunner key/ })).toBeVisible();
    }
  });
}

test("does not give a key to another address than it was entered for", async ({ editor }) => {
  const dialog = await editor.openSettings();
  const field = dialog.getByLabel("ModelRunner API address", { exact: true });
  await field.fill("http://127.0.0.1:9/");
  await field.press("Tab");
  await editor.closeDialog();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.runWithoutKey("ModelRunner");
  await expect(editor.alert.filter({ hasText: /Add your ModelRunner key/ })).toBeVisible();
});

test("runs two jobs at once", async ({ editor }) => {
  await setSimulator({ queue_millis: 500, run_millis: 4_000 });
  await editor.addPictures(SMALL_PNG);
  for (const prompt of ["the first wish", "the second wish"]) {
    await editor.prompt.fill(prompt);
    await editor.run.click();
    await expect(editor.jobs.and(editor.page.getByRole("article", { name: prompt, exact: true }))).toBeVisible();
  }
  await expect(editor.jobs).toHaveCount(2);
  await expect(editor.results).toHaveCount(2, { timeout: RUN_MILLIS });
  const submits = submitsOf(await loggedRequests()).map(submitBody);
  expect(submits.map((body) => body.prompt).sort()).toEqual(["the first wish", "the second wish"]);
  expect(new Set(submits.map((body) => body.metadata["job"])).size).toBe(2);
});

test("finishes a job after the page was closed in the middle of it", async ({ editor, context }) => {
  await setSimulator({ queue_millis: 500, run_millis: 4_000 });
  const dialog = await editor.openSettings();
  await dialog.getByRole("radio", { name: "On this device", exact: true }).focus();
  await editor.page.keyboard.press("Space");
  await editor.closeDialog();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.run.click();
  await expect(editor.jobs.first().getByRole("status")).toContainText(/in the queue|in progress/i);
  await editor.page.close();

  const page = await context.newPage();
  await page.goto("");
  const results = page.getByRole("list", { name: "Results", exact: true }).getByRole("article");
  await expect(results).toHaveCount(1, { timeout: RUN_MILLIS });
  expect(submitsOf(await loggedRequests()), "submitted once").toHaveLength(1);
});

test("shows the request as it would be sent, as it is changed", async ({ editor, page }) => {
  await editor.addPictures(SMALL_PNG);
  await page.getByText(/^Request\b/).first().click();
  const request = page.getByLabel("Request JSON", { exact: true });
  await editor.prompt.fill(PROMPT);
  await editor.chooseRadio("Pictures to make", "3");
  await expect
    .poll(async () => JSON.parse((await request.textContent()) ?? "null") as unknown)
    .toMatchObject({ prompt: PROMPT, num_images: 3, image_size: "landscape_4_3", output_format: "png" });
  await expect(request).not.toContainText(WORKING_KEY);
});

test("tells the price before it is paid", async ({ editor }) => {
  await editor.chooseRadio("Pictures to make", "2");
  await expect(editor.run).toHaveAccessibleDescription(/\$0\.302/);
  await editor.useEngine("Local fill");
  await expect(editor.run).toHaveAccessibleDescription(/free/i);
});

// What a person could lose by: results that cannot be read, deletions, cancelled jobs, waits, uploads, history.

import { SIMULATOR } from "./support/addresses.ts";
import { SMALL_PNG, named } from "./support/files.ts";
import { Editor, RUN_MILLIS } from "./support/editor.ts";
import { loggedRequests, resetSimulator, setSimulator, submitBody, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const AT_FAL = { api: `${SIMULATOR}/__h/queue.fal.run`, storage: `${SIMULATOR}/__h/rest.fal.ai` };

test.beforeEach(async () => {
  await resetSimulator();
  await setSimulator({ queue_millis: 50, run_millis: 50 });
});
test.afterAll(resetSimulator);

test("a picture that cannot be read is shown, linked and fetched later; then deleted at the provider", async ({ editor }) => {
  test.setTimeout(120_000);
  await setSimulator({ cors: "no-media" });
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("unreadable");
  await editor.run.click();
  const card = editor.results.first();
  await expect(card).toContainText("is not saved yet", { timeout: 60_000 });
  await expect(card.getByRole("link", { name: "Open and save it" })).toHaveAttribute("href", /^http/);
  // Its name is the button's around it.
  const shown = card.locator("img").first();
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await card.getByRole("button", { name: "Try again", exact: true }).click();
  await expect(editor.alert.filter({ hasText: "still cannot be read" })).toBeVisible();

  await setSimulator({ cors: "all" });
  await editor.page.reload();
  await card.getByRole("button", { name: "Try again", exact: true }).click();
  await expect(card).not.toContainText("is not saved yet");
  await editor.download();

  // The key was in memory only.
  await editor.useEngine("ModelRunner");
  const remove = card.getByRole("button", { name: "Delete at the provider", exact: true });
  await remove.click();
  const question = editor.page.getByRole("dialog", { name: "Delete at the provider", exact: true });
  await question.getByRole("button", { name: "Delete there", exact: true }).click();
  await expect(editor.alert.filter({ hasText: "Add your ModelRunner key" })).toBeVisible();
  await editor.setKey("sim-ok");
  await setSimulator({ failures: [{ on: "delete", http_status: 409 }] });
  await remove.click();
  await question.getByRole("button", { name: "Delete there", exact: true }).click();
  await expect(editor.alert.filter({ hasText: "not ready for this yet" })).toBeVisible();
  await remove.click();
  await question.getByRole("button", { name: "Cancel", exact: true }).click();
  await remove.click();
  await question.getByRole("button", { name: "Delete there", exact: true }).click();
  await expect(card).toContainText("Deleted at ModelRunner.");
  const deletions = (await loggedRequests()).filter((request) => request.method === "DELETE");
  expect(deletions.map((request) => request.answer_status)).toEqual([409, 200]);
  await editor.page.reload();
  await expect(card).toContainText("Deleted at ModelRunner.");
});

test("a queued job is cancelled at fal, and one that has finished is fetched instead", async ({ editor }) => {
  await setSimulator({ queue_millis: 60_000, run_millis: 1000 });
  await editor.useEngineAt("fal", AT_FAL, "sim-ok");
  await editor.addPictures(SMALL_PNG);
  const job = editor.page.getByRole("article", { name: "queued", exact: true });
  await editor.prompt.fill("queued");
  await editor.run.click();
  await expect(job.getByRole("status")).toContainText("In the queue");
  await job.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(job.getByRole("status")).toContainText("Cancelled");
  await expect(job).toContainText("not billed");
  await expect(job.getByRole("button", { name: "Resume" })).toHaveCount(0);

  await setSimulator({ queue_millis: 0, run_millis: 0, failures: [{ on: "status", http_status: 503, retry_after_seconds: 30 }] });
  const late = editor.page.getByRole("article", { name: "late", exact: true });
  await editor.prompt.fill("late");
  await editor.run.click();
  await expect.poll(async () => (await loggedRequests()).some((request) => request.answer_status === 503)).toBe(true);
  await late.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(editor.results).toHaveCount(1, { timeout: RUN_MILLIS });
  expect(submitsOf(await loggedRequests())).toHaveLength(2);
});

test("being seen or online again does not cut a Retry-After short, and cuts a plain wait", async ({ editor }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await setSimulator({ failures: [{ on: "status", http_status: 429, retry_after_seconds: 6 }] });
  await editor.prompt.fill("asked to wait");
  await editor.run.click();
  const polls = async (): Promise<number> =>
    (await loggedRequests()).filter((request) => request.path.endsWith("/status")).length;
  await expect.poll(polls).toBe(1);
  const begin = Date.now();
  for (const wake of ["online", "visibilitychange"]) {
    await editor.page.evaluate((name) => {
      window.dispatchEvent(new Event(name));
      document.dispatchEvent(new Event(name));
    }, wake);
  }
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
  expect(Date.now() - begin).toBeGreaterThan(4500);

  // The fourth failure in a row waits 16 s by our own choice: being online ends that.
  await setSimulator({ failures: [{ on: "status", http_status: 503, times: 4 }] });
  const before = await polls();
  await editor.prompt.fill("offline");
  await editor.run.click();
  // Told again and again, since a wait begins a moment after the answer before it.
  const pollsWhenOnline = async (): Promise<number> => {
    await editor.page.evaluate(() => window.dispatchEvent(new Event("online")));
    return (await polls()) - before;
  };
  await expect.poll(pollsWhenOnline, { timeout: 8_000 }).toBeGreaterThan(4);
  await expect(editor.results).toHaveCount(2, { timeout: 8_000 });
});

test("equal bytes are uploaded once, remembered, and anew when they are gone", async ({ editor }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG, named(SMALL_PNG, "again.png"));
  const puts = async (): Promise<number> => (await loggedRequests()).filter((request) => request.method === "PUT").length;
  await editor.prompt.fill("first");
  await editor.runToResults();
  expect(await puts()).toBe(1);
  await editor.prompt.fill("second");
  await editor.runToResults();
  expect(await puts()).toBe(1);
  // The storage forgets everything.
  await resetSimulator();
  await setSimulator({ queue_millis: 50, run_millis: 50 });
  await editor.prompt.fill("third");
  await editor.runToResults();
  expect(await puts()).toBe(1);
  const urls = submitBody(submitsOf(await loggedRequests())[0]).image_urls;
  expect(urls[0]).toBe(urls[1]);
});

test("through a relay that hides the status, with a key of its own", async ({ editor, context, overheard }) => {
  const carried: string[] = [];
  context.on("request", (request) => {
    if ("authorization" in request.headers()) {
      carried.push(request.url());
    }
  });
  await setSimulator({ is_proxy_flattening: true, proxy_key: "sim-ok" });
  await editor.useEngine("ModelRunner");
  const dialog = await editor.openSettings();
  const field = dialog.getByLabel("ModelRunner proxy address", { exact: true });
  await field.fill(`${SIMULATOR}/api/modelrunner/proxy`);
  await field.press("Tab");
  await editor.closeDialog();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("through a relay");
  await editor.runToResults();
  await setSimulator({ proxy_key: "sim-402" });
  await editor.prompt.fill("no credit");
  await editor.run.click();
  await expect(editor.page.getByRole("article", { name: "no credit" }).getByRole("alert")).toContainText(/credit|balance/i);
  await setSimulator({ proxy_key: "sim-422" });
  await editor.prompt.fill("model fails");
  await editor.run.click();
  const failed = editor.page.getByRole("article", { name: "model fails" });
  await expect(failed.getByRole("alert")).toContainText("model failed", { timeout: 20_000 });
  await expect(failed).toContainText("not billed");
  expect(carried, "the page has no key to send").toEqual([]);
  expect(overheard.errors).toEqual([]);
});

test("a storage out of reach: fal gets the picture inside the request", async ({ editor }) => {
  await setSimulator({ cors: "no-upload" });
  await editor.useEngineAt("fal", AT_FAL, "sim-ok");
  // Over 64 kB, or it would be inside anyway.
  await editor.addPictures({ ...SMALL_PNG, buffer: Buffer.concat([SMALL_PNG.buffer, Buffer.alloc(80_000)]) });
  await editor.prompt.fill("inside");
  await editor.runToResults();
  expect(submitBody(submitsOf(await loggedRequests())[0]).image_urls[0]).toMatch(/^data:image\/png;base64,/);
});

test("prompt, tag and result come to a second device", async ({ editor, browser }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("made elsewhere");
  await editor.runToResults();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const other = new Editor(await context.newPage());
  await other.open(editor.page.url());
  await other.useSimulator();
  const dialog = await other.openSettings();
  await dialog.getByRole("button", { name: "Import my past ModelRunner jobs", exact: true }).click();
  await other.closeDialog();
  await expect(other.results).toHaveCount(1, { timeout: 20_000 });
  await expect(other.results.first()).toContainText("made elsewhere");
  await other.openSettings();
  await other.page.getByRole("button", { name: "Import my past ModelRunner jobs", exact: true }).click();
  await other.closeDialog();
  await expect(other.page.getByText("Nothing to import: this device already has all of your runs.")).toBeVisible();
  await expect(other.results).toHaveCount(1);
  expect(submitsOf(await loggedRequests())).toHaveLength(1);
  await context.close();
});

test("the privacy switches are asked of the provider, and a request is copied without its key", async ({ editor, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await editor.useSimulator();
  const dialog = await editor.openSettings();
  await dialog.getByRole("checkbox", { name: /Don't store my prompts and results/ }).check();
  await dialog.getByRole("checkbox", { name: /Delete my files at the provider after a day/ }).check();
  await editor.closeDialog();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("private \"words\"");
  await editor.page.getByText(/^Request\b/).first().click();
  for (const [language, words] of [
    ["cURL", /curl [\s\S]*Authorization: Key /],
    ["JavaScript", /@modelrunner\/client/],
    ["Python", /modelrunner_ai/],
  ] as const) {
    await editor.page.getByRole("button", { name: new RegExp(language) }).click();
    const copied = (): Promise<string> => editor.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toMatch(words);
    expect(await copied()).not.toContain("sim-ok");
  }
  await editor.runToResults();
  const submit = submitsOf(await loggedRequests())[0];
  expect(submit?.header_names).toContain("x-modelrunner-store-io");
  expect(submit?.header_names).toContain("x-modelrunner-object-lifecycle-preference");
});

test("a large picture is offered to be reduced, and only then is", async ({ editor }) => {
  await editor.useSimulator();
  const bytes = await editor.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(5000, 400);
    (canvas.getContext("2d") as OffscreenCanvasRenderingContext2D).fillRect(0, 0, 2500, 400);
    const file = await canvas.convertToBlob({ type: "image/png" });
    return [...new Uint8Array(await file.arrayBuffer())];
  });
  await editor.addPictures({ name: "wide.png", mimeType: "image/png", buffer: Buffer.from(bytes) });
  const offer = editor.page.getByRole("group", { name: "Large pictures", exact: true });
  await expect(offer).toContainText("Picture 1 is 5000 x 400 px. Reduced it would be 3840 x 307 px");
  await editor.paintStroke(60);
  const sizes = async (place: number): Promise<number[][]> => {
    const body = submitBody(submitsOf(await loggedRequests())[place]);
    return Promise.all(
      [body.image_urls[0], body.mask_url].map(async (url) => {
        const file = Buffer.from(await (await fetch(url ?? "")).arrayBuffer());
        return [file.readUInt32BE(16), file.readUInt32BE(20)];
      }),
    );
  };
  await editor.prompt.fill("as it is");
  await editor.runToResults();
  expect(await sizes(0)).toEqual([[5000, 400], [5000, 400]]);
  await offer.getByRole("switch", { name: "Send large pictures reduced" }).check();
  await editor.prompt.fill("reduced");
  await editor.runToResults();
  expect(await sizes(1)).toEqual([[3840, 307], [3840, 307]]);
});

test("an ended job is told by the title and the system to who looks elsewhere", async ({ editor, context }) => {
  await context.grantPermissions(["notifications"]);
  await editor.useSimulator();
  const dialog = await editor.openSettings();
  await dialog.getByRole("checkbox", { name: /Notify me when a background run finishes/ }).check();
  await editor.closeDialog();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("a secret wish");
  await editor.page.evaluate(() => {
    const shown: string[] = [];
    Object.assign(window, { shown });
    window.Notification = class extends EventTarget {
      static permission = "granted";
      constructor(title: string, options: NotificationOptions) {
        super();
        shown.push(`${title}: ${options.body}`);
      }
    } as unknown as typeof Notification;
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  });
  await editor.run.click();
  await expect(editor.page).toHaveTitle("Your picture is ready · Pentimento", { timeout: RUN_MILLIS });
  expect(await editor.page.evaluate(() => (window as unknown as { shown: string[] }).shown)).toEqual([
    "Pentimento: Your picture is ready",
  ]);
  await editor.page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect(editor.page).toHaveTitle("Pentimento");
});

test("a full disk: nothing is sent that could be lost, and a paid result is not given up", async ({ editor }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.page.evaluate(() => {
    const plain = IDBObjectStore.prototype.put;
    Object.assign(window, { full: "jobs" });
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof plain>) {
      if (this.name === (window as unknown as { full: string }).full) {
        throw new DOMException("the disk is full", "QuotaExceededError");
      }
      return plain.apply(this, given);
    };
  });
  const full = (store: string): Promise<unknown> =>
    editor.page.evaluate((name) => Object.assign(window, { full: name }) && 0, store);
  await editor.prompt.fill("full");
  await editor.run.click();
  await expect(editor.alert.filter({ hasText: "Not started: your browser has no space to save this run" })).toBeVisible();
  expect(submitsOf(await loggedRequests())).toHaveLength(0);
  await full("results");
  await editor.run.click();
  const job = editor.jobs.first();
  await expect(job.getByRole("alert")).toContainText("only in this tab", { timeout: RUN_MILLIS });
  await expect(editor.results, "it is there to be saved").toHaveCount(1);
  await full("");
  await job.getByRole("button", { name: "Try again", exact: true }).click();
  await expect(editor.jobs).toHaveCount(0);
  await editor.page.reload();
  await expect(editor.results).toHaveCount(1);
  expect(submitsOf(await loggedRequests())).toHaveLength(1);
});

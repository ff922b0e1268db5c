// The same edit through the Images API, against the simulator: one form, an answer or a stream.

import { SIMULATOR } from "./support/addresses.ts";
import { SMALL_PNG } from "./support/files.ts";
import { loggedRequests, resetSimulator, setSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

for (const api of [SIMULATOR, `${SIMULATOR}/v1`]) {
  test(`an edit at ${api.endsWith("v1") ? "a base with" : "a base without"} /v1`, async ({ editor, overheard }) => {
    await editor.useEngineAt("OpenAI", { api }, "sim-ok");
    await editor.addPictures(SMALL_PNG);
    await editor.paintStroke();
    await editor.prompt.fill("make it blue");
    await editor.runToResults();
    const edits = (await loggedRequests()).filter((request) => request.path.endsWith("/images/edits"));
    expect(edits.map((request) => request.path)).toEqual(["/v1/images/edits"]);
    expect(edits[0]?.authorization?.scheme).toBe("Bearer");
    expect(overheard.errors).toEqual([]);
  });
}

test("moderation and quota are told apart", async ({ editor }) => {
  for (const [key, words] of [
    ["sim-422", "safety check"],
    ["sim-402", "quota is used up"],
  ] as const) {
    await editor.useEngineAt("OpenAI", { api: SIMULATOR }, key);
    if ((await editor.page.getByRole("article").count()) === 0) {
      await editor.addPictures(SMALL_PNG);
    }
    await editor.prompt.fill(key);
    await editor.run.click();
    await expect(editor.page.getByRole("article", { name: key, exact: true }).getByRole("alert")).toContainText(words);
  }
});

test("the picture is shown while it forms", async ({ editor }) => {
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  const dialog = await editor.openSettings();
  await dialog.getByRole("checkbox", { name: /^Show previews/ }).check();
  await editor.closeDialog();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("make it blue");
  await setSimulator({ run_millis: 4000 });
  await editor.run.click();
  const forming = editor.page.getByRole("img", { name: "The picture so far", exact: true });
  await expect.poll(() => forming.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  // The answer comes to this tab and nowhere else: leaving it would lose what is paid.
  const asks = (): Promise<boolean> =>
    editor.page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  expect(await asks()).toBe(true);
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
  expect(await asks()).toBe(false);
  const edits = (await loggedRequests()).filter((request) => request.path.endsWith("/images/edits"));
  expect(edits).toHaveLength(1);
});

test("a custom size out of the rules is answered with the nearest that is not", async ({ editor }) => {
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await editor.addPictures(SMALL_PNG);
  await editor.customSize(1920, 1080);
  await editor.page.getByRole("button", { name: "Use 1920 × 1072", exact: true }).click();
  await expect(editor.page.getByRole("spinbutton", { name: "Height", exact: true })).toHaveValue("1072");
});

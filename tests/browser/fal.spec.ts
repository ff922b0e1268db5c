// The same edit through fal's protocol, against the simulator.

import { SIMULATOR } from "./support/addresses.ts";
import { SMALL_PNG } from "./support/files.ts";
import { loggedRequests, resetSimulator, submitBody, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const AT = { api: `${SIMULATOR}/__h/queue.fal.run`, storage: `${SIMULATOR}/__h/rest.fal.ai` };

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

test("uploads, waits and shows the result", async ({ editor, overheard }) => {
  await editor.useEngineAt("fal", AT, "sim-ok");
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke();
  await editor.prompt.fill("make it blue");
  await editor.page.getByRole("combobox", { name: "Quality", exact: true }).selectOption({ label: "Low" });
  await editor.runToResults();
  const submits = submitsOf(await loggedRequests());
  expect(submits).toHaveLength(1);
  const body = submitBody(submits[0]) as unknown as Record<string, unknown>;
  expect(body).toEqual({
    prompt: "make it blue",
    image_urls: [expect.stringMatching(/^(http|data:image)/)],
    mask_url: expect.stringMatching(/^(http|data:image)/),
    // The shape of the first picture, 64 x 48 px, at about a megapixel.
    image_size: { width: 1184, height: 880 },
    num_images: 1,
    output_format: "png",
    quality: "low",
  });
  expect(overheard.errors).toEqual([]);
});

test("tells a refusal by the safety check", async ({ editor }) => {
  await editor.useEngineAt("fal", AT, "sim-422");
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("something");
  await editor.run.click();
  await expect(editor.page.getByRole("article", { name: "something" }).getByRole("alert")).toContainText("safety check");
});

test("an ambiguous submit stays unknown, for fal has no look-up", async ({ editor }) => {
  await editor.useEngineAt("fal", AT, "sim-504-accepted");
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("something");
  await editor.run.click();
  const job = editor.page.getByRole("article", { name: "something", exact: true });
  await expect(job.getByRole("button", { name: "Run again anyway" })).toBeVisible();
  await expect(job.getByRole("button", { name: "Check again" })).toHaveCount(0);
  expect(submitsOf(await loggedRequests())).toHaveLength(1);
});

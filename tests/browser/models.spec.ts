// The models: one list for engine and model, the form drawn from what a model has, prices that are never below.

import { SIMULATOR } from "./support/addresses.ts";
import { SMALL_PNG } from "./support/files.ts";
import { loggedRequests, resetSimulator, submitBody, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const AT_FAL = { api: `${SIMULATOR}/__h/queue.fal.run`, storage: `${SIMULATOR}/__h/rest.fal.ai` };

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

test("every model is in the list, with its price and time", async ({ editor }) => {
  await editor.addPictures(SMALL_PNG);
  const names = await editor.engine.getByRole("option").allTextContents();
  expect(names).toEqual([
    "Local fill",
    "ModelRunner gpt-image-2",
    "fal gpt-image-2",
    "fal gpt-image-2.5 flare",
    "fal gpt-image-2.5 sunburst",
    "OpenAI gpt-image-2",
    "OpenAI gpt-image-2.5 flare",
    "OpenAI gpt-image-2.5 sunburst",
    "OpenAI gpt-image-2.6 flare",
    "OpenAI gpt-image-2.6 sunburst",
    "OpenAI gpt-image-1.5",
    "OpenAI gpt-image-1-mini",
  ]);
  const described = (name: string) =>
    editor.engine.getByRole("option", { name, exact: true, includeHidden: true }).getAttribute("aria-description");
  expect(await described("Local fill")).toMatch(/^Free, /);
  expect(await described("ModelRunner gpt-image-2")).toMatch(/^\$0\.151, 2–3 min\./);
  expect(await described("OpenAI gpt-image-2.6 flare")).toMatch(/^up to \$0\.\d+, time not known\./);
});

test("a quality that the next model lacks moves to the nearest, and it is said", async ({ editor }) => {
  const quality = editor.page.getByRole("combobox", { name: "Quality", exact: true });
  await editor.engine.selectOption({ label: "OpenAI gpt-image-2.5 flare" });
  await quality.selectOption({ label: "Maximum" });
  await editor.page.getByRole("combobox", { name: "Background", exact: true }).selectOption({ label: "Transparent" });
  await editor.engine.selectOption({ label: "OpenAI gpt-image-2" });
  await expect(quality).toHaveValue("high");
  const said = editor.page.getByRole("status").filter({ hasText: "does not have everything" });
  await expect(said).toContainText("The quality Maximum became High.");
  await expect(said).toContainText("It makes no transparent background.");
});

test("the figure on Run is what fal bills, rounded up, and what it is made of can be read", async ({ editor }) => {
  await editor.useEngineAt("fal", AT_FAL, "sim-ok");
  await editor.addPictures(SMALL_PNG);
  await editor.chooseRadio("Size", "Square");
  // 0.21072 for what comes out, and a little for what goes in.
  await expect(editor.run).toHaveText(/^Run · about \$0\.22/);
  await editor.page.getByRole("combobox", { name: "Quality", exact: true }).selectOption({ label: "Medium" });
  await expect(editor.run).toHaveText(/^Run · about \$0\.06/);
  await editor.page.locator("#estimate").click();
  await expect(editor.page.getByText("1 picture out · 1,756 tokens")).toBeVisible();
  await expect(editor.page.getByText(/^1 picture in · \d+ tokens$/)).toBeVisible();
  await editor.chooseRadio("Size", "Auto");
  await expect(editor.run).toHaveText(/^Run · up to \$0\.\d\d/);
});

test("a newer model at fal gets its fields at its path", async ({ editor, overheard }) => {
  await editor.useEngineAt("fal", AT_FAL, "sim-ok");
  await editor.engine.selectOption({ label: "fal gpt-image-2.5 flare" });
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke();
  await editor.prompt.fill("make it blue");
  await editor.chooseRadio("Size", "Landscape 16:9");
  await editor.page.getByRole("combobox", { name: "Quality", exact: true }).selectOption({ label: "Maximum" });
  await editor.page.getByRole("combobox", { name: "Background", exact: true }).selectOption({ label: "Transparent" });
  await editor.runToResults();
  const submits = submitsOf(await loggedRequests());
  expect(submits[0]?.path).toContain("openai/gpt-image-2.5/flare/edit");
  expect(submitBody(submits[0]) as unknown as Record<string, unknown>).toMatchObject({
    image_size: { width: 1280, height: 720 },
    quality: "max",
    background: "transparent",
  });
  expect(overheard.errors).toEqual([]);
});

test("a name that was shut down is refused before anything is sent, another one is sent as it is", async ({ editor }) => {
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("make it blue");
  const name = editor.page.getByRole("textbox", { name: "Model name", exact: true });
  await name.fill("gpt-image-1");
  await name.press("Tab");
  await editor.run.click();
  await expect(editor.alert).toContainText("gpt-image-1 was shut down on 2026-10-23. Choose another model.");
  expect((await loggedRequests()).filter((request) => request.path.endsWith("/images/edits"))).toEqual([]);
  await name.fill("somebody-elses");
  await name.press("Tab");
  await expect(editor.run).toHaveText(/^Run · price not known/);
  await expect(editor.engine).toHaveValue("other");
});

test("a custom size is chosen by ratio and resolution, the first picture's ratio first", async ({ editor }) => {
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await editor.addPictures(SMALL_PNG);
  await editor.chooseRadio("Size", "Custom");
  const width = editor.page.getByRole("spinbutton", { name: "Width", exact: true });
  const resolution = editor.page.getByRole("group", { name: "Resolution", exact: true });
  await resolution.getByRole("button", { name: "2K", exact: true }).click();
  await expect(width).toHaveValue("2368");
  await editor.page.getByRole("combobox", { name: "Ratio", exact: true }).selectOption({ label: "16:9" });
  await resolution.getByRole("button", { name: "4K", exact: true }).click();
  await expect(width).toHaveValue("3840");
  await expect(editor.page.getByText("experimental")).toBeVisible();
});

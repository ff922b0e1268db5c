// Markup: drawn on the stage, saved, sent to models with a field for it and to those without.

import { SIMULATOR } from "./support/addresses.ts";
import { awkward, expectedOf } from "./support/awkward.ts";
import { TWO_OBJECTS } from "./support/drawn.ts";
import type { Editor, FromCentre } from "./support/editor.ts";
import { formsOf } from "./support/form.ts";
import { expectSaved, saveDraftWith } from "./support/kept.ts";
import { decodePng, type Pixels } from "./support/pixels.ts";
import { bytesAt, loggedRequests, resetSimulator, submitBody, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const YELLOW = [0xff, 0xd2, 0x3f, 255];
const MAGENTA = [255, 0, 255, 255];
const NEWER = "OpenAI gpt-image-2.5 flare";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

/** Draws with a tool of the markup. */
async function draw(editor: Editor, tool: string, points: readonly FromCentre[]): Promise<void> {
  const { page } = editor;
  await page.getByRole("tab", { name: "Markup", exact: true }).click();
  const tools = page.getByRole("toolbar", { name: "Markup tools", exact: true });
  await tools.getByRole("button", { name: tool, exact: true }).click();
  await editor.drag(points);
}

function at({ rgba, width }: Pixels, x: number, y: number): number[] {
  return [...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

/** Rows of a column with exactly this colour. */
function rowsOf(pixels: Pixels, x: number, colour: readonly number[]): number[] {
  return Array.from({ length: pixels.height }, (_, y) => y).filter((y) => String(at(pixels, x, y)) === String(colour));
}

test("marks are saved, sent as a layer, and seen over the result that has none", async ({ editor, page, overheard }) => {
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await editor.useEngine(NEWER);
  await editor.addPictures(TWO_OBJECTS.file);
  await draw(editor, "Box", [{ x: -120, y: -50 }, { x: -20, y: 50 }]);
  await draw(editor, "Note", [{ x: 90, y: -80 }]);
  await page.getByRole("textbox", { name: "Words of note 1", exact: true }).fill("<b>here</b>");
  await page.keyboard.press("Enter");
  await expect(editor.canvas).toHaveAccessibleDescription(/1 note, 1 box on 400 x 300 px/);
  await expectSaved(page, "draft", "<b>here</b>");
  await saveDraftWith(editor, "Make it blue. ");
  await page.reload();
  await expect(editor.pictures).toHaveCount(1, { timeout: 20_000 });
  // Keys go with the tab's memory.
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await editor.useEngine(NEWER);
  await page.getByRole("tab", { name: "Markup", exact: true }).click();
  await expect(editor.canvas).toHaveAccessibleDescription(/1 note, 1 box on 400 x 300 px/);
  await page.getByRole("button", { name: "Insert note 1", exact: true }).click();
  await expect(editor.prompt).toHaveValue(/\(1\)/);
  const forms = await formsOf(page);
  await editor.runToResults();
  const [form] = forms;
  expect(form?.get("mask")).toBeUndefined();
  const layer = decodePng(form?.get("markup")?.[0] ?? Buffer.alloc(0));
  expect([layer.width, layer.height]).toEqual([400, 300]);
  // The box's upper and lower side; nothing inside of it, nor far from anything.
  const rows = rowsOf(layer, 130, YELLOW);
  expect(Math.min(...rows)).toBeGreaterThan(95);
  expect(Math.min(...rows)).toBeLessThan(105);
  expect(Math.max(...rows)).toBeGreaterThan(195);
  expect([at(layer, 130, 150), at(layer, 20, 20), at(layer, 390, 290)]).toEqual(Array(3).fill([0, 0, 0, 0]));
  // The words of the note, right of its disc.
  expect(rowsOf(layer, 290, YELLOW).length).toBeGreaterThan(3);
  expect(String(form?.get("prompt")?.[0])).toBe(await editor.prompt.inputValue());
  // On the stage by then: what comes there later would end the comparison.
  await expect(editor.resultBar()).toBeVisible();
  await editor.resultButton("Compare").click();
  const marks = page.getByRole("button", { name: "Show marks", exact: true });
  await expect(page.getByRole("img", { name: "Your marks", exact: true })).toHaveCount(0);
  await marks.click();
  await expect(page.getByRole("img", { name: "Your marks", exact: true }).first()).toBeVisible();
  expect(overheard.errors).toEqual([]);
});

test("a model without markup gets a copy of the picture with the marks, and may not", async ({ editor, page }) => {
  await editor.useSimulator();
  await editor.addPictures(TWO_OBJECTS.file);
  await draw(editor, "Arrow", [{ x: -150, y: 120 }, { x: 150, y: 120 }]);
  await editor.prompt.fill("Put @1 on paper");
  await editor.runToResults();
  const body = submitBody(submitsOf(await loggedRequests())[0]);
  expect(body.prompt).toContain("Put image 1 on paper");
  expect(body.prompt).toContain("Image 2 is image 1 with marks drawn on it");
  const pictures: Pixels[] = [];
  for (const url of body.image_urls) {
    const inside = /^data:image\/png;base64,(.*)$/.exec(url)?.[1];
    pictures.push(decodePng(inside === undefined ? await bytesAt(url) : Buffer.from(inside, "base64")));
  }
  const [plain, marked] = pictures;
  if (plain === undefined || marked === undefined || pictures.length !== 2) {
    throw new Error(`${pictures.length} pictures were sent`);
  }
  expect(rowsOf(plain, 200, YELLOW)).toEqual([]);
  expect(rowsOf(marked, 200, YELLOW).length).toBeGreaterThan(0);
  // Above the arrow both are the same.
  const above = 400 * 200 * 4;
  expect(Buffer.compare(Buffer.from(plain.rgba.subarray(0, above)), Buffer.from(marked.rgba.subarray(0, above)))).toBe(0);
  // Seen before it is sent, and switched off.
  await page.getByText("Request", { exact: true }).click();
  const request = page.locator("pre, code, textarea").filter({ hasText: "image_urls" }).first();
  await expect(request).toContainText("picture 1 with the marks");
  await page.getByRole("switch", { name: "Send markup", exact: true }).click();
  await expect(request).not.toContainText("picture 1 with the marks");
});

test("closed shapes become a mask, and what is sent of both is chosen", async ({ editor, page }) => {
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await editor.useEngine(NEWER);
  await editor.addPictures(TWO_OBJECTS.file);
  await draw(editor, "Circle", [{ x: -125, y: -55 }, { x: -15, y: 55 }]);
  await page.getByRole("button", { name: "Mask from markup", exact: true }).click();
  await page.getByRole("tab", { name: "Mask", exact: true }).click();
  // A circle of 110 px across of 400 x 300 px.
  await editor.expectMask(/mask covers [78] %/);
  await editor.prompt.fill("make it blue");
  const forms = await formsOf(page);
  await editor.runToResults();
  expect(forms[0]?.get("mask")).toBeUndefined();
  const both = decodePng(forms[0]?.get("markup")?.[0] ?? Buffer.alloc(0));
  expect(rowsOf(both, 130, YELLOW).length).toBeGreaterThan(0);
  expect(Array.from({ length: 400 }, (_, x) => rowsOf(both, x, MAGENTA).length).some((count) => count > 0)).toBe(true);
  expect(String(forms[0]?.get("prompt")?.[0])).toContain("magenta outline");
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask", { timeout: 20_000 });
  await editor.chooseRadio("Mask or markup", "Mask");
  await editor.runToResults();
  expect([forms[1]?.has("mask"), forms[1]?.has("markup")]).toEqual([true, false]);
  expect(String(forms[1]?.get("prompt")?.[0])).toBe("make it blue");
});

test("the layer of a turned JPEG has its upright size", async ({ editor, page }) => {
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-ok");
  await editor.useEngine(NEWER);
  await editor.addPictures(awkward("exif-5.jpg"));
  await draw(editor, "Line", [{ x: -40, y: -30 }, { x: 40, y: -30 }]);
  await editor.prompt.fill("make it blue");
  const forms = await formsOf(page);
  await editor.runToResults();
  const layer = decodePng(forms[0]?.get("markup")?.[0] ?? Buffer.alloc(0));
  expect([layer.width, layer.height]).toEqual(expectedOf("exif-5.jpg").size);
  expect(rowsOf(layer, 80, YELLOW)).toEqual(expect.arrayContaining([30]));
});

test("marks are drawn, moved, undone and erased by keys alone", async ({ editor, page }) => {
  await editor.addPictures(TWO_OBJECTS.file);
  await page.getByRole("tab", { name: "Markup", exact: true }).click();
  await page.getByRole("toolbar", { name: "Markup tools", exact: true }).waitFor();
  await editor.canvas.focus();
  const keys = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      await page.keyboard.press(name);
    }
  };
  const drawn = (words: RegExp): Promise<void> => expect(editor.canvas).toHaveAccessibleDescription(words);
  await keys("ArrowUp", "a", "Enter", "Control+ArrowRight", "Enter");
  await drawn(/1 arrow on/);
  await keys("c", "Enter", "Shift+ArrowDown", "Shift+ArrowLeft", "Enter");
  await drawn(/1 arrow, 1 circle on/);
  await keys("v", "Shift+ArrowDown", "Shift+ArrowUp", "Shift+ArrowRight", "Shift+ArrowUp");
  await keys("Control+z");
  await drawn(/1 arrow on/);
  await keys("Control+Shift+z");
  await drawn(/1 arrow, 1 circle on/);
  await keys("Control+z", "e", "Enter");
  await drawn(/nothing drawn on/);
  // Keys of the mask mean nothing here.
  await keys("Control+a", "Control+i");
  await page.getByRole("tab", { name: "Mask", exact: true }).click();
  await editor.expectMask(/mask covers 0 %/);
});

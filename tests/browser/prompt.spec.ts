// Ways to a prompt: those of earlier runs, and beginnings by kind of edit.

import { SMALL_PNG } from "./support/files.ts";
import { resetSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

test("a prompt is begun, found again after its run, starred, and used; the field's undo takes it back", async ({ editor, page }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await page.getByRole("group", { name: "Begin a prompt", exact: true }).getByRole("button", { name: "Recolour", exact: true }).click();
  await expect(editor.prompt).toBeFocused();
  await expect(editor.prompt).toHaveValue(/^Change the colour of \[the object\]/);
  // What is in brackets is selected: it is typed over.
  await page.keyboard.type("the cup");
  await expect(editor.prompt).toHaveValue(/^Change the colour of the cup to/);
  const used = await editor.prompt.inputValue();
  await editor.runToResults();

  await editor.prompt.fill("Something else");
  await page.getByRole("button", { name: "History", exact: true }).click();
  const search = page.getByRole("searchbox", { name: "Search prompts", exact: true });
  await expect(search).toBeFocused();
  const earlier = page.getByRole("list", { name: "Earlier prompts", exact: true });
  await search.fill("nothing like it");
  await expect(page.getByText("No matches.", { exact: true })).toBeVisible();
  await search.fill("CUP colour");
  const star = earlier.getByRole("button", { name: `Star: ${used}`, exact: true });
  await star.click();
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await earlier.getByRole("button", { name: used, exact: true }).click();
  await expect(editor.prompt).toHaveValue(used);
  await expect(search).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(editor.prompt).toHaveValue("Something else");

  await page.reload();
  await page.getByRole("button", { name: "History", exact: true }).click();
  await expect(star).toHaveAttribute("aria-pressed", "true");
});

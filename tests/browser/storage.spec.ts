// What is kept: the draft over a reload, results over tabs, deletions that can be undone, a full disk.

import { Editor } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { saveDraftWith } from "./support/kept.ts";
import { keepResults } from "./support/made-results.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(async ({ editor }) => {
  await editor.useEngine("Local fill");
});

test("brings pictures, mask, prompt and settings back after a reload", async ({ editor, page }) => {
  await editor.addPictures(SMALL_PNG, { ...SMALL_PNG, name: "second.png" });
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await editor.expectMask(/mask covers [1-9]/);
  const covered = await page.locator("#mask-facts").textContent();
  await editor.chooseRadio("Pictures to make", "3");
  await saveDraftWith(editor, "A draft to keep");

  await page.reload();
  await expect(editor.pictures).toHaveCount(2);
  await expect(editor.prompt).toHaveValue("A draft to keep");
  await expect(page.locator("#mask-facts")).toHaveText(covered ?? "");
  await expect(page.getByRole("radio", { name: "3", exact: true })).toBeChecked();
});

test("shows in one tab what another made and deleted", async ({ editor, page, context }) => {
  await keepResults(page, { count: 1 });
  await editor.open();
  await editor.useEngine("Local fill");
  const other = new Editor(await context.newPage());
  await other.open();
  // What was there before is shown, so the tab also hears of what comes.
  await expect(other.results).toHaveCount(1);

  // A page that is not in front is given input slowly.
  await page.bringToFront();
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await editor.runToResults();
  await expect(other.results).toHaveCount(2);
  await editor.pressOnResult("Delete");
  await expect(other.results).toHaveCount(1);
});

test("the same result deleted in two tabs at once is gone once, and can be brought back", async ({ editor, page, context }) => {
  // What one tab tells the other comes late, so that neither knows yet what the other did.
  await context.addInitScript(() => {
    const post = BroadcastChannel.prototype.postMessage as (this: BroadcastChannel, message: unknown) => void;
    BroadcastChannel.prototype.postMessage = function (message: unknown): void {
      setTimeout(() => post.call(this, message), 1500);
    };
  });
  await keepResults(page, { count: 4, perRun: 1 });
  await editor.open();
  await expect(editor.results.first()).toBeVisible();
  const other = new Editor(await context.newPage());
  await other.open();
  await expect(other.results.first()).toBeVisible();
  const id = await editor.results.first().getAttribute("aria-label");
  await Promise.all([editor, other].map(async ({ results }) =>
    results.first().getByRole("button", { name: /^Delete/, includeHidden: true }).evaluate((button: HTMLElement) => button.click())));
  const item = (tab: Editor) => tab.page.getByRole("list", { name: "Results", exact: true }).getByRole("listitem").first();
  for (const tab of [editor, other]) {
    await expect(item(tab)).toHaveAttribute("aria-setsize", "3");
    await expect(tab.alert).toHaveCount(0);
  }
  await page.getByRole("button", { name: "Undo delete", exact: true }).click();
  for (const tab of [editor, other]) {
    await expect(item(tab)).toHaveAttribute("aria-setsize", "4");
  }
  await page.reload();
  await expect(item(editor)).toHaveAttribute("aria-setsize", "4");
  const card = page.getByRole("article", { name: id ?? "", exact: true });
  await expect(card).toBeVisible();
  // Its picture is there, too.
  await card.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("img", { name: "Before and after", exact: true })).toBeVisible();
  await expect(editor.alert).toHaveCount(0);
});

test("undoes a deletion, picture and all", async ({ editor, page }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await editor.runToResults();
  await editor.pressOnResult("Delete");
  await expect(editor.results).toHaveCount(0);
  await page.getByRole("button", { name: "Undo delete", exact: true }).click();
  await expect(editor.results).toHaveCount(1);
  await page.reload();
  await expect(editor.results).toHaveCount(1);
  expect((await editor.download()).suggestedFilename()).toMatch(/\.png$/);
});

test("says that the disk is full and keeps what is shown usable", async ({ editor, page }) => {
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await saveDraftWith(editor, "before the disk is full");
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await editor.runToResults();
  await expect(editor.alert.filter({ hasText: /storage for th(e|is) page is full/ }).first()).toBeVisible();
  expect((await editor.download()).suggestedFilename()).toMatch(/\.png$/);
});

test("keeps the focus beside what was deleted", async ({ editor, page }) => {
  await keepResults(page, { count: 4, perRun: 1 });
  // The first is Local fill's, which is called by what it did.
  const name = (number: number): string => (number === 0 ? "Removed" : `Result number ${number}`);
  const card = (number: number) => page.getByRole("article", { name: name(number), exact: true });
  const shown = (number: number) => page.getByRole("button", { name: `Show ${name(number)}`, exact: true });
  const remove = async (number: number): Promise<void> => {
    await card(number).getByRole("button", { name: "More", exact: true }).focus();
    await page.keyboard.press("Enter");
    await card(number).getByRole("button", { name: "Delete", exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect(card(number)).toHaveCount(0);
  };
  await remove(2);
  await expect(shown(1)).toBeFocused();
  const undo = page.getByRole("button", { name: "Undo delete", exact: true });
  await undo.focus();
  await page.keyboard.press("Enter");
  await expect(shown(2)).toBeFocused();
  // The last one has none after it.
  await remove(0);
  await expect(shown(1)).toBeFocused();
  await page.getByRole("button", { name: "Gallery", exact: true }).click();
  const gallery = page.getByRole("listbox", { name: "Gallery", exact: true });
  await gallery.getByRole("option").first().click();
  await page.getByRole("button", { name: "Delete selected", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(gallery.getByRole("option")).toHaveCount(2);
  await expect(gallery).toBeFocused();
  // On a phone, where the list of results is not beside the gallery, it can be undone there.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(undo).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Versions", exact: true }).click();
  await page.getByRole("region", { name: "Chosen version", exact: true }).getByRole("button", { name: "Delete", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tree", { name: "Versions", exact: true })).toBeFocused();
  await expect(editor.results).toHaveCount(1);
  await page.getByRole("button", { name: "Close versions", exact: true }).click();
  await editor.resultButton("More").focus();
  await page.keyboard.press("Enter");
  await editor.resultButton("Delete").focus();
  await page.keyboard.press("Enter");
  await expect(undo).toBeFocused();
});

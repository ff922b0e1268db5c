// Many results: the list, the gallery, the tree of versions, files in a format of choice.

import type { Locator } from "@playwright/test";

import { SMALL_PNG } from "./support/files.ts";
import { keepResults } from "./support/made-results.ts";
import { bytesOfDownload } from "./support/pixels.ts";
import { expect, test } from "./support/test.ts";

/** The names of the cards in sight. */
async function inSight(region: Locator): Promise<string> {
  return region.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const cards = [...element.querySelectorAll("article")].filter((card) => {
      const box = card.getBoundingClientRect();
      return box.bottom > top + 100 && box.top < bottom;
    });
    return cards.map((card) => card.getAttribute("aria-label")).join("; ");
  });
}

test("holds a thousand results, of which only those in sight are in the page", async ({ editor, page }) => {
  await keepResults(page, { count: 1000 });
  const first = editor.results.first();
  await expect(first).toHaveAccessibleName("Result number 996 · A");
  expect(await editor.results.count()).toBeLessThan(60);
  const item = page.getByRole("list", { name: "Results", exact: true }).getByRole("listitem").first();
  // One card for each run of four.
  await expect(item).toHaveAttribute("aria-setsize", "250");

  const region = page.getByRole("region", { name: "Results", exact: true });
  for (const [share, text] of [[0.5, /number (49|50)\d/], [1, /Removed · D/], [0, /number 99\d/]] as const) {
    await region.evaluate((element, share) => element.scrollTo(0, share * element.scrollHeight), share);
    await expect.poll(async () => inSight(region)).toMatch(text);
    expect(await editor.results.count()).toBeLessThan(60);
  }

  // A card that has the focus stays in the page although it is out of sight.
  await first.getByRole("button", { name: "Compare", exact: true }).focus();
  await region.evaluate((element) => element.scrollTo(0, 9000));
  await expect.poll(async () => inSight(region)).toMatch(/number 9[01]\d/);
  await expect(page.getByRole("button", { name: "Compare", exact: true }).first()).toBeFocused();

  await page.getByRole("button", { name: "Filter and sort", exact: true }).click();
  const size = async (): Promise<string | null> => item.getAttribute("aria-setsize");
  const favourites = page.getByRole("button", { name: "Favourites only", exact: true });
  await favourites.click();
  await expect.poll(size).toBe("100");
  await page.getByRole("combobox", { name: "Filter by engine", exact: true }).selectOption({ label: "fal" });
  await expect.poll(async () => Number(await size())).toBeLessThan(50);
  await favourites.click();
  await expect.poll(size).toBe("62");
  await page.getByRole("combobox", { name: "Filter by engine", exact: true }).selectOption({ label: "Any engine" });
  await page.getByRole("combobox", { name: "Filter by date", exact: true }).selectOption({ label: "Last 7 days" });
  await expect.poll(async () => Number(await size())).toBeLessThan(45);
  await page.getByRole("combobox", { name: "Filter by date", exact: true }).selectOption({ label: "Any time" });
  await page.getByRole("combobox", { name: "Sort results", exact: true }).selectOption({ label: "Oldest first" });
  await region.evaluate((element) => element.scrollTo(0, 0));
  await expect(editor.results.first()).toHaveAccessibleName("Removed · A");
  await page.getByRole("searchbox", { name: "Search results", exact: true }).fill("number 77");
  await expect.poll(size).toBe("4");
});

test("selects by click, range, keys and all; downloads, exports, deletes, undoes", async ({ editor, page }) => {
  await keepResults(page, { count: 40 });
  await page.getByRole("button", { name: "Gallery", exact: true }).click();
  const gallery = page.getByRole("listbox", { name: "Gallery", exact: true });
  const tiles = gallery.getByRole("option");
  const told = page.getByRole("heading", { name: /selected|results/ });
  await expect(told).toHaveText("40 results");
  await tiles.nth(1).click();
  await tiles.nth(4).click({ modifiers: ["Shift"] });
  await expect(told).toHaveText("4 of 40 selected");
  await expect(tiles.nth(2)).toHaveAttribute("aria-selected", "true");
  await tiles.nth(2).click();
  await expect(told).toHaveText("3 of 40 selected");

  await gallery.focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(told).toHaveText(/[5-9] of 40 selected/);
  await page.keyboard.press("Control+a");
  await expect(told).toHaveText("40 of 40 selected");
  await page.keyboard.press("Escape");

  await tiles.nth(0).click();
  await tiles.nth(1).click();
  const files: string[] = [];
  page.on("download", (download) => files.push(download.suggestedFilename()));
  await page.getByRole("button", { name: "Download selected", exact: true }).click();
  await expect.poll(() => files.length).toBe(2);
  expect(files[0]).toMatch(/^photo-edited-[A-D]\.jpg$/);
  const exported = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export selected as ZIP", exact: true }).click();
  const zip = (await bytesOfDownload(await exported)).toString("latin1");
  expect(zip.match(/kept-\d+/g)?.filter((id, index, all) => all.indexOf(id) === index)).toHaveLength(2);

  await page.getByRole("button", { name: "Delete selected", exact: true }).click();
  await expect(told).toHaveText("38 results");
  await page.getByRole("button", { name: "Undo delete", exact: true }).click();
  await expect(told).toHaveText("40 results");

  await tiles.nth(0).click();
  await tiles.nth(1).click();
  await page.getByRole("button", { name: "Compare two", exact: true }).click();
  await expect(page.getByRole("img", { name: "Before and after", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("list", { name: "Results", exact: true }).getByRole("listitem").first()).toHaveAttribute(
    "aria-setsize",
    "10",
  );
  expect(await editor.results.count()).toBeGreaterThan(1);
});

test("shows what came from what, and goes on from any version", async ({ editor, page }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  const covered = await editor.maskText();
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed");
  await editor.resultButton("Edit further").click();
  await expect(page.getByRole("listitem", { name: "Picture 1: small.png", exact: true })).toBeVisible();
  await editor.expectMask(/mask covers 0 %/);
  await editor.setBrushSize(4);
  await editor.drag([{ x: -2, y: 0 }, { x: 2, y: 0 }]);
  await editor.expectMask(/mask covers under 1 %/);
  await editor.runToResults();

  await page.getByRole("button", { name: "Versions", exact: true }).click();
  // Each is titled by what was done; the shares tell them apart.
  const [FIRST, SECOND] = [/^Removed · [1-9]\d? %/, /^Removed · under 1 %/];
  const tree = page.getByRole("tree", { name: "Versions", exact: true });
  const node = (name: RegExp) => tree.getByRole("treeitem", { name });
  await expect(node(/small\.png, Original/)).toHaveAttribute("aria-level", "1");
  await expect(node(FIRST)).toHaveAttribute("aria-level", "2");
  await expect(node(SECOND)).toHaveAttribute("aria-level", "3");
  await expect(node(SECOND)).toHaveAttribute("aria-selected", "true");
  await tree.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(node(FIRST)).toHaveAttribute("aria-selected", "true");

  const chosen = page.getByRole("region", { name: "Chosen version", exact: true });
  await chosen.getByRole("button", { name: "Compare with…", exact: true }).click();
  await node(SECOND).click();
  await expect(page.getByRole("img", { name: "Before and after", exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Versions", exact: true }).click();
  await node(FIRST).click();
  await chosen.getByRole("button", { name: "Run again", exact: true }).click();
  await expect(node(FIRST)).toHaveCount(2, { timeout: 20_000 });

  await node(FIRST).first().click();
  await chosen.getByRole("button", { name: "Reopen", exact: true }).click();
  await expect(page.getByRole("listitem", { name: "Picture 1: small.png", exact: true })).toBeVisible();
  await expect.poll(async () => editor.maskText()).toBe(covered);

  // Without its parent, the child hangs from the picture that it was made from.
  await page.getByRole("button", { name: "Versions", exact: true }).click();
  for (const left of [1, 0]) {
    await node(FIRST).first().click();
    await chosen.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(node(FIRST)).toHaveCount(left);
  }
  await expect(node(SECOND)).toHaveAttribute("aria-level", "2");
  await page.reload();
  await expect(editor.results).toHaveCount(1);
});

test("gives files in a format of choice, named after the picture", async ({ editor, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await editor.useEngine("Local fill");
  await editor.addPictures(SMALL_PNG);
  await editor.setBrushSize(20);
  await editor.paintStroke(40);
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed");
  const dialog = page.getByRole("dialog", { name: "Download as", exact: true });
  const sizes: number[] = [];
  for (const [format, quality, name, magic] of [
    ["As it is", undefined, "small-edited.png", "\x89PNG"],
    ["PNG, lossless", undefined, "small-edited.png", "\x89PNG"],
    ["JPEG, small, no transparency", "95", "small-edited.jpg", "\xff\xd8\xff"],
    ["JPEG, small, no transparency", "20", "small-edited.jpg", "\xff\xd8\xff"],
    ["WebP, smaller", "60", "small-edited.webp", "RIFF"],
  ] as const) {
    await editor.pressOnResult(/^Download as/);
    await dialog.getByRole("radio", { name: format, exact: true }).check();
    if (quality !== undefined) {
      await dialog.getByRole("slider", { name: "File quality", exact: true }).fill(quality);
    }
    const waiting = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download file", exact: true }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe(name);
    const bytes = await bytesOfDownload(download);
    expect(bytes.toString("latin1").startsWith(magic)).toBe(true);
    sizes.push(bytes.length);
  }
  expect(sizes[1]).toBe(sizes[0]);
  expect(sizes[3] ?? 0).toBeLessThan(sizes[2] ?? 0);

  await editor.pressOnResult("Copy picture");
  await expect(page.getByRole("status").filter({ hasText: "Picture copied." })).toBeVisible();
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  expect(types).toEqual(["image/png"]);
});

test("says so where the browser cannot code WebP, and shares where it can", async ({ page, editor }) => {
  await page.addInitScript(() => {
    const own = HTMLCanvasElement.prototype.toDataURL;
    HTMLCanvasElement.prototype.toDataURL = function (type, quality) {
      return own.call(this, type === "image/webp" ? "image/png" : type, quality);
    };
    const shared: string[] = [];
    Object.assign(navigator, {
      canShare: (data: ShareData) => (data.files?.length ?? 0) > 0,
      share: async (data: ShareData) => void shared.push(...(data.files ?? []).map((file) => file.name)),
    });
    Object.assign(window, { shared });
  });
  await keepResults(page, { count: 1 });
  await editor.pressOnResult(/^Share/);
  await expect.poll(() => page.evaluate(() => (window as unknown as { shared: string[] }).shared)).toEqual([
    "photo-edited-A.jpg",
  ]);
  await editor.pressOnResult(/^Download as/);
  const dialog = page.getByRole("dialog", { name: "Download as", exact: true });
  await expect(dialog.getByRole("radio", { name: "WebP, smaller", exact: true })).toBeDisabled();
  await expect(dialog).toContainText("Your browser cannot write WebP");
});

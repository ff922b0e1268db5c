// The page by keyboard and to assistive technology.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { PHOTOGRAPH, SMALL_PNG } from "./support/files.ts";
import { keepResults } from "./support/made-results.ts";
import { resetSimulator, setSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

/** What axe calls a serious fault, one line each. */
async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join(", ")})`);
}

/** What Tab reaches: the element's role or tag with its name, and whether its focus can be seen. */
async function focused(page: Page): Promise<{ what: string; isSeen: boolean } | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) {
      return null;
    }
    // The ring may be drawn by the control, by what wraps it, or by the label beside a hidden radio.
    const around = [element, element.parentElement, element.nextElementSibling, element.closest("label")];
    const isSeen = around.some((candidate) => {
      if (candidate === null) {
        return false;
      }
      const style = getComputedStyle(candidate);
      return (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
    });
    const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? "";
    return { what: `${element.getAttribute("role") ?? element.tagName.toLowerCase()} ${name}`, isSeen };
  });
}

test("reaches everything in the empty page by Tab, with the focus in sight", async ({ editor, page }) => {
  await expect(editor.run).toBeVisible();
  const reached: string[] = [];
  const unseen: string[] = [];
  const isReached = new Set<string>();
  const names = ["Settings", "Help", "Theme", "Run · free"];
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now === null) {
      break;
    }
    reached.push(now.what);
    if (!now.isSeen) {
      unseen.push(now.what);
    }
    for (const name of names) {
      const button = page.getByRole("button", { name, exact: true });
      if (await button.evaluate((element) => element === document.activeElement)) {
        isReached.add(name);
      }
    }
    for (const [name, locator] of [
      ["Prompt", editor.prompt],
      ["Engine", editor.engine],
      ["Add pictures", editor.fileInput],
    ] as const) {
      if (await locator.evaluate((element) => element === document.activeElement)) {
        isReached.add(name);
      }
    }
    if (/Try sample/.test(now.what)) {
      isReached.add("Try sample");
    }
  }
  expect([...isReached].sort(), reached.join("\n")).toEqual(
    [...names, "Add pictures", "Engine", "Prompt", "Try sample"].sort(),
  );
  expect(unseen, "focused without a visible sign").toEqual([]);
});

test("names its regions and gives the focus back after a dialog", async ({ editor, page }) => {
  for (const name of ["Pictures", "Prompt", "Settings", "Stage", "Results"]) {
    await expect(page.getByRole("region", { name, exact: true })).toHaveCount(1);
  }
  await editor.openSettings();
  await editor.closeDialog();
  await expect(page.getByRole("button", { name: "Settings", exact: true })).toBeFocused();
});

for (const [width, height, isOneAtATime] of [[320, 568, true], [768, 1024, false], [834, 1194, false], [844, 390, true], [1024, 768, false]] as const) {
  test(`has room for what it shows in ${width} x ${height} px`, async ({ editor, page }) => {
    await page.setViewportSize({ width, height });
    await editor.choose(PHOTOGRAPH);
    const stage = page.getByRole("tab", { name: "Stage", exact: true });
    // On a tablet two stand side by side, and the tabs choose the other one.
    await expect(stage).toBeVisible({ visible: isOneAtATime });
    if (isOneAtATime) {
      await stage.click();
    }
    await expect(editor.canvas).toBeVisible();
    const box = await editor.stage.boundingBox();
    expect(box?.width ?? 0).toBeGreaterThan(isOneAtATime ? width - 1 : 400);
    // Nothing reaches over the window's side, and the picture has most of the stage in one direction.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const photo = await editor.canvas.locator("img").first().boundingBox();
    const shares = [(photo?.width ?? 0) / (box?.width ?? 1), (photo?.height ?? 0) / (box?.height ?? 1)];
    expect(Math.max(...shares)).toBeGreaterThan(0.5);
  });
}

test("switches between light and dark, and keeps the choice", async ({ editor, page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  const button = page.getByRole("button", { name: "Theme", exact: true });
  // The switch goes round its choices; one of them is the light one.
  for (let press = 0; press < 3 && (await ground()) === dark; press += 1) {
    await button.click();
  }
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.reload();
  await expect(editor.run).toBeVisible();
  expect(await ground()).toBe(light);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("has no serious fault when empty", async ({ editor, page }) => {
      await expect(editor.run).toBeVisible();
      expect(await seriousFaults(page)).toEqual([]);
    });

    test("has no serious fault when busy", async ({ editor, page }) => {
      await resetSimulator();
      await setSimulator({ run_millis: 20_000 });
      await editor.useEngine("Local fill");
      await editor.addPictures(SMALL_PNG, PHOTOGRAPH);
      await editor.paintStroke(40);
      await editor.runToResults();
      await editor.useSimulator();
      await editor.prompt.fill("make the plate blue");
      await editor.run.click();
      await expect(editor.jobs.first().getByRole("status")).toContainText(/in progress/i, { timeout: 15_000 });
      await page.getByText(/^Request\b/).first().click();
      expect(await seriousFaults(page)).toEqual([]);
      await resetSimulator();
    });

    test("has no serious fault among many results", async ({ editor, page }) => {
      // Axe looks at everything seven times.
      test.slow();
      await keepResults(page, { count: 60 });
      await page.getByRole("button", { name: "Filter and sort", exact: true }).click();
      await editor.resultButton("More").click();
      expect(await seriousFaults(page)).toEqual([]);
      await page.keyboard.press("Escape");
      for (const view of ["Gallery", "Versions"]) {
        await page.getByRole("button", { name: view, exact: true }).click();
        await expect(page.getByRole(view === "Gallery" ? "option" : "treeitem").first()).toBeAttached();
        expect(await seriousFaults(page)).toEqual([]);
      }
      await editor.resultButton("Compare").click();
      for (const way of ["Side by side", "Difference", "Variants"]) {
        await page.getByRole("button", { name: way, exact: true }).click();
        expect(await seriousFaults(page)).toEqual([]);
      }
      await editor.pressOnResult(/^Download as/);
      await expect(page.getByRole("dialog", { name: "Download as", exact: true })).toBeVisible();
      expect(await seriousFaults(page)).toEqual([]);
    });

    test("has no serious fault in the dialogs", async ({ editor, page }) => {
      await editor.openSettings();
      expect(await seriousFaults(page)).toEqual([]);
      await editor.closeDialog();
      await page.getByRole("button", { name: "Help", exact: true }).click();
      await expect(page.getByRole("dialog", { name: "Help", exact: true })).toBeVisible();
      expect(await seriousFaults(page)).toEqual([]);
    });
  });
}

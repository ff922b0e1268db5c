// Pictures of the page in each of its states, wide and on a phone, light and dark, to `out/screenshots/`.
// The wide dark picture of an edit is also the README's.

import { mkdirSync } from "node:fs";

import type { Page } from "@playwright/test";

import { Editor, RUN_MILLIS } from "../support/editor.ts";
import { projectPath, PHOTOGRAPH, sampleOf, TEXT_AS_PNG } from "../support/files.ts";
import { keepResults } from "../support/made-results.ts";
import { expectDrawn } from "../support/pixels.ts";
import { resetSimulator, setSimulator } from "../support/simulator.ts";
import { expect, test } from "../support/test.ts";

const FOLDER = projectPath("out/screenshots");
const README_PICTURE = projectPath("docs/screenshot-wide-dark.png");

type Pane = "Edit" | "Stage" | "Results";

const DEVICES = [
  { device: "wide", use: { viewport: { width: 1440, height: 900 } } },
  {
    device: "phone",
    use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  },
] as const;

test.beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  mkdirSync(projectPath("docs"), { recursive: true });
});

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

for (const { device, use } of DEVICES) {
  const isPhone = device === "phone";

  /** On a phone a pane must be chosen before it is used; on a wide screen all are there. */
  const show = async (page: Page, pane: Pane): Promise<void> => {
    if (isPhone) {
      await page.getByRole("tab", { name: pane, exact: true }).tap();
    }
  };

  /** Chooses the sample with the spoon and waits for its mask. */
  const takeSample = async (editor: Editor): Promise<void> => {
    const { title } = sampleOf("coffee.jpg");
    await editor.page.getByRole("button", { name: `Try sample: ${title}`, exact: true }).click();
    await show(editor.page, "Stage");
    await editor.expectMask(/mask covers [1-9]/);
  };

  const runLocalFill = async (editor: Editor): Promise<void> => {
    await show(editor.page, "Edit");
    await editor.useEngine("Local fill");
    await editor.run.click();
    await show(editor.page, "Results");
    await expect(editor.results).toHaveCount(1, { timeout: RUN_MILLIS });
  };

  for (const colorScheme of ["light", "dark"] as const) {
    const shoot = async (page: Page, state: string): Promise<void> => {
      // Motion and the text cursor would make two runs differ.
      const options = { animations: "disabled", caret: "hide" } as const;
      await page.screenshot({ ...options, path: `${FOLDER}/${state}-${device}-${colorScheme}.png` });
    };

    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ ...use, colorScheme });

      test("empty", async ({ editor, page }) => {
        await expect(page.getByRole("button", { name: /^Try sample:/ }).first()).toBeAttached();
        await page.waitForLoadState("networkidle");
        await shoot(page, "empty");
        expect(await editor.alert.count()).toBe(0);
      });

      test("editing", async ({ editor, page }) => {
        await takeSample(editor);
        await shoot(page, "editing");
        if (isPhone) {
          await show(page, "Edit");
          await shoot(page, "editing-form");
        }
      });

      test("painting", async ({ editor, page }) => {
        await takeSample(editor);
        await editor.tool("Select by colour").click();
        const { x, y } = await editor.centre();
        await page.mouse.click(x, y + 60);
        await expect(page.getByRole("button", { name: "Apply", exact: true })).toBeVisible();
        await shoot(page, "painting-selection");
        await page.getByRole("button", { name: "Apply", exact: true }).click();
        await page.getByText("View", { exact: true }).click();
        await page.getByRole("checkbox", { name: "Show the mask alone", exact: true }).check();
        await shoot(page, "painting-mask-alone");
        if (isPhone) {
          await page.getByText("View", { exact: true }).click();
          await page.setViewportSize({ width: 844, height: 390 });
          await shoot(page, "painting-on-its-side");
        }
      });

      test("running", async ({ editor, page }) => {
        await setSimulator({ queue_millis: 200, run_millis: 20_000 });
        await takeSample(editor);
        await runLocalFill(editor);
        await show(page, "Edit");
        await editor.useSimulator("sim-logs-string");
        await editor.prompt.fill("Turn the saucer into blue porcelain");
        await editor.run.click();
        await show(page, "Results");
        const state = editor.jobs.first().getByRole("status");
        await expect(state).toContainText(/in progress/i, { timeout: 15_000 });
        await shoot(page, "running");
      });

      test("compared", async ({ editor, page }) => {
        await takeSample(editor);
        await runLocalFill(editor);
        await editor.resultButton("Compare").click();
        await show(page, "Stage");
        await expect(editor.comparison()).toBeVisible();
        await expectDrawn(page.getByRole("img", { name: "Before and after", exact: true }));
        await shoot(page, "compared");
        if (!isPhone && colorScheme === "dark") {
          await page.screenshot({ animations: "disabled", caret: "hide", path: README_PICTURE });
        }
      });

      test("many results", async ({ editor, page }) => {
        await keepResults(page, { count: 60 });
        for (const view of ["Gallery", "Versions"]) {
          await show(page, "Results");
          await expect(editor.results.first()).toBeVisible();
          await page.getByRole("button", { name: view, exact: true }).click();
          await expect
            .poll(() => page.evaluate(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0)))
            .toBe(true);
          await shoot(page, view.toLowerCase());
        }
      });

      test("settings", async ({ editor, page }) => {
        await show(page, "Edit");
        await editor.useEngine("ModelRunner");
        await editor.openSettings();
        await shoot(page, "settings");
      });

      test("error", async ({ editor, page }) => {
        await show(page, "Edit");
        await editor.choose(PHOTOGRAPH, TEXT_AS_PNG);
        await expect(editor.alert.filter({ hasText: TEXT_AS_PNG.name })).toBeVisible();
        await shoot(page, "error");
      });
    });
  }
}

// Nothing leaves the browser but to the engine that was chosen.

import { PAGE, SIMULATOR } from "./support/addresses.ts";
import { SAMPLES, SMALL_PNG } from "./support/files.ts";
import { resetSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const OWN = new URL(PAGE).origin;

test.beforeEach(resetSimulator);

test("asks no host but its own with Local fill", async ({ editor, overheard, page }) => {
  test.setTimeout(150_000);
  await editor.useEngine("Local fill");
  for (const sample of SAMPLES) {
    await editor.removePictures();
    if (sample.prompt === undefined) {
      await editor.trySampleToResult(sample.title);
    } else {
      await editor.trySample(sample.title);
    }
  }
  await editor.resultButton("Compare").click();
  await editor.download();
  await page.getByRole("button", { name: "Help", exact: true }).click();
  await editor.closeDialog();
  expect(overheard.origins()).toEqual([OWN]);
  expect(overheard.errors).toEqual([]);
});

test("asks no host but its own and the engine's with ModelRunner", async ({ editor, overheard, page }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.paintStroke(40);
  await editor.prompt.fill("make the plate blue");
  await editor.runToResults();
  await editor.resultButton("Edit further").click();
  await page.reload();
  await expect(editor.results).toHaveCount(1, { timeout: 20_000 });
  expect(overheard.origins()).toEqual([OWN, SIMULATOR].sort());
  expect(overheard.errors).toEqual([]);
});

test("asks the simulator nothing before Run is pressed", async ({ editor, overheard }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("make the plate blue");
  expect(overheard.origins()).toEqual([OWN]);
});

test("blocks scripts and connections that the page does not name", async ({ editor, page }) => {
  await expect(editor.run).toBeVisible();
  const violated = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const directives: string[] = [];
        document.addEventListener("securitypolicyviolation", (event) => {
          directives.push(event.effectiveDirective);
          if (directives.length === 2) {
            resolve(directives.sort());
          }
        });
        // Neither address exists: the policy refuses before anything is sent.
        fetch("http://pentimento.invalid/").catch(() => undefined);
        const script = document.createElement("script");
        script.src = "https://pentimento.invalid/script.js";
        document.head.append(script);
        setTimeout(() => resolve(directives.sort()), 5_000);
      }),
  );
  expect(violated).toEqual(["connect-src", "script-src-elem"]);
});

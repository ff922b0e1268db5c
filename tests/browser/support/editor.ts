// The page as a person uses it: everything is found by role and accessible name.

import { expect, type Download, type Locator, type Page } from "@playwright/test";

import { SIMULATOR } from "./addresses.ts";
import type { GivenFile } from "./files.ts";
import { WORKING_KEY } from "./simulator.ts";

/** A point or a distance on the stage in CSS pixels, from the canvas' centre: the picture is fitted there. */
export interface FromCentre {
  readonly x: number;
  readonly y: number;
}

/** How long a run may take on a small machine, in milliseconds. */
export const RUN_MILLIS = 45_000;

/** The page. */
export class Editor {
  readonly page: Page;
  readonly pictures: Locator;
  readonly stage: Locator;
  readonly canvas: Locator;
  readonly prompt: Locator;
  readonly engine: Locator;
  readonly run: Locator;
  readonly alert: Locator;
  readonly jobs: Locator;
  readonly results: Locator;
  readonly fileInput: Locator;

  constructor(page: Page) {
    this.page = page;
    // Named ones only: the list also has a place for adding more, and for pictures that are being read.
    this.pictures = page
      .getByRole("list", { name: "Pictures", exact: true })
      .getByRole("listitem", { name: /^Picture \d+: / });
    this.stage = page.getByRole("region", { name: "Stage", exact: true });
    this.canvas = page.getByRole("application", { name: "Mask canvas", exact: true });
    this.prompt = page.getByRole("textbox", { name: "Prompt", exact: true });
    this.engine = page.getByRole("combobox", { name: "Engine", exact: true });
    // Its name goes on with the price, such as `Run · free`.
    this.run = page.getByRole("button", { name: /^Run · / });
    this.alert = page.getByRole("alert");
    this.jobs = page.getByRole("list", { name: "Jobs", exact: true }).getByRole("article");
    this.results = page.getByRole("list", { name: "Results", exact: true }).getByRole("article");
    this.fileInput = page.getByLabel("Add pictures", { exact: true });
  }

  /** Opens the page and waits until it can be used. */
  async open(address = ""): Promise<void> {
    await this.page.goto(address);
    await expect(this.page.getByRole("button", { name: "Help", exact: true })).toBeVisible({ timeout: 20_000 });
  }

  /** Chooses files in the dialog. */
  async choose(...files: readonly GivenFile[]): Promise<void> {
    await this.fileInput.setInputFiles(files.map((file) => ({ ...file })));
  }

  /** Chooses files in the dialog and waits for their thumbnails. */
  async addPictures(...files: readonly GivenFile[]): Promise<void> {
    const before = await this.pictures.count();
    await this.choose(...files);
    await expect(this.pictures).toHaveCount(before + files.length, { timeout: 20_000 });
  }

  /** Takes a sample and waits for its mask. */
  async trySample(title: string): Promise<void> {
    await this.page.getByRole("button", { name: `Try sample: ${title}`, exact: true }).click();
    await expect(this.pictures).toHaveCount(1, { timeout: 20_000 });
    await this.expectMask(/mask covers (under 1|[1-9]\d*) %/);
  }

  /** Takes a sample that runs by itself, and waits for what it makes. */
  async trySampleToResult(title: string): Promise<void> {
    const before = await this.results.count();
    await this.trySample(title);
    await expect(this.results).toHaveCount(before + 1, { timeout: RUN_MILLIS });
  }

  /** Presses a button of a picture, such as *Make picture 2 the base*, in its menu. */
  async pressOnPicture(name: string): Promise<void> {
    const number = /picture (\d+)/.exec(name)?.[1] ?? "1";
    await this.page.getByRole("button", { name: `More for picture ${number}`, exact: true }).click();
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Takes all pictures away. */
  async removePictures(): Promise<void> {
    for (let count = await this.pictures.count(); count > 0; count -= 1) {
      await this.pressOnPicture("Remove picture 1");
      await expect(this.pictures).toHaveCount(count - 1);
    }
  }

  /** Chooses an engine: its option is named with its model after it, such as `ModelRunner gpt-image-2`. */
  async useEngine(label: string): Promise<void> {
    // The list comes right after the page.
    await expect(this.engine.getByRole("option").first()).toBeAttached();
    const names = await this.engine.getByRole("option").allTextContents();
    const name = names.find((name) => name === label || name.startsWith(`${label} `));
    await this.engine.selectOption({ label: name ?? label });
  }

  /** Chooses a radio by the keyboard, which works however it is drawn. */
  async chooseRadio(group: string, name: string): Promise<void> {
    const radio = this.page
      .getByRole("radiogroup", { name: group, exact: true })
      .getByRole("radio", { name, exact: true });
    await radio.focus();
    await this.page.keyboard.press("Space");
    await expect(radio).toBeChecked();
  }

  /** Asks for a frame of so many pixels. */
  async customSize(width: number, height: number): Promise<void> {
    await this.chooseRadio("Size", "Custom");
    for (const [name, value] of [["Width", width], ["Height", height]] as const) {
      const field = this.page.getByRole("spinbutton", { name, exact: true });
      await field.fill(String(value));
      await field.press("Tab");
    }
  }

  /** Runs where the engine has no key: its button offers to add one, so by the keyboard. */
  async runWithoutKey(engine: string): Promise<void> {
    await expect(this.page.getByRole("button", { name: `Add ${engine} key`, exact: true })).toBeVisible();
    await this.page.keyboard.press("Control+Enter");
  }

  /** Opens the app's settings. */
  async openSettings(): Promise<Locator> {
    await this.page.getByRole("button", { name: "Settings", exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name: "Settings", exact: true });
    await expect(dialog).toBeVisible();
    return dialog;
  }

  /** Closes the dialog in front. */
  async closeDialog(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.page.getByRole("dialog")).toHaveCount(0);
  }

  /** Sets ModelRunner's addresses and then the key, which belongs to the address. */
  async setKey(key: string | undefined, addresses = { api: SIMULATOR, storage: SIMULATOR }): Promise<void> {
    const dialog = await this.openSettings();
    const fields = [
      ["ModelRunner API address", addresses.api],
      ["ModelRunner storage address", addresses.storage],
      ["ModelRunner key", key],
    ] as const;
    for (const [label, value] of fields) {
      if (value !== undefined) {
        // By label: a field that hides what is typed has no role of its own.
        const field = dialog.getByLabel(label, { exact: true });
        await field.fill(value);
        await field.press("Tab");
      }
    }
    await this.closeDialog();
  }

  /** Takes ModelRunner at the simulator, ready to run. */
  async useSimulator(key: string = WORKING_KEY): Promise<void> {
    await this.useEngine("ModelRunner");
    await this.setKey(key);
  }

  /** Takes another engine at the simulator, ready to run. */
  async useEngineAt(engine: "fal" | "OpenAI", addresses: { api: string; storage?: string }, key: string): Promise<void> {
    await this.useEngine(engine);
    const dialog = await this.openSettings();
    const fields = [
      ["API address", addresses.api],
      ["storage address", addresses.storage],
      ["key", key],
    ] as const;
    for (const [label, value] of fields) {
      if (value !== undefined) {
        const field = dialog.getByLabel(`${engine} ${label}`, { exact: true });
        await field.fill(value);
        await field.press("Tab");
      }
    }
    await this.closeDialog();
  }

  /** Keeps keys in a way. */
  async keepKeys(how: "Only in this tab's memory" | "Until the browser closes" | "On this device"): Promise<void> {
    const dialog = await this.openSettings();
    await dialog.getByRole("radio", { name: how, exact: true }).check();
    await this.closeDialog();
  }

  /** A mask tool's button. */
  tool(name: string): Locator {
    return this.page
      .getByRole("toolbar", { name: "Mask tools", exact: true })
      .getByRole("button", { name, exact: true });
  }

  /** Presses a tool or a command, which may stand behind *More tools* on a phone, and in the menu of the mask's commands. */
  async pressTool(name: string): Promise<void> {
    for (const more of ["More tools", "More mask commands"]) {
      const button = this.tool(more);
      if (!(await this.tool(name).isVisible()) && (await button.isVisible())) {
        await button.click();
      }
    }
    await this.tool(name).click();
  }

  /** The brush's slider. */
  slider(name: "Size" | "Hardness" | "Tolerance"): Locator {
    return this.page.getByRole("slider", { name, exact: true });
  }

  /** The slider's value as it is told: its text where it has one. */
  async sliderValue(name: "Size" | "Hardness" | "Tolerance"): Promise<number> {
    const slider = this.slider(name);
    const text = (await slider.getAttribute("aria-valuetext")) ?? (await slider.inputValue());
    return Number.parseFloat(text);
  }

  /** Moves the brush's slider until it tells a diameter as near to `sizePx` as it has: its scale is its own. */
  async setBrushSize(sizePx: number): Promise<void> {
    const slider = this.slider("Size");
    let [low, high] = [Number(await slider.getAttribute("min")), Number(await slider.getAttribute("max"))];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      await slider.fill(String(middle));
      if ((await this.sliderValue("Size")) < sizePx) {
        low = middle;
      } else {
        high = middle;
      }
    }
    await slider.fill(String(high));
  }

  /** The canvas' middle, in the viewport. */
  async centre(): Promise<FromCentre> {
    const box = await this.canvas.boundingBox();
    if (box === null) {
      throw new Error("the mask canvas is not shown");
    }
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Drags the pointer over the stage, all points from the canvas' centre. */
  async drag(points: readonly FromCentre[]): Promise<void> {
    const centre = await this.centre();
    const [first, ...others] = points;
    if (first === undefined) {
      throw new Error("a stroke needs a point");
    }
    const { mouse } = this.page;
    await mouse.move(centre.x + first.x, centre.y + first.y);
    await mouse.down();
    for (const point of others) {
      await mouse.move(centre.x + point.x, centre.y + point.y, { steps: 8 });
    }
    await mouse.up();
  }

  /** Paints a level stroke through the picture's middle, so many CSS pixels long. */
  async paintStroke(length = 160): Promise<void> {
    await this.tool("Brush").click();
    await this.drag([
      { x: -length / 2, y: 0 },
      { x: length / 2, y: 0 },
    ]);
    await this.expectMask(/mask covers (under 1|[1-9]\d*) %/);
  }

  /** The live text of the mask, as the canvas is described by it. */
  async maskText(): Promise<string> {
    return this.canvas.evaluate((canvas) =>
      (canvas.getAttribute("aria-describedby") ?? "")
        .split(" ")
        .map((id) => document.getElementById(id)?.textContent ?? "")
        .join(" "),
    );
  }

  /** The share that the live text tells, in percent; 0.5 stands for `under 1`. */
  async coveredPercent(): Promise<number> {
    const text = await this.maskText();
    const share = /mask covers (under 1|\d+) %/.exec(text)?.[1];
    if (share === undefined) {
      throw new Error(`the mask canvas is described by ${JSON.stringify(text)}`);
    }
    return share === "under 1" ? 0.5 : Number(share);
  }

  /** Waits for a live text of the mask. */
  async expectMask(text: RegExp): Promise<void> {
    await expect(this.canvas).toHaveAccessibleDescription(text);
  }

  /** Runs and waits for so many more results. */
  async runToResults(count = 1): Promise<void> {
    const before = await this.results.count();
    await this.run.click();
    // Asked once, where there is a text and the engine reads none.
    const remove = this.page
      .getByRole("dialog", { name: "Your text is ignored", exact: true })
      .getByRole("button", { name: "Remove what is masked", exact: true });
    await expect
      .poll(
        async () => {
          if (await remove.isVisible()) {
            await remove.click();
          }
          return this.results.count();
        },
        { timeout: RUN_MILLIS },
      )
      .toBe(before + count);
  }

  /** Downloads a result; the newest is the first. */
  async download(index = 0): Promise<Download> {
    const waiting = this.page.waitForEvent("download");
    await this.resultButton("Download", index).click();
    return waiting;
  }

  /** A result's button. */
  resultButton(name: string, index = 0): Locator {
    return this.results.nth(index).getByRole("button", { name, exact: true });
  }

  /** The result's Protected, which stands behind More: to be looked at. */
  protectedButton(index = 0): Locator {
    return this.results.nth(index).getByRole("button", { name: /^Protected/, includeHidden: true });
  }

  /** Presses a result's button, which may be behind More. */
  async pressOnResult(name: string | RegExp, index = 0): Promise<void> {
    const button = this.results.nth(index).getByRole("button", { name, exact: typeof name === "string" });
    if (!(await button.isVisible())) {
      await this.resultButton("More", index).click();
    }
    await button.click();
    if (await button.isVisible()) {
      await this.page.keyboard.press("Escape");
    }
  }

  /** The toolbar of the finished run that is shown on the stage. */
  resultBar(): Locator {
    return this.page.getByRole("toolbar", { name: "Result", exact: true });
  }

  /** The slider between before and after. */
  comparison(): Locator {
    return this.stage.getByRole("slider", { name: /compar|before/i });
  }

  /** An error is told in these words, and nothing of the draft is lost. */
  async expectRefusal(words: RegExp, kept: { pictures: number; prompt: string }, millis = 10_000): Promise<void> {
    await expect(this.alert.filter({ hasText: words }).first()).toBeVisible({ timeout: millis });
    await expect(this.pictures).toHaveCount(kept.pictures);
    await expect(this.prompt).toHaveValue(kept.prompt);
  }
}

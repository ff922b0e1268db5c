// What goes wrong: each ends in a clear message, and nothing of the draft is lost.

import { createServer } from "node:net";

import { SIMULATOR } from "./support/addresses.ts";
import {
  EMPTY_FILE,
  hugePng,
  named,
  SMALL_PNG,
  SVG,
  TEXT_AS_PNG,
  TRUNCATED_JPEG,
  type GivenFile,
} from "./support/files.ts";
import { Editor } from "./support/editor.ts";
import { loggedRequests, resetSimulator, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const PROMPT = "make the plate blue";

test.beforeEach(resetSimulator);

const REFUSED_FILES: readonly (readonly [string, GivenFile, RegExp])[] = [
  ["a text under a picture's name", TEXT_AS_PNG, /letter\.png.*not a picture/i],
  ["an empty file", EMPTY_FILE, /empty\.png.*empty/i],
  ["a JPEG that is cut off", TRUNCATED_JPEG, /half\.jpg.*cut off/i],
  ["a PNG that claims 60000 x 60000 px", hugePng(), /huge\.png.*60000×60000 px.*limit/i],
  ["an SVG", SVG, /drawing\.svg.*SVG/],
];

for (const [what, file, words] of REFUSED_FILES) {
  test(`refuses ${what}`, async ({ editor }) => {
    await editor.addPictures(SMALL_PNG);
    await editor.prompt.fill(PROMPT);
    await editor.choose(file);
    await editor.expectRefusal(words, { pictures: 1, prompt: PROMPT });
  });
}

test("takes the good files of a choice and names the bad one", async ({ editor }) => {
  await editor.choose(SMALL_PNG, TEXT_AS_PNG, named(SMALL_PNG, "second.png"));
  await expect(editor.pictures).toHaveCount(2, { timeout: 20_000 });
  await expect(editor.alert.filter({ hasText: /letter\.png/ })).toBeVisible();
});

test("refuses a 17th picture", async ({ editor }) => {
  const files = Array.from({ length: 16 }, (_, index) => named(SMALL_PNG, `picture-${index + 1}.png`));
  await editor.addPictures(...files);
  await editor.prompt.fill(PROMPT);
  await editor.choose(named(SMALL_PNG, "picture-17.png"));
  await editor.expectRefusal(/picture-17\.png.*too many pictures.*16 is the most/i, { pictures: 16, prompt: PROMPT });
});

test("asks for a picture", async ({ editor }) => {
  await editor.prompt.fill(PROMPT);
  await editor.run.click();
  await editor.expectRefusal(/add a picture/i, { pictures: 0, prompt: PROMPT });
});

test("asks for a prompt where the engine needs one", async ({ editor }) => {
  await editor.useSimulator();
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("  ");
  await editor.run.click();
  await editor.expectRefusal(/ModelRunner needs a prompt/i, { pictures: 1, prompt: "  " });
  expect(await loggedRequests()).toHaveLength(0);
});

const REFUSED_SIZES: readonly (readonly [number, number, RegExp])[] = [
  [1000, 1024, /1000 × 1024 px.*multiples of 16 px/],
  [8, 1024, /8 × 1024 px.*shortest side.*16 px/],
  [4096, 2048, /4096 × 2048 px.*longest side.*3840 px/],
  [3840, 1024, /3840 × 1024 px.*at most 3 times/],
  [512, 512, /512 × 512 px.*smallest area.*655360/],
  [3840, 3840, /3840 × 3840 px.*largest area.*8294400/],
];

for (const [width, height, words] of REFUSED_SIZES) {
  test(`names the rule that ${width} x ${height} px breaks`, async ({ editor }) => {
    await editor.useSimulator();
    await editor.addPictures(SMALL_PNG);
    await editor.prompt.fill(PROMPT);
    await editor.customSize(width, height);
    await editor.run.click();
    await editor.expectRefusal(words, { pictures: 1, prompt: PROMPT });
    expect(await loggedRequests()).toHaveLength(0);
  });
}

test("asks for a key where there is none", async ({ editor }) => {
  await editor.useEngine("ModelRunner");
  await editor.setKey(undefined);
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.runWithoutKey("ModelRunner");
  await editor.expectRefusal(/Add your ModelRunner key/, { pictures: 1, prompt: PROMPT });
  expect(await loggedRequests()).toHaveLength(0);
});

for (const [key, words] of [
  ["sim-401", /rejected the key/i],
  ["sim-402", /402|credit|balance/i],
] as const) {
  test(`says what the server said to ${key}, once`, async ({ editor }) => {
    await editor.useSimulator(key);
    await editor.addPictures(SMALL_PNG);
    await editor.prompt.fill(PROMPT);
    await editor.run.click();
    await editor.expectRefusal(words, { pictures: 1, prompt: PROMPT }, 30_000);
    await expect(editor.page.getByText(key), "the key is shown nowhere").toHaveCount(0);
    const log = await loggedRequests();
    const refused = log.filter((request) => request.answer_status === Number(key.slice(-3)));
    expect(refused, "a refusal is not asked for again").toHaveLength(1);
    expect(submitsOf(log).length).toBeLessThanOrEqual(1);
  });
}

/** The address of a port on which nothing listens. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("no port");
  }
  return `http://127.0.0.1:${address.port}`;
}

test("says that the API cannot be reached", async ({ editor }) => {
  const dead = await deadAddress();
  await editor.useEngine("ModelRunner");
  await editor.setKey("sim-ok", { api: dead, storage: dead });
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.run.click();
  await editor.expectRefusal(/network|CORS|reach/i, { pictures: 1, prompt: PROMPT }, 50_000);
});

test("says that the storage cannot be reached", async ({ editor }) => {
  await editor.useEngine("ModelRunner");
  await editor.setKey("sim-ok", { api: SIMULATOR, storage: await deadAddress() });
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill(PROMPT);
  await editor.run.click();
  await editor.expectRefusal(/network|CORS|reach/i, { pictures: 1, prompt: PROMPT }, 50_000);
  expect(submitsOf(await loggedRequests())).toHaveLength(0);
});

for (const [what, pattern, body] of [
  ["code is no WebAssembly", "**/worker*.wasm", "this is not WebAssembly"],
  ["script throws", "**/worker*.js", "throw new Error('broken on purpose');"],
] as const) {
  test(`says that the worker failed when its ${what}, and works again afterwards`, async ({ editor, page }) => {
    test.setTimeout(120_000);
    await editor.useEngine("Local fill");
    await editor.addPictures(SMALL_PNG);
    await editor.paintStroke(40);
    await editor.prompt.fill(PROMPT);
    // From here on no new worker starts; a run has its own, or is refused by the one that is there.
    await page.context().route(pattern, (route) => route.fulfill({ body }));
    await editor.run.click();
    await page.getByRole("button", { name: "Remove what is masked", exact: true }).click();
    await editor.expectRefusal(/worker/i, { pictures: 1, prompt: PROMPT }, 30_000);
    await editor.expectMask(/mask covers [1-9]/);

    await page.context().unroute(pattern);
    await editor.runToResults();
  });
}

test.describe("without a database", () => {
  for (const [what, script] of [
    ["throws", "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };"],
    [
      // A newer version was opened first: the page's own request then fails as an event.
      "fails",
      `const open = IDBFactory.prototype.open;
       IDBFactory.prototype.open = function (name, version) {
         const newer = open.call(this, name, (version ?? 1) + 1000);
         newer.onsuccess = () => newer.result.close();
         return open.call(this, name, version);
       };`,
    ],
  ] as const) {
    test(`works when opening it ${what}, and says that nothing is kept`, async ({ page }) => {
      await page.addInitScript(script);
      const editor = new Editor(page);
      await editor.open();
      const told = page.getByRole("alert").or(page.getByRole("status"));
      await expect(told.filter({ hasText: /will not be saved/ }).first()).toBeVisible();
      await editor.useEngine("Local fill");
      await editor.addPictures(SMALL_PNG);
      await editor.paintStroke(40);
      await editor.runToResults();
      expect((await editor.download()).suggestedFilename()).toMatch(/\.png$/);
    });
  }
});

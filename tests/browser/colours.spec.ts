// Pictures in their own colours: what is stored stays, what is sent is sRGB, what comes back is converted.

import { awkward, chunksOf, expectedOf, kindOf, profileOf, storedOf } from "./support/awkward.ts";
import { bytesOfDownload, decodeInBrowser, decodePng } from "./support/pixels.ts";
import { bytesAt, loggedRequests, resetSimulator, submitBody, submitsOf } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

/** Pixels whose stored samples differ, of those outside a box round the picture's middle. */
function changedOutside(before: Buffer, after: Buffer, reach: number): number {
  const [one, other] = [storedOf(before), storedOf(after)];
  const { width, height } = decodePng(before);
  let changed = 0;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const isInside =
      Math.abs((pixel % width) - width / 2) < reach && Math.abs(Math.floor(pixel / width) - height / 2) < reach;
    const differs = [0, 1, 2, 3].some((channel) => one[pixel * 4 + channel] !== other[pixel * 4 + channel]);
    changed += differs && !isInside ? 1 : 0;
  }
  return changed;
}

for (const name of ["display-p3.png", "16-bit.png", "grey-profile.png", "gamma-1.png"]) {
  test(`Local fill keeps what ${name} stores`, async ({ editor }) => {
    const file = awkward(name);
    await editor.useEngine("Local fill");
    await editor.addPictures(file);
    // Wide enough that a smooth ground is not completed to the very same values.
    await editor.setBrushSize(50);
    await editor.paintStroke(20);
    await editor.runToResults();
    await expect(editor.results.first()).toContainText("0 pixels changed outside the mask");
    const made = await bytesOfDownload(await editor.download());
    expect(kindOf(made)).toEqual(kindOf(file.buffer));
    expect(profileOf(made)).toEqual(profileOf(file.buffer));
    for (const chunk of ["gAMA", "cHRM", "cICP", "sRGB"]) {
      expect(chunksOf(made).get(chunk), chunk).toEqual(chunksOf(file.buffer).get(chunk));
    }
    expect(changedOutside(file.buffer, made, 40)).toBe(0);
  });
}

for (const name of ["display-p3.png", "16-bit.png", "grey-profile.png", "gamma-1.png", "palette-2-bit-transparent.png"]) {
  test(`${name} is sent as 8-bit sRGB and protected in its own values`, async ({ editor }) => {
    const file = awkward(name);
    await editor.useSimulator();
    await editor.addPictures(file);
    await editor.setBrushSize(10);
    await editor.paintStroke(20);
    await editor.prompt.fill("a red ball");
    await editor.runToResults();
    const card = editor.results.first();
    await expect(card).toContainText("0 pixels changed outside the mask", { timeout: 20_000 });
    const made = await bytesOfDownload(await editor.download());
    if (name !== "palette-2-bit-transparent.png") {
      expect(kindOf(made)).toEqual(kindOf(file.buffer));
    }
    expect(profileOf(made)).toEqual(profileOf(file.buffer));
    expect(changedOutside(file.buffer, made, 40)).toBe(0);

    const sent = await bytesAt(submitBody(submitsOf(await loggedRequests())[0]).image_urls[0] ?? "");
    expect(kindOf(sent).depth).toBe(8);
    expect([2, 6]).toContain(kindOf(sent).colourType);
    expect(profileOf(sent)).toBeUndefined();
    const pixels = decodePng(sent);
    for (const [x, y, red, green, blue, alpha, tolerance] of expectedOf(name).srgb ?? []) {
      const at = (y * pixels.width + x) * 4;
      for (const [channel, value] of [red, green, blue, alpha].entries()) {
        const got = pixels.rgba[at + channel] ?? Number.NaN;
        expect(Math.abs(got - value), `${name} at ${x},${y}: ${got}, not ${value}`).toBeLessThanOrEqual(tolerance);
      }
    }
  });
}

test("a wide-gamut JPEG is sent as sRGB and comes back in its own profile", async ({ editor, page }) => {
  const file = awkward("display-p3-primaries.jpg");
  await editor.useSimulator();
  await editor.addPictures(file);
  await editor.setBrushSize(10);
  await editor.paintStroke(20);
  await editor.prompt.fill("a red ball");
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask", { timeout: 20_000 });
  const made = await bytesOfDownload(await editor.download());
  expect(profileOf(made)).toBeDefined();
  const pixels = decodePng(made);
  // Pure primaries of the wide space, not brought into a smaller one.
  for (const [x, y, wanted] of [[20, 15, [255, 0, 0]], [140, 15, [0, 255, 0]], [20, 105, [0, 0, 255]]] as const) {
    for (const [channel, value] of wanted.entries()) {
      const got = pixels.rgba[(y * pixels.width + x) * 4 + channel] ?? Number.NaN;
      expect(Math.abs(got - value), `${x},${y}: ${got}, not ${value}`).toBeLessThanOrEqual(3);
    }
  }
  const sent = await bytesAt(submitBody(submitsOf(await loggedRequests())[0]).image_urls[0] ?? "");
  // Chromium says in what it codes that it is sRGB; nothing of the wide space is left.
  expect(sent.includes("ICC_PROFILE")).toBe(sent.includes(Buffer.from("\0s\0R\0G\0B")));
  expect(sent.includes("P3")).toBe(false);
  const seen = await decodeInBrowser(page, sent, "image/jpeg");
  expect(seen.width).toBe(160);
});

test("a JPEG in inks is sent with three components", async ({ editor }) => {
  await editor.useSimulator();
  await editor.addPictures(awkward("cmyk.jpg"));
  await editor.setBrushSize(10);
  await editor.paintStroke(20);
  await editor.prompt.fill("a red ball");
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask", { timeout: 20_000 });
  const sent = await bytesAt(submitBody(submitsOf(await loggedRequests())[0]).image_urls[0] ?? "");
  const frame = sent.findIndex((byte, at) => byte === 0xff && [0xc0, 0xc1, 0xc2].includes(sent[at + 1] ?? 0));
  expect(sent[frame + 9]).toBe(3);
});

test("an animated picture is one still everywhere, and says so", async ({ editor, page }) => {
  await editor.useSimulator();
  await editor.addPictures(awkward("animated.webp"));
  await expect(page.getByRole("status").filter({ hasText: "animated.webp is animated. Its first picture is used." })).toBeVisible();
  await editor.setBrushSize(10);
  await editor.paintStroke(20);
  await editor.prompt.fill("a blue ball");
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask", { timeout: 20_000 });
  const sent = await bytesAt(submitBody(submitsOf(await loggedRequests())[0]).image_urls[0] ?? "");
  expect(sent.includes("ANMF")).toBe(false);
  const made = decodePng(await bytesOfDownload(await editor.download()));
  for (const at of [0, (119 * 160 + 159) * 4]) {
    expect([...made.rgba.subarray(at, at + 4)].map((level, index) => Math.abs(level - [230, 30, 30, 255][index]!) <= 1)).toEqual([true, true, true, true]);
  }
});

for (const name of ["major-mif1.avif", "no-end.jpg", "exif-5.jpg", "exif-6.png", "cut-out.png", "panorama.png", "second-picture.mpo.jpg", "place.webp"]) {
  test(`${name} is taken and filled upright`, async ({ editor }) => {
    const [width, height] = expectedOf(name).size;
    await editor.useEngine("Local fill");
    await editor.addPictures(awkward(name));
    await editor.expectMask(new RegExp(`of ${width} x ${height} px`));
    // Wide enough that a smooth ground is not completed to the very same values.
    await editor.setBrushSize(name === "cut-out.png" ? 50 : 10);
    await editor.paintStroke(20);
    await editor.runToResults();
    await expect(editor.results.first()).toContainText("0 pixels changed outside the mask");
    const made = decodePng(await bytesOfDownload(await editor.download()));
    expect([made.width, made.height]).toEqual([width, height]);
    for (const [x, y, red, green, blue, alpha, tolerance] of expectedOf(name).srgb ?? []) {
      const at = (y * made.width + x) * 4;
      for (const [channel, value] of [red, green, blue, alpha].entries()) {
        const got = made.rgba[at + channel] ?? Number.NaN;
        expect(Math.abs(got - value), `${name} at ${x},${y}: ${got}, not ${value}`).toBeLessThanOrEqual(tolerance);
      }
    }
  });
}

test("kinds that this browser cannot show are named, with what to do", async ({ editor }) => {
  await editor.choose(awkward("picture.tif"));
  await expect(editor.alert.filter({ hasText: /picture\.tif.*TIFF.*JPEG or PNG/ }).first()).toBeVisible();
  await editor.choose({ name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypisom\0\0\0\0isomavc1"), Buffer.alloc(4096)]) });
  await expect(editor.alert.filter({ hasText: /film\.mp4.*video/ }).first()).toBeVisible();
  await expect(editor.pictures).toHaveCount(0);
});

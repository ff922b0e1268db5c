// A cut-out through Local fill and Protect, and downloaded in three formats: what is clear stays clear.

import { drawn, noise } from "./support/drawn.ts";
import type { Editor } from "./support/editor.ts";
import { bytesOfDownload, decodeInBrowser, decodePng, type Pixels } from "./support/pixels.ts";
import { resetSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const [WIDTH, HEIGHT, RADIUS] = [320, 240, 70];
const UNDER_CLEAR = [9, 8, 7, 0];
const NAMES = { PNG: "PNG, lossless", JPEG: "JPEG, small, no transparency", WebP: "WebP, smaller" } as const;

/** A disc of noise on what is clear, with colours of its own under alpha 0. */
const CUT_OUT = drawn("cut-out.png", WIDTH, HEIGHT, (x, y) =>
  Math.hypot(x + 0.5 - WIDTH / 2, y + 0.5 - HEIGHT / 2) < RADIUS
    ? [150 + noise(x, y) / 16, 90 + noise(y, x) / 16, 40]
    : [9, 8, 7, 0],
);

test.afterAll(resetSimulator);

function at({ rgba, width }: Pixels, x: number, y: number): number[] {
  return [...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

/** Downloads the newest result in a format, with red behind it where it has no transparency. */
async function downloaded(editor: Editor, format: "PNG" | "JPEG" | "WebP"): Promise<Pixels> {
  const { page } = editor;
  await editor.pressOnResult(/^Download as/);
  const dialog = page.getByRole("dialog", { name: "Download as", exact: true });
  await dialog.getByRole("radio", { name: NAMES[format], exact: true }).check();
  if (format === "JPEG") {
    await expect(dialog).toContainText("JPEG has no transparency");
    await dialog.getByLabel("Background colour", { exact: true }).fill("#ff0000");
  }
  const waiting = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download file", exact: true }).click();
  const bytes = await bytesOfDownload(await waiting);
  // PNG by our own reading: a browser's canvas loses colours under alpha 0.
  return format === "PNG" ? decodePng(bytes) : decodeInBrowser(page, bytes, `image/${format.toLowerCase()}`);
}

test("a cut-out is filled with alpha as its surroundings have it, and keeps it in every format", async ({ editor }) => {
  await editor.useEngine("Local fill");
  await editor.addPictures(CUT_OUT);
  await editor.setBrushSize(24);
  await editor.slider("Hardness").fill("1000");
  // Across the disc's right edge, and within the disc.
  await editor.tool("Brush").click();
  await editor.drag([{ x: RADIUS - 8, y: 0 }, { x: RADIUS + 12, y: 0 }]);
  await editor.drag([{ x: -30, y: 0 }, { x: -20, y: 0 }]);
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask");
  const png = await downloaded(editor, "PNG");
  expect(at(png, 3, 3)).toEqual(UNDER_CLEAR);
  expect(at(png, WIDTH / 2, HEIGHT / 2 + 40)[3]).toBe(255);
  const [within, beyond] = [at(png, WIDTH / 2 - 25, HEIGHT / 2), at(png, WIDTH / 2 + RADIUS + 18, HEIGHT / 2)];
  expect(within[3], "within the disc").toBe(255);
  expect(beyond[3], "beyond its edge").toBeLessThan(128);
  const webp = await downloaded(editor, "WebP");
  expect([at(webp, 3, 3)[3], at(webp, WIDTH / 2, HEIGHT / 2 + 40)[3]]).toEqual([0, 255]);
  const jpeg = await downloaded(editor, "JPEG");
  const [red = 0, green = 255, blue = 255] = at(jpeg, 3, 3);
  expect(red > 245 && green < 12 && blue < 12, `${red} ${green} ${blue}`).toBe(true);
});

test("Protect keeps alpha and what is under it outside of the mask", async ({ editor }) => {
  await editor.useSimulator();
  await editor.addPictures(CUT_OUT);
  await editor.setBrushSize(24);
  await editor.drag([{ x: -20, y: 0 }, { x: 20, y: 0 }]);
  await editor.prompt.fill("make it blue");
  await editor.runToResults();
  await expect(editor.results.first()).toContainText("0 pixels changed outside the mask", { timeout: 20_000 });
  const png = await downloaded(editor, "PNG");
  const given = decodePng(CUT_OUT.buffer);
  for (const [x, y] of [[3, 3], [300, 120], [WIDTH / 2, HEIGHT / 2 + 50], [WIDTH / 2 - 60, HEIGHT / 2]] as const) {
    expect(at(png, x, y), `${x},${y}`).toEqual(at(given, x, y));
  }
});

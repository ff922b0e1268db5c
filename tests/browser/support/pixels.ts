// Pictures as plain pixels, and what differs between two.

import { readFile } from "node:fs/promises";

import { expect, type Download, type Locator, type Page } from "@playwright/test";
import { PNG } from "pngjs";

/** Row-major, top row first, 4 bytes a pixel: red, green, blue, alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** What differs between two pictures of one size. */
export interface Difference {
  /** Pixels of the kept part with any byte changed. */
  readonly outside: number;
  /** Pixels of the other part with any byte changed. */
  readonly inside: number;
  /** Pixels of the other part. */
  readonly insideArea: number;
}

/** Decodes a PNG. */
export function decodePng(bytes: Buffer): Pixels {
  const png = PNG.sync.read(bytes);
  return { width: png.width, height: png.height, rgba: png.data };
}

/** The bytes of a download. */
export async function bytesOfDownload(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

/** Decodes a picture as the browser under test does: JPEG decoders differ in the last bit. */
export async function decodeInBrowser(page: Page, bytes: Buffer, mediaType: string): Promise<Pixels> {
  const decoded = await page.evaluate(
    async ({ base64, mediaType }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: mediaType }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (context === null) {
        throw new Error("no 2D canvas");
      }
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let text = "";
      for (let start = 0; start < data.length; start += 0x8000) {
        text += String.fromCharCode(...data.subarray(start, start + 0x8000));
      }
      return { width: bitmap.width, height: bitmap.height, base64: btoa(text) };
    },
    { base64: bytes.toString("base64"), mediaType },
  );
  return {
    width: decoded.width,
    height: decoded.height,
    rgba: new Uint8Array(Buffer.from(decoded.base64, "base64")),
  };
}

/** Counts changed pixels on both sides of a border. Throws when the sizes differ. */
export function differences(
  before: Pixels,
  after: Pixels,
  mayChange: (x: number, y: number) => boolean,
): Difference {
  if (before.width !== after.width || before.height !== after.height) {
    throw new Error(`${before.width}x${before.height} px became ${after.width}x${after.height} px`);
  }
  let [outside, inside, insideArea] = [0, 0, 0];
  for (let y = 0; y < before.height; y += 1) {
    for (let x = 0; x < before.width; x += 1) {
      const at = (y * before.width + x) * 4;
      let isChanged = false;
      for (let channel = at; channel < at + 4; channel += 1) {
        isChanged ||= before.rgba[channel] !== after.rgba[channel];
      }
      const isInside = mayChange(x, y);
      insideArea += isInside ? 1 : 0;
      if (isChanged) {
        inside += isInside ? 1 : 0;
        outside += isInside ? 0 : 1;
      }
    }
  }
  return { outside, inside, insideArea };
}

/** The red channel at a pixel: the value of a grey one. */
export function greyAt(pixels: Pixels, x: number, y: number): number {
  return pixels.rgba[(y * pixels.width + x) * 4] ?? Number.NaN;
}

/** A round-ended bar: everything within `radius` of the line from (x0, y) to (x1, y). */
export function isInBar(
  bar: { readonly x0: number; readonly x1: number; readonly y: number; readonly radius: number },
  x: number,
  y: number,
): boolean {
  const nearestX = Math.min(Math.max(x + 0.5, bar.x0), bar.x1);
  return Math.hypot(x + 0.5 - nearestX, y + 0.5 - bar.y) <= bar.radius;
}

/** Waits until a canvas shows a picture, not a colour or two. */
export async function expectDrawn(canvas: Locator): Promise<void> {
  const colours = (): Promise<number> =>
    canvas.evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const seen = new Set<number>();
      for (let at = 0; at < data.length; at += 4) {
        seen.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
      }
      return seen.size;
    });
  await expect.poll(colours).toBeGreaterThan(50);
}

// The photograph at any size, made in the browser: no such file is kept.

import type { Page } from "@playwright/test";

import { PHOTOGRAPH, type GivenFile } from "./files.ts";

/** The photograph scaled to a size in pixels, whatever its shape, as JPEG of a quality from 0 to 1. */
export async function enlarged(page: Page, width: number, height: number, quality = 0.8): Promise<GivenFile> {
  const base64 = await page.evaluate(
    async ({ photograph, width, height, quality }) => {
      const bytes = Uint8Array.from(atob(photograph), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
      const reader = new FileReader();
      return new Promise<string>((done) => {
        reader.onload = () => done(String(reader.result).split(",")[1] ?? "");
        reader.readAsDataURL(blob);
      });
    },
    { photograph: PHOTOGRAPH.buffer.toString("base64"), width, height, quality },
  );
  return { name: "large.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

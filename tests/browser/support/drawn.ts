// Pictures that tests draw themselves.

import { PNG } from "pngjs";

import type { GivenFile } from "./files.ts";

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

/** A PNG whose pixels are given one by one. */
export function drawn(name: string, width: number, height: number, colour: (x: number, y: number) => Colour): GivenFile {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [red, green, blue, alpha = 255] = colour(x, y);
      png.data.set([red, green, blue, alpha], (y * width + x) * 4);
    }
  }
  return { name, mimeType: "image/png", buffer: PNG.sync.write(png) };
}

/** Noise that is the same each time, 0 to 255. */
export function noise(x: number, y: number): number {
  const mixed = Math.imul(Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77), 0xc2b2ae3d);
  return mixed >>> 24;
}

/** A picture of two objects on a ground, all of them a little noisy; the canvas shows it at 1 CSS px per pixel. */
export const TWO_OBJECTS = {
  width: 400,
  height: 300,
  file: drawn("two.png", 400, 300, (x, y) => {
    const shake = noise(x, y) / 16;
    if (inDisc(x, y)) {
      return [200 + shake, 60, 40];
    }
    return inSquare(x, y) ? [60, 70 + shake, 200] : [120, 150 + shake, 110];
  }),
} as const;

/** The red disc of 50 px, left. */
export function inDisc(x: number, y: number): boolean {
  return Math.hypot(x + 0.5 - 130, y + 0.5 - 150) < 50;
}

/** The blue square of 80 px, right. */
export function inSquare(x: number, y: number): boolean {
  return x >= 250 && x < 330 && y >= 110 && y < 190;
}

// The awkward pictures of `tests/fixtures/pictures`, and PNG files looked at chunk by chunk.

import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

import { PNG } from "pngjs";

import { projectPath, type GivenFile } from "./files.ts";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
  avif: "image/avif",
  jxl: "image/jxl",
  tif: "image/tiff",
};

/** What `expected.json` says of a picture. */
export interface Expected {
  readonly size: readonly [number, number];
  /** x, y, red, green, blue, alpha, tolerance. */
  readonly srgb?: readonly (readonly [number, number, number, number, number, number, number])[];
}

const ALL = JSON.parse(
  readFileSync(projectPath("tests/fixtures/pictures/expected.json"), "utf8"),
) as Readonly<Record<string, Expected>>;

/** What is said of a picture. */
export function expectedOf(name: string): Expected {
  const found = ALL[name];
  if (found === undefined) {
    throw new Error(`expected.json does not name ${name}`);
  }
  return found;
}

/** A picture as a person would choose it. */
export function awkward(name: string): GivenFile {
  const mimeType = MEDIA_TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  return { name, mimeType, buffer: readFileSync(projectPath(`tests/fixtures/pictures/${name}`)) };
}

/** The chunks of a PNG by name; of several with one name the first. */
export function chunksOf(png: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString("latin1", at + 4, at + 8);
    if (!chunks.has(name)) {
      chunks.set(name, png.subarray(at + 8, at + 8 + length));
    }
    at += 12 + length;
  }
  return chunks;
}

/** Depth and colour type of a PNG. */
export function kindOf(png: Buffer): { readonly depth: number; readonly colourType: number } {
  return { depth: png.readUInt8(24), colourType: png.readUInt8(25) };
}

/** The ICC profile in a PNG. */
export function profileOf(png: Buffer): Buffer | undefined {
  const chunk = chunksOf(png).get("iCCP");
  return chunk === undefined ? undefined : inflateSync(chunk.subarray(chunk.indexOf(0) + 2));
}

/** All samples as they are stored, 4 a pixel, 8 or 16 bits each. */
export function storedOf(png: Buffer): Uint8Array | Uint16Array {
  return PNG.sync.read(png, { skipRescale: true }).data as unknown as Uint8Array | Uint16Array;
}

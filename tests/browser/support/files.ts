// The pictures that tests work on: photographs of the project, and files broken on purpose.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";

/** A file as a person would choose it. */
export interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const ROOT = new URL("../../../", import.meta.url);

/** The path of a file of the project. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}

function projectFile(path: string, mimeType: string): GivenFile {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { name, mimeType, buffer: readFileSync(projectPath(path)) };
}

/** A real photograph, 1920 x 1299 px. */
export const PHOTOGRAPH = {
  ...projectFile("tests/fixtures/photograph.jpg", "image/jpeg"),
  width: 1920,
  height: 1299,
} as const;

/** 160 x 120 px, quick to work on. */
export const SMALL_PNG = projectFile("tests/fixtures/small.png", "image/png");
export const SMALL_GIF = projectFile("tests/fixtures/small.gif", "image/gif");
export const SMALL_AVIF = projectFile("tests/fixtures/small.avif", "image/avif");
export const SMALL_WEBP = projectFile("tests/fixtures/small.webp", "image/webp");

/** Stored as 160 x 120 px with EXIF orientation 6: upright it is 120 x 160 px. */
export const ROTATED_JPEG = projectFile("tests/fixtures/rotated.jpg", "image/jpeg");

/** The same picture under another name: file names tell them apart in the page. */
export function named(file: GivenFile, name: string): GivenFile {
  return { name, mimeType: file.mimeType, buffer: file.buffer };
}

/** The samples that the page offers, with the files behind them. */
export interface Sample {
  readonly file: string;
  readonly mask: string;
  readonly title: string;
  /** For an engine that reads it; without one, Local fill removes what is masked at once. */
  readonly prompt?: string;
}

/** As listed beside the page. */
export const SAMPLES = JSON.parse(
  readFileSync(projectPath("public/samples/samples.json"), "utf8"),
) as readonly Sample[];

/** One sample by its file's name. */
export function sampleOf(file: string): Sample {
  const sample = SAMPLES.find((sample) => sample.file === file);
  if (sample === undefined) {
    throw new Error(`no sample has the file ${file}`);
  }
  return sample;
}

/** The bytes of a sample's picture or mask. */
export function sampleBytes(file: string): Buffer {
  return readFileSync(projectPath(`public/samples/${file}`));
}

export const EMPTY_FILE: GivenFile = { name: "empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) };

export const TEXT_AS_PNG: GivenFile = {
  name: "letter.png",
  mimeType: "image/png",
  buffer: Buffer.from("Dear reader, this is a letter under the name of a picture.\n"),
};

export const TRUNCATED_JPEG: GivenFile = {
  name: "half.jpg",
  mimeType: "image/jpeg",
  buffer: PHOTOGRAPH.buffer.subarray(0, Math.floor(PHOTOGRAPH.buffer.length / 2)),
};

export const SVG: GivenFile = {
  name: "drawing.svg",
  mimeType: "image/svg+xml",
  buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
};

function pngChunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A well-formed PNG header that claims so many pixels, with next to nothing behind it. */
export function hugePng(width = 60_000, height = 60_000): GivenFile {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, RGBA, the only compression and filter methods, not interlaced.
  header.set([8, 6, 0, 0, 0], 8);
  const emptyDeflate = Buffer.from([0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [pngChunk("IHDR", header), pngChunk("IDAT", emptyDeflate), pngChunk("IEND", Buffer.alloc(0))];
  return { name: "huge.png", mimeType: "image/png", buffer: Buffer.concat([signature, ...chunks]) };
}

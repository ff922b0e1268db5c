// A provider of one answer: whatever a test wants to come back from the Images API, however long and in whatever pieces.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32, deflateSync } from "node:zlib";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-allow-methods": "*",
};

/** Serves on loopback until closed; each request gets what `answer` writes. */
export async function answering(
  answer: (response: ServerResponse) => Promise<void>,
): Promise<{ url: string; submits: () => number; close: () => Promise<void> }> {
  let submits = 0;
  const server = createServer((request, response) => {
    if (request.method === "OPTIONS") {
      response.writeHead(204, CORS).end();
      return;
    }
    request.resume();
    request.on("end", () => {
      if (request.method !== "POST") {
        response.writeHead(200, { ...CORS, "content-type": "application/json" }).end("{}");
        return;
      }
      submits += 1;
      answer(response).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    submits: () => submits,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

/** Begins an answer. */
export function begin(response: ServerResponse, mediaType: string): void {
  response.writeHead(200, { ...CORS, "content-type": mediaType });
}

/** Writes pieces one after the other, as fast as they are taken. */
export async function write(response: ServerResponse, text: string, pieceBytes: number): Promise<void> {
  for (let start = 0; start < text.length; start += pieceBytes) {
    if (!response.write(text.slice(start, start + pieceBytes))) {
      await new Promise<void>((resolve) => response.once("drain", resolve));
    }
  }
}

/** A PNG of noise that no coder makes smaller: its pixels as they are. */
export function noisePng(width: number, height: number, seed = 7): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  let state = seed;
  for (let at = 0; at < rows.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    rows[at] = at % (1 + width * 3) === 0 ? 0 : state >>> 24;
  }
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 0 })), chunk("IEND", Buffer.alloc(0)),
  ]);
}

// The official JavaScript clients, unchanged, against the simulator: an upload, an edit, a failure, a status
// sequence. Only addresses are set. Usage: node clients.mjs SIMULATOR_ADDRESS PICTURE

import { readFile } from "node:fs/promises";
import { crc32, deflateSync } from "node:zlib";

import { createFalClient } from "@fal-ai/client";
import OpenAI, { toFile } from "openai";

const [simulator, picture] = [process.argv[2].replace(/\/$/, ""), process.argv[3]];
const ENDPOINT = "openai/gpt-image-2/edit";
const bytes = await readFile(picture);

function check(holds, what) {
  if (!holds) {
    throw new Error(`javascript: ${what}`);
  }
}

/** The host becomes the first part of the path, so that one port serves all. */
function toSimulator(address, init) {
  const url = new URL(typeof address === "string" ? address : address.url);
  const target =
    url.origin === new URL(simulator).origin
      ? url.href
      : `${simulator}/__h/${url.hostname}${url.pathname}${url.search}`;
  return fetch(target, init);
}

async function fal() {
  const client = (credentials) => createFalClient({ credentials, fetch: toSimulator });
  const address = await client("sim-ok").storage.upload(new Blob([bytes], { type: "image/png" }));
  const input = { prompt: "make it blue", image_urls: [address], num_images: 1 };
  const seen = [];
  const result = await client("sim-ok").subscribe(ENDPOINT, {
    input,
    pollInterval: 20,
    onQueueUpdate: (update) => seen.push(update.status),
  });
  check(result.data.images.length === 1 && result.data.images[0].url.startsWith("http"), "fal got no picture");
  check(seen.at(-1) === "COMPLETED", `fal saw ${seen}`);
  const streamed = await client("sim-ok").subscribe(ENDPOINT, { input, mode: "streaming" });
  const waited = await client("sim-ok").run(ENDPOINT, { input });
  for (const other of [streamed, waited]) {
    check(other.data.images.length === 1, "fal got no picture in its other ways");
  }
  const newer = await client("sim-ok").subscribe("openai/gpt-image-2.5/flare/edit", {
    input: { ...input, quality: "max", background: "transparent" },
    pollInterval: 20,
  });
  check(newer.data.images.length === 1, "fal got no picture of a newer model");
  const failure = await client("sim-422").subscribe(ENDPOINT, { input, pollInterval: 20 }).catch((error) => error);
  check(failure.status === 422, `fal failed with ${failure}`);
  console.log(`@fal-ai/client: upload, edit, edit by status stream, edit that waits, failure, status ${[...new Set(seen)].join("-")}`);
}

/** A transparent PNG of the picture's size with one square drawn on it. */
function drawnLayer() {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const rows = Buffer.alloc(height * (1 + width * 4));
  for (let y = 8; y < 24; y += 1) {
    for (let x = 8; x < 24; x += 1) {
      rows.set([255, 208, 0, 255], y * (1 + width * 4) + 1 + x * 4);
    }
  }
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6], 8);
  const sign = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([sign, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** gpt-image-2.5 with what only it takes. */
async function newerModel(client, image) {
  const markup = await toFile(drawnLayer(), "markup.png", { type: "image/png" });
  const asked = { prompt: "x", quality: "max", background: "transparent", size: "1024x1024" };
  const answer = await client.images.edit({ ...asked, model: "gpt-image-2.5-sunburst", image, markup });
  check(answer.usage.output_tokens === 7024, `openai was told of ${JSON.stringify(answer.usage)}`);
  check(Buffer.from(answer.data[0].b64_json, "base64")[25] === 6, "openai got a picture without alpha");
  const refused = await client.images.edit({ ...asked, model: "gpt-image-2", image }).catch((error) => error);
  check(refused.status === 400 && refused.param === "quality", `openai was refused with ${refused}`);
  console.log("openai: a drawn layer, the highest quality, a transparent result, a refusal");
}

async function openai() {
  const client = (apiKey) => new OpenAI({ apiKey, baseURL: `${simulator}/v1`, maxRetries: 0 });
  const fields = { prompt: "make it blue", model: "gpt-image-2", size: "auto" };
  const file = () => toFile(bytes, "a.png", { type: "image/png" });
  const answer = await client("sim-ok").images.edit({ ...fields, image: await file() });
  check(answer.data[0].b64_json.length > 0 && answer.usage.output_tokens > 0, "openai got no picture");
  const kinds = [];
  const stream = await client("sim-ok").images.edit({ ...fields, image: await file(), stream: true, partial_images: 1 });
  for await (const event of stream) {
    kinds.push(event.type);
  }
  check(kinds.join() === "image_edit.partial_image,image_edit.completed", `openai heard ${kinds}`);
  const failure = await client("sim-422").images.edit({ ...fields, image: await file() }).catch((error) => error);
  check(failure.code === "moderation_blocked", `openai failed with ${failure}`);
  console.log("openai: upload, edit, stream, failure");
  await newerModel(client("sim-ok"), await file());
}

await fal();
await openai();

// The official JavaScript clients, unchanged, against the simulator: an upload, an edit, a failure, a status
// sequence. Only addresses are set. Usage: node clients.mjs SIMULATOR_ADDRESS PICTURE

import { readFile } from "node:fs/promises";

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
  const failure = await client("sim-422").subscribe(ENDPOINT, { input, pollInterval: 20 }).catch((error) => error);
  check(failure.status === 422, `fal failed with ${failure}`);
  console.log(`@fal-ai/client: upload, edit, edit by status stream, edit that waits, failure, status ${[...new Set(seen)].join("-")}`);
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
}

await fal();
await openai();

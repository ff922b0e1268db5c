// Does the job of `examples/fill.rs` with the worker's WebAssembly, in a headless Chromium.
//
//   node tests/browser/bench/fill-worker.mjs --image I --mask M --out O [--ref R]... [--seed N] [--variant K]
//     [--size WxH] [--format png|jpeg|webp] [--dist FOLDER] [--chromium PROGRAM]
//
// The last line tells the seconds of the fill alone and the worker's memory:
// {"cpu":s,"wall":s,"wasm_mb":m,"progress_per_s":n,"preview":s}. The fill runs on one thread, so that its wall time
// is its processor time on an idle machine. `cargo xtask build` makes the folder.

import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const MEDIA = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml" };
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// Tells the size of the worker's memory with each of its messages; all else is the page's own loader.
const MEASURING_LOADER = `
  let memory;
  const keep = (made) => { memory = (made.instance ?? made).exports.memory ?? memory; return made; };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const own = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = (...given) => own(...given).then(keep);
  }
  const post = self.postMessage.bind(self);
  self.postMessage = (message, moved) => {
    message.memory = memory?.buffer.byteLength ?? 0;
    post(message, moved);
  };
  importScripts("worker-loader.js");
`;

/** Serves a published folder, an empty page and the measuring loader; gives the address. */
export async function serve(dist) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    try {
      const made = { "/blank.html": "<!doctype html>", "/measuring-loader.js": MEASURING_LOADER }[path];
      const body = made ?? (await readFile(join(dist, path)));
      response.writeHead(200, { "content-type": MEDIA[extname(path)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** One fill in a fresh worker of a page at `address`; files are Buffers. */
export async function fill(page, job) {
  await page.goto(`${job.address}/blank.html`);
  const given = [job.image, job.mask, ...job.references].map((file) => file.toString("base64"));
  const answer = await page.evaluate(
    async ({ given, task }) => {
      const files = await Promise.all(
        given.map(async (file) => (await fetch(`data:application/octet-stream;base64,${file}`)).blob()),
      );
      const start = async () => {
        const worker = new Worker("measuring-loader.js");
        let told = () => undefined;
        await new Promise((done) => {
          worker.onmessage = ({ data }) => {
            const reply = JSON.parse(data.text);
            if (reply.ready) {
              done(undefined);
            } else {
              told(reply, data);
            }
          };
        });
        const ask = (id, task, attachments, each = () => undefined) =>
          new Promise((done, failed) => {
            told = (reply, data) => {
              each(reply, data);
              if (reply.done) {
                done(data);
              } else if (reply.failed || reply.crashed) {
                failed(new Error(JSON.stringify(reply.failed ?? reply.crashed)));
              }
            };
            worker.postMessage({ text: JSON.stringify({ id, task }), attachments });
          });
        return { ask, end: () => worker.terminate() };
      };
      // A mask of any kind becomes the coverage picture that the page would send; by a worker of its own, as on the
      // page, since a worker's memory never shrinks.
      const reader = await start();
      const read = await reader.ask(1, { DecodeMask: { mask: 0, resize_to: null } }, [files[1]]);
      const { size } = JSON.parse(read.text).done.answer;
      const coded = await reader.ask(2, { EncodeMask: { coverage: 0, size, convention: "white_on_black" } }, [read.attachments[0]]);
      const coverage = coded.attachments[0];
      // As on the page once something is marked: the browser's optimised code is shared while the worker lives.
      await reader.ask(3, { WarmUp: null }, []);
      const { ask, end } = await start();
      const out = { progress: 0, memory: 0, previewMillis: null };
      let begun = 0;
      // In the text, each file is its place in the list.
      const places = { picture: 0, mask: 1, references: files.slice(2).map((_, at) => at + 2) };
      await ask(4, { Fill: { ...places, ...task } }, [files[0], coverage, ...files.slice(2)], (reply, data) => {
        out.memory = Math.max(out.memory, data.memory);
        const { Progress, Preview, Variant } = reply.update?.update ?? {};
        if (Progress !== undefined) {
          begun ||= performance.now();
          out.progress += 1;
        } else if (Preview) {
          out.previewMillis ??= performance.now() - begun;
        } else if (Variant) {
          out.millis = Variant.fill_millis;
          out.file = data.attachments[Variant.picture.file];
        }
      });
      end();
      reader.end();
      const text = await new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(out.file);
      });
      return { ...out, file: text.slice(text.indexOf(",") + 1) };
    },
    { given, task: { frame: job.frame, variants: [job.variant], format: job.format, seed: job.seed } },
  );
  return { ...answer, file: Buffer.from(answer.file, "base64") };
}

async function main(words) {
  const given = { ref: [], seed: "1", variant: "0", format: "png", dist: join(PROJECT, "dist"), chromium: process.env.CHROMIUM ?? "/usr/bin/chromium" };
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at].replace(/^--/, "");
    if (name === "ref") {
      given.ref.push(words[at + 1]);
    } else {
      given[name] = words[at + 1];
    }
  }
  const server = await serve(given.dist);
  const browser = await chromium.launch({ executablePath: given.chromium, args: ARGUMENTS });
  try {
    const [width, height] = (given.size ?? "").split("x").map(Number);
    const filled = await fill(await browser.newPage(), {
      address: server.address,
      image: await readFile(given.image),
      mask: await readFile(given.mask),
      references: await Promise.all(given.ref.map((path) => readFile(path))),
      frame: given.size ? { custom: { width, height } } : "auto",
      variant: Number(given.variant),
      format: given.format,
      seed: Number(given.seed),
    });
    await writeFile(given.out, filled.file);
    const seconds = Number((filled.millis / 1000).toFixed(3));
    const preview = filled.previewMillis === null ? null : Number((filled.previewMillis / 1000).toFixed(3));
    console.log(JSON.stringify({
      cpu: seconds,
      wall: seconds,
      wasm_mb: Math.round(filled.memory / 2 ** 20),
      progress_per_s: Math.round(filled.progress / seconds),
      preview,
    }));
  } finally {
    await browser.close();
    server.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv.slice(2));
}

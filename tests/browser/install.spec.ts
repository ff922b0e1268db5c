// The page as an app: its manifest, pictures shared with it, and a new version that waits.

import { PAGE } from "./support/addresses.ts";
import { Editor } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { startRelay } from "./support/relay.ts";
import { expect, test } from "./support/test.ts";

test.use({ serviceWorkers: "allow" });

interface Manifest {
  readonly icons: readonly { src: string; sizes: string; type: string; purpose?: string }[];
  readonly screenshots: readonly { src: string; sizes: string }[];
}

test("the browser finds nothing wrong with the manifest, and its icons are what it says", async ({ page, editor, request }) => {
  await editor.open();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A window of a test is a private one.
  expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito")).toEqual([]);

  const manifest = JSON.parse(data ?? "null") as Manifest;
  let bytes = (data ?? "").length;
  const touch = { src: "icons/apple-touch-icon.png", sizes: "180x180", type: "image/png" };
  for (const { src, sizes, type } of [...manifest.icons, touch]) {
    const body = await (await request.get(new URL(src, PAGE).href)).body();
    bytes += body.length;
    if (type === "image/png") {
      expect(`${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`, src).toBe(sizes);
    }
  }
  expect(bytes, "bytes of the manifest and its icons").toBeLessThanOrEqual(25_000);
  for (const { src, sizes } of manifest.screenshots) {
    const seen = await page.evaluate(async (url) => {
      const picture = await createImageBitmap(await (await fetch(url)).blob());
      return `${picture.width}x${picture.height}`;
    }, new URL(src, PAGE).href);
    expect(seen, src).toBe(sizes);
  }
});

test("takes pictures that another app shares, without a network, too", async ({ page, overheard }) => {
  const relay = await startRelay("/a/path/");
  const editor = new Editor(page);
  try {
    await editor.open(relay.address);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    // The first visit is answered by the network alone.
    await editor.open(relay.address);
  } finally {
    await relay.stop();
  }
  overheard.errors.length = 0;
  const answer = await page.evaluate(
    async ({ base64, name, type }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const form = new FormData();
      form.append("pictures", new File([bytes], name, { type }));
      return (await fetch("./share", { method: "POST", body: form, redirect: "manual" })).type;
    },
    { base64: SMALL_PNG.buffer.toString("base64"), name: "IMG 2041 \u{1f600}.png", type: "image/png" },
  );
  // Where it leads is not told to a script; the browser goes there.
  expect(answer).toBe("opaqueredirect");
  await page.goto(`${relay.address}?shared`);
  await expect(editor.pictures.first()).toHaveAccessibleName("Picture 1: IMG 2041 \u{1f600}.png", { timeout: 20_000 });
  expect(page.url(), "a reload asks for nothing again").toBe(relay.address);
  expect(overheard.errors).toEqual([]);
});

test("a new version says that it waits, and takes over when told", async ({ page, request }) => {
  const relay = await startRelay();
  const editor = new Editor(page);
  try {
    await editor.open(relay.address);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await editor.open(relay.address);
    await editor.addPictures(SMALL_PNG);
    const script = await (await request.get(new URL("offline.js", PAGE).href)).text();
    relay.instead.set("offline.js", script.replace(/const VERSION = "[^"]*";/, 'const VERSION = "next";').replace(/const FILES = \[.*?\];/s, 'const FILES = ["./"];'));
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    const offer = page.getByRole("status").filter({ hasText: "A new version of Pentimento is ready." });
    await expect(offer).toBeVisible({ timeout: 20_000 });
    const loaded = page.waitForEvent("load");
    await offer.getByRole("button", { name: "Use it now", exact: true }).click();
    await loaded;
    await expect(editor.pictures, "the picture is still there").toHaveCount(1, { timeout: 20_000 });
    const names = await page.evaluate(() => caches.keys());
    expect(names.filter((name) => name.endsWith(" next"))).toHaveLength(1);
    expect(names.filter((name) => /^pentimento \S+ [0-9a-f]{16}$|unbuilt$/.test(name))).toEqual([]);
  } finally {
    await relay.stop();
  }
});

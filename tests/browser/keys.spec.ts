// Where a key goes, and where it does not.

import { SIMULATOR } from "./support/addresses.ts";
import { SMALL_PNG } from "./support/files.ts";
import { bytesOfDownload } from "./support/pixels.ts";
import { loggedRequests, resetSimulator } from "./support/simulator.ts";
import { expect, test } from "./support/test.ts";

const KEY = "sim-ok-sesame-4711";

test.beforeEach(resetSimulator);
test.afterAll(resetSimulator);

/** Everything the page keeps, as text. */
async function kept(page: import("@playwright/test").Page): Promise<string> {
  return page.evaluate(async () => {
    const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), location.href, document.cookie];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const open = indexedDB.open(name ?? "");
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      for (const store of database.objectStoreNames) {
        const values = await new Promise<unknown[]>((resolve) => {
          const all = database.transaction(store).objectStore(store).getAll();
          all.onsuccess = () => resolve(all.result as unknown[]);
        });
        texts.push(JSON.stringify(values));
      }
      database.close();
    }
    return texts.join("\n");
  });
}

test("a key in memory is sent to the API only, and kept nowhere", async ({ editor, context, overheard }) => {
  const carried: string[] = [];
  context.on("request", (request) => {
    void request.allHeaders().then((headers) => {
      const text = JSON.stringify(headers) + request.url() + (request.postData() ?? "");
      if (text.includes(KEY)) {
        carried.push(`${request.method()} ${new URL(request.url()).pathname}`);
      }
    });
  });
  const printed: string[] = [];
  context.on("console", (message) => printed.push(message.text()));
  await editor.useSimulator(KEY);
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("make it blue");
  await editor.runToResults();
  expect(carried.length).toBeGreaterThan(3);
  expect(carried.filter((line) => line.startsWith("PUT") || line.includes("media.modelrunner"))).toEqual([]);
  expect(await kept(editor.page)).not.toContain(KEY);
  expect(await editor.page.content()).not.toContain(KEY);
  expect(printed.join("\n")).not.toContain(KEY);
  expect(overheard.errors).toEqual([]);
  for (const request of await loggedRequests()) {
    const isFile = request.method === "PUT" || request.path.includes("media.modelrunner");
    expect(request.authorization === null, request.path).toBe(isFile);
  }
});

test("a key on this device survives a reload, and Forget keys takes it away", async ({ editor }) => {
  await editor.useSimulator(KEY);
  await editor.keepKeys("On this device");
  expect(await kept(editor.page)).toContain(KEY);
  await editor.page.reload();
  const dialog = await editor.openSettings();
  await expect(dialog.getByText(`A key is set for ${SIMULATOR}`)).toBeVisible();
  await dialog.getByRole("button", { name: "Forget keys", exact: true }).click();
  await expect(dialog.getByText(`No key yet for ${SIMULATOR}`)).toBeVisible();
  expect(await kept(editor.page)).not.toContain(KEY);
});

test("an export of paid results holds no key, even one kept on this device", async ({ editor, page }) => {
  await editor.useSimulator(KEY);
  await editor.keepKeys("On this device");
  await editor.addPictures(SMALL_PNG);
  await editor.prompt.fill("A result to carry away");
  await editor.runToResults();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const archive = await bytesOfDownload(await waiting);
  expect(archive.includes("A result to carry away"), "the manifest can be read").toBe(true);
  expect(archive.includes(KEY)).toBe(false);
  expect(archive.includes("sesame")).toBe(false);
});

test("a key belongs to the address it was entered for", async ({ editor }) => {
  await editor.useSimulator(KEY);
  const dialog = await editor.openSettings();
  const field = dialog.getByLabel("ModelRunner API address", { exact: true });
  await field.fill("https://elsewhere.example");
  await field.press("Tab");
  await expect(dialog.getByText("No key yet for https://elsewhere.example")).toBeVisible();
});

test("no key and no address is taken from a link", async ({ page, editor }) => {
  await page.goto(`${page.url()}?key=${KEY}&api_address=https://evil.example#key=${KEY}`);
  await editor.useEngine("ModelRunner");
  const dialog = await editor.openSettings();
  await expect(dialog.getByLabel("ModelRunner API address", { exact: true })).toHaveValue("https://queue.modelrunner.run");
  expect(await dialog.getByText(/A key is set/).count()).toBe(0);
});

test("the connection test tells of every engine with a key", async ({ editor }) => {
  await editor.useSimulator(KEY);
  await editor.useEngineAt("OpenAI", { api: SIMULATOR }, "sim-401");
  const dialog = await editor.openSettings();
  await dialog.getByRole("button", { name: "Test connection", exact: true }).click();
  await expect(dialog.getByText("ModelRunner: Connected. Your key works.")).toBeVisible();
  await expect(dialog.getByRole("alert").filter({ hasText: "OpenAI: Connected. OpenAI rejected the key." })).toBeVisible();
});

test("scripts that are not the page's own are blocked", async ({ editor, context }) => {
  await context.route("**/foreign.js", (route) => route.fulfill({ contentType: "text/javascript", body: "window.foreign = 1" }));
  const seen = await editor.page.evaluate(async () => {
    const blocked: string[] = [];
    const bothBlocked = new Promise<void>((done) => {
      document.addEventListener("securitypolicyviolation", (event) => {
        if (blocked.push(event.violatedDirective) === 2) {
          done();
        }
      });
    });
    const inline = document.createElement("script");
    inline.textContent = "window.injected = 1";
    document.head.append(inline);
    const foreign = document.createElement("script");
    foreign.src = "https://evil.example/foreign.js";
    document.head.append(foreign);
    await bothBlocked;
    const page = window as unknown as Record<string, unknown>;
    return { injected: page["injected"], foreign: page["foreign"], blocked: blocked.length };
  });
  expect(seen).toEqual({ injected: undefined, foreign: undefined, blocked: 2 });
});

// Without a network, after one visit: the page opens, and Local fill completes a picture.

import { createServer, type Server } from "node:http";

import { PAGE } from "./support/addresses.ts";
import { Editor } from "./support/editor.ts";
import { SMALL_PNG } from "./support/files.ts";
import { expect, test } from "./support/test.ts";

test.use({ serviceWorkers: "allow" });

/** Passes the page on, and can be taken away: a browser's own offline switch does not reach service workers. */
async function relay(path: string): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const place = (request.url ?? "/").replace(path, "");
    fetch(new URL(place, PAGE)).then(
      async (answer) => {
        const type = answer.headers.get("content-type") ?? "application/octet-stream";
        response.writeHead(answer.status, { "content-type": type });
        response.end(Buffer.from(await answer.arrayBuffer()));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") {
    throw new Error("the relay has no port");
  }
  return { server, address: `http://127.0.0.1:${bound.port}${path}` };
}

for (const path of ["/", "/a/path/"]) {
  test(`opens and edits without a network below ${path}`, async ({ page, overheard }) => {
    const { server, address } = await relay(path);
    try {
      const editor = new Editor(page);
      await editor.open(address);
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    overheard.errors.length = 0;
    await page.reload();
    const editor = new Editor(page);
    await expect(page.getByRole("button", { name: "Help", exact: true })).toBeVisible();
    await editor.useEngine("Local fill");
    await editor.addPictures(SMALL_PNG);
    await editor.setBrushSize(20);
    await editor.paintStroke(40);
    await editor.runToResults();
    expect((await editor.download()).suggestedFilename()).toMatch(/\.png$/);
    await editor.openSettings();
    await editor.closeDialog();
    expect(overheard.errors).toEqual([]);
  });
}

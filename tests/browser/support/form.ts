// The parts of a form as a page sent it.

import type { Page, Request } from "@playwright/test";

/** The parts by their names, in order; several with one name stand together. */
export function partsOf(request: Request): Map<string, Buffer[]> {
  const body = request.postDataBuffer();
  const boundary = /boundary=(\S+)/.exec(request.headers()["content-type"] ?? "")?.[1];
  if (body === null || boundary === undefined) {
    throw new Error(`${request.url()} got no form`);
  }
  const parts = new Map<string, Buffer[]>();
  const line = Buffer.from(`--${boundary}`);
  for (let start = body.indexOf(line); start >= 0; ) {
    const end = body.indexOf(line, start + line.length);
    if (end < 0) {
      break;
    }
    const part = body.subarray(start + line.length + 2, end - 2);
    const headEnd = part.indexOf("\r\n\r\n");
    const name = / name="([^"]*)"/.exec(part.toString("latin1", 0, headEnd))?.[1] ?? "";
    parts.set(name, [...(parts.get(name) ?? []), part.subarray(headEnd + 4)]);
    start = end;
  }
  return parts;
}

/** Collects the forms that go to the Images API from now on; they go on to it. */
export async function formsOf(page: Page): Promise<Map<string, Buffer[]>[]> {
  const forms: Map<string, Buffer[]>[] = [];
  await page.route("**/images/edits", async (route) => {
    if (route.request().method() === "POST") {
      forms.push(partsOf(route.request()));
    }
    await route.continue();
  });
  return forms;
}

// The tests' own `test`: each starts with a fresh browser profile, the page open, and nothing overheard.

import { test as base, type BrowserContext } from "@playwright/test";

import { Editor } from "./editor.ts";

/** What the page did that no one sees. */
export class Overheard {
  /** Addresses of all requests but those of the page to itself (`blob:`, `data:`). */
  readonly requests: string[] = [];
  /** Errors in the console and uncaught ones, Content-Security-Policy violations among them. */
  readonly errors: string[] = [];

  constructor(context: BrowserContext) {
    context.on("request", (request) => {
      if (!/^(blob|data):/.test(request.url())) {
        this.requests.push(request.url());
      }
    });
    context.on("console", (message) => {
      if (message.type() === "error" || /content security policy/i.test(message.text())) {
        this.errors.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => this.errors.push(`uncaught: ${error.error().message}`));
  }

  /** The origins asked, each once. */
  origins(): string[] {
    return [...new Set(this.requests.map((url) => new URL(url).origin))].sort();
  }
}

/** `overheard` listens from before the page opens; `editor` is the page, open. */
export const test = base.extend<{ overheard: Overheard; editor: Editor }>({
  // Small pictures are painted on in their own size: what a stroke covers is then known.
  context: async ({ context }, use) => {
    await context.addInitScript(() => {
      try {
        localStorage.getItem("pentimento.view") ?? localStorage.setItem("pentimento.view", "#e5173f 52 0100");
      } catch {
        // A page whose storage is refused.
      }
    });
    await use(context);
  },
  overheard: async ({ context }, use) => {
    await use(new Overheard(context));
  },
  editor: async ({ page, overheard }, use) => {
    // Named so that it is set up first: it must hear the page open.
    void overheard;
    const editor = new Editor(page);
    await editor.open();
    await use(editor);
  },
});

export { expect } from "@playwright/test";

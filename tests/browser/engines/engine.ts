// The browser under test, by the name of the Playwright project: `firefox`, `webkit` or `chromium`. Playwright only runs
// the tests; none of its own browsers is used.

import { existsSync } from "node:fs";

import { test as base } from "@playwright/test";

import { startFirefox } from "./bidi.ts";
import { startChromium, startWebKit } from "./classic.ts";
import type { Driver } from "./driver.ts";
import { Host } from "./host.ts";
import { Person } from "./person.ts";

/** The browsers that the flows run in. */
export type Engine = "firefox" | "webkit" | "chromium";

/** A program that xtask has found, by the name of its variable. */
export function program(name: string): string {
  const path = process.env[name]?.trim();
  if (path === undefined || path === "" || !existsSync(path)) {
    throw new Error(`${name} names no program`);
  }
  return path;
}

async function start(engine: Engine): Promise<Driver> {
  switch (engine) {
    case "firefox":
      return startFirefox(program("FIREFOX"));
    case "webkit":
      return startWebKit(program("WEBKIT_DRIVER"), program("WEBKIT_BROWSER"), program("XVFB"));
    case "chromium":
      return startChromium(program("CHROMEDRIVER"), program("CHROMIUM"));
  }
}

interface Visit {
  readonly person: Person;
  /** Opens the page at a new origin; `before` runs ahead of the page's own scripts. */
  readonly open: (before?: () => void) => Promise<Host>;
}

export const test = base.extend<Visit, { engine: Engine; driver: Driver }>({
  engine: [
    async ({}, use, info) => {
      await use(info.project.name.replace("bench-", "") as Engine);
    },
    { scope: "worker" },
  ],
  // One browser for all flows: each has an origin of its own.
  driver: [
    async ({ engine }, use) => {
      const driver = await start(engine);
      console.log(`in ${driver.version}`);
      await use(driver);
      await driver.end();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  person: async ({ driver }, use) => {
    await use(new Person(driver));
  },
  open: async ({ person }, use) => {
    const hosts: Host[] = [];
    await use(async (before) => {
      const host = await Host.start(before);
      hosts.push(host);
      await person.driver.open(host.address);
      return host;
    });
    // Nothing of this flow goes on beside the next one.
    await person.driver.open("about:blank");
    for (const host of hosts) {
      await host.end();
    }
  },
});

export { expect } from "@playwright/test";

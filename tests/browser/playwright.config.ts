// How the browser tests run: one Chromium, no retries, addresses from the environment (support/addresses.ts).

import { defineConfig } from "@playwright/test";

import { CHROMIUM, PAGE, WORKERS } from "./support/addresses.ts";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  forbidOnly: true,
  fullyParallel: false,
  workers: WORKERS,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    baseURL: PAGE,
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    acceptDownloads: true,
    // Routes of a test do not reach what a service worker fetches; offline.spec.ts allows it.
    serviceWorkers: "block",
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: CHROMIUM, args: ARGUMENTS },
  },
  projects: [
    // Driven by engines/: none of them uses Playwright's own browsers. They are long and mostly wait, so they come
    // first, beside the pages; WebKit's driver takes one session at a time.
    { name: "firefox", testMatch: "engines/*.spec.ts", timeout: 120_000, workers: 1 },
    ...["webkit", "chromium"].map((name) => ({ name, testMatch: ["engines/flows.spec.ts", "engines/storage.spec.ts"], timeout: 120_000, workers: 1 })),
    { name: "pages", testMatch: "*.spec.ts", testIgnore: "engines/**" },
    ...["firefox", "webkit"].map((name) => ({ name: `bench-${name}`, testMatch: "engines/paint.bench.ts" })),
    { name: "screenshots", testMatch: "screenshots/*.shots.ts" },
    { name: "bench", testMatch: "bench/paint.bench.ts" },
    { name: "bench-jobs", testMatch: "bench/jobs.bench.ts" },
    { name: "bench-chaos", testMatch: "bench/chaos.bench.ts" },
    { name: "bench-results", testMatch: "bench/results.bench.ts" },
    { name: "bench-select", testMatch: "bench/select.bench.ts", timeout: 300_000 },
    { name: "bench-fill", testMatch: "bench/fill.bench.ts", timeout: 300_000 },
  ],
});

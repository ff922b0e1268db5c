// Where things are, from the environment. An address always ends with a slash, or the browser would drop
// the last part of its path when it resolves relative ones.

function address(name: string, otherwise: string): string {
  const given = process.env[name]?.trim() || otherwise;
  return given.endsWith("/") ? given : `${given}/`;
}

/** The published folder, at the root of its host. */
export const PAGE = address("PENTIMENTO_URL", "http://127.0.0.1:8080");

/** The same folder under a path; `undefined` when it is not served. */
export const PAGE_UNDER_PATH = process.env["PENTIMENTO_SUBPATH_URL"]
  ? address("PENTIMENTO_SUBPATH_URL", "")
  : undefined;

/** One simulator for each worker that runs tests side by side, apart by blanks. */
const SIMULATORS = (process.env["SIMULATOR_URL"]?.trim() || "http://127.0.0.1:8899").split(/\s+/);

/** How many tests may run side by side: a simulator keeps one log and one set of settings for all that it serves. */
export const WORKERS = SIMULATORS.length;

/** This worker's simulator: its origin, without a final slash, as a person would enter it. */
export const SIMULATOR = new URL(SIMULATORS[Number(process.env["TEST_PARALLEL_INDEX"] ?? 0) % WORKERS] ?? "").origin;

/** The browser. */
export const CHROMIUM = process.env["CHROMIUM"]?.trim() || "/usr/bin/chromium";

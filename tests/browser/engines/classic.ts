// Classic WebDriver, over HTTP: WebKitWebDriver with its MiniBrowser, and chromedriver with Chromium.

import { DriverError, type Driver, type InputSource } from "./driver.ts";
import { Program } from "./process.ts";

/** The key under which WebDriver names an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** How long one call in the page may take, in milliseconds. */
const SCRIPT_MILLIS = 60_000;

interface Answer {
  readonly value: unknown;
}

async function ask(address: string, method: "GET" | "POST" | "DELETE", body?: unknown): Promise<unknown> {
  const answer = await fetch(address, {
    method,
    ...(method === "POST" ? { body: JSON.stringify(body ?? {}), headers: { "content-type": "application/json" } } : {}),
  });
  const { value } = (await answer.json()) as Answer;
  if (!answer.ok) {
    const { error, message } = value as { error: string; message: string };
    throw new DriverError(error, message);
  }
  return value;
}

class Classic implements Driver {
  readonly version: string;
  private readonly programs: readonly Program[];
  private readonly session: string;

  constructor(version: string, programs: readonly Program[], session: string) {
    this.version = version;
    this.programs = programs;
    this.session = session;
  }

  async open(address: string): Promise<void> {
    await ask(`${this.session}/url`, "POST", { url: address });
  }

  async call(source: string, values: readonly unknown[]): Promise<unknown> {
    const script = `const [values, done] = arguments;
      Promise.resolve().then(() => (${source})(...values))
        .then((value) => done({ value: value === undefined ? null : value }), (error) => done({ error: String(error) }));`;
    const came = await ask(`${this.session}/execute/async`, "POST", { script, args: [values] });
    const { value, error } = came as { value?: unknown; error?: string };
    if (error !== undefined) {
      throw new DriverError("javascript error", error);
    }
    return value;
  }

  async act(sources: readonly InputSource[]): Promise<void> {
    await ask(`${this.session}/actions`, "POST", { actions: sources });
  }

  async choose(source: string, values: readonly unknown[], paths: readonly string[]): Promise<void> {
    const script = `return (${source})(...arguments[0]);`;
    const element = await ask(`${this.session}/execute/sync`, "POST", { script, args: [values] });
    const name = (element as Record<string, string>)[ELEMENT];
    await ask(`${this.session}/element/${name}/value`, "POST", { text: paths.join("\n") });
  }

  async end(): Promise<void> {
    try {
      await ask(this.session, "DELETE");
    } finally {
      for (const program of this.programs) {
        await program.end();
      }
    }
  }
}

async function begin(programs: Program[], port: string, capabilities: unknown): Promise<Driver> {
  try {
    const began = await ask(`http://127.0.0.1:${port}/session`, "POST", { capabilities });
    const { sessionId, capabilities: given } = began as {
      sessionId: string;
      capabilities: { browserName: string; browserVersion: string };
    };
    const session = `http://127.0.0.1:${port}/session/${sessionId}`;
    await ask(`${session}/timeouts`, "POST", { script: SCRIPT_MILLIS, pageLoad: SCRIPT_MILLIS });
    await ask(`${session}/window/rect`, "POST", { x: 0, y: 0, width: 1440, height: 900 });
    return new Classic(`${given.browserName} ${given.browserVersion}`, programs, session);
  } catch (error) {
    for (const program of programs) {
      await program.end();
    }
    throw error;
  }
}

/** Starts WebKitGTK's MiniBrowser on a screen of its own. */
export async function startWebKit(driver: string, browser: string, screen: string): Promise<Driver> {
  const display = await Program.start(
    screen,
    ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
    /^(\d+)\n/,
  );
  // The driver prints nothing when it is ready: it is asked until it answers.
  const port = String(20_000 + (process.pid % 20_000));
  const settings = { DISPLAY: `:${display.match[1]}`, NO_AT_BRIDGE: "1", LIBGL_ALWAYS_SOFTWARE: "1" };
  const started = await Program.start(
    "/bin/sh",
    ["-c", `"$0" --port=${port} & echo started; wait`, driver],
    /started/,
    settings,
  );
  const programs = [started.program, display.program];
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await ask(`http://127.0.0.1:${port}/status`, "GET");
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return begin(programs, port, {
    alwaysMatch: { "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] } },
  });
}

/** Starts Chromium by its driver. */
export async function startChromium(driver: string, browser: string): Promise<Driver> {
  const { program, match } = await Program.start(driver, ["--port=0"], /successfully on port (\d+)/);
  return begin([program], match[1] ?? "", {
    alwaysMatch: {
      "goog:chromeOptions": { binary: browser, args: ["--headless", "--no-sandbox", "--disable-gpu"] },
    },
  });
}

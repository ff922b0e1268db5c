// WebDriver BiDi, over a WebSocket: Firefox speaks it itself.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import WebSocket from "ws";

import { DriverError, type Driver, type InputSource } from "./driver.ts";
import { Program } from "./process.ts";

type Settings = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly type: string;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface Evaluated {
  readonly type: "success" | "exception";
  readonly result?: { readonly type: string; readonly value?: unknown; readonly sharedId?: string };
  readonly exceptionDetails?: { readonly text: string };
}

/** A connection: each command has one answer. */
class Connection {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private last = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      const answer = this.waiting.get(message.id ?? -1);
      if (message.id !== undefined && answer !== undefined) {
        this.waiting.delete(message.id);
        answer(message);
      }
    });
    socket.on("close", () => {
      for (const answer of this.waiting.values()) {
        answer({ type: "error", error: "closed", message: "the browser closed the connection" });
      }
    });
  }

  static async to(address: string): Promise<Connection> {
    const socket = new WebSocket(address, { maxPayload: 256 << 20 });
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    return new Connection(socket);
  }

  async ask(method: string, params: Settings): Promise<unknown> {
    this.last += 1;
    const id = this.last;
    const message = await new Promise<Message>((resolve) => {
      this.waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    if (message.type === "error") {
      throw new DriverError(message.error ?? "unknown error", message.message ?? "");
    }
    return message.result;
  }

  close(): void {
    this.socket.close();
  }
}

/** A value as BiDi wants it, by way of JSON in the page: what flows hand over is JSON anyway. */
function text(value: unknown): Settings {
  return { type: "string", value: JSON.stringify(value) };
}

class Bidi implements Driver {
  readonly version: string;
  private readonly connection: Connection;
  private readonly context: string;
  private readonly program: Program;
  private readonly profile: string;

  constructor(version: string, connection: Connection, context: string, program: Program, profile: string) {
    this.version = version;
    this.connection = connection;
    this.context = context;
    this.program = program;
    this.profile = profile;
  }

  async open(address: string): Promise<void> {
    await this.connection.ask("browsingContext.navigate", { context: this.context, url: address, wait: "complete" });
  }

  async call(source: string, values: readonly unknown[]): Promise<unknown> {
    const declared = `async (values) => JSON.stringify({ value: await (${source})(...JSON.parse(values)) })`;
    const { value } = await this.evaluated(declared, [text(values)]);
    return (JSON.parse(String(value)) as { value?: unknown }).value;
  }

  private async evaluated(declared: string, values: readonly Settings[]): Promise<NonNullable<Evaluated["result"]>> {
    const came = (await this.connection.ask("script.callFunction", {
      functionDeclaration: declared,
      awaitPromise: true,
      target: { context: this.context },
      arguments: values,
      userActivation: false,
    })) as Evaluated;
    if (came.type === "exception" || came.result === undefined) {
      throw new DriverError("javascript error", came.exceptionDetails?.text ?? "");
    }
    return came.result;
  }

  async act(sources: readonly InputSource[]): Promise<void> {
    await this.connection.ask("input.performActions", { context: this.context, actions: sources });
  }

  async choose(source: string, values: readonly unknown[], paths: readonly string[]): Promise<void> {
    const declared = `(values) => (${source})(...JSON.parse(values))`;
    const { sharedId } = await this.evaluated(declared, [text(values)]);
    await this.connection.ask("input.setFiles", { context: this.context, element: { sharedId }, files: paths });
  }

  async end(): Promise<void> {
    this.connection.close();
    await this.program.end();
    await rm(this.profile, { recursive: true, force: true });
  }
}

/** What a test wants otherwise than a person: nothing is fetched, reported or asked by the browser itself. */
const PREFERENCES: Readonly<Record<string, boolean | number | string>> = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.aboutConfig.showWarning": false,
  "browser.region.network.url": "",
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.search.update": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.disable_open_during_load": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** Starts Firefox with a profile of its own. */
export async function startFirefox(browser: string, isPrivate = false): Promise<Driver> {
  const profile = await mkdtemp(join(tmpdir(), "pentimento-firefox-"));
  const preferences = { ...PREFERENCES, "browser.privatebrowsing.autostart": isPrivate };
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, "user.js"), lines.join("\n"));
  const { program, match } = await Program.start(
    browser,
    ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile],
    /WebDriver BiDi listening on (ws:\/\/\S+)/,
  );
  const connection = await Connection.to(`${match[1]}/session`);
  const began = (await connection.ask("session.new", { capabilities: {} })) as {
    capabilities: { browserName: string; browserVersion: string };
  };
  // The window that it starts with is never in front, so that keys come and do nothing by themselves: another one is.
  const { context } = (await connection.ask("browsingContext.create", { type: "window" })) as { context: string };
  await connection.ask("browsingContext.setViewport", { context, viewport: { width: 1440, height: 900 } });
  const { browserName, browserVersion } = began.capabilities;
  return new Bidi(`${browserName} ${browserVersion}`, connection, context, program, profile);
}

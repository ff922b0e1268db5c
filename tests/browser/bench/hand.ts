// A hand that paints at a steady pace: DevTools mouse events from a thread of its own.
//
// Playwright's own calls share a thread with its traces and their garbage: late in a long bench moves reach the browser
// in heaps, and the page seems slow.

import { once } from "node:events";
import { createServer } from "node:net";
import { Worker } from "node:worker_threads";
import type { CDPSession } from "@playwright/test";

/** A port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new Error("the machine gives no port");
  }
  return address.port;
}

/** What a browser is started with, so that a hand can reach it. */
export function argumentsFor(port: number): string[] {
  return [`--remote-debugging-port=${port}`, "--remote-debugging-address=127.0.0.1"];
}

/** A hand on one page. */
export class Hand {
  private constructor(private readonly thread: Worker) {}

  /** The hand for the page of a session, in a browser that listens at `port`. */
  static async on(cdp: CDPSession, port: number): Promise<Hand> {
    const { targetInfo } = await cdp.send("Target.getTargetInfo");
    const address = `ws://127.0.0.1:${port}/devtools/page/${targetInfo.targetId}`;
    const thread = new Worker(new URL("./hand-worker.mjs", import.meta.url), { workerData: { address } });
    // Rejects when the thread throws.
    await once(thread, "message");
    return new Hand(thread);
  }

  /** Draws along points in CSS pixels, one each `everyMillis`; the longest time between two moves in milliseconds. */
  async stroke(points: readonly (readonly [x: number, y: number])[], everyMillis: number): Promise<number> {
    const answer = once(this.thread, "message") as Promise<[{ gapMillis: number }]>;
    this.thread.postMessage({ points, everyMillis });
    const [{ gapMillis }] = await answer;
    return gapMillis;
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    await this.thread.terminate();
  }
}

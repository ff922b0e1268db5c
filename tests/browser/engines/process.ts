// A program that is started and says where it listens.

import { spawn, type ChildProcess } from "node:child_process";

/** How long a browser or a driver may take to start, in milliseconds. */
const START_MILLIS = 60_000;

/** A running program; ends with its group. */
export class Program {
  private readonly child: ChildProcess;
  private text = "";

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /** Starts one and waits until what it prints holds `pattern`; gives that match. */
  static async start(
    command: string,
    words: readonly string[],
    pattern: RegExp,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{ program: Program; match: RegExpExecArray }> {
    const child = spawn(command, words, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that what it starts ends with it.
      detached: true,
    });
    const program = new Program(child);
    const match = await new Promise<RegExpExecArray>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${command} is not ready: ${program.text}`)), START_MILLIS);
      const read = (piece: Buffer): void => {
        // The beginning is enough, and a browser prints much.
        program.text = (program.text + piece.toString()).slice(0, 20_000);
        const found = pattern.exec(program.text);
        if (found !== null) {
          clearTimeout(late);
          resolve(found);
        }
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`${command} ended with ${code}: ${program.text}`)));
    }).catch(async (error: unknown) => {
      await program.end();
      throw error;
    });
    return { program, match };
  }

  /** Ends it and all that it started. */
  async end(): Promise<void> {
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) {
      return;
    }
    const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      try {
        process.kill(-this.child.pid, signal);
      } catch {
        // It has ended by itself.
        return;
      }
      const isOver = await Promise.race([
        ended.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3000)),
      ]);
      if (isOver) {
        return;
      }
    }
  }
}

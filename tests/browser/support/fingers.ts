// Two fingers on the comparison, and what is seen there.

import type { CDPSession, Locator, Page } from "@playwright/test";

import { expect } from "./test.ts";

/** A point of the window, in CSS pixels. */
export type At = readonly [number, number];

/** How often the pixels are looked at while two fingers move. */
const MOVES = 12;

/** A comparison under two fingers. */
export class Fingers {
  readonly page: Page;
  readonly zoom: Locator;
  private readonly session: CDPSession;

  constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.session = session;
    this.zoom = page.getByRole("button", { name: "Fit pictures", exact: true });
  }

  private async touch(type: "touchStart" | "touchMove" | "touchEnd", ...points: readonly At[]): Promise<void> {
    const touchPoints = points.map(([x, y], id) => ({ x, y, id }));
    await this.session.send("Input.dispatchTouchEvent", { type, touchPoints });
  }

  /** Moves two fingers from one place each to another, and waits until that is drawn. */
  async move(from: readonly [At, At], to: readonly [At, At]): Promise<void> {
    // One after the other, as fingers come.
    await this.touch("touchStart", from[0]);
    await this.touch("touchStart", ...from);
    for (let step = 1; step <= MOVES; step += 1) {
      const between = (one: At, other: At): At => [
        one[0] + ((other[0] - one[0]) * step) / MOVES,
        one[1] + ((other[1] - one[1]) * step) / MOVES,
      ];
      await this.touch("touchMove", between(from[0], to[0]), between(from[1], to[1]));
    }
    await this.touch("touchEnd", to[0]);
    await this.touch("touchEnd");
    await this.drawn();
  }

  /** Waits for a frame in which everything that was done before is drawn. */
  async drawn(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  }

  /** The zoom that is shown, in percent. */
  async percent(): Promise<number> {
    return Number.parseInt((await this.zoom.textContent()) ?? "", 10);
  }

  /** The middle of a picture. */
  async middleOf(name: string): Promise<At> {
    const box = await this.page.getByRole("img", { name, exact: true }).boundingBox();
    return [Math.round((box?.x ?? 0) + (box?.width ?? 0) / 2), Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2)];
  }

  /** Green levels of 16 x 16 px about a point of the window. */
  async looks(name: string, point: At): Promise<number[]> {
    return this.page.getByRole("img", { name, exact: true }).evaluate((canvas: HTMLCanvasElement, [x, y]) => {
      const box = canvas.getBoundingClientRect();
      const [left, top] = [Math.round(x - box.x) - 8, Math.round(y - box.y) - 8];
      const data = canvas.getContext("2d")?.getImageData(left, top, 16, 16).data ?? [];
      return [...data].filter((_, index) => index % 4 === 1);
    }, point);
  }

  /** As `looks`, once a sharper picture no longer takes the place of the one before. */
  async settledLooks(name: string, point: At): Promise<number[]> {
    let before: number[] = [];
    let seen: number[] = [];
    await expect
      .poll(async () => {
        before = seen;
        seen = await this.looks(name, point);
        return seen.length > 0 && farApart(before, seen);
      })
      .toBe(0);
    return seen;
  }
}

/** The mean difference of levels. */
export function farApart(one: readonly number[], other: readonly number[]): number {
  return one.length === 0 ? Number.POSITIVE_INFINITY : one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
}

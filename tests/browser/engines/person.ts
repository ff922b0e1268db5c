// A person at the page: finds things by role and name, clicks, types, drags, and waits for what should be seen.

import type { Driver, InputSource } from "./driver.ts";
import { find, type Deed, type Found, type Name, type Query } from "./finder.ts";

/** How long something may take to be seen, in milliseconds. */
const SEEN_MILLIS = 15_000;
/** How long a run may take on a small machine, in milliseconds. */
export const RUN_MILLIS = 45_000;

/** Keys that are no letters, as WebDriver names them. */
export const KEYS = {
  backspace: "\uE003",
  tab: "\uE004",
  enter: "\uE006",
  shift: "\uE008",
  control: "\uE009",
  escape: "\uE00C",
  space: " ",
  left: "\uE012",
  right: "\uE014",
  delete: "\uE017",
} as const;

/** A point of the window, in CSS pixels. */
export type At = readonly [number, number];

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

function told(query: Query): string {
  const { role, name, within } = query;
  const named = name === undefined ? "" : ` ${JSON.stringify(name)}`;
  return `${role}${named}${within === undefined ? "" : ` in ${told(within)}`}`;
}

/** A pattern of a name. */
export function like(pattern: RegExp): Name {
  return { pattern: pattern.source };
}

/** One tab and who uses it. */
export class Person {
  readonly driver: Driver;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  /** Calls a function in the page. */
  async call<Values extends readonly unknown[], T>(work: (...values: Values) => T | Promise<T>, ...values: Values): Promise<T> {
    return (await this.driver.call(work.toString(), values)) as T;
  }

  private async found(query: Query, deed: Deed = "look", option: string | null = null): Promise<Found> {
    return (await this.driver.call(find.toString(), [query, deed, option])) as Found;
  }

  /** Waits until what is found fulfils a condition. */
  async until(query: Query, what: string, holds: (found: Found) => boolean, millis = SEEN_MILLIS): Promise<Found> {
    const end = Date.now() + millis;
    for (;;) {
      const found = await this.found(query);
      if (holds(found)) {
        return found;
      }
      if (Date.now() > end) {
        const seen = await this.call(() => document.body.innerText.slice(0, 3000));
        throw new Error(`${told(query)} is not ${what} after ${millis} ms: ${JSON.stringify(found)}\nThe page says: ${seen}`);
      }
      await pause(60);
    }
  }

  /** Waits until it is there. */
  async see(query: Query, millis?: number): Promise<Found> {
    return this.until(query, "there", ({ count }) => count > 0, millis);
  }

  /** Waits until there are so many. */
  async count(query: Query, count: number, millis?: number): Promise<Found> {
    return this.until(query, `there ${count} times`, (found) => found.count === count, millis);
  }

  /** How many there are now. */
  async countNow(query: Query): Promise<number> {
    return (await this.found(query)).count;
  }

  /** Clicks, as soon as nothing covers it. */
  async click(query: Query): Promise<void> {
    const end = Date.now() + SEEN_MILLIS;
    for (;;) {
      const { count, isEnabled, point } = await this.found(query, "show");
      if (count > 0 && isEnabled && point !== null) {
        // Where it is may still be moving: it is looked at again.
        const again = (await this.found(query)).point;
        if (again !== null && again[0] === point[0] && again[1] === point[1]) {
          return this.clickAt(point);
        }
      }
      if (Date.now() > end) {
        throw new Error(`${told(query)} cannot be clicked: ${JSON.stringify(await this.found(query))}`);
      }
      await pause(60);
    }
  }

  async clickAt(point: At): Promise<void> {
    await this.drag([point]);
  }

  /** Presses at the first point, moves over the others, lets go. */
  async drag(points: readonly At[], pointerType: "mouse" | "touch" = "mouse"): Promise<void> {
    const [first, ...others] = points.map(([x, y]) => [Math.round(x), Math.round(y)] as const);
    if (first === undefined) {
      throw new Error("a drag needs a point");
    }
    const move = ([x, y]: At, duration: number): Record<string, unknown> => ({ type: "pointerMove", x, y, duration, origin: "viewport" });
    await this.driver.act([
      {
        type: "pointer",
        id: pointerType,
        parameters: { pointerType },
        actions: [
          move(first, 0),
          { type: "pointerDown", button: 0 },
          ...others.map((point) => move(point, 16)),
          { type: "pointerUp", button: 0 },
        ],
      },
    ]);
  }

  /** Presses keys one after the other, with others held. */
  async press(keys: readonly string[], held: readonly string[] = []): Promise<void> {
    const strokes = keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
    const source: InputSource = {
      type: "key",
      id: "keyboard",
      actions: [
        ...held.map((value) => ({ type: "keyDown", value })),
        ...strokes,
        ...[...held].reverse().map((value) => ({ type: "keyUp", value })),
      ],
    };
    await this.driver.act([source]);
  }

  /** Puts the focus on something. */
  async focus(query: Query): Promise<void> {
    await this.see(query);
    await this.found(query, "focus");
    await this.until(query, "focused", ({ isFocused }) => isFocused);
  }

  /** Types a text in place of what is in a field, and leaves it. */
  async fill(query: Query, text: string): Promise<void> {
    await this.focus(query);
    await this.press(["a"], [KEYS.control]);
    await this.press(text === "" ? [KEYS.delete] : [...text]);
    await this.until(query, `filled with ${text}`, ({ value }) => value === text);
    await this.press([KEYS.tab]);
  }

  /** Chooses an option by its label, or by the beginning of it. */
  async choose(query: Query, option: string): Promise<void> {
    await this.see({ role: "option", name: like(new RegExp(`^${option}( |$)`)), within: query });
    await this.found(query, "select", option);
  }

  /** Chooses a radio or a switch by the keyboard, which works however it is drawn. */
  async check(query: Query): Promise<void> {
    await this.focus(query);
    await this.press([KEYS.space]);
    await this.until(query, "chosen", ({ isChecked }) => isChecked);
  }

  /** Chooses files in a file input. */
  async chooseFiles(query: Query, paths: readonly string[]): Promise<void> {
    await this.until(query, "there", ({ count }) => count > 0);
    await this.driver.choose(find.toString(), [query, "element", null], paths);
  }
}

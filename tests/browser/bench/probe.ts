// What runs inside a measured page: times its own listeners and frames from outside, without a hook in it.

/** What a page is asked for after a stroke. */
export interface Probe {
  /** Milliseconds between frames. */
  frames: number[];
  /** Milliseconds from a move's time stamp to after the frame that shows it. */
  latencies: number[];
  /** Milliseconds of a move until its pixels can be read, when forced. */
  pixels: number[];
  /** Milliseconds that listeners of one kind took, and the drawing after them. */
  blocks: Record<string, number[]>;
  /** Longest time that what a person does would have waited, since the start. */
  longest: number;
  /** Longest time from a message to a worker, its first since it answered, to its last message back. */
  worker: number;
  /** Milliseconds from a key until the page told what it did to the mask. */
  told: number;
  /** Milliseconds of each task of a name that a worker was asked for, from the question to the next message back. */
  tasks: (name: string) => number[];
  /** Bytes of the page's wasm memory. */
  memory: () => number;
  /**
   * Begins anew. Ticks, of the priority that input has, find the longest time that it would have waited; not while
   * the wheel scrolls: Chromium then lets frames wait for other tasks for up to 100 ms, and the ticks are such tasks.
   */
  start: (isForced: boolean, hasTicks?: boolean) => void;
  stop: () => void;
}

/** What of the Prioritized Task Scheduling API is used here; TypeScript's library does not have it yet. */
declare const scheduler: {
  postTask: (task: () => void, how: { priority: "user-blocking"; delay?: number }) => Promise<void>;
};

declare global {
  interface Window {
    probe: Probe;
  }
}

/** Installs `window.probe`; must run before the page's own code. */
export function install(): void {
  const TIMED = ["pointermove", "pointerup", "keydown"];
  let isRunning = false;
  let isForced = false;
  let pending: FrameRequestCallback | undefined;
  let pendingId = 0;
  let drawn = 0;
  let memory: WebAssembly.Memory | undefined;
  let pressed = 0;
  const asked: { text: string; millis: number }[] = [];

  const probe: Probe = {
    frames: [],
    latencies: [],
    pixels: [],
    blocks: {},
    longest: 0,
    worker: 0,
    told: 0,
    tasks: (name) => asked.filter(({ text }) => text.includes(`"${name}"`)).map(({ millis }) => millis),
    memory: () => memory?.buffer.byteLength ?? 0,
    start: (force, hasTicks = true) => {
      Object.assign(probe, { frames: [], latencies: [], pixels: [], blocks: {}, longest: 0, told: 0, worker: 0 });
      const facts = document.getElementById(document.querySelector("[role=application]")?.getAttribute("aria-describedby") ?? "");
      if (facts !== null) {
        new MutationObserver(() => (probe.told = performance.now() - pressed)).observe(facts, { childList: true, characterData: true, subtree: true });
      }
      isForced = force;
      isRunning = true;
      let last = performance.now();
      const frame = (): void => {
        const now = performance.now();
        probe.frames.push(now - last);
        last = now;
        if (isRunning) {
          ownFrame(frame);
        }
      };
      ownFrame(frame);
      if (!hasTicks) {
        return;
      }
      let tick = performance.now();
      const next = (): void => {
        const now = performance.now();
        probe.longest = Math.max(probe.longest, now - tick);
        tick = now;
        if (isRunning) {
          void scheduler.postTask(next, { priority: "user-blocking", delay: 1 });
        }
      };
      void scheduler.postTask(next, { priority: "user-blocking" });
    },
    stop: () => {
      isRunning = false;
    },
  };
  window.probe = probe;

  const ownFrame = window.requestAnimationFrame.bind(window);
  const ownCancel = window.cancelAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) => {
    const run = (now: number): void => {
      pending = undefined;
      const begin = performance.now();
      callback(now);
      drawn = performance.now() - begin;
    };
    pending = run;
    pendingId = ownFrame(run);
    return pendingId;
  };
  const flush = (): void => {
    if (pending !== undefined) {
      ownCancel(pendingId);
      pending(performance.now());
    }
  };
  const readPixel = (): void => {
    const canvas = document.querySelector("canvas");
    canvas?.getContext("2d")?.getImageData(0, 0, 1, 1);
  };

  const wrapped = new WeakMap<object, EventListener>();
  const add = EventTarget.prototype.addEventListener;
  const remove = EventTarget.prototype.removeEventListener;
  EventTarget.prototype.addEventListener = function (this: EventTarget, type, listener, options): void {
    if (!TIMED.includes(type) || typeof listener !== "function") {
      add.call(this, type, listener, options);
      return;
    }
    const timed: EventListener = function (this: unknown, event) {
      const begin = performance.now();
      pressed = event.type === "keydown" ? begin : pressed;
      listener.call(this as EventTarget, event);
      if (!isRunning) {
        return;
      }
      drawn = 0;
      const took = performance.now() - begin;
      if (event.type === "pointermove") {
        if (isForced) {
          flush();
          readPixel();
          probe.pixels.push(performance.now() - begin);
        }
        const channel = new MessageChannel();
        channel.port1.onmessage = () => probe.latencies.push(performance.now() - event.timeStamp);
        ownFrame(() => channel.port2.postMessage(0));
        return;
      }
      flush();
      (probe.blocks[event.type] ??= []).push(took + drawn);
    };
    wrapped.set(listener, timed);
    add.call(this, type, timed, options);
  };
  EventTarget.prototype.removeEventListener = function (this: EventTarget, type, listener, options): void {
    const timed = typeof listener === "function" && TIMED.includes(type) ? wrapped.get(listener) : undefined;
    remove.call(this, type, timed ?? listener, options);
  };

  window.Worker = class extends Worker {
    private posted: number | undefined;
    private answered = true;
    private asking: { text: string; begin: number } | undefined;
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      // Progress on the way is a message as well: the last one counts.
      add.call(this, "message", () => {
        probe.worker = Math.max(probe.worker, performance.now() - (this.posted ?? performance.now()));
        this.answered = true;
        if (this.asking !== undefined) {
          asked.push({ text: this.asking.text, millis: performance.now() - this.asking.begin });
          this.asking = undefined;
        }
      });
    }
    override postMessage(...given: unknown[]): void {
      const { text } = given[0] as { readonly text?: unknown };
      this.asking = { text: String(text).slice(0, 200), begin: performance.now() };
      if (this.answered) {
        this.posted = performance.now();
        this.answered = false;
      }
      (super.postMessage as (...given: unknown[]) => void)(...given);
    }
  };
  for (const name of ["instantiate", "instantiateStreaming"] as const) {
    const own = WebAssembly[name].bind(WebAssembly) as (...given: unknown[]) => Promise<unknown>;
    const watched = async (...given: unknown[]): Promise<unknown> => {
      const result = (await own(...given)) as { instance?: WebAssembly.Instance; exports?: WebAssembly.Exports };
      const found = (result.instance?.exports ?? result.exports)?.["memory"];
      memory ??= found instanceof WebAssembly.Memory ? found : undefined;
      return result;
    };
    Object.assign(WebAssembly, { [name]: watched });
  }
}

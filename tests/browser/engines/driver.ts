// What a flow asks of a browser, whichever way it is driven: WebDriver BiDi (Firefox) or classic WebDriver (WebKitGTK
// and Chromium). The input actions are the same in both.

/** One input source with what it does, tick by tick, as WebDriver defines it. */
export interface InputSource {
  readonly type: "pointer" | "key" | "none";
  readonly id: string;
  readonly parameters?: { readonly pointerType: "mouse" | "touch" | "pen" };
  readonly actions: readonly Readonly<Record<string, unknown>>[];
}

/** A started browser with one tab. */
export interface Driver {
  /** Name and version, as the browser gives them. */
  readonly version: string;
  /** Opens an address and waits until it is loaded. */
  open(address: string): Promise<void>;
  /** Calls a function, given as its source text, in the page; its arguments and value are JSON. */
  call(source: string, values: readonly unknown[]): Promise<unknown>;
  /** Performs input. */
  act(sources: readonly InputSource[]): Promise<void>;
  /** Chooses files in the file input that `source`, a function's text, returns. */
  choose(source: string, values: readonly unknown[], paths: readonly string[]): Promise<void>;
  /** Ends the browser. */
  end(): Promise<void>;
}

/** What a browser says that is in the way. */
export class DriverError extends Error {
  /** WebDriver's word for it, such as `unsupported operation`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

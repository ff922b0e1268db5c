// What is used of the package `ws`, which comes without types: Node 20 has no WebSocket of its own.

declare module "ws" {
  /** A connection of a client. */
  export default class WebSocket {
    constructor(address: string, options?: { maxPayload?: number });
    on(name: "message", listener: (data: Buffer) => void): this;
    on(name: "close", listener: () => void): this;
    once(name: "open", listener: () => void): this;
    once(name: "error", listener: (error: Error) => void): this;
    send(text: string): void;
    close(): void;
  }
}

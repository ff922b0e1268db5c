// The page at an address that was never visited: a new origin has no storage, no service worker and no history, and
// a browser need not be started again for it. What is passed on can be changed on the way, or be taken away.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { PAGE } from "../support/addresses.ts";

/** A server that passes the published page on. */
export class Host {
  readonly address: string;
  private readonly server: Server;
  private isHealed = false;

  private constructor(server: Server, address: string) {
    this.server = server;
    this.address = address;
  }

  /** Starts one; `before` is a script that runs in the page ahead of everything else. */
  static async start(before?: () => void): Promise<Host> {
    let host: Host | undefined;
    const server = createServer((request, response) => {
      pass(request, response, host?.isHealed === true ? undefined : before).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    if (bound === null || typeof bound === "string") {
      throw new Error("the host has no port");
    }
    host = new Host(server, `http://127.0.0.1:${bound.port}/`);
    return host;
  }

  /** From the next visit on the page is as it is published. */
  heal(): void {
    this.isHealed = true;
  }

  /** Takes the page away: from now on there is no network. */
  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function pass(request: IncomingMessage, response: ServerResponse, before?: () => void): Promise<void> {
  const place = (request.url ?? "/").slice(1);
  const answer = await fetch(new URL(place, PAGE));
  const type = answer.headers.get("content-type") ?? "application/octet-stream";
  let body = Buffer.from(await answer.arrayBuffer());
  if (before !== undefined && type.startsWith("text/html")) {
    // The policy has the hashes of the page's own scripts only: without it, this one may run, too.
    const page = body
      .toString()
      .replace(/<meta http-equiv="?Content-Security-Policy[^>]*>/i, "")
      .replace(/<head>/i, `<head><script>(${before.toString()})()</script>`);
    body = Buffer.from(page);
  }
  response.writeHead(answer.status, { "content-type": type, "cache-control": "no-cache" });
  response.end(body);
}

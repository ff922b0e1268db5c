// The page through a server of the test's own, which can be taken away, and can serve another version.

import { createServer, type Server } from "node:http";

import { PAGE } from "./addresses.ts";

/** A server that passes the page on. */
export interface Relay {
  readonly address: string;
  /** Served in place of the page's own files, by their names. */
  readonly instead: Map<string, string>;
  /** Takes the server away: a browser's own offline switch does not reach service workers. */
  stop(): Promise<void>;
}

/** Starts one; `path` begins and ends with a slash. */
export async function startRelay(path = "/"): Promise<Relay> {
  const instead = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    const place = (request.url ?? "/").replace(path, "");
    const own = instead.get(place);
    if (own !== undefined) {
      response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" });
      response.end(own);
      return;
    }
    fetch(new URL(place, PAGE)).then(
      async (answer) => {
        const type = answer.headers.get("content-type") ?? "application/octet-stream";
        response.writeHead(answer.status, { "content-type": type });
        response.end(Buffer.from(await answer.arrayBuffer()));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") {
    throw new Error("the relay has no port");
  }
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${bound.port}${path}`, instead, stop };
}

/** A server on this machine that answers what a broken one would: against it HTTP checks are seen to fail. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An open server; whoever opened it closes it. */
export interface FaultServer {
  /** Answers 503 with a line of text. */
  readonly unavailable: string;
  /** Answers 200 with nothing in it. */
  readonly empty: string;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of the loopback address. */
export async function openFaultServer(): Promise<FaultServer> {
  const server = createServer((request, response) => {
    request.resume();
    const isEmpty = request.url?.startsWith("/empty") === true;
    response.writeHead(isEmpty ? 200 : 503).end(isEmpty ? "" : "a planted fault\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP listener's address is never a path
  return {
    unavailable: `http://127.0.0.1:${port}/unavailable`,
    empty: `http://127.0.0.1:${port}/empty`,
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A loopback HTTP server that answers as a test tells it to, and that can start to fail at any moment. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** It ends with the test. */
export interface HttpWorld {
  readonly url: string;
  /** What it answers from now on; `hang` gives no answer. */
  answer: { readonly status: number; readonly body: string } | "hang";
  /** Headers of each request, as they came. */
  readonly seen: readonly Readonly<Record<string, unknown>>[];
}

/** Starts one on a free port; it answers 200 and `ok`. */
export async function openHttpWorld(): Promise<HttpWorld> {
  const seen: Readonly<Record<string, unknown>>[] = [];
  const world: HttpWorld = { url: "", answer: { status: 200, body: "ok" }, seen };
  const server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume();
    if (world.answer === "hang") return;
    response.writeHead(world.answer.status).end(world.answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP listener's address is never a path
  return Object.assign(world, { url: `http://127.0.0.1:${port}` });
}

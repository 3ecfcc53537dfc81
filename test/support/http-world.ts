/** A small HTTP server on a random port that keeps what it is sent, answers as a test says, and can start to fail at any moment. */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

/** What came. */
export interface HeardRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** One answer; `hang`: none at all. */
export type HttpAnswer =
  | "hang"
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** The server. */
export interface HttpWorld {
  readonly url: string;
  readonly heard: readonly HeardRequest[];
  /** Given from now on, whatever was to come; null: the answers in their order. */
  answer: HttpAnswer | null;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Starts one for the running test; the last answer is given again and again. */
export async function openHttpWorld(answers: readonly HttpAnswer[] = [{ status: 200 }]): Promise<HttpWorld> {
  const heard: HeardRequest[] = [];
  const world: HttpWorld = { url: "", heard, answer: null };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const answer = world.answer ?? answers[Math.min(heard.length, answers.length - 1)] ?? "hang";
      heard.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers, body });
      if (answer === "hang") return;
      response.writeHead(answer.status, answer.headers).end(answer.body ?? "ok");
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => void server.close(resolve));
  });
  // an HTTP server on a port has such an address
  return Object.assign(world, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

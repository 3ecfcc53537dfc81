/** A loopback server that answers like Doppler's REST API, for our client and for the real command line. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { askWorld, type DopplerWorld } from "./doppler-world.ts";

/** A running fake API. */
export interface FakeDopplerApi {
  /** For DOPPLER_API_HOST. */
  readonly host: string;
  /** Path and query of every request so far. */
  readonly requests: readonly string[];
  /** The next requests are answered with these statuses and no JSON, as a gateway would. */
  readonly failNext: (...statuses: number[]) => void;
  readonly close: () => Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startFakeDopplerApi(world: DopplerWorld): Promise<FakeDopplerApi> {
  const requests: string[] = [];
  const failures: number[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    requests.push(`${url.pathname}${url.search}`);
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    const failure = failures.shift();
    if (failure !== undefined) {
      response.writeHead(failure, { "content-type": "text/html" });
      response.end("<html>busy</html>");
      return;
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const answer = askWorld(world, token, url.searchParams.get("project") ?? "", url.searchParams.get("config") ?? "");
    if (answer.kind === "refused") return send(answer.status, { messages: [answer.message], success: false });
    const wanted = url.searchParams.get("secrets")?.split(",") ?? Object.keys(answer.secrets);
    const chosen = Object.entries(answer.secrets).filter(([name]) => wanted.includes(name));
    switch (url.pathname) {
      case "/v3/configs/config/secrets/download":
        return send(200, Object.fromEntries(chosen.filter(([, value]) => value !== null)));
      case "/v3/configs/config/secrets":
        return send(200, {
          secrets: Object.fromEntries(chosen.map(([name, value]) => [name, secretJson(value)])),
          success: true,
        });
      case "/v3/configs/config/secrets/names":
        return send(200, { names: Object.keys(answer.secrets), success: true });
      default:
        return send(404, { messages: ["Not found"], success: false });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { host: `http://127.0.0.1:${port}`, requests, failNext: (...statuses) => void failures.push(...statuses), close };
}

function secretJson(value: string | null) {
  const visibility = value === null ? "restricted" : "masked";
  return { raw: value, computed: value, rawVisibility: visibility, computedVisibility: visibility, note: "" };
}

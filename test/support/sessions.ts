/** What tests of connections and sessions share: opening them, failing without a leak, and playing the server. */

import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished } from "vitest";
import { AppError } from "../../src/core/app-error.ts";
import { type OpenOptions, openSession } from "../../src/postgres/connect.ts";
import { type ConnectionTarget, parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import type { Session } from "../../src/postgres/session.ts";

/** A password that must appear in no error. */
export const canary = "canary-Pa55word";

/** A URL as a target, for a machine with nothing but these variables. */
export function target(url: string, env: Record<string, string> = {}): ConnectionTarget {
  return parseConnectionUrl(url, { env, osUser: "nobody" });
}

/** Opens a session that ends with the test. */
export async function open(url: string, options: OpenOptions = {}): Promise<Session> {
  const session = await openSession(target(url), options);
  onTestFinished(() => session.close());
  return session;
}

/** The AppError that the work fails with; the canary is nowhere in it. */
export async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error("it worked"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  // whatever fails, the password is nowhere in it
  expect(JSON.stringify([error.message, error.hint, String(error.cause), error.stack])).not.toContain(canary);
  return error;
}

/** A listener that plays the server; ends with the test. */
export async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return (listener.address() as AddressInfo).port; // a TCP listener's address is never a path
}

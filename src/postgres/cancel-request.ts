/** Asks a server to stop what a connection is doing: the protocol's cancel request, on a connection of its own. */

import { connect } from "node:net";
import type { ServerAddress } from "./connection-url.ts";

/** Code of a cancel request in the protocol: 1234 in the upper half, 5678 in the lower one. */
const cancelCode = (1234 << 16) | 5678;

/**
 * Sends the request and returns when the server has taken it, or after `timeoutMs`. It never throws: the caller waits
 * for the statement to end and has to be ready for a server that does not listen. Like libpq up to 16, it is sent
 * unencrypted; it carries no secret but the key, which is worth nothing once used.
 */
export function sendCancelRequest(address: ServerAddress, pid: number, key: number, timeoutMs: number): Promise<void> {
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(cancelCode, 4);
  request.writeInt32BE(pid, 8);
  request.writeInt32BE(key, 12);
  const { host, port } = address;
  const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, address.address ?? host);
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    socket.on("connect", () => socket.write(request));
    socket.on("error", () => undefined);
    socket.on("data", () => undefined); // the server's closing is only noticed while reading
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

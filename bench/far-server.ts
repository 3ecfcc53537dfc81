/** A relay that makes a server on this machine as far away as one in a cloud: whatever passes is held back for half of a round trip, each way. */

import { connect, createServer, type Socket } from "node:net";

/** A running relay. Close it in `finally`. */
export interface FarServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of its own. */
export async function openFarServer(serverPort: number, roundTripMs: number): Promise<FarServer> {
  const sockets = new Set<Socket>();
  const relay = createServer({ noDelay: true }, (client) => {
    const server = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      const later = (pass: () => void) => void setTimeout(pass, roundTripMs / 2);
      // timers of one length fire in the order in which they were set
      from.on("data", (bytes) => later(() => void (to.destroyed || to.write(bytes))));
      from.on("end", () => later(() => to.end()));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        later(() => to.destroy());
      });
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const address = relay.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => relay.close(() => resolve()));
    },
  };
}

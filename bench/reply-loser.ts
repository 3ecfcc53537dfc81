/**
 * A relay between a client and a server that loses one reply: it passes a COMMIT on, waits until the server has answered it, and breaks the
 * connection instead of passing that on. Which COMMIT is told by a word that comes before it on the same connection.
 */

import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A running relay. Close it in `finally`. */
export class ReplyLoser {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #word: string;
  readonly #staysGone: boolean;
  #hasLost = false;

  private constructor(server: Server, word: string, staysGone: boolean) {
    this.#server = server;
    this.#word = word;
    this.#staysGone = staysGone;
  }

  /** Listens on a free port of its own. `staysGone`: nobody gets through any more afterwards. */
  static async open(serverPort: number, word: string, staysGone: boolean): Promise<ReplyLoser> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const loser = new ReplyLoser(server, word, staysGone);
    server.on("connection", (client) => loser.#relay(client, serverPort));
    return loser;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Whether it came to that. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  async close(): Promise<void> {
    this.#cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #relay(client: Socket, serverPort: number): void {
    if (this.#hasLost && this.#staysGone) return void client.destroy();
    const server = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.#sockets.delete(socket));
    }
    client.on("close", () => server.end());
    server.on("close", () => client.end());
    let said = "";
    let isDeaf = false;
    client.on("data", (bytes) => {
      said += bytes.toString("latin1");
      const at = said.indexOf(this.#word);
      if (!this.#hasLost && at !== -1 && /\bcommit\b/i.test(said.slice(at))) {
        this.#hasLost = true;
        isDeaf = true;
      }
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (!isDeaf) client.write(bytes);
      // what the server may still have to do after its first words
      else void delay(200).then(() => this.#cut());
    });
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/**
 * A relay between a client and a server that sees every message of the protocol and does something at one of them: before it is passed on
 * or right after. By the number of the message a crash can be repeated exactly.
 */

import { connect, createServer, type Server, type Socket } from "node:net";

/** Where in the conversation. Messages of both directions and all connections are counted together, from 1. */
export interface Moment {
  readonly message: number;
  readonly when: "before" | "after";
}

/** What is done at the moment; `cut` breaks all connections that stand. */
export type Strike = (cut: () => void) => void | Promise<void>;

/** The type byte of a simple query. */
const querySign = "Q".charCodeAt(0);

/** A running relay. Close it in `finally`. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #seen = 0;
  #commits: number[] = [];
  #queries = 0;
  #moment: Moment | null = null;
  #strike: Strike = () => undefined;
  #struck: Promise<void> | null = null;
  /** Messages that wait while the relay is held; null: it is not. */
  #held: (() => void)[] | null = null;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  /** Listens on a free port of its own. */
  static async open(serverPort: number): Promise<CuttingProxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const proxy = new CuttingProxy(server, typeof address === "object" && address !== null ? address.port : 0);
    server.on("connection", (client) => proxy.#relay(client, serverPort));
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** Messages since `arm`. */
  get seen(): number {
    return this.#seen;
  }

  /** Messages since `arm` that asked the server to run something. */
  get queries(): number {
    return this.#queries;
  }

  /** The messages since `arm` in which the server said that it committed: losing one of these is what leaves a client in doubt. */
  get commits(): readonly number[] {
    return this.#commits;
  }

  /** True when the moment came; waits until what was to be done is done. */
  async struck(): Promise<boolean> {
    await this.#struck;
    return this.#struck !== null;
  }

  /** Counts from now, and strikes once when the moment comes; null: only counts. */
  arm(moment: Moment | null, strike: Strike): void {
    this.#seen = 0;
    this.#queries = 0;
    this.#commits = [];
    this.#struck = null;
    this.#moment = moment;
    this.#strike = strike;
  }

  /** Passes nothing on until the returned function is called, as if one side had been stopped. */
  hold(): () => void {
    this.#held ??= [];
    return () => {
      const waiting = this.#held ?? [];
      this.#held = null;
      for (const pass of waiting) pass();
    };
  }

  async close(): Promise<void> {
    this.#cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #relay(client: Socket, serverPort: number): void {
    const server = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
    const pairs = [
      { from: client, to: server, frames: new Frames(true) },
      { from: server, to: client, frames: new Frames(false) },
    ];
    for (const { from, to, frames } of pairs) {
      this.#sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.end();
      });
      from.on("data", (bytes) => {
        for (const frame of frames.take(bytes)) {
          if (from === client && frame[0] === querySign) this.#queries++;
          this.#pass(frame, to);
        }
      });
    }
  }

  #pass(frame: Buffer, to: Socket): void {
    const number = ++this.#seen;
    if (frame.toString("latin1", 5, 12) === "COMMIT\0") this.#commits.push(number);
    const isNow = this.#moment?.message === number && this.#struck === null;
    if (isNow && this.#moment?.when === "before") {
      this.#run();
      // what was struck before it was passed on is lost when the connections were cut
      if (to.destroyed) return;
    }
    const write = () => void (to.destroyed || to.write(frame));
    if (this.#held === null) write();
    else this.#held.push(write);
    if (isNow && this.#moment?.when === "after") this.#run();
  }

  #run(): void {
    this.#struck = Promise.resolve(this.#strike(() => this.#cut()));
  }
}

/** Cuts a stream into messages; the first of a client has no type byte. */
class Frames {
  #rest: Buffer = Buffer.alloc(0);
  #isStart: boolean;

  constructor(isStart: boolean) {
    this.#isStart = isStart;
  }

  take(bytes: Buffer): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Buffer[] = [];
    for (;;) {
      const head = this.#isStart ? 0 : 1;
      if (this.#rest.length < head + 4) return frames;
      const length = head + this.#rest.readInt32BE(head);
      if (this.#rest.length < length) return frames;
      frames.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
      this.#isStart = false;
    }
  }
}

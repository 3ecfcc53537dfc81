/** A replica as the primary sees it: it takes WAL by the replication protocol and says how far it has come, which is no further than at the start. */

import { Client } from "pg";

/** What pg's types leave out of a connection. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  query(text: string): void;
  once(event: "replicationStart" | "error", listener: (problem?: unknown) => void): void;
}

/** One that stays where it began; end it. */
export class LaggingReplica {
  readonly #client: Client;
  readonly #connection: CopyConnection;
  readonly #at: bigint;

  private constructor(client: Client, at: bigint) {
    this.#client = client;
    this.#connection = client.connection as unknown as CopyConnection; // the methods are there, and not in its types
    this.#at = at;
  }

  /** Connects and begins at the end of the WAL. */
  static async begin(url: string, name: string): Promise<LaggingReplica> {
    const config = { connectionString: url, replication: "true", application_name: name };
    const client = new Client(config);
    client.on("error", () => undefined);
    await client.connect();
    const { rows } = await client.query<{ xlogpos: string }>("IDENTIFY_SYSTEM");
    const text = rows[0]?.xlogpos ?? "0/0";
    const [high = "0", low = "0"] = text.split("/");
    const replica = new LaggingReplica(client, (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`));
    const started = new Promise<void>((resolve, reject) => {
      replica.#connection.once("replicationStart", () => resolve());
      replica.#connection.once("error", reject);
    });
    replica.#connection.query(`START_REPLICATION PHYSICAL ${text}`);
    await started;
    replica.say();
    return replica;
  }

  /**
   * Tells the primary that nothing after the start was written, flushed or applied: message `r` of the streaming protocol. Whoever only
   * keeps WAL, as pg_receivewal does, never says that it has applied anything.
   */
  say({ applies = true }: { readonly applies?: boolean } = {}): void {
    const message = Buffer.alloc(34);
    message.write("r");
    for (const offset of applies ? [1, 9, 17] : [1, 9]) message.writeBigUInt64BE(this.#at, offset);
    message.writeBigInt64BE(BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1_000n, 25);
    this.#connection.sendCopyFromChunk(message);
  }

  end(): void {
    this.#client.connection.stream.destroy();
  }
}

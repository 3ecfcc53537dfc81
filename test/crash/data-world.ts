/**
 * A table whose rows are changed by a data job while an application goes on writing to it, and the application's own record of what it was
 * acknowledged: the judge of whether anything was lost or done twice.
 */

import { Client } from "pg";
import type { BatchWork } from "../../src/core/backfill/batch-work.ts";

/** Rows at the start; between them there is room for new ones. */
const rowCount = 600;

export const dataWorld = `
  create table tokens (id int primary key, token text not null, hits int not null default 0, filler text);
  insert into tokens select n * 10, 'plain-0', 0, 'x' from generate_series(1, ${rowCount}) n;
  analyze tokens;`;

/** What cannot be done twice without being seen. */
export const countingWork: BatchWork = { kind: "sql", set: [{ column: "hits", expression: "hits + 1" }], where: null };

/** What is computed here; a second time would show as `e:e:`. */
export const sealingWork: BatchWork = {
  kind: "computed",
  reads: ["token"],
  writes: ["token"],
  where: "token not like 'e:%'",
  compute: (rows) => rows.map(({ values: [token] }) => ({ kind: "write", values: [`e:${token ?? ""}`] })),
};

/** An application: one connection that refreshes, inserts and deletes, and knows what was acknowledged. */
export class DataWriter {
  readonly #client: Client;
  readonly #random: () => number;
  /** Tokens as acknowledged, without the seal; null: deleted. */
  readonly #known = new Map<number, string | null>();
  /** What was asked for when the server broke: it may have happened, or not. */
  #doubtful: { readonly id: number; readonly token: string | null } | null = null;
  readonly #errors: string[] = [];
  #revision = 0;
  #isEnding = false;
  #loop: Promise<void> = Promise.resolve();

  private constructor(client: Client, random: () => number) {
    this.#client = client;
    this.#random = random;
  }

  /** Connects and begins. The server is asked directly: what breaks is the job's way and not the application's. */
  static async start(url: string, random: () => number): Promise<DataWriter> {
    const client = new Client({ connectionString: url, application_name: "application" });
    client.on("error", () => undefined);
    await client.connect();
    const writer = new DataWriter(client, random);
    for (let n = 1; n <= rowCount; n++) writer.#known.set(n * 10, "plain-0");
    writer.#loop = writer.#write();
    return writer;
  }

  /** Ends the application. @returns what its users saw fail */
  async stop(): Promise<readonly string[]> {
    this.#isEnding = true;
    await this.#loop;
    await this.#client.end().catch(() => undefined);
    return this.#errors;
  }

  /** What is wrong; nothing when everything that was acknowledged is there, and the job's work is done once. */
  async judge(client: Client, job: "count" | "seal", upper: number): Promise<readonly string[]> {
    const { rows } = await client.query<{ id: number; token: string; hits: number }>(
      "select id, token, hits from tokens order by id",
    );
    const there = new Map(rows.map((row) => [row.id, row]));
    const wrong: string[] = [];
    this.#settleDoubt(there);
    for (const [id, token] of this.#known) {
      const row = there.get(id);
      if (token === null ? row !== undefined : row === undefined)
        wrong.push(`row ${id} is ${row === undefined ? "lost" : "back"}`);
      if (token === null || row === undefined) continue;
      if (row.token.replace(/^e:/, "") !== token) wrong.push(`row ${id}: ${row.token} instead of ${token}`);
      if (job === "seal" && id <= upper && !row.token.startsWith("e:")) wrong.push(`row ${id} is not sealed: ${row.token}`);
      // rows that came later may have been counted or not, but never twice
      if (job === "count" && (row.hits > 1 || (row.hits === 0 && id % 10 === 0 && id <= upper)))
        wrong.push(`row ${id}: ${row.hits} hits`);
    }
    for (const id of there.keys()) if (!this.#known.has(id)) wrong.push(`row ${id} came from nowhere`);
    return wrong;
  }

  #settleDoubt(there: ReadonlyMap<number, { readonly token: string }>): void {
    if (this.#doubtful === null) return;
    const { id, token } = this.#doubtful;
    const found = there.get(id);
    if (token === null ? found === undefined : found?.token.replace(/^e:/, "") === token) this.#known.set(id, token);
  }

  async #write(): Promise<void> {
    while (!this.#isEnding) {
      const [sql, id, token] = this.#next();
      try {
        await this.#client.query(sql);
        this.#known.set(id, token);
      } catch (error) {
        this.#doubtful = { id, token };
        this.#errors.push(error instanceof Error ? error.message : String(error));
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  #next(): readonly [sql: string, id: number, token: string | null] {
    const live = [...this.#known].filter(([, token]) => token !== null);
    const [id = 10] = live[Math.floor(this.#random() * live.length)] ?? [];
    const token = `plain-${++this.#revision}`;
    const dice = this.#random();
    if (dice < 0.1) return [`delete from tokens where id = ${id}`, id, null];
    if (dice < 0.25) {
      // a key that was never used: between the others, or beyond them
      const fresh = Math.floor(this.#random() * rowCount * 12) * 10 + 1 + Math.floor(this.#random() * 9);
      if (!this.#known.has(fresh)) return [`insert into tokens (id, token) values (${fresh}, '${token}')`, fresh, token];
    }
    // half of the instances run the new code already
    const stored = this.#random() < 0.5 ? token : `e:${token}`;
    return [`update tokens set token = '${stored}' where id = ${id}`, id, token];
  }
}

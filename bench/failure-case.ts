/** One row of the table of failures with one runner: a database and a folder of their own, and all that is done to them. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { ScratchServer } from "../src/postgres/scratch/scratch-server.ts";
import { type Ended, type Running, startProgram } from "../test/support/run-program.ts";
import { type CommandLine, type Draft, lockstepLine, type Runner } from "./failure-runners.ts";

/** Longest that anybody is waited for. */
const patienceMs = 60_000;

/** Close it in `finally`. */
export class FailureCase {
  readonly runner: Runner;
  readonly folder: string;
  readonly #server: ScratchServer;
  readonly #database: string;
  readonly #clients: pg.Client[] = [];
  readonly #running = new Set<Running>();

  private constructor(runner: Runner, server: ScratchServer, { folder, database }: { folder: string; database: string }) {
    this.runner = runner;
    this.folder = folder;
    this.#server = server;
    this.#database = database;
  }

  /** Makes the database and the folder. */
  static async open(runner: Runner, server: ScratchServer, root: string, name: string): Promise<FailureCase> {
    const database = `failures_${name}`;
    await server.createDatabase(database);
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    return new FailureCase(runner, server, { folder, database });
  }

  /** Of the server itself, or of a relay at another port. */
  url(port = this.#server.port): string {
    const url = new URL(this.#server.url(this.#database));
    url.port = String(port);
    return url.href;
  }

  get port(): number {
    return this.#server.port;
  }

  write(...drafts: readonly Draft[]): void {
    this.runner.write(this.folder, drafts);
  }

  /** The database as new; nobody may be connected. */
  async empty(): Promise<void> {
    await this.#server.dropDatabase(this.#database);
    await this.#server.createDatabase(this.#database);
  }

  /** A file of the folder, for our own. */
  text(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  put(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  start(url = this.url()): Running {
    return this.#spawn(this.runner.command(this.folder, url));
  }

  run(url = this.url()): Promise<Ended> {
    return this.start(url).ended;
  }

  /** A line of our own command. */
  lockstep(...words: readonly string[]): Promise<Ended> {
    return this.#spawn(lockstepLine(words, this.url())).ended;
  }

  /** A session of somebody else. */
  async session(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url() });
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  /** The first column of the first row, by a session of its own; null without a row. */
  async ask(sql: string): Promise<unknown> {
    const client = new pg.Client({ connectionString: this.url() });
    await client.connect();
    try {
      const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
      return rows[0]?.[0] ?? null;
    } finally {
      await client.end();
    }
  }

  /** Tables and indexes of this name that are there. */
  async has(relation: string): Promise<boolean> {
    return (await this.ask(`select to_regclass('public.${relation}') is not null`)) === true;
  }

  /** How many migrations the database says it has. */
  async recorded(): Promise<number> {
    // without its table nothing is recorded
    return Number(await this.ask(this.runner.recordedQuery).catch(() => 0));
  }

  /** Waits until a query about the sessions of this database is true. */
  async until(condition: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    const query = `select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${condition})`;
    while ((await this.ask(query)) !== true) {
      if (Date.now() > deadline) throw new Error(`${this.runner.name}: never came to pass: ${condition}`);
      await delay(20);
    }
  }

  async close(): Promise<void> {
    for (const { kill } of this.#running) kill();
    await Promise.all(this.#clients.map((client) => client.end().catch(() => undefined)));
    await this.#server.dropDatabase(this.#database);
  }

  #spawn({ file, args, env }: CommandLine): Running {
    const running = startProgram(file, args, {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: this.folder, NO_COLOR: "1", ...env },
    });
    this.#running.add(running);
    const timer = setTimeout(running.kill, patienceMs);
    const ended = running.ended.finally(() => {
      clearTimeout(timer);
      this.#running.delete(running);
    });
    return { ...running, ended };
  }
}

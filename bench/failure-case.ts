/** One row of the table of failures with one runner: a database and a folder of their own, and all that is done to them. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { ScratchServer } from "../src/postgres/scratch/scratch-server.ts";
import type { Ended } from "../test/support/run-program.ts";
import { type CommandLine, type Draft, lockstepLine, type Runner } from "./failure-runners.ts";

/** A program at work. */
export interface Started {
  /** `code` is null where it was killed. */
  readonly ended: Promise<Ended>;
  /** SIGKILL. */
  readonly kill: () => void;
}

/** Longest that anybody is waited for. */
const patienceMs = 60_000;

export class FailureCase {
  readonly runner: Runner;
  readonly folder: string;
  readonly #server: ScratchServer;
  readonly #database: string;
  readonly #clients: pg.Client[] = [];
  readonly #children = new Set<ChildProcess>();

  private constructor(runner: Runner, server: ScratchServer, { folder, database }: { folder: string; database: string }) {
    this.runner = runner;
    this.folder = folder;
    this.#server = server;
    this.#database = database;
  }

  /** Makes the database and the folder. Close it in `finally`. */
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

  start(url = this.url()): Started {
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
    for (const child of this.#children) child.kill("SIGKILL");
    await Promise.all(this.#clients.map((client) => client.end().catch(() => undefined)));
    await this.#server.dropDatabase(this.#database);
  }

  #spawn({ file, args, env }: CommandLine): Started {
    const child = spawn(file, [...args], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: this.folder, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    const text = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text.stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text.stderr += chunk;
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject).on("close", (code) => {
        clearTimeout(timer);
        this.#children.delete(child);
        resolve({ code, ...text });
      });
    });
    return { ended, kill: () => void child.kill("SIGKILL") };
  }
}

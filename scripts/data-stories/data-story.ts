/** One story: a project folder, its databases, lines that are typed into the built program, and claims that have to hold. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { createDatabase } from "../../test/support/postgres.ts";
import { type Ended, type Running, startProgram } from "../../test/support/run-program.ts";

/** What a line is expected to do. */
export interface Expected {
  /** 0 unless it is said. */
  readonly exit?: number;
  /** All of them stand in what the tool says, wherever its lines break. */
  readonly says?: readonly string[];
  /** Lines that are shown; default 14. */
  readonly shows?: number;
}

/** Open one, and close it in `finally`. */
export class DataStory {
  readonly folder: string = mkdtempSync(join(tmpdir(), "lockstep-data-story-"));
  readonly #server: ScratchServer;
  readonly #program: string;
  readonly #print: (text: string) => void;
  readonly #clients: Client[] = [];
  #env: Readonly<Record<string, string>> = {};
  #checks = 0;

  private constructor(server: ScratchServer, program: string, print: (text: string) => void) {
    this.#server = server;
    this.#program = program;
    this.#print = print;
  }

  static async open(server: ScratchServer, program: string, print: (text: string) => void): Promise<DataStory> {
    const story = new DataStory(server, program, print);
    mkdirSync(join(story.folder, "db/migrations"), { recursive: true });
    return story;
  }

  get checks(): number {
    return this.#checks;
  }

  title(text: string): void {
    this.#print(`\n── ${text} ${"─".repeat(Math.max(3, 96 - text.length))}\n`);
  }

  say(text: string): void {
    this.#print(`\n${text}\n`);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** Variables that lines are run with. */
  connect(variables: Readonly<Record<string, string>>): void {
    this.#env = { ...this.#env, ...variables };
  }

  /** A new database with this SQL in it. */
  database(sql: string): Promise<string> {
    return createDatabase(this.#server, sql);
  }

  /** A connection that is closed with the story. */
  async client(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  /** Starts a line without waiting for it. */
  start(line: string): Running {
    const env = { PATH: process.env.PATH, HOME: join(this.folder, "home"), LANG: "C.UTF-8", COLUMNS: "110", ...this.#env };
    return startProgram(process.execPath, [this.#program, ...wordsOf(line)], { cwd: this.folder, env });
  }

  /** Runs a line. @throws Error where it does not do what is expected */
  async lockstep(line: string, { exit = 0, says = [], shows = 14 }: Expected = {}): Promise<Ended> {
    const ended = await this.start(line).ended;
    const said = `${ended.stdout}${ended.stderr.replaceAll(/^.* … *\n/gm, "")}`.trimEnd();
    const lines = said.split("\n");
    const more = lines.length > shows ? `\n  … ${lines.length - shows} lines more` : "";
    this.#print(`\n$ lockstep ${line}\n${lines.slice(0, shows).join("\n")}${more}\n`);
    this.check(`it exits with ${exit}`, ended.code === exit, { code: ended.code, said });
    const flat = said.replaceAll(/\s+/g, " ");
    for (const words of says) this.check(`it says "${words}"`, flat.includes(words), said);
    return ended;
  }

  /** Counts a claim that holds. @throws Error with what is there instead */
  check(claim: string, holds: boolean, there: unknown = null): void {
    if (!holds)
      throw new Error(`This does not hold: ${claim}\n${typeof there === "string" ? there : JSON.stringify(there, null, 2)}`);
    this.#checks++;
    this.#print(`  ✓ ${claim}\n`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end().catch(() => undefined)));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Words of a line; quotes keep spaces. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? "");
}

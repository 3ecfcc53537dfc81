/** A folder with migrations and environments, as a user's repository has them, for tests of what is typed there. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { runLine } from "./command-line.ts";
import { createDatabase } from "./postgres.ts";
import type { Ended } from "./run-program.ts";

/** The project of one test. */
export interface MigrationProject {
  readonly folder: string;
  /** Writes a file of the migrations folder. */
  readonly migration: (name: string, text: string) => void;
  readonly remove: (name: string) => void;
  /** Reads a file of the project; null where there is none. */
  readonly read: (path: string) => string | null;
  readonly write: (path: string, text: string) => void;
  /** A configuration in which staging, which asks nothing, keeps an applied log as production does. */
  readonly keepStagingLog: () => void;
  /** Environment variables for the databases: `{ DATABASE_URL: … }`. */
  readonly connect: (variables: Readonly<Record<string, string>>) => void;
  /** Makes a database with this SQL in it, which is dev from now on; gives its URL. */
  readonly newDev: (server: ScratchServer, sql?: string) => Promise<string>;
  readonly lockstep: (...words: readonly string[]) => Promise<Ended>;
  /** `data` of a line with `--format json`. */
  readonly data: (...words: readonly string[]) => Promise<unknown>;
}

/** Makes one for each test of the calling file or describe block; the returned function gives it. */
export function useMigrationProject(): () => MigrationProject {
  let project: MigrationProject | undefined;
  beforeEach(() => {
    project = open();
  });
  afterEach(() => {
    if (project !== undefined) rmSync(project.folder, { recursive: true, force: true });
  });
  return () => {
    if (project === undefined) throw new Error("the project is made in beforeEach: ask for it inside a test");
    return project;
  };
}

function open(): MigrationProject {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-migrations-"));
  const at = (path: string) => join(folder, path);
  mkdirSync(at("db/migrations"), { recursive: true });
  let env: Readonly<Record<string, string>> = {};
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const lockstep = (...words: readonly string[]) =>
    runLine(words, { cwd: folder, env: { HOME: at("home"), PATH: process.env.PATH ?? "", ...env } });
  return {
    folder,
    migration: (name, text) => write(`db/migrations/${name}`, text),
    remove: (name) => rmSync(at(`db/migrations/${name}`)),
    read: (path) => (existsSync(at(path)) ? readFileSync(at(path), "utf8") : null),
    write,
    keepStagingLog: () =>
      write(
        "lockstep.config.json",
        JSON.stringify({ environments: { staging: { url: { env: "STAGING_DATABASE_URL" }, log: true } } }),
      ),
    connect: (variables) => {
      env = variables;
    },
    newDev: async (server, sql = "") => {
      const url = await createDatabase(server, sql);
      env = { DATABASE_URL: url };
      return url;
    },
    lockstep,
    data: async (...words) => {
      const { stdout } = await lockstep(...words, "--format", "json");
      return JSON.parse(stdout).data;
    },
  };
}

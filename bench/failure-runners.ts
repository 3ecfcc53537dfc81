/** Who is put to the test of failures: ours and five others, each with the files that it reads and the command line that applies them. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dbmate } from "./apply-contenders.ts";
import { lockstep, npmTool } from "./contenders.ts";

/** A migration, before it is a file. */
export interface Draft {
  /** 14 digits. */
  readonly version: string;
  readonly name: string;
  /** Each without its semicolon. */
  readonly statements: readonly string[];
  /** To run outside of a transaction. */
  readonly isApart?: boolean;
  /** Changed before it was applied, so that whoever signs files signs it anew. */
  readonly isRevised?: boolean;
}

/** How a program is started. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One that applies migrations. */
export interface Runner {
  readonly name: string;
  readonly version: string;
  readonly isOurs: boolean;
  /** Makes the folder hold these drafts, ordered by version, and no other. */
  readonly write: (folder: string, drafts: readonly Draft[]) => void;
  readonly command: (folder: string, url: string) => CommandLine;
  /** Yields one row, whose first column is how many migrations the database says it has. */
  readonly recordedQuery: string;
  /** An older file cannot come late, for this reason. */
  readonly neverLate?: string;
}

/** The name of a draft's file, without its ending. */
export function stemOf({ version, name }: Draft): string {
  return `${version}_${name}`;
}

/** A line of our own command, on the dev environment. */
export function lockstepLine(words: readonly string[], url: string): CommandLine {
  return { file: process.execPath, args: [lockstep, ...words], env: { DATABASE_URL: `${url}?sslmode=disable` } };
}

const ours: Runner = {
  name: "lockstep",
  version: "this",
  isOurs: true,
  write: (folder, drafts) => {
    const place = emptied(join(folder, "db/migrations"));
    for (const draft of drafts)
      writeFileSync(
        join(place, `${stemOf(draft)}.sql`),
        `${draft.isApart === true ? "-- lockstep: transaction = none\n" : ""}${script(draft)}`,
      );
  },
  command: (_, url) => lockstepLine(["apply", "dev"], url),
  recordedQuery: "select count(*)::int from lockstep.journal where event = 'applied'",
};

const dbmateRunner: Runner = {
  name: "dbmate",
  version: existsSync(dbmate) ? npmTool("@dbmate/linux-x64", "dbmate").version : "none",
  isOurs: false,
  write: (folder, drafts) => {
    const place = emptied(join(folder, "db/migrations"));
    for (const draft of drafts)
      writeFileSync(
        join(place, `${stemOf(draft)}.sql`),
        `-- migrate:up${draft.isApart === true ? " transaction:false" : ""}\n${script(draft)}\n-- migrate:down\n`,
      );
  },
  command: (_, url) => ({
    file: dbmate,
    args: ["--no-dump-schema", "migrate"],
    env: { DATABASE_URL: `${url}?sslmode=disable` },
  }),
  recordedQuery: "select count(*)::int from schema_migrations",
};

const nodePgMigrate = npmTool("node-pg-migrate", "node-pg-migrate");
const nodePgMigrateRunner: Runner = {
  name: "node-pg-migrate",
  version: nodePgMigrate.version,
  isOurs: false,
  write: (folder, drafts) => {
    const place = emptied(join(folder, "migrations"));
    for (const draft of drafts) {
      const calls = draft.statements.map((statement) => `  pgm.sql(${JSON.stringify(statement)});`);
      // only a program can leave the transaction
      if (draft.isApart === true)
        writeFileSync(
          join(place, `${stemOf(draft)}.cjs`),
          `exports.up = (pgm) => {\n  pgm.noTransaction();\n${calls.join("\n")}\n};\nexports.down = false;\n`,
        );
      else writeFileSync(join(place, `${stemOf(draft)}.sql`), `-- Up Migration\n${script(draft)}`);
    }
  },
  command: (_, url) => ({ file: process.execPath, args: [nodePgMigrate.file, "up"], env: { DATABASE_URL: url } }),
  recordedQuery: "select count(*)::int from pgmigrations",
};

/** What `graphile-migrate commit` wrote into a file's head; an edit of the file leaves it there. */
const graphileHashes = new Map<string, string>();
const graphile = npmTool("graphile-migrate", "graphile-migrate");
const graphileRunner: Runner = {
  name: "graphile-migrate",
  version: graphile.version,
  isOurs: false,
  write: (folder, drafts) => {
    const place = emptied(join(folder, "migrations/committed"));
    writeFileSync(join(folder, ".gmrc"), "{}");
    for (const draft of drafts) {
      const number = Number(draft.version.slice(-2));
      const before = graphileHashes.get(`${folder} ${number - 1}`) ?? null;
      const body = `${draft.isApart === true ? "--! no-transaction\n" : ""}${script(draft)}`.trim();
      const key = `${folder} ${number}`;
      const signed = draft.isRevised === true ? undefined : graphileHashes.get(key);
      const hash = signed ?? sha1(`${before ?? ""}\n${body}`.trim());
      graphileHashes.set(key, hash);
      const head = `--! Previous: ${before ?? "-"}\n--! Hash: ${hash}\n`;
      writeFileSync(join(place, `${String(number).padStart(6, "0")}.sql`), `${head}\n${body}\n`);
    }
  },
  command: (_, url) => ({ file: process.execPath, args: [graphile.file, "migrate"], env: { DATABASE_URL: url } }),
  recordedQuery: "select count(*)::int from graphile_migrate.migrations",
  neverLate: "its files are a chain that is only continued at the end",
};

/** Kysely and drizzle-orm; `program` is the bundled `rival-library`. */
function libraryRunners(program: string): readonly Runner[] {
  const common = { isOurs: false, write: writeForLibrary };
  const command = (library: string) => (folder: string, url: string) => ({
    file: process.execPath,
    args: [program, library, url, join(folder, "migrations")],
    env: {},
  });
  return [
    {
      ...common,
      name: "kysely",
      version: npmTool("kysely", "").version,
      command: command("kysely"),
      recordedQuery: "select count(*)::int from kysely_migration",
    },
    {
      ...common,
      name: "drizzle-orm",
      version: npmTool("drizzle-orm", "").version,
      command: command("drizzle"),
      recordedQuery: "select count(*)::int from drizzle.__drizzle_migrations",
    },
  ];
}

function writeForLibrary(folder: string, drafts: readonly Draft[]): void {
  const place = emptied(join(folder, "migrations"));
  for (const draft of drafts) {
    const text = draft.statements.map((statement) => `${statement};`).join("\n--> statement-breakpoint\n");
    writeFileSync(join(place, `${stemOf(draft)}.sql`), `${draft.isApart === true ? "-- apart\n" : ""}${text}\n`);
  }
  const entries = drafts.map((draft, idx) => ({
    idx,
    version: "7",
    when: Number(draft.version),
    tag: stemOf(draft),
    breakpoints: true,
  }));
  mkdirSync(join(place, "meta"));
  writeFileSync(join(place, "meta/_journal.json"), JSON.stringify({ version: "7", dialect: "postgresql", entries }));
}

/** Everyone that can run here, ours first; `program` is the bundled `rival-library`, null for ours alone. */
export function failureRunners(program: string | null): readonly Runner[] {
  if (program === null) return [ours];
  const platform = existsSync(dbmate) ? [dbmateRunner] : [];
  return [ours, ...platform, nodePgMigrateRunner, graphileRunner, ...libraryRunners(program)];
}

function script({ statements }: Draft): string {
  return statements.map((statement) => `${statement};\n`).join("");
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function sha1(text: string): string {
  return `sha1:${createHash("sha1").update(`${text}\n`).digest("hex")}`;
}

/**
 * Who applies: ours, the floor of one round trip for each file, two runners from npm and psql, each on its own copy of the same
 * migrations and on an empty database. And ours where nothing is pending, beside an empty Node program.
 */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScratchServer } from "../src/postgres/scratch/scratch-server.ts";
import { runProgram } from "../test/support/run-program.ts";
import { lockstep, npmTool } from "./contenders.ts";
import type { Contender } from "./measure.ts";

/** The contenders on pending migrations, ours first. */
export type ApplyName = "apply" | "floor" | "nodePgMigrate" | "nodePgMigrateEach" | "dbmate" | "psql";

/** Those of them that are measured from afar too. */
export type AwayName = Extract<ApplyName, "apply" | "floor" | "nodePgMigrate" | "dbmate">;

/** The contenders on nothing pending. */
export type IdleName = "idle" | "node";

const nodePgMigrate = npmTool("node-pg-migrate", "node-pg-migrate");

/** Where npm puts dbmate's program; its package is for the platform, and not there on every one. */
export const dbmate = join(import.meta.dirname, "node_modules", "@dbmate", "linux-x64", "bin", "dbmate");

/** Versions of the runners, for the head of the report. */
export const runnerVersions = {
  "node-pg-migrate": nodePgMigrate.version,
  ...(existsSync(dbmate) ? { dbmate: npmTool("@dbmate/linux-x64", "dbmate").version } : {}),
};

/** Everyone, on `files` pending migrations that are written into `folder`. `floor` is the bundled program of that name; `port`: a way round to the server. */
export function applying(
  server: ScratchServer,
  files: number,
  folder: string,
  { floor, port = null }: { readonly floor: string; readonly port?: number | null },
): Readonly<Record<ApplyName, Contender>> {
  const plain = writeMigrations(join(folder, "plain"), files, (sql) => sql);
  const forNpm = writeMigrations(join(folder, "node-pg-migrate"), files, (sql) => `-- Up Migration\n${sql}`);
  const forDbmate = writeMigrations(join(folder, "dbmate"), files, (sql) => `-- migrate:up\n${sql}\n-- migrate:down\n`);
  const whole = join(folder, "whole.sql");
  writeFileSync(whole, Array.from({ length: files }, (_, n) => migration(n)).join("\n"));
  const node = process.execPath;
  const direct = server.url("bench_apply");
  const url = port === null ? direct : direct.replace(`:${server.port}/`, `:${port}/`);
  const env = { DATABASE_URL: `${url}?sslmode=disable`, XDG_CACHE_HOME: join(folder, "cache") };
  const common = {
    env,
    goodExits: [0],
    prepare: async () => {
      await server.dropDatabase("bench_apply");
      await server.createDatabase("bench_apply");
    },
  };
  return {
    apply: { ...common, name: "lockstep apply dev", file: node, args: [lockstep, "apply", "dev", "--config", config(plain)] },
    floor: { ...common, name: "pg, one message for each file", file: node, args: [floor, url, join(plain, "migrations")] },
    nodePgMigrate: {
      ...common,
      name: "node-pg-migrate up, one transaction",
      file: node,
      args: [nodePgMigrate.file, "up", "--migrations-dir", join(forNpm, "migrations")],
    },
    nodePgMigrateEach: {
      ...common,
      name: "the same, one transaction each",
      file: node,
      args: [nodePgMigrate.file, "up", "--no-single-transaction", "--migrations-dir", join(forNpm, "migrations")],
    },
    dbmate: {
      ...common,
      name: "dbmate migrate",
      file: dbmate,
      // what it writes afterwards is pg_dump's work
      args: ["--migrations-dir", join(forDbmate, "migrations"), "--no-dump-schema", "migrate"],
    },
    psql: {
      ...common,
      name: "psql -1 -f, all in one transaction",
      file: "psql",
      args: ["--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--file", whole, url],
    },
  };
}

/** Everyone where `files` migrations are applied and nothing is pending. Baselined, for what was applied long ago is no other. */
export async function idling(
  server: ScratchServer,
  files: number,
  folder: string,
): Promise<Readonly<Record<IdleName, Contender>>> {
  const place = writeMigrations(join(folder, "idle"), files, (sql) => sql);
  await server.createDatabase("bench_idle");
  const env = { DATABASE_URL: `${server.url("bench_idle")}?sslmode=disable`, XDG_CACHE_HOME: join(folder, "cache") };
  const words = ["--config", config(place)];
  const { code, stderr } = await runProgram(process.execPath, [lockstep, "baseline", "dev", ...words], { cwd: place, env });
  if (code !== 0) throw new Error(`lockstep baseline dev: exit ${code}: ${stderr}`);
  return {
    idle: { name: "lockstep apply dev", file: process.execPath, args: [lockstep, "apply", "dev", ...words], env, goodExits: [0] },
    node: { name: "node -e 0", file: process.execPath, args: ["-e", "0"], goodExits: [0] },
  };
}

function migration(n: number): string {
  return `create table items_${n} (
  id bigint generated always as identity primary key,
  name text not null,
  created_at timestamptz not null default now()
);
create index items_${n}_name on items_${n} (name);
`;
}

/** A project of its own: `migrations/` and our configuration, which the others do not look at. */
function writeMigrations(folder: string, files: number, as: (sql: string) => string): string {
  mkdirSync(join(folder, "migrations"), { recursive: true });
  for (let n = 0; n < files; n++)
    writeFileSync(join(folder, "migrations", `${20_250_101_000_000 + n}_create_items_${n}.sql`), as(migration(n)));
  writeFileSync(config(folder), JSON.stringify({ migrations: { dir: "migrations" } }));
  return folder;
}

function config(folder: string): string {
  return join(folder, "lockstep.config.json");
}

/**
 * The demo's world: a scratch server with two databases, a project folder with migrations and an applied log. It exists
 * while the demo runs; nothing of the user's is touched.
 */

import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSession } from "../../postgres/connect.ts";
import { parseConnectionUrl } from "../../postgres/connection-url.ts";
import { ScratchServer } from "../../postgres/scratch/scratch-server.ts";
import { makeTemporaryFolder } from "../../project/temporary-folder.ts";
import type { WorkflowContext } from "../workflow-context.ts";
import { demoHotFix, demoMigrations, demoRepair } from "./demo-migrations.ts";

const migrationsFolder = "db/migrations";
const appliedLog = `${migrationsFolder}/applied_to_prod.log`;

/** A running world; close it in `finally`. */
export interface DemoWorld {
  /** The project folder. */
  readonly folder: string;
  /** What the folder's shell would have in its environment: the two URLs and little else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly server: string;
  /** Runs a migration file on an environment and, for production, writes the applied log. */
  apply(environment: "dev" | "production", file: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the server and builds both databases. @throws AppError SCRATCH_UNAVAILABLE, SCRATCH_FAILED, FILE_UNWRITABLE */
export async function openDemoWorld(context: WorkflowContext): Promise<DemoWorld> {
  const temporary = await makeTemporaryFolder("lockstep-demo");
  const folder = temporary.path;
  // The embedded server, so that the demo looks the same on every machine.
  const server = await ScratchServer.start({ env: context.env, origin: "embedded" }).catch(async (error: unknown) => {
    await temporary.remove();
    throw error;
  });
  const close = async () => {
    await server.stop();
    await temporary.remove();
  };
  try {
    const urls = { dev: server.url("dev"), production: server.url("production") };
    for (const url of Object.values(urls)) context.learn(url);
    await Promise.all([server.createDatabase("dev"), server.createDatabase("production")]);
    await writeProject(folder);
    for (const { sql, inProduction } of demoMigrations) {
      await runSql(urls.dev, sql, context);
      if (inProduction) await runSql(urls.production, sql, context);
    }
    await runSql(urls.production, demoHotFix, context);
    const { PATH, HOME, LANG, LC_ALL, COLUMNS, NO_COLOR, FORCE_COLOR, XDG_CACHE_HOME } = context.env;
    return {
      folder,
      env: {
        PATH,
        HOME,
        LANG,
        LC_ALL,
        COLUMNS,
        NO_COLOR,
        FORCE_COLOR,
        XDG_CACHE_HOME,
        DATABASE_URL: urls.dev,
        PRODUCTION_DATABASE_URL: urls.production,
      },
      server: `PostgreSQL ${Math.floor(server.version / 10_000)}.${server.version % 10_000}`,
      apply: async (environment, file) => {
        await runSql(urls[environment], await readFile(join(folder, migrationsFolder, file), "utf8"), context);
        if (environment === "production") await appendFile(join(folder, appliedLog), `${file} | 2025-10-24 | demo\n`);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function writeProject(folder: string): Promise<void> {
  await mkdir(join(folder, migrationsFolder), { recursive: true });
  for (const { file, sql } of [...demoMigrations, demoRepair]) await writeFile(join(folder, migrationsFolder, file), sql);
  const applied = demoMigrations
    .filter(({ inProduction }) => inProduction)
    .map(({ file }) => `${file} | ${file.slice(0, 4)}-${file.slice(4, 6)}-${file.slice(6, 8)} | jon`);
  // dev made the repair's objects by adopting them: production has had them from the start
  const log = [
    "# Production Migration Log",
    "# Format: YYYYMMDD_name.sql | Applied Date | Applied By",
    ...applied,
    `${demoRepair.file} | 2025-10-20 | jon`,
  ];
  await writeFile(join(folder, appliedLog), `${log.join("\n")}\n`);
}

async function runSql(url: string, sql: string, { env, osUser }: WorkflowContext): Promise<void> {
  const session = await openSession(parseConnectionUrl(url, { env, osUser }), { readOnly: false });
  try {
    await session.runScript(sql);
  } finally {
    await session.close();
  }
}

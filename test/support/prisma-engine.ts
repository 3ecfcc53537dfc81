/**
 * Prisma Migrate as it is: its schema engine, which npm has as WebAssembly, over its own driver adapter. It writes `_prisma_migrations` as
 * `prisma migrate deploy` and `prisma migrate resolve` do.
 */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList } from "@prisma/schema-engine-wasm";

/** What Prisma does with folders of migrations, name → SQL. */
export interface PrismaEngine {
  /** `prisma migrate deploy`. @throws where a migration fails */
  readonly deploy: (migrations: Readonly<Record<string, string>>) => Promise<void>;
  /** `prisma migrate resolve --rolled-back`. */
  readonly rolledBack: (name: string) => Promise<void>;
  /** `prisma migrate resolve --applied`. */
  readonly applied: (name: string, migrations: Readonly<Record<string, string>>) => Promise<void>;
}

// without the browser's types TypeScript knows only its namespace
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly instantiate: (
      bytes: Uint8Array,
      imports: Readonly<Record<string, object>>,
    ) => Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
  };
};

/** Opens it on a database. */
export async function prismaEngine(url: string): Promise<PrismaEngine> {
  // Node imports no WebAssembly by itself
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const path = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const { instance } = await webAssembly.instantiate(await readFile(path), { "./schema_engine_bg.js": { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === "function") start();
  const datamodel = 'datasource db {\n  provider = "postgresql"\n}\n';
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }));
  const engine = await glue.SchemaEngine.new({ datamodels: [["schema.prisma", datamodel]] }, () => undefined, adapter);
  return {
    deploy: async (migrations) => {
      await engine.applyMigrations({
        migrationsList: listOf(migrations),
        filters: { externalTables: [], externalEnums: [] },
      });
    },
    rolledBack: async (migrationName) => void (await engine.markMigrationRolledBack({ migrationName })),
    applied: async (migrationName, migrations) =>
      void (await engine.markMigrationApplied({ migrationName, migrationsList: listOf(migrations) })),
  };
}

function listOf(migrations: Readonly<Record<string, string>>): MigrationList {
  return {
    baseDir: "/prisma/migrations",
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: Object.entries(migrations).map(([path, value]) => ({
      path,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value } },
    })),
  };
}

/** What SQL files leave to the server that they run on, and what a file that is silent about it does not tell. */

import type { Catalog } from "../../core/catalog/catalog.ts";
import type { Telling } from "../../core/sql/replay-traits.ts";

/** Limits of a catalog, and whether its owners mean anything. */
export interface SourceLimits extends Required<Pick<Catalog, "cannotExpress" | "cannotExpressFacts" | "cannotExpressObjects">> {
  readonly tellsOwners: boolean;
}

const tablespaceFacts = {
  table: ["tablespace"],
  index: ["tablespace"],
  constraint: ["indexTablespace"],
  "materialized-view": ["tablespace"],
};

/** The limits of files whose statements told `tells`. */
export function fileLimits(tells: ReadonlySet<Telling>): SourceLimits {
  return {
    tellsOwners: tells.has("owner"),
    cannotExpress: [
      "database",
      "role",
      "role-membership",
      "setting",
      "subscription",
      "security-label",
      ...(tells.has("privilege") ? [] : (["privilege", "default-privilege"] as const)),
    ],
    cannotExpressFacts: {
      // CREATE EXTENSION installs what the scratch server happens to have
      extension: ["version", "isRelocatable", "configuration"],
      ...(tells.has("tablespace") ? {} : tablespaceFacts),
    },
    cannotExpressObjects: [],
  };
}

/** Where migration tools keep their books: in the database, and in none of the files. */
export const toolTables: SourceLimits["cannotExpressObjects"] = [
  { id: "schema:drizzle" },
  ...["drizzle.__drizzle_migrations", "public.__drizzle_migrations", "public._prisma_migrations", "public.pgmigrations"].map(
    (name) => ({ id: `table:${name}` }),
  ),
  { id: "table:public.schema_migrations" },
];

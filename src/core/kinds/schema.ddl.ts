/** Schemas as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import type { SchemaFacts } from "./schema.ts";

/** How schemas are written. */
export const schemaDdl: KindDdl<SchemaFacts> = {
  noun: ({ id }) => `SCHEMA ${nameOf(id)}`,
  // initdb makes public, so that the next database that this runs in mostly has it
  create: ({ id }) =>
    oneStep(statement("create-object", `CREATE SCHEMA ${nameOf(id) === "public" ? "IF NOT EXISTS " : ""}${nameOf(id)}`)),
  rename: ({ id }, to) => [statement("rename", `ALTER SCHEMA ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};

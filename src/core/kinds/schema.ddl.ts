/** Schemas as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, statement } from "../recipes/statement.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import type { SchemaFacts } from "./schema.ts";

/** How schemas are written. */
export const schemaDdl: KindDdl<SchemaFacts> = {
  noun: ({ id }, guard = "") => `SCHEMA ${guard}${nameOf(id)}`,
  // initdb makes public, so that the next database that this runs in mostly has it
  create: ({ id }) =>
    oneStep(
      nameOf(id) === "public"
        ? statement("create-object", "CREATE SCHEMA IF NOT EXISTS public")
        : guardable("create-object", "IF NOT EXISTS", (guard) => `CREATE SCHEMA ${guard}${nameOf(id)}`),
    ),
  rename: ({ id }, to) => [statement("rename", `ALTER SCHEMA ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};

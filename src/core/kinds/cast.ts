/** Casts between two types, which are all of a cast's name; it has no schema and no owner. */

import { spelledId } from "../catalog/object-id.ts";
import { castDdl } from "./cast.ddl.ts";
import { defineKind, replace } from "./define-kind.ts";
import { routineName } from "./references.sql.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** What a cast is. */
export type CastFacts = {
  readonly context: "explicit" | "assignment" | "implicit";
  readonly method: "function" | "binary" | "inout";
  readonly function: string | null;
};

const contexts = { e: "explicit", a: "assignment", i: "implicit" } as const;
const methods = { f: "function", b: "binary", i: "inout" } as const;

/** A cast. */
export const castKind = defineKind<CastFacts>()({
  kind: "cast",
  classId: "pg_cast",
  query: () => `
    select c.oid, pg_catalog.format_type(c.castsource, null) as source, pg_catalog.format_type(c.casttarget, null) as target,
           ${routineName("c.castfunc")} as function, c.castcontext as context, c.castmethod as method,
           r.rngtypid is not null as is_part_of_type
    from pg_catalog.pg_cast c
    left join pg_catalog.pg_range r on r.rngtypid = c.castsource and r.rngmultitypid = c.casttarget
    where ${madeByUser("c.oid")}
    order by source, target`,
  row: {
    oid: "int",
    source: "text",
    target: "text",
    function: "text?",
    context: "text",
    method: "text",
    // from a range to its multirange, which comes with the type
    is_part_of_type: "bool",
  },
  read: (row) => ({
    id: spelledId("cast", `(${row.source} AS ${row.target})`),
    oid: row.oid,
    isRestated: row.is_part_of_type,
    facts: {
      context: contexts[row.context as keyof typeof contexts], // pg_cast.castcontext has these three
      method: methods[row.method as keyof typeof methods], // pg_cast.castmethod has these three
      function: row.function,
    },
  }),
  changes: {
    context: replace("replace-object"),
    method: replace("replace-object"),
    function: replace("replace-object"),
  },
  ddl: castDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    "pg_cast.oid": "identity",
    "pg_cast.castsource": "identity",
    "pg_cast.casttarget": "identity",
    "pg_cast.castfunc": ["function"],
    "pg_cast.castcontext": ["context"],
    "pg_cast.castmethod": ["method"],
  },
});

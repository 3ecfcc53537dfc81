/** Procedures: routines that CALL runs. What a planner wants to know of a function they do not have. */

import { signatureId } from "../catalog/object-id.ts";
import { defineKind, ignored } from "./define-kind.ts";
import { procedureAlterations, procedureDdl } from "./procedure.ddl.ts";
import { type RoutineFacts, routineCatalog, routineChanges, routineFacts, routineQuery, routineRow } from "./routine-facts.ts";

const notSettable = ignored("CREATE PROCEDURE cannot set it, the server stores a constant");

/** A procedure. */
export const procedureKind = defineKind<RoutineFacts>()({
  kind: "procedure",
  classId: "pg_proc",
  query: () => routineQuery("'p'"),
  row: routineRow,
  read: (row, context) => {
    const id = signatureId("procedure", [row.schema, row.name], row.input_types.join(","));
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      facts: routineFacts(row, id, context),
    };
  },
  changes: routineChanges(procedureAlterations.alterProcedure),
  ddl: procedureDdl,
  add: () => "create-routine",
  remove: () => "drop-routine",
  renameBy: ["language", "arguments", "body", "library", "sqlBody"],
  catalog: {
    ...routineCatalog,
    "pg_proc.procost": notSettable,
    "pg_proc.prorows": notSettable,
    "pg_proc.prosupport": notSettable,
    "pg_proc.proleakproof": notSettable,
    "pg_proc.proisstrict": notSettable,
    "pg_proc.proretset": notSettable,
    "pg_proc.provolatile": notSettable,
    "pg_proc.proparallel": notSettable,
    "pg_proc.prorettype": "derived",
  },
});

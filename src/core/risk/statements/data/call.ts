/** Functions that a query calls: those that move sequences or settings, and those that users made, whose bodies are read. */

import { listOf, namesOf, nodeOf, type SqlFields, type SqlTree } from "../../../sql/sql-tree.ts";
import type { QualifiedName } from "../../schema-model.ts";
import { namePartsOf } from "../name-parts.ts";
import { resolveRoutines, runRoutine, statementsIn } from "../run-routine.ts";
import { changeSetting } from "../session-settings.ts";
import { literalOf } from "./literal.ts";
import { type Query, reaches, readQuery } from "./query.ts";

/** Reads the fields of `FuncCall`. */
export function readCall(fields: SqlFields, query: Query): void {
  readQuery(fields.args, query);
  readQuery([fields.agg_filter ?? null, fields.over ?? null], query);
  const parts = namesOf(fields.funcname);
  if (parts === null || !reaches(query, "planned")) return;
  callRoutine(parts, listOf(fields.args), query);
}

/** Runs a function or procedure by its name parts. */
export function callRoutine(parts: readonly string[], args: readonly SqlTree[], query: Query): void {
  const { reading } = query;
  const { draft, on } = reading;
  const routines = resolveRoutines(parts, draft);
  // the planner looks into SQL functions, since it may put their bodies in place of the call
  for (const { language, body } of routines)
    if (language === "sql" && body !== null)
      for (const tree of statementsIn(body)) readQuery(tree, { ...query, depth: "rewritten" });
  if (query.depth !== "run") return;
  for (const routine of routines) runRoutine(routine, reading);
  if (routines.length > 0) return;
  const name = parts.at(-1) ?? "";
  const schema = parts.at(-2) ?? "pg_catalog";
  if (schema === "pg_catalog") callBuiltIn(name, args, reading);
  else if (!draft.isComplete) on.unknown(`what ${parts.join(".")}() does`);
}

function callBuiltIn(name: string, args: readonly SqlTree[], { draft, on }: Query["reading"]): void {
  if (name === "set_config") {
    const [setting, value] = args.map(literalOf);
    if (typeof setting === "string")
      changeSetting(setting, typeof value === "string" ? [value] : null, literalOf(args[2]) === "t", draft);
    return;
  }
  if (name !== "nextval" && name !== "setval" && name !== "currval") return;
  const sequence = sequenceOf(args[0], draft);
  if (sequence === null) on.unknown(`which sequence ${name}() moves`);
  else on.lock(sequence, "ROW EXCLUSIVE");
}

/** `'app.ids'`, `'ids'::regclass` or `pg_get_serial_sequence('users', 'id')`. */
function sequenceOf(tree: SqlTree | undefined, draft: Query["reading"]["draft"]): QualifiedName | null {
  const call = nodeOf(tree, "FuncCall") ?? nodeOf(nodeOf(tree, "TypeCast")?.arg, "FuncCall");
  if (call !== null && namesOf(call.funcname)?.at(-1) === "pg_get_serial_sequence") {
    const [table, column] = listOf(call.args).map(literalOf);
    if (typeof table !== "string" || typeof column !== "string") return null;
    return draft.sequencesOf(draft.resolveParts(namePartsOf(table)), column)[0]?.name ?? null;
  }
  const text = literalOf(tree);
  return typeof text === "string" ? draft.resolveParts(namePartsOf(text)) : null;
}

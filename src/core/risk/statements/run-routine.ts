/** What a routine does when it is called: its body is read statement by statement, as if it stood in the migration. */

import { tryParseSql } from "../../sql/parse-sql.ts";
import { qualifiedName } from "../../sql/quote.ts";
import { fieldsOf, isFields, listOf, nodeOf, type SqlFields, type SqlTree, treeOf } from "../../sql/sql-tree.ts";
import type { EffectRecorder } from "../effect-recorder.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { RoutineModel } from "../schema-model.ts";
import { runPlpgsql } from "./plpgsql/run-plpgsql.ts";
import type { Reading } from "./statement-reader.ts";

/** Routines that a statement is inside of, so that recursion ends. */
const running = new WeakMap<EffectRecorder, Set<RoutineModel>>();

/** The user's routines of a name, by the search path where it has no schema. */
export function resolveRoutines(parts: readonly string[], draft: SchemaDraft): readonly RoutineModel[] {
  const name = parts.at(-1) ?? "";
  const schema = parts.at(-2);
  const schemas = schema === undefined ? draft.searchPath : [schema];
  return schemas.map((one) => draft.routines(qualifiedName(one, name))).find((found) => found.length > 0) ?? [];
}

/** Records what a call of the routine does; its name stands in what stays unknown. */
export function runRoutine(routine: RoutineModel, reading: Reading): void {
  const inside = running.get(reading.on) ?? new Set();
  running.set(reading.on, inside);
  if (inside.has(routine)) return;
  inside.add(routine);
  try {
    runBody(routine, reading);
  } finally {
    inside.delete(routine);
  }
}

function runBody({ name, language, body, sqlBody }: RoutineModel, reading: Reading): void {
  const unread = (why: string) => reading.on.unknown(`what ${name}() does: ${why}`);
  if (sqlBody !== undefined) {
    const statements = typeof sqlBody === "string" ? statementsOf(`create function f() returns void ${sqlBody}`) : [sqlBody];
    if (statements === null) unread("its body does not parse");
    else for (const one of statements) for (const statement of atomicStatements(one)) reading.read(statement);
  } else if (body === null || (language !== "sql" && language !== "plpgsql")) unread(`it is written in ${language}`);
  else if (language === "plpgsql") runPlpgsql(body, reading, unread);
  else {
    const statements = statementsOf(body);
    if (statements === null) unread("its body does not parse");
    else for (const statement of statements) if (isFields(statement)) reading.read(statement);
  }
}

/** The statements of an SQL body that are queries; utility statements are looked at when they run. */
export function statementsIn(body: string): readonly SqlTree[] {
  return (statementsOf(body) ?? []).filter((tree) => queries.has(Object.keys(fieldsOf(tree))[0] ?? ""));
}

const queries: ReadonlySet<string> = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

function statementsOf(text: string): readonly SqlTree[] | null {
  const outcome = tryParseSql(text);
  return outcome.ok ? outcome.statements.map(({ tree }) => treeOf(tree)) : null;
}

/** The statements of `BEGIN ATOMIC … END` or `RETURN …`, from the body or from the CREATE around it. */
function atomicStatements(tree: SqlTree): readonly SqlFields[] {
  const body = nodeOf(tree, "CreateFunctionStmt")?.sql_body ?? tree;
  const value = nodeOf(body, "ReturnStmt")?.returnval;
  if (value !== undefined) return [{ SelectStmt: { targetList: [{ ResTarget: { val: value } }], op: "SETOP_NONE" } }];
  const list = nodeOf(body, "List");
  if (list !== null) return listOf(list.items).flatMap(atomicStatements);
  return isFields(body) ? [body] : [];
}

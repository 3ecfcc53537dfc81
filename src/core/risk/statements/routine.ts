/** CREATE FUNCTION and PROCEDURE, CALL and DO. Making a routine touches no table but those that an SQL body names; calling it does. */

import { qualifiedName } from "../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../sql/sql-tree.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { RoutineModel } from "../schema-model.ts";
import { typeText } from "../type-text.ts";
import { callRoutine } from "./data/call.ts";
import { readQuery } from "./data/query.ts";
import { queryIn } from "./data/query-readers.ts";
import { doBody, runPlpgsql } from "./plpgsql/run-plpgsql.ts";
import { resolveRoutines, statementsIn } from "./run-routine.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `CreateFunctionStmt`. */
export const createRoutine: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const parts = namesOf(fields.funcname) ?? [];
  const exists = fields.replace === true && resolveRoutines(parts, draft).length > 0;
  on.use(exists ? "replace-routine" : "create-routine", null, { part: parts.join(".") });
  const routine = routineOf(fields, parts, draft);
  if (routine.sqlBody !== undefined) analyse(fields.sql_body ?? null, reading);
  else if (routine.language === "sql" && routine.body !== null)
    for (const tree of statementsIn(routine.body)) analyse(tree, reading);
  draft.addRoutine(routine);
};

function routineOf(fields: SqlFields, parts: readonly string[], draft: SchemaDraft): RoutineModel {
  const options = new Map(
    listOf(fields.options).map((option) => {
      const { defname, arg } = fieldsOf(nodeOf(option, "DefElem") ?? undefined);
      return [textOf(defname) ?? "", arg ?? null] as const;
    }),
  );
  const word = (option: string) => textOf(nodeOf(options.get(option), "String")?.sval);
  const source = namesOf(nodeOf(options.get("as"), "List")?.items) ?? [];
  const language = word("language") ?? "sql";
  const schema = parts.at(-2) ?? draft.searchPath[0] ?? "public";
  return {
    name: qualifiedName(schema, parts.at(-1) ?? ""),
    signature: `(${inputTypes(fields, draft).join(",")})`,
    volatility: volatilities[word("volatility") ?? ""] ?? "volatile",
    language,
    body: language === "sql" || language === "plpgsql" ? (source[0] ?? null) : null,
    ...(fields.sql_body === undefined ? {} : { sqlBody: fields.sql_body }),
    isNew: true,
  };
}

const volatilities: { readonly [word: string]: RoutineModel["volatility"] | undefined } = {
  immutable: "immutable",
  stable: "stable",
};

function inputTypes({ parameters }: SqlFields, draft: SchemaDraft): readonly string[] {
  return listOf(parameters).flatMap((parameter) => {
    const { mode, argType } = fieldsOf(nodeOf(parameter, "FunctionParameter") ?? undefined);
    const isOut = mode === "FUNC_PARAM_OUT" || mode === "FUNC_PARAM_TABLE";
    return isOut ? [] : [typeText(fieldsOf(argType), draft) ?? "?"];
  });
}

// what an SQL body names is looked up when the function is made (check_function_bodies)
function analyse(tree: SqlTree, reading: Reading): void {
  readQuery(tree, queryIn(reading, "rewritten"));
}

/** Reads `CallStmt`. */
export const callStatement: StatementReader = (fields, reading) => {
  const { funcname, args } = fieldsOf(fields.funccall);
  const parts = namesOf(funcname) ?? [];
  reading.on.use("call-routine", null, { part: parts.join(".") });
  const query = queryIn(reading, "run");
  readQuery(args, query);
  if (resolveRoutines(parts, reading.draft).length === 0) reading.on.unknown(`what ${parts.join(".")}() does`);
  else callRoutine(parts, listOf(args), query);
};

/** Reads `DoStmt`. */
export const doStatement: StatementReader = (fields, reading) => {
  const { language, source } = doBody(fields);
  reading.on.use("run-code-block", null);
  if (language === "plpgsql") runPlpgsql(source, reading, (why) => reading.on.unknown(`what the DO block does: ${why}`));
  else reading.on.unknown(`what the DO block does: it is written in ${language}`);
};

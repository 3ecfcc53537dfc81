/** SECURITY DEFINER without a search_path of its own. */

import { containerOf } from "../../catalog/object-id.ts";
import { typeText } from "../../risk/type-text.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { elementsOf, nameOfList } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const definerWithoutSearchPath: Rule = {
  id: "definer-without-search-path",
  summary: "a SECURITY DEFINER function without SET search_path",
  why: "It runs with its owner's rights but looks names up in the caller's search_path: whoever may create a table or a function there decides what it runs.",
  advice: "SET search_path on the function, to schemas where only trusted roles create; to '' where its body names them all.",
  level: "medium",
  group: "safety",
  docs: ["sql-createfunction"],
  aliases: ["migrationpilot:MP099"],
  bad: [
    { sql: "create or replace function who() returns text language sql security definer as 'select name from users limit 1';" },
    { sql: "alter function who() security definer;" },
  ],
  good: [
    {
      sql: "create or replace function who() returns text language sql security definer set search_path = '' as 'select name from public.users limit 1';",
    },
    { sql: "create or replace function who() returns text language sql as 'select name from users limit 1';" },
    { sql: "alter function who() security definer set search_path = '';" },
    {
      sql: "create or replace function who() returns text language sql security definer begin atomic select name from users limit 1; end;",
    },
  ],
  looksAt: ["CreateFunctionStmt", "AlterFunctionStmt"],
  *check(outer) {
    const migration = withInner(outer);
    for (const statement of migration.statements) {
      const { node, fields } = statement;
      const options = node === "CreateFunctionStmt" ? fields.options : node === "AlterFunctionStmt" ? fields.actions : undefined;
      // names in a BEGIN ATOMIC body were looked up when it was made
      if (options === undefined || !isDefiner(options) || setsSearchPath(options) || fields.sql_body !== undefined) continue;
      const name = nameOfList(migration, node === "CreateFunctionStmt" ? fields.funcname : fieldsOf(fields.func).objname) ?? "";
      if (isSetElsewhere(name, migration)) continue;
      const kind = fields.is_procedure === true || fields.objtype === "OBJECT_PROCEDURE" ? "PROCEDURE" : "FUNCTION";
      const signature = node === "CreateFunctionStmt" ? parametersOf(fields) : listOf(fieldsOf(fields.func).objargs);
      // with '' a body whose names have no schemas would find nothing; and what is in pg_temp comes last or first
      const path = [...new Set([containerOf(name), "public"]), "pg_temp"].join(", ");
      yield at(statement, `${name} runs with its owner's rights and its caller's search_path`, {
        fix: `ALTER ${kind} ${name}${inBrackets(signature, migration)} SET search_path = ${path};`,
      });
    }
  },
};

/** The types of what callers give it. */
function parametersOf({ parameters }: SqlFields): readonly SqlTree[] {
  return elementsOf(parameters, "FunctionParameter").flatMap(({ mode, argType }) =>
    mode === "FUNC_PARAM_OUT" || mode === "FUNC_PARAM_TABLE" ? [] : [{ TypeName: argType ?? null }],
  );
}

/** Of several functions of one name the one; nothing where a type cannot be told. */
function inBrackets(types: readonly SqlTree[], { after }: JudgedMigration): string {
  const texts = types.map((type) => typeText(fieldsOf(nodeOf(type, "TypeName") ?? undefined), after));
  return texts.includes(null) ? "" : `(${texts.join(", ")})`;
}

function isDefiner(options: SqlTree): boolean {
  return elementsOf(options, "DefElem").some(
    ({ defname, arg }) => defname === "security" && nodeOf(arg, "Boolean")?.boolval === true,
  );
}

function setsSearchPath(options: SqlTree): boolean {
  return elementsOf(options, "DefElem").some(({ defname, arg }) => {
    const set: SqlFields | null = nodeOf(arg, "VariableSetStmt");
    return defname === "set" && textOf(set?.name)?.toLowerCase() === "search_path" && listOf(set?.args).length > 0;
  });
}

function isSetElsewhere(name: string, migration: JudgedMigration): boolean {
  return migration.statements.some(
    ({ node, fields }) =>
      node === "AlterFunctionStmt" &&
      nameOfList(migration, fieldsOf(fields.func).objname) === name &&
      setsSearchPath(fields.actions ?? null),
  );
}

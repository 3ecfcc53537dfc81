/**
 * A file that runs statement by statement, as steps. Settings of the session (`SET search_path`) are no steps: they are made again before
 * each statement behind them, because a run that goes on after an interruption has another session.
 */

import { meaningOf } from "../migration/meaning.ts";
import type { MigrationStatement } from "../migration/read-migration.ts";
import { interpretStatement } from "../risk/interpret-statement.ts";
import { SchemaDraft } from "../risk/schema-draft.ts";
import { modelOfText } from "../risk/schema-model.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { fieldsOf, isFields, listOf, namesOf, nodeOf, type SqlFields, treeOf } from "../sql/sql-tree.ts";
import type { Aim } from "./probes/probe.ts";
import { aimOf } from "./probes/registry.ts";

/** One statement of such a file. */
export interface ApartStep {
  /** 1-based, among all statements of the file. */
  readonly number: number;
  readonly statement: MigrationStatement;
  /** By it a step that was done is known again. */
  readonly meaning: string;
  /** `setting`: no step of its own; `discards`: would let go of the runner's lock. */
  readonly runs: "inside" | "outside" | "setting" | "discards";
  /** The settings before it, in order. */
  readonly settings: readonly MigrationStatement[];
  /** Null: nothing in the catalog tells whether it took effect. */
  readonly aim: Aim | null;
}

/** Reads the statements; the parser must be loaded. */
export function apartSteps(statements: readonly MigrationStatement[], major: number): readonly ApartStep[] {
  const draft = new SchemaDraft(modelOfText(major));
  const settings: MigrationStatement[] = [];
  return statements.map((statement, index) => {
    const read = readStatement(statement.sql, draft);
    const step: ApartStep = {
      number: index + 1,
      statement,
      meaning: meaningOf(statement.sql.replace(/;\s*$/, "")),
      settings: [...settings],
      ...read,
    };
    if (read.runs === "setting") settings.push(statement);
    return step;
  });
}

/** What to ask about a statement that stands alone; null as in {@link ApartStep.aim}. */
export function aimOfText(sql: string): Aim | null {
  const { node, fields } = rootOf(sql) ?? {};
  return node === undefined || fields === undefined ? null : aimOf(node, fields, sql);
}

// What does not parse is refused by the server, in its own words.
function readStatement(sql: string, draft: SchemaDraft): Pick<ApartStep, "runs" | "aim"> {
  const root = rootOf(sql);
  if (root === null) return { runs: "inside", aim: null };
  const { node, fields, tree } = root;
  const { transaction } = interpretStatement(tree, draft);
  if (node === "DiscardStmt" && fields.target === "DISCARD_ALL") return { runs: "discards", aim: null };
  if (isSetting(node, fields)) return { runs: "setting", aim: null };
  return { runs: transaction === "outside" ? "outside" : "inside", aim: aimOf(node, fields, sql) };
}

function rootOf(sql: string): { node: string; fields: SqlFields; tree: object } | null {
  const outcome = tryParseSql(sql);
  const [only] = outcome.ok ? outcome.statements : [];
  if (only === undefined) return null;
  const [node, fields] = Object.entries(fieldsOf(treeOf(only.tree)))[0] ?? [];
  return node === undefined || !isFields(fields) ? null : { node, fields, tree: only.tree };
}

/** SET and RESET for the session, and the call that pg_dump writes for it. */
function isSetting(node: string, fields: SqlFields): boolean {
  if (node === "VariableSetStmt") return fields.is_local !== true;
  const [only, ...others] = listOf(fields.targetList);
  if (node !== "SelectStmt" || others.length > 0) return false;
  const call = nodeOf(nodeOf(only, "ResTarget")?.val, "FuncCall");
  const isLocal = nodeOf(listOf(call?.args)[2], "A_Const")?.boolval;
  return (
    namesOf(call?.funcname)?.at(-1) === "set_config" &&
    isFields(isLocal) &&
    isLocal.boolval !== true &&
    fields.fromClause === undefined
  );
}

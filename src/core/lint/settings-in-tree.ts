/** Settings that a migration changes while it runs, by SET, RESET and `set_config` alike. */

import { nodesIn } from "../sql/nodes-in.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";

/** One change of a setting. */
export interface SettingChange {
  /** In lower case; `all` for RESET ALL. */
  readonly name: string;
  /** As it is written, without quotes; several joined by commas; null for RESET, DEFAULT and what is computed. */
  readonly value: string | null;
  /** It goes back to what it was (RESET, DEFAULT). */
  readonly isReset: boolean;
  /** Ends with the transaction. */
  readonly isLocal: boolean;
  readonly statement: JudgedStatement;
}

/** Every change, in order. */
export function* settingsIn({ statements }: Pick<JudgedMigration, "statements">): Generator<SettingChange> {
  for (const statement of statements) {
    const { node, fields } = statement;
    if (node === "VariableSetStmt") {
      const change = setStatement(fields, statement);
      if (change !== null) yield change;
    }
    if (node === "SelectStmt") for (const call of nodesIn(fields, "FuncCall")) yield* setConfig(call, statement);
  }
}

/** True for a duration of nothing, which switches a timeout off. */
export function isZeroDuration(value: string | null): boolean {
  return value !== null && /^0+\s*(?:us|ms|s|min|h|d)?$/i.test(value.trim());
}

function setStatement(fields: SqlFields, statement: JudgedStatement): SettingChange | null {
  const kind = textOf(fields.kind) ?? "";
  // SET TRANSACTION and SET SESSION CHARACTERISTICS change no setting that lasts
  if (kind === "VAR_SET_MULTI" || kind === "VAR_SET_CURRENT") return null;
  const values = listOf(fields.args).map(constant);
  return {
    name: kind === "VAR_RESET_ALL" ? "all" : (textOf(fields.name) ?? "").toLowerCase(),
    value: kind === "VAR_SET_VALUE" && !values.includes(null) ? values.join(", ") : null,
    isReset: kind !== "VAR_SET_VALUE",
    isLocal: fields.is_local === true,
    statement,
  };
}

function* setConfig(call: SqlFields, statement: JudgedStatement): Generator<SettingChange> {
  if (namesOf(call.funcname)?.at(-1) !== "set_config") return;
  const [name, value, local] = listOf(call.args);
  const setting = constant(name);
  if (setting === null) return;
  const isLocal = fieldsOf(nodeOf(local, "A_Const")?.boolval).boolval === true;
  yield { name: setting.toLowerCase(), value: constant(value), isReset: false, isLocal, statement };
}

function constant(tree: SqlTree | undefined): string | null {
  const value = nodeOf(tree, "A_Const") ?? nodeOf(nodeOf(tree, "TypeCast")?.arg, "A_Const");
  if (value === null) return null;
  const { ival, fval, sval, boolval } = value;
  // the parser leaves out zero, false and the empty string
  if (ival !== undefined) return String(fieldsOf(ival).ival ?? 0);
  if (fval !== undefined) return textOf(fieldsOf(fval).fval) ?? "0";
  if (sval !== undefined) return textOf(fieldsOf(sval).sval) ?? "";
  if (boolval !== undefined) return String(fieldsOf(boolval).boolval ?? false);
  return null;
}

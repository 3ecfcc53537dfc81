/**
 * Runs a PL/pgSQL body in thought: every statement in it may run, whatever branch, loop or handler it stands in, so the effects are
 * those of all of them together. What EXECUTE gets is read where the text tells it.
 */

import { parsePlpgsql } from "../../../sql/parse-plpgsql.ts";
import { tryParseSql } from "../../../sql/parse-sql.ts";
import { fieldsOf, isFields, listOf, nodeOf, type SqlFields, type SqlTree, textOf, treeOf } from "../../../sql/sql-tree.ts";
import type { Reading } from "../statement-reader.ts";
import { constantElements, constantTexts, type KnownValues } from "./constant-text.ts";

/** Reads a body; `unread` is told why where it cannot be. */
export function runPlpgsql(source: string, reading: Reading, unread: (why: string) => void): void {
  const outcome = parsePlpgsql(source);
  if (!outcome.ok) {
    unread(outcome.problem);
    return;
  }
  new PlpgsqlRun(outcome.body.datums, outcome.body.action, reading).run(outcome.body.action);
}

class PlpgsqlRun {
  readonly #reading: Reading;
  readonly #datums: readonly SqlTree[];
  #known: KnownValues;

  constructor(datums: readonly SqlTree[], action: SqlTree, reading: Reading) {
    this.#reading = reading;
    this.#datums = datums;
    this.#known = constants(datums, action);
    for (const datum of datums) {
      const { default_val: value, cursor_explicit_expr: cursor } = variableOf(datum);
      this.run(value ?? null);
      this.run(cursor ?? null);
    }
  }

  /** Everything in a part of the tree, in the order of its text. */
  run(tree: SqlTree): void {
    if (Array.isArray(tree)) {
      for (const one of tree) this.run(one);
      return;
    }
    if (!isFields(tree)) return;
    for (const [name, fields] of Object.entries(tree)) {
      if (!isFields(fields)) this.run(fields);
      else if (name === "PLpgSQL_expr") this.#expression(fields);
      else if (name === "PLpgSQL_stmt_dynexecute" || name === "PLpgSQL_stmt_dynfors") this.#dynamic(fields, "query");
      else if (name === "PLpgSQL_stmt_return_query" || name === "PLpgSQL_stmt_open") this.#dynamic(fields, "dynquery");
      else if (name === "PLpgSQL_stmt_foreach_a") this.#forEach(fields);
      // a body that ends its transaction cannot run inside of one
      else if (name === "PLpgSQL_stmt_commit" || name === "PLpgSQL_stmt_rollback") this.#reading.on.transaction("outside");
      else if (name !== "PLpgSQL_var") this.run(fields);
    }
  }

  #expression(fields: SqlFields): void {
    const query = textOf(fields.query) ?? "";
    // RawParseMode: 0 a statement, 2 an expression, 3 and more an assignment
    const mode = typeof fields.parseMode === "number" ? fields.parseMode : 0;
    if (mode === 0) this.#statements(query);
    else if (mode === 2) this.#statements(`select ${query}`);
    else this.#statements(`select ${query.slice((/:?=/.exec(query)?.index ?? -1) + 1).replace(/^=/, "")}`);
  }

  #statements(text: string): void {
    const outcome = tryParseSql(text);
    if (!outcome.ok) {
      this.#reading.on.unknown(`what this does: ${text}`);
      return;
    }
    for (const { tree } of outcome.statements) {
      const statement = treeOf(tree);
      // an expression that touches nothing is not worth a reading of its own
      if (isFields(statement) && !isPlain(statement)) this.#reading.read(statement);
    }
  }

  #dynamic(fields: SqlFields, field: string): void {
    const { [field]: dynamic, ...rest } = fields;
    const expression = nodeOf(dynamic, "PLpgSQL_expr");
    if (expression !== null) {
      const sql = textOf(expression.query) ?? "";
      const texts = constantTexts(sql, this.#known);
      if (texts === null) this.#reading.on.unknown(`dynamic SQL at line ${String(fields.lineno ?? "?")}: ${sql}`);
      else for (const text of texts) this.#statements(text);
    }
    this.run(rest);
  }

  #forEach(fields: SqlFields): void {
    const { expr, body, varno } = fields;
    this.run(expr ?? null);
    const elements = constantElements(textOf(nodeOf(expr, "PLpgSQL_expr")?.query) ?? "", this.#known);
    const name = textOf(variableOf(this.#datums[typeof varno === "number" ? varno : 0]).refname);
    const before = this.#known;
    if (elements !== null && name !== null) this.#known = new Map([...before, [name, elements]]);
    this.run(body ?? null);
    this.#known = before;
  }
}

function variableOf(datum: SqlTree | undefined): SqlFields {
  return fieldsOf(nodeOf(datum, "PLpgSQL_var") ?? undefined);
}

/** Variables that keep the constant that they were declared with. */
function constants(datums: readonly SqlTree[], action: SqlTree): KnownValues {
  const assigned = JSON.stringify(action);
  const known = new Map<string, readonly string[]>();
  for (const [number, datum] of datums.entries()) {
    const { refname, default_val: value } = variableOf(datum);
    const name = textOf(refname);
    const sql = textOf(nodeOf(value, "PLpgSQL_expr")?.query);
    if (name === null || sql === null || assigned.includes(`"varno":${number},`) || assigned.includes(`"varno":${number}}`))
      continue;
    const texts = constantTexts(sql, known);
    if (texts !== null) known.set(name, texts);
  }
  return known;
}

// `select x + 1`: no FROM, no call, no subquery
function isPlain(statement: SqlFields): boolean {
  return (
    nodeOf(statement, "SelectStmt") !== null &&
    !/"(?:RangeVar|FuncCall|SubLink|WithClause|withClause)"/.test(JSON.stringify(statement))
  );
}

/** The text of a DO block. */
export function doBody(fields: SqlFields): { readonly language: string; readonly source: string } {
  const options = new Map(
    listOf(fields.args).map((arg) => {
      const { defname, arg: value } = fieldsOf(nodeOf(arg, "DefElem") ?? undefined);
      return [textOf(defname) ?? "", textOf(nodeOf(value, "String")?.sval) ?? ""];
    }),
  );
  return { language: options.get("language") ?? "plpgsql", source: options.get("as") ?? "" };
}

/** Statements that read or change rows, and those that hold such a statement: EXPLAIN, PREPARE, cursors, COPY. */

import { fieldsOf, isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import { selectInto } from "../create-table-as.ts";
import { resolveRoutines } from "../run-routine.ts";
import type { Reading, StatementReader } from "../statement-reader.ts";
import { insertRows } from "./insert.ts";
import { type Depth, readQuery } from "./query.ts";
import { queryIn } from "./query-readers.ts";
import type { Row } from "./row.ts";

/** Statements that PREPARE gave a name, by draft. */
const prepared = new WeakMap<SchemaDraft, Map<string, SqlTree>>();

/** Reads INSERT, UPDATE, DELETE and MERGE by their node's name. */
export function changesRows(node: string): StatementReader {
  return (fields, reading) => readQuery({ [node]: fields }, queryIn(reading, "run"));
}

/** Reads `SelectStmt`; SELECT INTO makes a table. */
export const selectStatement: StatementReader = (fields, reading) => {
  reading.on.use(fields.lockingClause === undefined ? "read-rows" : "lock-rows", null);
  readQuery({ SelectStmt: fields }, queryIn(reading, "run"));
  tellUnknownCalls(fields, reading);
  const into = fieldsOf(fields.intoClause);
  if (into.rel !== undefined) selectInto(into, fields, reading);
};

/** From text alone, `SELECT do_something()` may do anything: only well-known functions are taken for harmless. */
function tellUnknownCalls(fields: SqlFields, { draft, on }: Reading): void {
  if (draft.isComplete || fields.fromClause !== undefined) return;
  for (const target of listOf(fields.targetList)) {
    const parts = namesOf(nodeOf(nodeOf(target, "ResTarget")?.val, "FuncCall")?.funcname) ?? [];
    const name = parts[0] ?? "";
    if (parts.length === 1 && !isHarmless(name) && resolveRoutines(parts, draft).length === 0) on.unknown(`what ${name}() does`);
  }
}

const harmless: ReadonlySet<string> = new Set(
  `set_config current_setting setval nextval currval lastval now version random clock_timestamp statement_timestamp
  transaction_timestamp timeofday gen_random_uuid uuidv4 uuidv7 count sum min max avg bool_and bool_or array_agg string_agg json_agg
  jsonb_agg exists coalesce format concat concat_ws lower upper length substr substring replace trim btrim ltrim rtrim md5 sha256
  encode decode to_char to_date to_timestamp to_number to_json to_jsonb json_build_object jsonb_build_object date_trunc date_part
  extract age make_date make_interval abs round ceil floor mod power sqrt greatest least nullif quote_ident quote_literal
  quote_nullable to_regclass to_regtype to_regproc to_regnamespace generate_series unnest array_length cardinality left right split_part
  regexp_replace regexp_match position row_number txid_current current_schema current_schemas current_database format_type
  col_description obj_description row_to_json inet_server_addr`.split(/\s+/),
);

function isHarmless(name: string): boolean {
  return harmless.has(name) || /^(?:pg|has|txid|json|jsonb|array|lo|ts|date|string|regexp)_/.test(name);
}

/** Reads `ExplainStmt`: with ANALYZE the statement runs, otherwise it is planned. */
export const explainStatement: StatementReader = (fields, reading) => {
  const analyse = listOf(fields.options)
    .map((option) => fieldsOf(nodeOf(option, "DefElem") ?? undefined))
    .findLast(({ defname }) => defname === "analyze");
  const isRun = analyse !== undefined && !/false|off|"ival":\{\}/.test(JSON.stringify(analyse.arg ?? true));
  const query = fields.query ?? null;
  if (isRun && isFields(query)) {
    reading.read(query);
    return;
  }
  reading.on.use("explain-statement", null);
  explain(query, reading);
};

// EXPLAIN reaches through to the query of what makes a relation
function explain(query: SqlTree, reading: Reading): void {
  const inner = nodeOf(query, "CreateTableAsStmt")?.query ?? nodeOf(query, "DeclareCursorStmt")?.query ?? query;
  const execute = nodeOf(inner, "ExecuteStmt");
  if (execute !== null) runPrepared(execute, "planned", reading);
  else readQuery(inner, queryIn(reading, "planned"));
}

/** Reads `PrepareStmt`. */
export const prepareStatement: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  on.use("prepare-statement", null, { part: textOf(fields.name) });
  readQuery(fields.query, queryIn(reading, "rewritten"));
  const known = prepared.get(draft) ?? new Map<string, SqlTree>();
  prepared.set(draft, known.set(textOf(fields.name) ?? "", fields.query ?? null));
};

/** Reads `ExecuteStmt`. */
export const executeStatement: StatementReader = (fields, reading) => {
  readQuery(fields.params, queryIn(reading, "run"));
  runPrepared(fields, "run", reading);
};

function runPrepared({ name }: SqlFields, depth: Depth, reading: Reading): void {
  const query = prepared.get(reading.draft)?.get(textOf(name) ?? "");
  if (query === undefined) reading.on.unknown(`what prepared statement ${String(name)} does`);
  else if (depth === "run" && isFields(query)) reading.read(query);
  else readQuery(query, queryIn(reading, depth));
}

/** Reads `DeclareCursorStmt`: the query is planned at once and read later, row by row. */
export const declareCursor: StatementReader = (fields, reading) => {
  reading.on.use("read-rows", null, { part: textOf(fields.portalname) });
  readQuery(fields.query, queryIn(reading, "planned"));
};

/** Reads `CopyStmt`. */
export const copyStatement: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const query = queryIn(reading, "run");
  if (fields.query !== undefined) {
    on.use("copy-rows-out", null);
    readQuery(fields.query, query);
    return;
  }
  const table = draft.relation(draft.resolve(fieldsOf(fields.relation)), "r");
  if (table === null) return;
  if (fields.is_from !== true) {
    on.use("copy-rows-out", table);
    return;
  }
  on.use("copy-rows-in", table);
  const names = namesOf(fields.attlist) ?? [];
  const columns = names.length > 0 ? names : table.columns.filter(({ generated }) => generated === null).map(({ name }) => name);
  const row: Row = new Map(columns.map((name) => [name, "unknown"] as const));
  insertRows(table, [row], false, query);
};

/**
 * Rows for the tables of a scratch copy: a scan of an empty table is hardly seen, and a constraint that nobody breaks proves nothing.
 * Row n holds in each column the value n of the column's type, so that keys are unique and foreign keys meet; where a check asks for
 * something else, the literals that it names are tried. A table that takes none of it stays empty, and is named.
 */

import { quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** Rows that each table gets. */
const rowsPerTable = 3;

/** What could not be filled. */
export interface FabricatedRows {
  readonly tables: number;
  /** Tables without a row, and what the server said to the last try. */
  readonly empty: readonly { readonly table: string; readonly why: string }[];
}

interface SeedType {
  readonly oid: number;
  readonly name: string;
  readonly shape: string;
  readonly base: number;
  readonly element: number;
  readonly labels: readonly string[];
  readonly attributes: readonly number[];
}

interface SeedColumn {
  readonly table: string;
  readonly name: string;
  readonly type: number;
  readonly spelled: string;
  readonly isRequired: boolean;
  readonly checks: readonly string[];
}

/**
 * Fills every table of a scratch database; the session must be a superuser's, as triggers stay silent meanwhile. `settle`: statements that
 * then bring a table's rows into a state in which triggers would have kept them. @throws as `Session.run`
 */
export async function fabricateRows(
  session: Session,
  settle: readonly { readonly table: string; readonly sql: string }[] = [],
): Promise<FabricatedRows> {
  const [typeRows, columnRows] = await Promise.all([
    rowsOf<SeedType>(session, typesQuery),
    rowsOf<SeedColumn>(session, columnsQuery),
  ]);
  const types = new Map(typeRows.map((type) => [type.oid, type]));
  const tables = [...new Set(columnRows.map(({ table }) => table))];
  const empty: { table: string; why: string }[] = [];
  await session.run(["set session_replication_role = replica"]);
  try {
    for (const table of tables) {
      const why = await fillTable(
        session,
        table,
        columnRows.filter((column) => column.table === table),
        types,
      );
      if (why !== null) empty.push({ table, why });
    }
    for (const { table, sql } of settle) {
      const refused = await session.attempt([sql]);
      if (refused !== null) empty.push({ table, why: `its rows are not as its triggers keep them: ${refused.message}` });
    }
    await session.run([advanceSequences]);
  } finally {
    await session.run(["reset session_replication_role"]);
  }
  return { tables: tables.length, empty };
}

// As if the rows had come by them: the next row of a table would have a key that is taken.
const advanceSequences = `
  select pg_catalog.setval(pg_catalog.format('%I.%I', s.schemaname, s.sequencename)::pg_catalog.regclass, ${rowsPerTable})
  from pg_catalog.pg_sequences s
  where s.increment_by > 0 and coalesce(s.last_value, s.start_value) <= ${rowsPerTable} and s.max_value >= ${rowsPerTable}
  order by s.schemaname, s.sequencename`;

/** Null when at least one row is in. */
async function fillTable(
  session: Session,
  table: string,
  columns: readonly SeedColumn[],
  types: ReadonlyMap<number, SeedType>,
): Promise<string | null> {
  let why: string | null = "it has no columns that can be written";
  for (let n = 1; n <= rowsPerTable; n++) {
    for (const { among, byCheck } of tries) {
      const own = columns.filter(({ isRequired }) => among === "all" || isRequired);
      if (own.length === 0) continue;
      const values = own.map((column) => `(${columnValue(column, n, byCheck, types)})::${column.spelled}`).join(", ");
      const names = own.map(({ name }) => name).join(", ");
      const refused = await session.attempt([`insert into ${table} (${names}) overriding system value values (${values})`]);
      if (refused === null) {
        why = null;
        break;
      }
      why = why === null ? null : refused.message;
    }
  }
  return why;
}

const tries = [
  { among: "all", byCheck: false },
  { among: "all", byCheck: true },
  { among: "required", byCheck: false },
  { among: "required", byCheck: true },
] as const;

function columnValue(column: SeedColumn, n: number, byCheck: boolean, types: ReadonlyMap<number, SeedType>): string {
  if (byCheck) {
    const literals = column.checks.flatMap((check) => [...check.matchAll(/'((?:[^']|'')*)'/g)].map(([whole]) => whole));
    const literal = literals[(n - 1) % Math.max(literals.length, 1)];
    if (literal !== undefined) return literal;
  }
  return value(types, column.type, n);
}

function value(types: ReadonlyMap<number, SeedType>, oid: number, n: number): string {
  const type = types.get(oid);
  if (type === undefined) return "null";
  if (type.shape === "d") return value(types, type.base, n);
  if (type.shape === "e") return quoteLiteral(type.labels[(n - 1) % type.labels.length] ?? "");
  if (type.shape === "c") return `row(${type.attributes.map((attribute) => value(types, attribute, n)).join(", ")})`;
  if (type.shape === "r") return `'[${n},${n + 1})'`;
  if (type.element !== 0) return `array[${value(types, type.element, n)}]`;
  return (plainValues[type.name] ?? String)(n);
}

const text = (n: number) => `'v${n}'`;
const time = (n: number) => `'2024-01-0${n}'`;
const document = (n: number) => `'{"n": ${n}}'`;

const plainValues: Readonly<Record<string, (n: number) => string>> = {
  text,
  varchar: text,
  bpchar: text,
  name: text,
  citext: text,
  date: time,
  timestamp: time,
  timestamptz: time,
  time: (n) => `'0${n}:00'`,
  timetz: (n) => `'0${n}:00Z'`,
  interval: (n) => `'${n} days'`,
  json: document,
  jsonb: document,
  xml: (n) => `'<n>${n}</n>'`,
  bool: () => "true",
  bytea: (n) => `'\\x0${n}'`,
  uuid: (n) => `'00000000-0000-0000-0000-00000000000${n}'`,
  inet: (n) => `'10.0.0.${n}'`,
  cidr: (n) => `'10.0.${n}.0/24'`,
  macaddr: (n) => `'08:00:2b:01:02:0${n}'`,
  bit: () => "null",
  varbit: () => "B'1'",
  tsvector: text,
  tsquery: text,
  point: (n) => `'(${n},${n})'`,
};

async function rowsOf<Row>(session: Session, query: string): Promise<readonly Row[]> {
  const [result] = await session.run([query]);
  return (result?.rows ?? []).map(({ row }) => JSON.parse(String(row)) as Row); // as the query builds it
}

const typesQuery = `
  select pg_catalog.json_build_object('oid', t.oid::pg_catalog.int8, 'name', t.typname, 'shape', t.typtype, 'base', t.typbasetype::pg_catalog.int8,
           'element', case when t.typcategory = 'A' then t.typelem::pg_catalog.int8 else 0 end,
           'labels', array(select e.enumlabel::pg_catalog.text from pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder),
           'attributes', array(select a.atttypid::pg_catalog.int8 from pg_catalog.pg_attribute a
                               where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
                               order by a.attnum))::pg_catalog.text as row
  from pg_catalog.pg_type t order by t.oid`;

const columnsQuery = `
  select pg_catalog.json_build_object('table', pg_catalog.format('%I.%I', n.nspname, c.relname), 'name', pg_catalog.quote_ident(a.attname),
           'type', a.atttypid::pg_catalog.int8, 'spelled', pg_catalog.format_type(a.atttypid, a.atttypmod),
           'isRequired', a.attnotnull and not a.atthasdef and a.attidentity = '',
           'checks', array(select pg_catalog.pg_get_constraintdef(k.oid) from pg_catalog.pg_constraint k
                           where k.contype = 'c' and k.conrelid = c.oid and a.attnum = any (k.conkey) order by k.conname))::pg_catalog.text as row
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname !~ '^pg_' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  order by n.nspname, c.relname, a.attnum`;

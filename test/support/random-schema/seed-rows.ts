/**
 * Rows for any table of a random schema. Row n holds in each column the value n of the column's type, so that whatever a schema asks
 * for (keys, foreign keys, checks, NOT NULL) holds for rows that were there before it asked.
 */

import type { Client } from "pg";

const rowsPerTable = 3;

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
}

/** Fills every table and every partitioned table; a row that no partition takes is left out. */
export async function seedRows(client: Client): Promise<void> {
  const types = new Map((await client.query<SeedType>(typesQuery)).rows.map((type) => [type.oid, type]));
  const columns = (await client.query<SeedColumn>(columnsQuery)).rows;
  const tables = [...new Set(columns.map(({ table }) => table))];
  await client.query("begin; set local session_replication_role = replica");
  for (const table of tables) {
    const own = columns.filter((column) => column.table === table);
    const names = own.map(({ name }) => name).join(", ");
    for (let n = 1; n <= rowsPerTable; n++) {
      const values = own.map(({ type, spelled, name }) => `(${value(types, type, n, name)})::${spelled}`).join(", ");
      await client.query("savepoint row");
      try {
        await client.query(`insert into ${table} (${names}) overriding system value values (${values})`);
      } catch (error) {
        // check_violation: no partition for the row
        if (!(error instanceof Error && "code" in error && error.code === "23514")) throw error;
        await client.query("rollback to savepoint row");
      }
    }
  }
  await client.query("commit");
}

function value(types: ReadonlyMap<number, SeedType>, oid: number, n: number, column: string): string {
  const type = types.get(oid);
  if (type === undefined) throw new Error(`no type has the oid ${oid}`);
  if (type.shape === "d") return value(types, type.base, n, column);
  if (type.shape === "e") return quoted(type.labels[(n - 1) % type.labels.length] ?? "");
  if (type.shape === "c") return `row(${type.attributes.map((attribute) => value(types, attribute, n, "")).join(", ")})`;
  if (type.element !== 0) return `array[${value(types, type.element, n, column)}]`;
  return (values[type.name] ?? String)(n, column);
}

const text = (n: number, column: string) => (column === "e0" ? "'a'" : `'v${n}'`); // e0 becomes an enum with this label
const time = (n: number) => `'2024-01-0${n}'`;
const document = (n: number) => `'{"n": ${n}}'`;

const values: Readonly<Record<string, (n: number, column: string) => string>> = {
  text,
  varchar: text,
  bpchar: text,
  date: time,
  timestamp: time,
  timestamptz: time,
  json: document,
  jsonb: document,
  bool: () => "true",
  uuid: (n) => `'00000000-0000-0000-0000-00000000000${n}'`,
};

const quoted = (label: string) => `'${label.replaceAll("'", "''")}'`;

const typesQuery = `
  select t.oid::int, t.typname::text as name, t.typtype::text as shape, t.typbasetype::int as base,
         case when t.typcategory = 'A' then t.typelem::int else 0 end as element,
         array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels,
         array(select a.atttypid::int from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
               order by a.attnum) as attributes
  from pg_type t`;

const columnsQuery = `
  select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as name, a.atttypid::int as type,
         format_type(a.atttypid, a.atttypmod) as spelled
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('app', 'side')
    and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  order by 1, a.attnum`;

/** What tables store, as the server itself says: which table, which columns, in which file; and the rows, as texts. */

import type { Client } from "pg";
import { type ObjectId, objectId } from "../../../src/core/catalog/object-id.ts";

/** A column as it is stored. */
export interface StoredColumn {
  readonly id: ObjectId;
  /** Unqualified, as the catalog has it. */
  readonly name: string;
  readonly attnum: number;
  readonly isGenerated: boolean;
}

/** A table that stores rows itself. */
export interface StoredTable {
  readonly id: ObjectId;
  readonly oid: number;
  readonly file: number;
  readonly columns: readonly StoredColumn[];
}

/** The rows of a table: how many, and the values of each column as sorted texts. */
export interface StoredRows {
  readonly count: number;
  readonly values: ReadonlyMap<ObjectId, readonly (string | null)[]>;
}

/** All of them, by OID. */
export async function storedTables(client: Client): Promise<ReadonlyMap<number, StoredTable>> {
  const { rows } = await client.query<TableRow>(query);
  return new Map(
    rows.map(({ oid, schema, name, file, columns }) => [
      oid,
      {
        id: objectId("table", schema, name),
        oid,
        file,
        columns: columns.map((column) => ({
          id: objectId("column", schema, name, column.name),
          name: column.name,
          attnum: column.attnum,
          isGenerated: column.generated,
        })),
      },
    ]),
  );
}

/** A table's own rows, without those of its children. */
export async function storedRows(client: Client, { oid, columns }: StoredTable): Promise<StoredRows> {
  const [named] = (await client.query<{ name: string }>("select $1::oid::regclass::text as name", [oid])).rows;
  const texts = columns.map(({ name }, i) => `array_agg(${quote(name)}::text order by ${quote(name)}::text) as c${i}`);
  const { rows } = await client.query(`select ${["count(*)::int as count", ...texts].join(", ")} from only ${named?.name}`);
  const [row] = rows;
  return { count: row.count, values: new Map(columns.map(({ id }, i) => [id, row[`c${i}`] ?? []])) };
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

interface TableRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly file: number;
  readonly columns: readonly { readonly name: string; readonly attnum: number; readonly generated: boolean }[];
}

const query = `
  select c.oid::int, n.nspname::text as schema, c.relname::text as name, c.relfilenode::int as file,
         coalesce(json_agg(json_build_object('name', a.attname, 'attnum', a.attnum, 'generated', a.attgenerated <> '')
                           order by a.attnum) filter (where a.attname is not null), '[]') as columns
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'r' and c.oid >= 16384 and n.nspname in ('app', 'side')
  group by 1, 2, 3, 4`;

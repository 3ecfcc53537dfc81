/**
 * Plain text that is left after a column was encrypted: in old versions of rows, in indexes, in statistics, in WAL. Files are read block by block into
 * this process and searched here, so that no sample of plain text travels to the server, whose log might keep it.
 */

import { arrayLiteral } from "../core/backfill/key-order.ts";
import { envelopePrefix } from "../core/encryption/envelope.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { JobTable } from "./job-table.ts";
import type { Session } from "./session.ts";

/** A file of a relation. */
export interface ResidueFile {
  readonly kind: "heap" | "index" | "toast";
  readonly name: string;
  readonly bytes: number;
  /** Samples that were found in it; null: this role may not read files. */
  readonly found: number | null;
}

/** What statistics show. */
export interface ResidueStatistics {
  /** As SQL names it: the table, or a partition of it. */
  readonly relation: string;
  readonly column: string;
  /** Values that are no envelopes. */
  readonly values: number;
  /** ANALYZE passes the column by (`set statistics 0`), and what was known of it stays. */
  readonly isPassedBy: boolean;
}

/** What still carries changes of the past. */
export interface ResidueWal {
  /** Position now; null where it may not be read. */
  readonly position: string | null;
  /** Slots that keep WAL from before `position`, as `name (restart position)`. */
  readonly slots: readonly string[];
  /** `on` where WAL goes to an archive. */
  readonly archiving: string;
}

/** Bytes of one read: pages of eight kilobytes, whole. */
const readBytes = 4 * 1024 * 1024;
const segmentBytes = 1024 ** 3;

/** Searches heap, indexes and TOAST of a table for samples, each given by its traces. @throws as `Session.query` */
export async function searchFiles(
  session: Session,
  table: JobTable,
  samples: readonly (readonly Uint8Array[])[],
  onProgress: (name: string) => void,
): Promise<readonly ResidueFile[]> {
  const { rows } = await session.query(`
    with leaves as (select p.relid from pg_catalog.pg_partition_tree(${table.oid}) p where p.isleaf union select ${table.oid}::pg_catalog.oid)
    select f.kind, f.oid::pg_catalog.regclass::pg_catalog.text as name, pg_catalog.pg_relation_filepath(f.oid) as path,
           pg_catalog.pg_relation_size(f.oid)::pg_catalog.float8 as bytes
    from (
      select 'heap' as kind, l.relid::pg_catalog.oid as oid from leaves l
      union all select 'index', i.indexrelid from leaves l join pg_catalog.pg_index i on i.indrelid = l.relid
      union all select 'toast', c.reltoastrelid from leaves l join pg_catalog.pg_class c on c.oid = l.relid where c.reltoastrelid <> 0
    ) f order by f.kind, 2`);
  const may = await mayReadFiles(session);
  // what is only in shared buffers would not be seen in the file
  const isFlushed = may && (await session.attempt(["checkpoint"])) === null;
  const sought = samples.map((traces) => traces.map((trace) => Buffer.from(trace)));
  const files: ResidueFile[] = [];
  for (const row of rows) {
    // the query spells the kinds as they are here
    const file = { kind: String(row.kind) as ResidueFile["kind"], name: String(row.name), bytes: Number(row.bytes) };
    onProgress(file.name);
    const found = isFlushed && typeof row.path === "string" ? await searchFile(session, row.path, file.bytes, sought) : null;
    files.push({ ...file, found });
  }
  return files;
}

async function mayReadFiles(session: Session): Promise<boolean> {
  const { rows } = await session.query(
    "select pg_catalog.has_function_privilege('pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)', 'execute') as may",
  );
  return rows[0]?.may === true;
}

async function searchFile(
  session: Session,
  path: string,
  bytes: number,
  samples: readonly (readonly Buffer[])[],
): Promise<number | null> {
  const found = new Set<readonly Buffer[]>();
  for (let at = 0; at < bytes; at += readBytes) {
    const segment = Math.floor(at / segmentBytes);
    const name = segment === 0 ? path : `${path}.${segment}`;
    const refused = await readBlock(session, name, at % segmentBytes);
    if (refused === null) return null;
    const block = Buffer.from(refused, "hex");
    for (const sample of samples) if (!found.has(sample) && sample.some((trace) => block.includes(trace))) found.add(sample);
  }
  return found.size;
}

/** Hexadecimal; null where the server refuses. */
async function readBlock(session: Session, path: string, offset: number): Promise<string | null> {
  const exchange = await session.exchange(
    `select pg_catalog.encode(pg_catalog.pg_read_binary_file(${quoteLiteral(path)}, ${offset}, ${readBytes}, true), 'hex') as block`,
  );
  if (exchange.kind !== "done") return null;
  const block = exchange.results[0]?.rows[0]?.block;
  return typeof block === "string" ? block : "";
}

/** Values in the planner's statistics that are no envelopes. @throws as `Session.query` */
export async function searchStatistics(
  session: Session,
  table: JobTable,
  columns: readonly string[],
): Promise<readonly ResidueStatistics[]> {
  const { rows } = await session.query(`
    with members as (select p.relid::pg_catalog.oid as oid from pg_catalog.pg_partition_tree(${table.oid}) p union select ${table.oid}::pg_catalog.oid)
    select m.oid::pg_catalog.regclass::pg_catalog.text as relation, a.attname::pg_catalog.text as name, a.attstattarget = 0 as is_passed_by,
           pg_catalog.count(*)::pg_catalog.int4 as values
    from members m
    join pg_catalog.pg_class c on c.oid = m.oid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = s.attname
    cross join lateral (
      select pg_catalog.unnest(s.most_common_vals::pg_catalog.text::pg_catalog.text[]) as value
      union all select pg_catalog.unnest(s.histogram_bounds::pg_catalog.text::pg_catalog.text[])
    ) v
    where s.attname = any (${arrayLiteral(columns)}) and v.value not like ${quoteLiteral(`${envelopePrefix}%`)}
    group by 1, 2, 3 order by 1, 2`);
  return rows.map(({ relation, name, values, is_passed_by }) => ({
    relation: String(relation),
    column: String(name),
    values: Number(values),
    isPassedBy: is_passed_by === true,
  }));
}

/** WAL and who keeps it. @throws as `Session.query` */
export async function readWalResidue(session: Session): Promise<ResidueWal> {
  const { rows } = await session.query(`
    select pg_catalog.pg_current_wal_lsn()::pg_catalog.text as position, pg_catalog.current_setting('archive_mode') as archiving,
           (select coalesce(pg_catalog.array_agg(s.slot_name::pg_catalog.text || ' (' || s.restart_lsn::pg_catalog.text || ')' order by s.slot_name), '{}')
            from pg_catalog.pg_replication_slots s where s.restart_lsn is not null) as slots`);
  const row = rows[0] ?? {};
  return {
    position: typeof row.position === "string" ? row.position : null,
    slots: Array.isArray(row.slots) ? row.slots.map(String) : [],
    archiving: String(row.archiving),
  };
}

/** Indexes that hold one of the columns, quoted with their schema. @throws as `Session.query` */
export async function indexesOver(session: Session, table: JobTable, columns: readonly string[]): Promise<readonly string[]> {
  const { rows } = await session.query(`
    select distinct i.indexrelid::pg_catalog.regclass::pg_catalog.text as name
    from pg_catalog.pg_index i join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid
     and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = i.indrelid
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
    where i.indrelid = ${table.oid} and i.indisvalid and a.attname = any (${arrayLiteral(columns)}) order by 1`);
  return rows.map(({ name }) => String(name));
}

/** A few rows, spread over the table: key and stored values as text. @throws as `Session.query` */
export async function sampleRows(
  session: Session,
  table: JobTable,
  columns: readonly string[],
  wanted: number,
): Promise<readonly { readonly key: readonly string[]; readonly values: readonly (string | null)[] }[]> {
  const percent = Math.min(100, (100 * wanted * 5) / Math.max(table.rows, 1));
  const fields = [
    ...table.key.map(({ name }, i) => `t.${quoteIdentifier(name)}::pg_catalog.text as k${i}`),
    ...columns.map((name, i) => `t.${quoteIdentifier(name)}::pg_catalog.text as v${i}`),
  ];
  const { rows } = await session.query(
    `select ${fields.join(", ")} from ${table.qualified} t tablesample system (${percent.toFixed(4)}) limit ${wanted}`,
  );
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return rows.map((row) => ({
    key: table.key.map((_, i) => text(row[`k${i}`]) ?? ""),
    values: columns.map((_, i) => text(row[`v${i}`])),
  }));
}

/** `counts`: how many rows each table has on two sides, estimated or counted, with checksums for lookup tables. */

import { AppError } from "../core/app-error.ts";
import { estimatedCountQuery, exactCountQuery, tableChecksumQuery } from "../core/parity/table-counts.ts";
import { parseTableSelection } from "../core/parity/table-selection.ts";
import type { TableCount, TableCounts } from "../core/report/counts-text.ts";
import { columnsByTable } from "./columns-by-table.ts";
import { openProject } from "./open-project.ts";
import { withSources } from "./read-sources.ts";
import type { LiveReading, SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Which two databases, and how precisely. */
export interface CountsRequest {
  readonly a?: string;
  readonly b?: string;
  readonly exact?: boolean;
  /** Compare the content of the configured lookup tables, of all tables where none are configured. */
  readonly checksum?: boolean;
}

interface SideCounts {
  readonly rows: ReadonlyMap<string, number | null>;
  readonly checksums: ReadonlyMap<string, string>;
}

/** Counts. Reads only. @throws AppError of configuration, secrets, connections; USAGE for a source that is no database */
export async function counts(request: CountsRequest, context: WorkflowContext): Promise<TableCounts> {
  const project = await openProject(context);
  return withSources([request.a ?? "dev", request.b ?? "production"], project, context, async ([a, b]) => {
    if (a === undefined || b === undefined) throw new Error("two names gave fewer readings");
    const { lookup } = project.config;
    const checksummed = request.checksum
      ? parseTableSelection(lookup.length === 0 ? ["table:*"] : lookup, [a.catalog, b.catalog])
      : [];
    const [left, right] = await Promise.all([a, b].map((side) => countSide(side, request.exact ?? false, checksummed)));
    const tables = [...new Set([...(left?.rows.keys() ?? []), ...(right?.rows.keys() ?? [])])].sort();
    return { a: a.name, b: b.name, tables: tables.map((table) => tableCount(table, left, right, request.exact ?? false)) };
  });
}

function tableCount(table: string, a: SideCounts | undefined, b: SideCounts | undefined, exact: boolean): TableCount {
  const [left, right] = [a?.checksums.get(table), b?.checksums.get(table)];
  const isMissing = a?.rows.has(table) === false || b?.rows.has(table) === false;
  // one side only: a table that the other has, and its role may not read, is neither
  const isUnknown = isMissing ? left === right : left === undefined || right === undefined;
  const checksum = isUnknown ? {} : { checksum: left === right ? ("same" as const) : ("differs" as const) };
  return {
    table,
    a: a?.rows.get(table) ?? null,
    b: b?.rows.get(table) ?? null,
    exact: exact || "checksum" in checksum,
    ...(a?.rows.has(table) === false ? { missing: "a" as const } : {}),
    ...(b?.rows.has(table) === false ? { missing: "b" as const } : {}),
    ...checksum,
  };
}

async function countSide(side: SourceReading, exact: boolean, checksummed: readonly string[]): Promise<SideCounts> {
  const { session } = live(side);
  const estimates = await session.query(estimatedCountQuery());
  const readable = estimates.rows.filter((row) => row.readable === true).map((row) => String(row.table));
  const rows = new Map(estimates.rows.map((row) => [String(row.table), row.rows === null ? null : Number(row.rows)]));
  if (exact) {
    for (const table of rows.keys()) rows.set(table, null); // an estimate must not pass for a count
    const counted = await session.snapshot(readable.map(exactCountQuery));
    for (const [i, table] of readable.entries()) rows.set(table, Number(counted[i]?.rows[0]?.rows));
  }
  const columns = columnsByTable(side.catalog);
  const tables = checksummed.filter((table) => readable.includes(table));
  const results = await session.snapshot(tables.map((table) => tableChecksumQuery(table, columns.get(table) ?? [])));
  for (const [i, table] of tables.entries()) rows.set(table, Number(results[i]?.rows[0]?.rows));
  return { rows, checksums: new Map(tables.map((table, i) => [table, String(results[i]?.rows[0]?.checksum)])) };
}

function live(side: SourceReading): LiveReading {
  if (side.live !== null) return side.live;
  throw new AppError({
    code: "USAGE",
    message: `${side.name} holds no rows: counts needs two databases.`,
    hint: "lockstep counts dev production",
  });
}

/** `counts`: how many rows each table has on two sides, estimated or counted, with checksums for lookup tables. */

import { AppError } from "../core/app-error.ts";
import { estimatedCountQuery, exactCountQuery, tableChecksumQuery } from "../core/parity/table-counts.ts";
import { parseTableSelection } from "../core/parity/table-selection.ts";
import type { TableCount, TableCounts } from "../core/report/counts-text.ts";
import { openSession } from "../postgres/connect.ts";
import { scanTables, type TableScan } from "../postgres/scan-tables.ts";
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
  /** Counting stops at so many rows of a table, of which it is then known that it has more. */
  readonly limit?: number | null;
  /** Compare the content of the configured lookup tables, of all tables where none are configured. */
  readonly checksum?: boolean;
}

interface SideCounts {
  readonly rows: ReadonlyMap<string, number | null>;
  /** Tables that have more rows than the limit. */
  readonly beyond: ReadonlySet<string>;
  readonly checksums: ReadonlyMap<string, string>;
}

/** Counts. Reads only. @throws AppError of configuration, secrets, connections; USAGE for a source that is no database */
export async function counts(request: CountsRequest, context: WorkflowContext): Promise<TableCounts> {
  const { exact = false, limit = null } = request;
  const project = await openProject(context);
  return withSources([request.a ?? "dev", request.b ?? "production"], project, context, async ([a, b]) => {
    if (a === undefined || b === undefined) throw new Error("two names gave fewer readings");
    const { lookup } = project.config;
    const checksummed = request.checksum
      ? parseTableSelection(lookup.length === 0 ? ["table:*"] : lookup, [a.catalog, b.catalog])
      : [];
    const wish = { exact, limit, checksummed };
    const [left, right] = await Promise.all([countSide(a, wish, context), countSide(b, wish, context)]);
    const tables = [...new Set([...left.rows.keys(), ...right.rows.keys()])].sort();
    return { a: a.name, b: b.name, limit, tables: tables.map((table) => tableCount(table, left, right, exact)) };
  });
}

function tableCount(table: string, a: SideCounts, b: SideCounts, exact: boolean): TableCount {
  const [left, right] = [a.checksums.get(table), b.checksums.get(table)];
  const isMissing = !a.rows.has(table) || !b.rows.has(table);
  // one side only: a table that the other has, and its role may not read, is neither
  const isUnknown = isMissing ? left === right : left === undefined || right === undefined;
  const checksum = isUnknown ? {} : { checksum: left === right ? ("same" as const) : ("differs" as const) };
  const beyond = (["a", "b"] as const).filter((side) => (side === "a" ? a : b).beyond.has(table));
  return {
    table,
    a: a.rows.get(table) ?? null,
    b: b.rows.get(table) ?? null,
    exact: exact || "checksum" in checksum,
    ...(beyond.length === 0 ? {} : { beyond }),
    ...(a.rows.has(table) ? {} : { missing: "a" as const }),
    ...(b.rows.has(table) ? {} : { missing: "b" as const }),
    ...checksum,
  };
}

interface SideWish {
  readonly exact: boolean;
  readonly limit: number | null;
  readonly checksummed: readonly string[];
}

/** Read to its end while one message is on its way. */
const smallRows = 10_000;

async function countSide(
  side: SourceReading,
  { exact, limit, checksummed }: SideWish,
  context: WorkflowContext,
): Promise<SideCounts> {
  const { session } = live(side);
  const estimates = await session.query(estimatedCountQuery());
  const rows = new Map(estimates.rows.map((row) => [String(row.table), row.rows === null ? null : Number(row.rows)]));
  const columns = columnsByTable(side.catalog);
  const hashed = new Set(checksummed);
  const scans = estimates.rows.flatMap((row): readonly TableScan[] => {
    const table = String(row.table);
    const estimate = rows.get(table) ?? null;
    if (row.readable !== true || (!exact && !hashed.has(table))) return [];
    const sql = hashed.has(table) ? tableChecksumQuery(table, columns.get(table) ?? []) : exactCountQuery(table, limit);
    return [{ table, sql, isSmall: estimate !== null && estimate <= smallRows }];
  });
  const { signal, timeoutMs } = context;
  const found = await scanTables(session, scans, () =>
    openSession(session.target, {
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { connectTimeoutMs: timeoutMs, statementTimeoutMs: timeoutMs }),
    }),
  );
  // an estimate must not pass for a count
  if (exact) for (const table of rows.keys()) rows.set(table, null);
  const beyond = new Set<string>();
  for (const [table, row] of found) {
    const counted = Number(row.rows);
    const isBeyond = limit !== null && row.checksum === undefined && counted > limit;
    if (isBeyond) beyond.add(table);
    rows.set(table, isBeyond ? limit : counted);
  }
  const checksums = [...found].flatMap(([table, { checksum }]) =>
    checksum === undefined ? [] : [[table, String(checksum)] as const],
  );
  return { rows, beyond, checksums: new Map(checksums) };
}

function live(side: SourceReading): LiveReading {
  if (side.live !== null) return side.live;
  throw new AppError({
    code: "USAGE",
    message: `${side.name} holds no rows: counts needs two databases.`,
    hint: "lockstep counts dev production",
  });
}

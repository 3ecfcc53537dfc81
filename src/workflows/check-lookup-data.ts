/** Compares the rows of lookup tables by checksum: what the configuration names must hold the same data on both sides. */

import type { NotCompared } from "../core/catalog/catalog.ts";
import type { ParityCheck } from "../core/parity/parity-report.ts";
import { estimatedCountQuery, tableChecksumQuery } from "../core/parity/table-counts.ts";
import { parseTableSelection } from "../core/parity/table-selection.ts";
import { columnsByTable } from "./columns-by-table.ts";
import type { LiveReading, SourceReading } from "./source-reading.ts";

/** The check, null when no table could take part in it, and the tables that could not. */
export interface LookupOutcome {
  readonly check: ParityCheck | null;
  readonly notCompared: readonly NotCompared[];
}

type LiveSourceReading = SourceReading & { readonly live: LiveReading };

/** One check for all lookup tables; those that a side lacks are named, those that a role may not read are not compared. */
export async function checkLookupData(
  source: LiveSourceReading,
  target: LiveSourceReading,
  lookup: readonly string[],
): Promise<LookupOutcome> {
  const selected = parseTableSelection(lookup, [source.catalog, target.catalog]);
  const notCompared = (await Promise.all([source, target].map((side) => unreadable(side, selected)))).flat();
  const tables = selected.filter((table) => notCompared.every(({ what }) => what !== `table:${table}`));
  if (tables.length === 0 && notCompared.length > 0) return { check: null, notCompared };
  const [a, b] = await Promise.all([source, target].map((side) => checksums(side, tables)));
  const differing: string[] = [];
  for (const table of tables) {
    const [left, right] = [a?.get(table), b?.get(table)];
    if (left === undefined || right === undefined)
      differing.push(`${table} is missing on ${left === undefined ? source.name : target.name}`);
    else if (left !== right) differing.push(table);
  }
  const check: ParityCheck =
    differing.length > 0
      ? { check: "lookup-data", status: "differs", detail: `rows differ: ${differing.join(", ")}` }
      : { check: "lookup-data", status: "ok", detail: `${tables.length} lookup tables hold the same rows` };
  return { check, notCompared };
}

async function unreadable({ name, live }: LiveSourceReading, tables: readonly string[]): Promise<readonly NotCompared[]> {
  const { rows } = await live.session.query(estimatedCountQuery());
  const closed = new Set(rows.filter((row) => row.readable !== true).map((row) => String(row.table)));
  return tables
    .filter((table) => closed.has(table))
    .map((table) => ({ what: `table:${table}`, why: `the role may not read its rows on ${name}`, forWantOfRights: true }));
}

async function checksums({ catalog, live }: LiveSourceReading, tables: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const columns = columnsByTable(catalog);
  const present = tables.filter((table) => columns.has(table));
  const results = await live.session.snapshot(present.map((table) => tableChecksumQuery(table, columns.get(table) ?? [])));
  return new Map(present.map((table, i) => [table, String(results[i]?.rows[0]?.checksum)]));
}

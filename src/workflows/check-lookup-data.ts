/** Compares the rows of lookup tables by checksum: what the configuration names must hold the same data on both sides. */

import type { ParityCheck } from "../core/parity/parity-report.ts";
import { tableChecksumQuery } from "../core/parity/table-counts.ts";
import { parseTableSelection } from "../core/parity/table-selection.ts";
import { columnsByTable } from "./columns-by-table.ts";
import type { LiveReading, SourceReading } from "./source-reading.ts";

type LiveSourceReading = SourceReading & { readonly live: LiveReading };

/** One check for all lookup tables; those that a side lacks are named. */
export async function checkLookupData(
  source: LiveSourceReading,
  target: LiveSourceReading,
  lookup: readonly string[],
): Promise<ParityCheck> {
  const tables = parseTableSelection(lookup, [source.catalog, target.catalog]);
  const [a, b] = await Promise.all([source, target].map((side) => checksums(side, tables)));
  const differing: string[] = [];
  for (const table of tables) {
    const [left, right] = [a?.get(table), b?.get(table)];
    if (left === undefined || right === undefined)
      differing.push(`${table} is missing on ${left === undefined ? source.name : target.name}`);
    else if (left !== right) differing.push(table);
  }
  if (differing.length > 0) return { check: "lookup-data", status: "differs", detail: `rows differ: ${differing.join(", ")}` };
  return { check: "lookup-data", status: "ok", detail: `${tables.length} lookup tables hold the same rows` };
}

async function checksums({ catalog, live }: LiveSourceReading, tables: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const columns = columnsByTable(catalog);
  const present = tables.filter((table) => columns.has(table));
  const results = await live.session.snapshot(present.map((table) => tableChecksumQuery(table, columns.get(table) ?? [])));
  return new Map(present.map((table, i) => [table, String(results[i]?.rows[0]?.checksum)]));
}

/**
 * Looks at the copy as somebody would who wants to know whose rows they are: values that were masked and still stand somewhere, and values that
 * stay and that hardly anybody else has.
 */

import { pipeline } from "node:stream";
import { type CopyTable, travelling } from "../core/masking/copy-table.ts";
import { leakIndex, leaksIn, permutes } from "../core/masking/leaks.ts";
import { rareCategories, usualK } from "../core/masking/rare-categories.ts";
import { typeFamily } from "../core/masking/type-family.ts";
import { countOf, thousands } from "../core/report/count-words.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { copyOut } from "../postgres/copy-out.ts";
import { MaskRows } from "../postgres/copy-rows.ts";
import { copyFailure, inCopy } from "../postgres/copy-statement.ts";
import { ackFlag } from "./consent.ts";
import type { CopyFilling } from "./copy-fill.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was found. */
export interface CopyCheck {
  readonly refuted: readonly string[];
  readonly warnings: readonly string[];
  readonly proven: readonly string[];
}

/** Of each table; more would take longer than the copy itself. */
const rowsLookedAt = 20_000;
const charactersLookedAt = 10_000;
const families: ReadonlySet<string> = new Set(["text", "json", "xml", "other", "address"]);

/** Looks for leaks in what has arrived and is not committed. @throws AppError COPY_FAILED, CONNECT_LOST */
export async function lookForLeaks(filling: CopyFilling, context: WorkflowContext): Promise<CopyCheck> {
  const sources = filling.masks.sources();
  if (sources.length === 0) return { refuted: [], warnings: [], proven: [] };
  const index = leakIndex(sources);
  const [refuted, warnings]: [string[], string[]] = [[], []];
  let [rows, columns] = [0, 0];
  for (const table of filling.plan.order) {
    const looked = travelling(table).filter(({ baseType, enumLabels }) => families.has(typeFamily(baseType, enumLabels)));
    if (looked.length === 0) continue;
    context.signal?.throwIfAborted();
    columns += looked.length;
    const found = looked.map(() => ({ values: 0, different: 0 }));
    const permuted = looked.map(({ name }) => permutes(filling.masks.maskOf(table, name)));
    rows += await readSome(
      filling,
      table,
      looked.map(({ name }) => name),
      (place, values) => {
        const { values: more, different } = leaksIn(index, values, permuted[place]);
        const before = found[place] ?? { values: 0, different: 0 };
        found[place] = { values: before.values + more, different: before.different + different };
      },
    );
    for (const [i, { values }] of found.entries()) {
      const column = `${table.name}.${quoteIdentifier(looked[i]?.name ?? "")}`;
      if (values === 0) continue;
      const line = `${column}: ${countOf(values, "value")} hold${values === 1 ? "s" : ""} what was masked elsewhere`;
      if (filling.acknowledged.includes(`leak:${column}`)) warnings.push(`${line}, as was acknowledged`);
      else refuted.push(`${line}; mask it too, or, if it tells nobody anything: ${ackFlag(`leak:${column}`)}`);
    }
  }
  const proven = `${thousands(sources.length)} masked values were looked for in ${countOf(columns, "column")} (${countOf(rows, "row")}), and none was found`;
  return { refuted, warnings, proven: refuted.length + warnings.length === 0 ? [proven] : [] };
}

/** Rows of a table, in parts; returns how many. */
async function readSome(
  { place, plan }: CopyFilling,
  table: CopyTable,
  columns: readonly string[],
  look: (place: number, values: readonly (string | null)[]) => void,
): Promise<number> {
  const list = columns.map((column) => `pg_catalog.left(t.${quoteIdentifier(column)}::pg_catalog.text, ${charactersLookedAt})`);
  const many = plan.rows.get(table.name)?.size ?? Number.POSITIVE_INFINITY;
  const [counted] = await inCopy(
    place.target,
    "counting rows",
    `select sum(c.reltuples)::pg_catalog.float8 as rows from pg_catalog.pg_class c where c.oid = any (array[${table.leaves.map((leaf) => `'${leaf.replaceAll("'", "''")}'::pg_catalog.regclass`).join(", ")}]::pg_catalog.oid[])`,
  );
  const rows = Math.min(many, Number(counted?.rows ?? 0));
  // its blocks at random, so that not only the oldest rows are looked at
  const sample =
    rows > rowsLookedAt * 2 ? ` tablesample system (${((100 * rowsLookedAt * 1.5) / rows).toFixed(6)}) repeatable (1)` : "";
  const outgoing = copyOut(
    place.target,
    `copy (select ${list.join(", ")} from ${table.name} t${sample} limit ${rowsLookedAt}) to stdout`,
  );
  const maps = columns.map((_, i) => ({
    place: i,
    entityPlace: null,
    map: (values: readonly (string | null)[]) => values,
    seen: (values: readonly (string | null)[]) => look(i, values),
  }));
  try {
    for await (const _ of pipeline(outgoing.stream, new MaskRows(maps), () => undefined));
  } catch (error) {
    throw copyFailure(error, place.target, `reading ${table.name}`);
  }
  return outgoing.count();
}

/** Warns of kept values that few rows have, in tables in which something is masked. @throws AppError COPY_FAILED, CONNECT_LOST */
export async function lookForRareValues({ place, plan, masks }: CopyFilling): Promise<readonly string[]> {
  const referring = new Set(plan.schema.references.flatMap(({ from, columns }) => columns.map((column) => `${from}\t${column}`)));
  const found: string[] = [];
  for (const table of plan.order) {
    if (masks.of(table).length === 0) continue;
    for (const { name, baseType, enumLabels, isKey, isUnique } of travelling(table)) {
      const isCategory = ["text", "enum", "integer"].includes(typeFamily(baseType, enumLabels));
      if (
        !isCategory ||
        isKey ||
        isUnique ||
        referring.has(`${table.name}\t${name}`) ||
        masks.maskOf(table, name).kind !== "keep"
      )
        continue;
      const column = quoteIdentifier(name);
      const counts = await inCopy(
        place.target,
        `counting values of ${table.name}`,
        `select count(*)::pg_catalog.int4 as rows from ${table.name} t where t.${column} is not null group by t.${column} order by 1 limit 1000`,
      );
      const rare = rareCategories(counts.map(({ rows }) => Number(rows)));
      if (rare !== null) found.push(`${table.name}.${column} (${countOf(rare.values, "value")}, ${countOf(rare.rows, "row")})`);
    }
  }
  if (found.length === 0) return [];
  const shown = found.slice(0, 5).join(", ");
  return [
    `values that stay and that fewer than ${usualK} rows have may tell who it is: ${shown}${found.length > 5 ? ` and ${found.length - 5} more columns` : ""}`,
  ];
}

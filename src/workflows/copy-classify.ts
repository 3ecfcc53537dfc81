/** `copy --classify`: what may hold personal data, and what should become of it. Values are looked at and forgotten; a person decides. */

import { relative, resolve } from "node:path";
import { type ColumnTraits, columnName } from "../core/masking/column-traits.ts";
import { updateChoices } from "../core/masking/copy-choices.ts";
import { proposals } from "../core/masking/copy-proposals.ts";
import type { ClassifyOutcome } from "../core/masking/copy-record.ts";
import { type CopyTable, travelling } from "../core/masking/copy-table.ts";
import { traitsOf } from "../core/masking/copy-traits.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { AskInMoment } from "../postgres/subset-keys.ts";
import { readMaskingFile, saveMaskingFile } from "../project/masking-file.ts";
import { copyRoute, openEnd } from "./copy-place.ts";
import { sourceSchema } from "./copy-plan.ts";
import type { WorkflowContext } from "./workflow-context.ts";

const sampledRows = 300;
/** Characters of a value: its shape shows in them. */
const sampledLength = 400;
/** Tables beyond this are sampled by their blocks: their first rows are their oldest, and often a test's. */
const largeRows = 100_000;

/** Proposes and writes the masking file. Reads only, on the database. @throws AppError ENVIRONMENT_*, COPY_REFUSED, CONNECT_*, MASKING_INVALID, FILE_* */
export async function classifyColumns(
  names: { readonly from: string; readonly to: string },
  context: WorkflowContext,
): Promise<ClassifyOutcome> {
  const route = await copyRoute(names, context);
  const { copy, directory } = route.project.config;
  const path = resolve(directory, copy.masking);
  const before = await readMaskingFile(path, copy.masking);
  const source = await openEnd(route.from, route, context, true);
  try {
    const settings = ["set local row_security = off", `set local statement_timeout = '60s'`];
    const update = await source.transaction(settings, async (_, ask) => {
      const schema = await sourceSchema(ask, copy);
      const columns = traitsOf(schema);
      const samples = new Map<string, readonly string[]>();
      const step = `looking at the columns of ${route.from.name}`;
      context.progress({ step, state: "start" });
      for (const [i, table] of schema.tables.entries()) {
        context.progress({ step, state: "progress", detail: table.name, fraction: i / schema.tables.length });
        for (const [column, values] of await sampleOf(table, ask))
          samples.set(columnName({ table: table.plainName, column }), values);
      }
      context.progress({ step, state: "done" });
      const sample = (column: ColumnTraits) => samples.get(columnName(column)) ?? [];
      return updateChoices(before, proposals(columns, sample), columns);
    });
    await saveMaskingFile(path, copy.masking, update.choices);
    return { kind: "classified", from: route.from.name, to: route.to.name, file: relative(context.cwd, path), ...update };
  } finally {
    await source.close();
  }
}

/** Column → some of its values that are there. */
async function sampleOf(table: CopyTable, ask: AskInMoment): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns = travelling(table).map(({ name }) => name);
  if (columns.length === 0) return new Map();
  const { rows: estimate } = await ask(
    `select c.reltuples::pg_catalog.float8 as rows from pg_catalog.pg_class c where c.oid = ${quoteLiteral(table.name)}::pg_catalog.regclass`,
  );
  const known = Number(estimate[0]?.rows);
  const blocks = known > largeRows ? ` tablesample system (${((100 * sampledRows * 10) / known).toFixed(6)}) repeatable (1)` : "";
  const list = columns.map(
    (column, i) => `pg_catalog.left(t.${quoteIdentifier(column)}::pg_catalog.text, ${sampledLength}) as c${i}`,
  );
  const { rows } = await ask(`select ${list.join(", ")} from ${table.name} t${blocks} limit ${sampledRows}`);
  return new Map(
    columns.map((column, i) => [column, rows.map((row) => row[`c${i}`]).filter((value) => typeof value === "string")]),
  );
}

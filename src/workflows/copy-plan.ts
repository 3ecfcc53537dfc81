/** What is copied, decided before anything is written: tables, their order, how much of each, and what is done to which column. */

import { AppError } from "../core/app-error.ts";
import { copyDifferences } from "../core/masking/copy-differences.ts";
import { type CopyScope, copyScope } from "../core/masking/copy-scope.ts";
import type { CopyReference, CopySchema, CopyTable } from "../core/masking/copy-table.ts";
import { referenceOrder } from "../core/masking/subset-order.ts";
import { planSubset, type SubsetRoot, type TableShare } from "../core/masking/subset-plan.ts";
import { findTable, parseSubsetRequest, subsetRoot } from "../core/masking/subset-request.ts";
import type { SubsetRows } from "../core/masking/subset-rows.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { readCopySchema } from "../postgres/copy-facts.ts";
import type { Session } from "../postgres/session.ts";
import { sqlState } from "../postgres/sql-state.ts";
import { type AskInMoment, findSubset, SubsetTooLarge } from "../postgres/subset-keys.ts";
import type { CopyFile } from "../project/config-file.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Which rows. */
export interface CopyWish {
  /** `TABLE: CONDITION`, as typed. */
  readonly subset: readonly string[];
  readonly percent: number | null;
  readonly tables: readonly string[];
  readonly exclude: readonly string[];
}

/** What is copied. */
export interface CopyPlan {
  /** Of the source, with the references of the configuration. */
  readonly schema: CopySchema;
  readonly scope: CopyScope;
  /** Copied tables, referenced ones first. */
  readonly order: readonly CopyTable[];
  /** References of tables that refer to each other in a circle. */
  readonly circular: readonly CopyReference[];
  readonly shares: ReadonlyMap<string, TableShare>;
  /** Rows of tables that do not come whole. */
  readonly rows: ReadonlyMap<string, SubsetRows>;
}

/** More places than this would take more memory than a copy may. */
const mostRows = 50_000_000;

/** The source's schema with what only the configuration knows. @throws AppError USAGE for a table that is not there */
export async function sourceSchema(ask: AskInMoment, { references = [] }: CopyFile): Promise<CopySchema> {
  const schema = await readCopySchema(ask);
  const names = schema.tables.map(({ name }) => name);
  const virtual = references.map(({ table, columns, to, toColumns }): CopyReference => {
    const [from, target] = [findTable(table, names), findTable(to, names)];
    const name = `${table}(${columns.join(", ")})`;
    return { name, from, columns, to: target, toColumns, isFull: false, isVirtual: true, isProven: false };
  });
  for (const { from, columns, to, toColumns, name } of virtual)
    for (const [table, wanted] of [[from, columns] as const, [to, toColumns] as const]) {
      const known = new Set(schema.tables.find((one) => one.name === table)?.columns.map((column) => column.name));
      const missing = wanted.find((column) => !known.has(column));
      if (missing !== undefined)
        throw new AppError({ code: "CONFIG_INVALID", message: `copy.references: ${name}: ${table} has no column ${missing}.` });
    }
  return { ...schema, references: [...schema.references, ...virtual] };
}

/** Plans. @throws AppError USAGE, SQL_SYNTAX, COPY_REFUSED, COPY_FAILED for a condition that the server refuses */
export async function planCopy(
  place: {
    readonly ask: AskInMoment;
    readonly session: Session;
    readonly schema: CopySchema;
    readonly target: CopySchema;
    readonly config: CopyFile;
  },
  wish: CopyWish,
  names: { readonly from: string; readonly to: string },
  context: WorkflowContext,
): Promise<CopyPlan> {
  const { ask, schema, target, config } = place;
  const scope = copyScope(schema, { only: wish.tables, exclude: [...wish.exclude, ...(config.exclude ?? [])] });
  refuseDifferences(copyDifferences(schema, target, scope.copied), names);
  const isCopied = new Set(scope.copied);
  const references = schema.references.filter(({ from, to }) => isCopied.has(from) && isCopied.has(to));
  const groups = referenceOrder(scope.copied, references);
  const tableOf = new Map(schema.tables.map((table) => [table.name, table]));
  const order = groups.flat().flatMap((name) => tableOf.get(name) ?? []);
  const groupOf = new Map(groups.flatMap((group) => group.map((name) => [name, group] as const)));
  const circular = references.filter(({ from, to }) => from !== to && groupOf.get(from) === groupOf.get(to));
  const follow = config.follow ?? "children";
  const wholeUnder = config.wholeUnder ?? 10_000;
  const roots = await rootsOf(wish, config, scope.copied);
  const isSubset = roots.length > 0 || wish.percent !== null;
  const counted = isSubset ? await countUpTo(ask, scope.copied, wholeUnder + 1) : new Map<string, number>();
  const shares = planSubset({
    tables: scope.copied,
    references,
    roots,
    percent: wish.percent,
    rows: (table) => counted.get(table) ?? 0,
    wholeUnder,
    follow,
  });
  const step = `choosing rows of ${names.from}`;
  if (isSubset) context.progress({ step, state: "start" });
  const percent = wish.percent ?? 100;
  const tell = progressTeller((found) => context.progress({ step, state: "progress", detail: `${found} rows` }));
  const rows = isSubset
    ? await findSubset({ session: place.session, tables: order, references, shares, percent, follow, mostRows, tell }).catch(
        explainSearch,
      )
    : new Map<string, SubsetRows>();
  if (isSubset) context.progress({ step, state: "done" });
  return { schema, scope, order, circular, shares, rows };
}

async function rootsOf({ subset }: CopyWish, config: CopyFile, tables: readonly string[]): Promise<readonly SubsetRoot[]> {
  const wanted = subset.length > 0 ? subset.map(parseSubsetRequest) : (config.subset ?? []);
  if (wanted.length === 0) return [];
  await loadParser();
  return wanted.map((one) => subsetRoot(one, tables));
}

async function countUpTo(ask: AskInMoment, tables: readonly string[], most: number): Promise<ReadonlyMap<string, number>> {
  if (tables.length === 0) return new Map();
  const counts = tables.map(
    (table, i) =>
      `select ${i} as place, (select count(*) from (select from ${table} limit ${most}) counted)::pg_catalog.int4 as rows`,
  );
  const { rows } = await ask(`${counts.join("\nunion all\n")} order by 1`);
  return new Map(rows.map(({ place, rows: count }) => [tables[Number(place)] ?? "", Number(count)]));
}

function refuseDifferences(differences: readonly string[], { from, to }: { readonly from: string; readonly to: string }): void {
  if (differences.length === 0) return;
  const shown = differences.slice(0, 8);
  const rest = differences.length > shown.length ? `; and ${differences.length - shown.length} more` : "";
  throw new AppError({
    code: "COPY_REFUSED",
    message: `The rows of ${from} do not fit into ${to}: ${shown.join("; ")}${rest}. Nothing was done.`,
    hint: `lockstep audit ${from} ${to} shows all of it; bring ${to} up to date first: lockstep apply ${to}`,
  });
}

// the server's words may quote a value that a condition stumbled over
function explainSearch(error: unknown): never {
  if (error instanceof SubsetTooLarge)
    throw new AppError({
      code: "COPY_REFUSED",
      message: `The subset has more than ${mostRows} rows. Nothing was done.`,
      hint: "Choose fewer rows, or copy everything: without --subset nothing has to be kept in memory.",
    });
  const state = sqlState(error);
  if (state === null || !/^(22|2F|P0)/.test(state)) throw error;
  throw new AppError({
    code: "COPY_FAILED",
    message: `A condition of the subset was refused by the server (SQLSTATE ${state}). Nothing was done.`,
    hint: "Try it in psql: select count(*) from TABLE where CONDITION",
  });
}

function progressTeller(tell: (found: number) => void): (found: number) => void {
  let next = 100_000;
  return (found) => {
    if (found < next) return;
    next = found + 100_000;
    tell(found);
  };
}

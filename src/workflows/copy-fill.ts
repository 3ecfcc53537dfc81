/**
 * Fills the target in one transaction and proves it before it commits: rows as many as were read, foreign keys whole, no value of a masked
 * column left anywhere. A proof that fails takes everything back.
 */

import { AppError } from "../core/app-error.ts";
import type { CopiedTable } from "../core/masking/copy-record.ts";
import { statisticsDifferences } from "../core/masking/copy-statistics.ts";
import { type CopySchema, type CopyTable, travelling } from "../core/masking/copy-table.ts";
import { countOf } from "../core/report/count-words.ts";
import { brokenReferences } from "../postgres/copy-proof.ts";
import { readSequenceStands, setSequences } from "../postgres/copy-sequences.ts";
import { copyFailure, inCopy } from "../postgres/copy-statement.ts";
import { columnStatistics, statisticsQuery } from "../postgres/copy-statistics.ts";
import { copyTable } from "../postgres/copy-table-rows.ts";
import { beginCopy, columnList, filledTables, setGuardsAside } from "../postgres/copy-transaction.ts";
import { type AskInMoment, atPlaces, placesAtOnce } from "../postgres/subset-keys.ts";
import { ackFlag } from "./consent.ts";
import { lookForLeaks, lookForRareValues } from "./copy-check.ts";
import type { CopyMasks } from "./copy-masks.ts";
import type { CopyPlace } from "./copy-place.ts";
import type { CopyPlan } from "./copy-plan.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is filled, and how. */
export interface CopyFilling {
  readonly place: CopyPlace;
  readonly ask: AskInMoment;
  readonly plan: CopyPlan;
  readonly masks: CopyMasks;
  /** Of the target. */
  readonly target: CopySchema;
  readonly acknowledged: readonly string[];
  readonly now: () => number;
}

/** What came of it. */
export interface CopyFilled {
  readonly tables: readonly CopiedTable[];
  readonly refuted: readonly string[];
  readonly warnings: readonly string[];
  readonly proven: readonly string[];
  readonly replaced: readonly string[];
}

/** Fills. @throws AppError ACKNOWLEDGEMENT_MISSING, COPY_REFUSED, COPY_FAILED, CONNECT_LOST, RUNNER_BUSY, INTERRUPTED, OUTCOME_UNKNOWN */
export async function fillCopy(filling: CopyFilling, context: WorkflowContext): Promise<CopyFilled> {
  const { place, ask, plan, target, acknowledged } = filling;
  const session = place.target;
  await beginCopy(session);
  const emptied = [...plan.scope.copied, ...plan.scope.leftOut].filter((name) =>
    target.tables.some((table) => table.name === name),
  );
  const replaced = await filledTables((sql) => inCopy(session, "looking for rows", sql), emptied);
  refuseUnacknowledged(replaced, place.to.name, acknowledged);
  refuseOutsiders(replaced, emptied, target);
  const guards = await setGuardsAside(session, { tables: emptied, circular: plan.circular });
  if (replaced.length > 0)
    await inCopy(session, "emptying the target", `truncate ${emptied.map((name) => exactly(name, target)).join(", ")}`);
  const tables: CopiedTable[] = [];
  for (const table of plan.order) tables.push(await fillTable(table, filling, context));
  context.progress({ step: "proving the copy", state: "start" });
  await inCopy(session, "putting triggers and foreign keys back", ...guards.putBack);
  const whole = new Set(plan.order.filter(({ name }) => plan.shares.get(name)?.kind === "whole").map(({ name }) => name));
  const copied = new Set(plan.scope.copied);
  const isEverything = plan.scope.leftOut.length === 0 && plan.order.length === plan.schema.tables.length;
  await inCopy(session, "gathering statistics", ...plan.scope.copied.map((table) => `analyze ${table}`));
  const keys = await proveKeys(filling, copied);
  const leaks = await lookForLeaks(filling, context);
  const refuted = [...miscounted(tables, plan), ...keys.refuted, ...leaks.refuted];
  const warnings = [
    ...(guards.isReplica ? [] : [slowWords]),
    ...keys.warnings,
    ...leaks.warnings,
    ...(await lookForRareValues(filling)),
    ...(await statistics(filling, whole)),
  ];
  const proven = [...keys.proven, ...leaks.proven];
  if (refuted.length > 0) await inCopy(session, "taking the copy back", "rollback");
  else {
    const sequences = await setSequences(session, await readSequenceStands(ask), { copied, whole, isEverything }, target);
    await commit(filling);
    if (sequences > 0) proven.push(`${countOf(sequences, "sequence")} ${sequences === 1 ? "stands" : "stand"} above every row`);
  }
  context.progress({ step: "proving the copy", state: "done" });
  return { tables, refuted, warnings, proven, replaced };
}

const slowWords =
  "the role of the target may not turn foreign keys off (session_replication_role): they were looked at row by row, which is slower";

async function fillTable(table: CopyTable, filling: CopyFilling, context: WorkflowContext): Promise<CopiedTable> {
  const { place, plan, masks, now } = filling;
  const { name } = table;
  const columns = travelling(table).map((column) => column.name);
  const masked = masks.of(table);
  const rows = plan.rows.get(name) ?? null;
  const share = plan.shares.get(name)?.kind ?? "whole";
  const started = now();
  const row = { table: name, share, masked: masked.map(({ column }) => column) };
  if (rows !== null && rows.size === 0) return { ...row, rows: 0, written: 0, ms: 0 };
  const step = `copying ${name}`;
  context.progress({ step, state: "start" });
  const { read, written } = await copyTable({
    source: place.source,
    target: place.target,
    table: name,
    columns,
    queries: queriesOf(table, columns, plan),
    maps: masked.map(({ map }) => map),
    signal: context.signal,
  });
  context.progress({ step, state: "done", detail: `${written} rows` });
  return { ...row, rows: read, written, ms: now() - started };
}

function* queriesOf({ name, leaves }: CopyTable, columns: readonly string[], plan: CopyPlan): Generator<string> {
  const list = columns.length === 0 ? "" : ` ${columnList(columns)}`;
  const rows = plan.rows.get(name);
  if (rows === undefined) for (const leaf of leaves) yield `select${list} from only ${leaf}`;
  else
    for (const { part, places } of rows.batches(placesAtOnce))
      yield `select${list} from only ${part} t where ${atPlaces("t", places)}`;
}

function refuseUnacknowledged(replaced: readonly string[], to: string, acknowledged: readonly string[]): void {
  const name = `replace:${to}`;
  if (replaced.length === 0 || acknowledged.includes(name)) return;
  throw new AppError({
    code: "ACKNOWLEDGEMENT_MISSING",
    message: `${to} holds rows, and a copy takes their place: ${shortList(replaced)}. Nothing was done.`,
    hint: `If that is meant, the same line with ${ackFlag(name)}`,
  });
}

// a table that nobody fills would keep rows that refer to what is gone
function refuseOutsiders(replaced: readonly string[], emptied: readonly string[], { references }: CopySchema): void {
  const isEmptied = new Set(emptied);
  const outsiders = references.filter(({ from, to }) => replaced.length > 0 && isEmptied.has(to) && !isEmptied.has(from));
  if (outsiders.length === 0) return;
  const names = [...new Set(outsiders.map(({ from }) => from))].sort();
  throw new AppError({
    code: "COPY_REFUSED",
    message: `${shortList(names)} of the target refer${names.length === 1 ? "s" : ""} to what is replaced, and ${names.length === 1 ? "is" : "are"} not part of this copy. Nothing was done.`,
    hint: `Copy them too (--tables), or have them emptied: --exclude ${names[0]}`,
  });
}

// tables that inherit from another one are tables of their own; partitions are not
function exactly(name: string, { tables }: CopySchema): string {
  const isPartitioned = tables.some((table) => table.name === name && !table.leaves.includes(name));
  return isPartitioned ? name : `only ${name}`;
}

function shortList(names: readonly string[]): string {
  return names.length <= 5 ? names.join(", ") : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
}

function miscounted(tables: readonly CopiedTable[], plan: CopyPlan): readonly string[] {
  return tables.flatMap(({ table, rows, written }) => {
    const chosen = plan.rows.get(table)?.size ?? rows;
    if (rows !== chosen) return [`${table}: ${chosen} rows were chosen, and ${rows} were read`];
    return rows === written ? [] : [`${table}: ${rows} rows were read, and ${written} arrived`];
  });
}

async function proveKeys({ place, plan, target }: CopyFilling, copied: ReadonlySet<string>) {
  const virtual = plan.schema.references.filter(({ isVirtual }) => isVirtual);
  const own = [...target.references, ...virtual].filter(({ from, to }) => copied.has(from) && copied.has(to));
  const broken = await brokenReferences(place.target, own);
  const proven = own.filter((one) => one.isProven && !broken.some(({ reference }) => reference === one)).length;
  const words = broken.map(
    ({ reference: { name, from, to }, rows }) =>
      `${from}: ${countOf(rows, "row")} refer${rows === 1 ? "s" : ""} to no row of ${to} (${name})`,
  );
  const isFailure = (i: number) => broken[i]?.reference.isProven === true;
  return {
    refuted: words.filter((_, i) => isFailure(i)),
    warnings: words.filter((_, i) => !isFailure(i)).map((line) => `${line}; no valid foreign key forbids it`),
    proven: proven === 0 ? [] : [`${countOf(proven, "foreign key")} ${proven === 1 ? "holds" : "hold"} for every row`],
  };
}

async function statistics({ place, ask, plan }: CopyFilling, whole: ReadonlySet<string>): Promise<readonly string[]> {
  const sql = statisticsQuery(plan.scope.copied);
  const source = columnStatistics((await ask(sql)).rows);
  const target = columnStatistics(await inCopy(place.target, "reading statistics", sql));
  const plain = new Set(plan.order.filter(({ name }) => whole.has(name)).map(({ plainName }) => plainName));
  const differences = statisticsDifferences(source, target, (column) => plain.has(column.slice(0, column.lastIndexOf("."))));
  if (differences.length === 0) return [];
  const [first, ...rest] = differences;
  return [
    `plans may differ: ${[first, ...rest.slice(0, 4)].join(" · ")}${rest.length > 4 ? ` · and ${rest.length - 4} more` : ""}`,
  ];
}

async function commit({ place }: CopyFilling): Promise<void> {
  const ended = await place.target.exchange("commit");
  if (ended.kind === "done") return;
  if (ended.kind === "refused") throw copyFailure(ended.error, place.target, "committing");
  throw new AppError({
    code: "OUTCOME_UNKNOWN",
    message: `${place.target.display}: the connection was lost while the copy was committed: it is there as a whole, or not at all.`,
    hint: `Run it again, it starts over: lockstep copy ${place.from.name} ${place.to.name} ${ackFlag(`replace:${place.to.name}`)}`,
    cause: ended.error,
  });
}

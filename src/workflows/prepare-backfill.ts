/** Makes a job out of a definition and the table that it names: everything that cannot go well is refused before the first row is touched. */

import { AppError } from "../core/app-error.ts";
import { rangeUpdate, rowsQuery } from "../core/backfill/batch-sql.ts";
import type { BatchRow, BatchWork, CheckWork, RowVerdict } from "../core/backfill/batch-work.ts";
import type { TargetFinding } from "../core/backfill/judge-target.ts";
import { durationWords } from "../core/report/duration-words.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { findJobTable, type JobTable } from "../postgres/job-table.ts";
import type { Session } from "../postgres/session.ts";
import { checkBackfill } from "../project/check-backfill.ts";
import type { BackfillDefinition, ComputedBackfill, TextRow } from "../project/define-backfill.ts";
import type { JobFile } from "../project/read-job.ts";
import { isEndless, transformRows } from "../project/transform-rows.ts";
import { definitionChecksum } from "../project/wording.ts";
import { computedSettings, type DataJob, type JobSettings, usualSettings } from "./data-job.ts";
import { examineTarget } from "./examine-target.ts";

/** A backfill, ready. */
export interface PreparedBackfill {
  readonly job: DataJob;
  /** What looks whether it is done; null where nothing could tell. */
  readonly check: DataJob | null;
  readonly table: JobTable;
  readonly definition: BackfillDefinition;
  /** Columns that it writes. */
  readonly writes: readonly string[];
  /** What its author has to know about the target. */
  readonly warnings: readonly TargetFinding[];
}

/** Prepares it for the environment of that name; `warn` is told while it runs. @throws AppError JOB_INVALID, and as `Session.query` */
export async function prepareBackfill(
  session: Session,
  file: JobFile,
  environment: string,
  warn: (what: string) => void = () => undefined,
): Promise<PreparedBackfill> {
  const definition = checkBackfill(file, environment);
  const table = await findJobTable(session, definition.table, definition.key ?? null);
  const work = workOf(definition, warn);
  const writes = work.kind === "sql" ? work.set.map(({ column }) => column) : work.kind === "computed" ? work.writes : [];
  refuseColumns(file, table, [...writes, ...(work.kind === "computed" ? work.reads : [])], writes);
  const key = table.key.map(({ name }) => name);
  const reads = work.kind === "computed" ? work.reads : [];
  const target = await examineTarget(
    session,
    { relation: table.qualified, writes, reads, key },
    definition.triggers ?? {},
    file.file,
  );
  await explain(session, file, table, work);
  const settings = { ...settingsOf(definition, work), isReplica: target.triggers.setting === "replica" };
  const base = {
    name: file.name,
    relation: table.qualified,
    key: definition.key ?? null,
    pace: definition,
  };
  const checking = checkOf(definition);
  if (checking !== null) await explain(session, file, table, checking);
  return {
    job: { ...base, kind: "backfill", checksum: checksumOf(definition), work, isOnce: isOnce(definition), settings },
    check:
      checking === null
        ? null
        : {
            ...base,
            kind: "verify",
            checksum: definitionChecksum(plain(checking)),
            work: checking,
            settings: { ...settings, workers: 1 },
          },
    table,
    definition,
    writes,
    warnings: target.warnings,
  };
}

function workOf(definition: BackfillDefinition, warn: (what: string) => void): Exclude<BatchWork, CheckWork> {
  const where = definition.where ?? null;
  if ("set" in definition)
    return { kind: "sql", set: Object.entries(definition.set).map(([column, expression]) => ({ column, expression })), where };
  return {
    kind: "computed",
    reads: definition.reads,
    writes: definition.writes,
    where,
    compute: (rows, rowMs = usualSettings.leaseMs / 3) => {
      const onInterrupt = (at: number, tookMs: number) => {
        if (tookMs < tellingMs) return;
        const key = rows[at]?.key.join(", ") ?? "";
        warn(
          `the transform has been at row ${key} for ${durationWords(tookMs)}: Ctrl-C once more ends it at once, or it is stopped after ${durationWords(rowMs)}`,
        );
      };
      const made = transformRows(rows, (row) => transformed(definition, row), { rowMs, onInterrupt });
      return Promise.all(made.map((verdict) => (verdict === isEndless ? endless(rowMs) : verdict)));
    },
  };
}

/** A row that is in hand for so long when somebody interrupts is worth a word. */
const tellingMs = 500;

function endless(rowMs: number): RowVerdict {
  return { kind: "fault", code: "LSJOB", reason: `the transform did not return within ${durationWords(rowMs)}` };
}

/** Of what it does to rows, not of how fast. */
function checksumOf(definition: BackfillDefinition): string {
  const { table, where = null, key = null } = definition;
  const does =
    "set" in definition
      ? { set: definition.set }
      : { reads: definition.reads, writes: definition.writes, transform: String(definition.transform) };
  return definitionChecksum({ table, where, key, ...does });
}

async function transformed(definition: ComputedBackfill, { values }: BatchRow): Promise<RowVerdict> {
  const row: TextRow = Object.fromEntries(definition.reads.map((name, i) => [name, values[i] ?? null]));
  let made: Readonly<Record<string, unknown>> | null;
  try {
    made = await definition.transform(row);
  } catch (error) {
    // its message may hold what the row holds
    const name = error instanceof Error ? error.name : typeof error;
    return { kind: "fault", code: "LSJOB", reason: `the transform failed with ${name}` };
  }
  if (made === null || made === undefined) return { kind: "keep" };
  const written: (string | null)[] = [];
  for (const name of definition.writes) {
    const value = asText(made[name]);
    if (value === undefined) return { kind: "fault", code: "LSJOB", reason: `the transform gave no text for ${name}` };
    written.push(value);
  }
  const isAsBefore = definition.writes.every((name, i) => definition.reads.includes(name) && row[name] === written[i]);
  return isAsBefore ? { kind: "keep" } : { kind: "write", values: written };
}

function asText(value: unknown): string | null | undefined {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return value instanceof Date ? value.toISOString() : undefined;
}

function refuseColumns(file: JobFile, table: JobTable, named: readonly string[], writes: readonly string[]): void {
  const wrong = (message: string, hint: string) =>
    new AppError({ code: "JOB_INVALID", message: `${file.file}: ${message}`, hint });
  const relation = `${table.schema}.${table.name}`;
  const unknown = named.find((name) => !table.columns.has(name));
  if (unknown !== undefined)
    throw wrong(`${relation} has no column ${unknown}.`, `It has: ${[...table.columns.keys()].join(", ")}`);
  const generated = writes.find((name) => table.columns.get(name)?.isGenerated === true);
  if (generated !== undefined)
    throw wrong(
      `${generated} is computed by the server from other columns, and cannot be written.`,
      "Write the columns that it is computed from.",
    );
  const keyed = writes.find((name) => table.key.some((column) => column.name === name));
  if (keyed !== undefined)
    throw wrong(
      `${keyed} is part of the key that the job walks along, and would move rows while it walks.`,
      "Name another unique index by `key`, or write into a new column.",
    );
}

/** Has the server parse and plan what will be run, so that a mistake shows before a run is begun. */
async function explain(session: Session, file: JobFile, table: JobTable, work: BatchWork): Promise<void> {
  const refused = await session.attempt(["begin", `explain ${statementOf(table, work)}`, "rollback"]);
  if (refused === null) return;
  throw new AppError({
    code: "JOB_INVALID",
    message: `${file.file}: ${refused.message}`,
    hint: "The server was only asked how it would run it; no row was touched.",
  });
}

function statementOf(table: JobTable, work: BatchWork): string {
  const all = { after: null, upTo: null };
  switch (work.kind) {
    case "sql":
      return rangeUpdate(table, all, work);
    case "computed":
    case "check-rows":
      return rowsQuery(table, all, work.reads, work.where);
    case "check-sql":
      return `select (${work.expected})::pg_catalog.bool from ${table.qualified} t${work.where === null ? "" : ` where (${work.where})`}`;
  }
}

/** What a row must be like when the job has done its work; null: nothing in the definition says so. */
function checkOf(definition: BackfillDefinition): CheckWork | null {
  const { verify, where } = definition;
  const digest = `row(${writesOf(definition)
    .map((name) => `t.${quoteIdentifier(name)}`)
    .join(", ")})`;
  const expected = verify ?? (where === undefined ? equalsOf(definition) : `(${where}) is not true`);
  return expected === null ? null : { kind: "check-sql", expected, where: null, digest };
}

/** Each column equals its expression; null where an expression reads what the job writes, and means something else afterwards. */
function equalsOf(definition: BackfillDefinition): string | null {
  if (!("set" in definition)) return null;
  const written = Object.keys(definition.set);
  const pairs = Object.entries(definition.set);
  // a name in a text only makes it cautious
  const reads = pairs.some(([, expression]) =>
    written.some((name) => new RegExp(`\\b${escaped(name)}\\b`, "i").test(expression)),
  );
  if (reads) return null;
  return pairs.map(([name, expression]) => `t.${quoteIdentifier(name)} is not distinct from (${expression})`).join(" and ");
}

/** Nothing tells a row that was done from one that was not, and it would come out otherwise the second time. */
function isOnce(definition: BackfillDefinition): boolean {
  if (definition.where !== undefined) return false;
  if ("set" in definition) return equalsOf(definition) === null;
  return definition.writes.some((name) => definition.reads.includes(name));
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function writesOf(definition: BackfillDefinition): readonly string[] {
  return "set" in definition ? Object.keys(definition.set) : definition.writes;
}

function settingsOf({ batchMs, workers, quarantine, chunkRows }: BackfillDefinition, { kind }: BatchWork): JobSettings {
  const usual = kind === "sql" ? usualSettings : computedSettings;
  return {
    ...usual,
    workers: workers ?? usual.workers,
    quarantineLimit: quarantine ?? usual.quarantineLimit,
    rowsPerChunk: chunkRows ?? usual.rowsPerChunk,
    batch: { ...usual.batch, aimMs: batchMs ?? usual.batch.aimMs },
  };
}

function plain(work: CheckWork): object {
  return work.kind === "check-sql" ? { ...work } : { reads: work.reads, where: work.where };
}

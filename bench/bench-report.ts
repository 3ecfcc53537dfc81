/** The result of a benchmark: its shape in JSON, the bars it is held to, and its text. */

import type { ApplyName, AwayName, IdleName } from "./apply-contenders.ts";
import type { ComparisonName } from "./contenders.ts";
import type { LintName } from "./lint-contenders.ts";
import type { Contender, Measurement } from "./measure.ts";

/** One contender's line. Times are wall milliseconds; `ratio` is our audit of drifted databases divided by it. */
export type ContenderReport = {
  readonly name: string;
  readonly peakMemoryBytes?: number;
  /** Planted differences that its output tells of; only for those that compared drifted databases. */
  readonly seen?: number;
} & (
  | { readonly status: "measured"; readonly medianMs: number; readonly samplesMs: readonly number[]; readonly ratio?: number }
  | { readonly status: "failed"; readonly reason: string }
);

/** A limit on our own figures; `actual` is null when there was nothing to measure. */
export interface Bar {
  readonly name: string;
  readonly limit: number;
  readonly actual: number | null;
  readonly result: "pass" | "miss" | "not measured";
}

/** One size of schema. */
export interface SizeReport {
  readonly tables: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly contenders: Readonly<Record<ComparisonName, ContenderReport>>;
  readonly bars: readonly Bar[];
}

/** A whole benchmark, as `--json` writes it; what was not asked for is null or empty. */
export interface BenchReport {
  readonly schemaVersion: 1;
  readonly takenAt: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly runs: number;
  readonly seed: number;
  readonly planted: number;
  readonly sizes: readonly SizeReport[];
  readonly lint: LintReport | null;
  readonly apply: ApplyReport | null;
  readonly startup: StartupReport | null;
  readonly data: DataReport | null;
}

/** Changing rows. */
export interface DataReport {
  readonly lines: readonly DataLine[];
  readonly bars: readonly Bar[];
}

/** One way to change the rows of a table. */
export interface DataLine {
  readonly name: string;
  readonly rows: number;
  /** Of the fastest run. */
  readonly rowsPerSecond: number;
  /** The longest that a writer of single rows beside it waited, in the middle of the runs; null where nobody wrote. */
  readonly worstStallMs: number | null;
  /** The same of a writer on a table that nobody else touches: what the disk alone makes it wait. */
  readonly elsewhereMs: number | null;
}

/** Linting. */
export interface LintReport {
  readonly files: number;
  readonly contenders: Readonly<Record<LintName, ContenderReport>>;
  readonly bars: readonly Bar[];
}

/** Applying. */
export interface ApplyReport {
  /** Pending at first. */
  readonly files: number;
  readonly contenders: Readonly<Record<ApplyName, ContenderReport>>;
  /** Some of them, with a distance between them and the server. */
  readonly away: Readonly<Record<AwayName, ContenderReport>>;
  /** Applied, so that nothing is pending. */
  readonly applied: number;
  readonly idle: Readonly<Record<IdleName, ContenderReport>>;
  readonly bars: readonly Bar[];
}

/** Starting. */
export interface StartupReport {
  readonly contenders: Readonly<Record<"help" | "node", ContenderReport>>;
  readonly bars: readonly Bar[];
}

/** A measurement as a line of the report; `ours` is the median that the ratio is of. */
export function contenderReport(contender: Contender, measurement: Measurement, ours?: number, seen?: number): ContenderReport {
  if (measurement.kind === "failed") return { name: contender.name, status: "failed", reason: measurement.reason };
  const medianMs = median(measurement.samplesMs);
  return {
    name: contender.name,
    status: "measured",
    medianMs: round(medianMs, 1),
    samplesMs: measurement.samplesMs.map((sample) => round(sample, 1)),
    ...(ours === undefined ? {} : { ratio: round(ours / medianMs, 3) }),
    ...(measurement.peakMemoryBytes === undefined ? {} : { peakMemoryBytes: measurement.peakMemoryBytes }),
    ...(seen === undefined ? {} : { seen }),
  };
}

/** The bars of one size. */
export function auditBars(contenders: SizeReport["contenders"]): readonly Bar[] {
  const { audit, pgDump, migra } = contenders;
  const memory = audit.peakMemoryBytes === undefined ? undefined : round(audit.peakMemoryBytes / 1e6, 1);
  return [
    bar("audit / pg_dump", 0.5, pgDump.status === "measured" ? pgDump.ratio : undefined),
    bar("audit / migra", 0.1, migra.status === "measured" ? migra.ratio : undefined),
    bar("audit's peak memory, MB", 150, memory),
  ];
}

/** The bars of planning: the plan beside migra's, and its proof beside a restore of the start. */
export function planBars({ plan, planProven, restore, migra }: SizeReport["contenders"]): readonly Bar[] {
  const [alone, proven, restored, rival] = [plan, planProven, restore, migra].map((line) =>
    line.status === "measured" ? line.medianMs : undefined,
  );
  const proof = proven === undefined || alone === undefined ? undefined : proven - alone;
  const over = (time: number | undefined, other: number | undefined) =>
    time === undefined || other === undefined ? undefined : round(time / other, 2);
  return [
    bar("plan without its proof / migra", 0.2, over(alone, rival)),
    bar("proof (proven minus without) / psql -f", 2, over(proof, restored)),
  ];
}

/** The bars of linting: each of ours beside squawk on the same files. */
export function lintBars(contenders: LintReport["contenders"]): readonly Bar[] {
  const over = (ours: LintName, theirs: LintName) => {
    const [one, other] = [contenders[ours], contenders[theirs]];
    return one.status === "measured" && other.status === "measured" ? round(one.medianMs / other.medianMs, 2) : undefined;
  };
  return [
    bar("lint, nothing cached / squawk", 1.5, over("cold", "squawk")),
    bar("lint, nothing changed / squawk", 0.5, over("cached", "squawk")),
    bar("lint, one file changed / squawk", 1, over("changed", "squawk")),
    bar("lint, one file alone / squawk on it", 1, over("one", "squawkOne")),
  ];
}

/** How far away a server is in the rows that say so: one in the same region, seen from a laptop or a CI runner. */
export const awayMs = 5;

/** The bars of applying. The fastest runs are compared: whatever else a machine does makes a run of seconds slower, never faster. */
export function applyBars({ contenders, away, idle }: Pick<ApplyReport, "contenders" | "away" | "idle">): readonly Bar[] {
  const fastest = (line: ContenderReport) => (line.status === "measured" ? Math.min(...line.samplesMs) : undefined);
  const ours = fastest(contenders.apply);
  const over = (other: ApplyName) => {
    const theirs = fastest(contenders[other]);
    return ours === undefined || theirs === undefined ? undefined : round(ours / theirs, 2);
  };
  const [far, theirsFar] = [fastest(away.apply), fastest(away.nodePgMigrate)];
  const fromAfar = far === undefined || theirsFar === undefined ? undefined : round(far / theirsFar, 2);
  const [waiting, bare] = [fastest(idle.idle), fastest(idle.node)];
  const beyond = waiting === undefined || bare === undefined ? undefined : round(waiting - bare, 0);
  return [
    bar("apply / one message for each file, fastest", 1.15, over("floor")),
    bar("apply / node-pg-migrate, fastest", 0.5, over("nodePgMigrate")),
    bar(`apply / node-pg-migrate, ${awayMs} ms away, fastest`, 0.5, fromAfar),
    bar("nothing pending, ms beyond node, fastest", 300, beyond),
  ];
}

/** The bars of changing rows. Ratios of speeds: the limits are lower ones, so that what is compared is how many times slower we are. */
export function dataBars(lines: readonly DataLine[]): readonly Bar[] {
  const sizes = [...new Set(lines.map(({ rows }) => rows))].sort((one, other) => one - other);
  const [small = 0, large = 0] = sizes;
  const speed = (name: string, rows: number) => lines.find((line) => line.name === name && line.rows === rows)?.rowsPerSecond;
  const slower = (theirs: number | undefined, ours: number | undefined) =>
    theirs === undefined || ours === undefined ? undefined : round(theirs / ours, 2);
  const stall = (rows: number) =>
    lines.find(({ name, rows: of }) => name === "backfill in SQL" && of === rows)?.worstStallMs ?? undefined;
  return [
    ...sizes.flatMap((rows) => [
      bar(
        `one UPDATE is faster than the backfill by, ${rows} rows`,
        1.67,
        slower(speed("one UPDATE", rows), speed("backfill in SQL", rows)),
      ),
      bar(`a writer's longest wait beside the backfill, ms, ${rows} rows`, 100, stall(rows)),
    ]),
    bar(
      `${small} rows are faster than ${large} by`,
      1.11,
      slower(speed("backfill in SQL", small), speed("backfill in SQL", large)),
    ),
    bar(
      "a constant is faster than encryption by",
      1.43,
      slower(speed("a constant from Node", small), speed("encryption", small)),
    ),
    bar("a plain COPY is faster than a masked one by", 2, slower(speed("COPY through Node", small), speed("masked COPY", small))),
    bar(
      "writes without triggers are faster than dual writes by",
      1.5,
      slower(speed("single writes", small), speed("dual writes", small)),
    ),
  ];
}

/** The bar of starting. */
export function startupBars({ node }: StartupReport["contenders"]): readonly Bar[] {
  return [bar("--help / node", 2, node.status === "measured" ? node.ratio : undefined)];
}

function bar(name: string, limit: number, actual: number | undefined): Bar {
  if (actual === undefined) return { name, limit, actual: null, result: "not measured" };
  return { name, limit, actual, result: actual <= limit ? "pass" : "miss" };
}

/** The middle of the samples; of an even number the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The report for people. */
export function benchText(report: BenchReport): string {
  const facts = (values: object): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  return [
    `Machine: ${facts(report.machine)}`,
    `Versions: ${facts(report.versions)}`,
    "Measured: wall time from before the spawn of each tool's own command line to its exit, cold process, warm server on the",
    `same machine by TCP, output to the null device; median of ${report.runs} interleaved runs after an untimed one. Ratio: our audit with`,
    "differences divided by the line's median. Peak memory and differences seen come from untimed runs.",
    ...report.sizes.flatMap((size) => [
      "",
      `${size.tables} tables (${facts(size.counts)})`,
      ...table(Object.values(size.contenders), report.planted),
      ...size.bars.map(barText),
    ]),
    ...lintLines(report),
    ...applyLines(report),
    ...dataLines(report),
    ...startupLines(report),
    "",
  ].join("\n");
}

function lintLines({ lint, planted }: BenchReport): readonly string[] {
  if (lint === null) return [];
  const { files, contenders, bars } = lint;
  return ["", `Linting ${files} migrations`, ...table(Object.values(contenders), planted), ...bars.map(barText)];
}

function applyLines({ apply, planted }: BenchReport): readonly string[] {
  if (apply === null) return [];
  return [
    "",
    `Applying ${apply.files} migrations, a table and an index each`,
    ...table(Object.values(apply.contenders), planted),
    `The same, a round trip of ${awayMs} ms away`,
    ...table(Object.values(apply.away), planted),
    `Nothing pending, ${apply.applied} applied`,
    ...table(Object.values(apply.idle), planted),
    ...apply.bars.map(barText),
  ];
}

function dataLines({ data }: BenchReport): readonly string[] {
  if (data === null) return [];
  const head = `  ${"".padEnd(38)}${"rows".padStart(10)}${"rows/s".padStart(10)}${"longest wait".padStart(14)}${"elsewhere".padStart(11)}`;
  return [
    "",
    "Changing rows",
    head,
    ...data.lines.map(({ name, rows, rowsPerSecond, worstStallMs, elsewhereMs }) => {
      const [wait = "", elsewhere = ""] = [worstStallMs, elsewhereMs].map((ms) => (ms === null ? "" : `${ms} ms`));
      return `  ${name.padEnd(38)}${String(rows).padStart(10)}${String(rowsPerSecond).padStart(10)}${wait.padStart(14)}${elsewhere.padStart(11)}`;
    }),
    ...data.bars.map(barText),
  ];
}

function startupLines({ startup, planted }: BenchReport): readonly string[] {
  if (startup === null) return [];
  return ["", "Starting", ...table(Object.values(startup.contenders), planted), ...startup.bars.map(barText)];
}

function table(contenders: readonly ContenderReport[], planted: number): readonly string[] {
  const head = `  ${"".padEnd(38)}${"median".padStart(10)}${"min".padStart(10)}${"max".padStart(10)}${"ours is".padStart(9)}${"memory".padStart(10)}${"seen".padStart(8)}`;
  return [
    head,
    ...contenders.map((line) => {
      if (line.status === "failed") return `  ${line.name.padEnd(38)}failed: ${line.reason}`;
      const times = [line.medianMs, Math.min(...line.samplesMs), Math.max(...line.samplesMs)];
      return [
        `  ${line.name.padEnd(38)}`,
        ...times.map((time) => `${time.toFixed(0)} ms`.padStart(10)),
        (line.ratio === undefined ? "" : `${line.ratio.toFixed(2)}x`).padStart(9),
        (line.peakMemoryBytes === undefined ? "" : `${(line.peakMemoryBytes / 1e6).toFixed(0)} MB`).padStart(10),
        (line.seen === undefined ? "" : `${line.seen}/${planted}`).padStart(8),
      ].join("");
    }),
  ];
}

function barText({ name, limit, actual, result }: Bar): string {
  return `  ${result.padEnd(13)}${name}: ${actual === null ? "" : `${actual}, `}at most ${limit}`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

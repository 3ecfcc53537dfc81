/**
 * The benchmark: `npm run bench -- [--quick] [--only PART] [--runs N] [--seed N] [--json FILE]`. Our audit, plan, linter and runner beside
 * other tools on generated schemas and migrations, in one run, and what our command line costs to start.
 */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { ScratchServer } from "../src/postgres/scratch/scratch-server.ts";
import { applying, idling, runnerVersions } from "./apply-contenders.ts";
import {
  type ApplyReport,
  applyBars,
  auditBars,
  awayMs,
  type BenchReport,
  benchText,
  type ContenderReport,
  contenderReport,
  type DataLine,
  type DataReport,
  dataBars,
  type LintReport,
  lintBars,
  median,
  planBars,
  type SizeReport,
  type StartupReport,
  startupBars,
} from "./bench-report.ts";
import { makeServerFolder, pgDumpVersion, prepareDatabases, startBenchServer } from "./bench-server.ts";
import { bundleProgram } from "./bundle-program.ts";
import { type ComparisonName, comparison, startup, toolVersions } from "./contenders.ts";
import { countSeen } from "./count-seen.ts";
import { openFarServer } from "./far-server.ts";
import { type LintName, lintedFiles, linterVersions, linting } from "./lint-contenders.ts";
import { type Measurement, measure } from "./measure.ts";

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    runs: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "string" },
  },
});
const run = promisify(execFile);
const runs = positive("--runs", flags.runs ?? (flags.quick ? "3" : "5"));
const seed = positive("--seed", flags.seed);
const sizes = flags.quick ? [140] : [140, 1000];
const pendingFiles = flags.quick ? 200 : 1_000;
const appliedFiles = flags.quick ? 2_000 : 10_000;
const parts = ["start", "lint", "apply", "data", "audit"] as const;
if (flags.only !== undefined && !parts.some((part) => part === flags.only))
  throw new Error(`--only takes one of ${parts.join(", ")}, not ${flags.only}`);
const isAsked = (part: (typeof parts)[number]): boolean => flags.only === undefined || flags.only === part;
const progress = (line: string): void => console.error(`bench: ${line}`);

const report = await bench();
console.log(benchText(report));
// npm changes into this folder; INIT_CWD is where the user typed
if (flags.json !== undefined)
  writeFileSync(resolve(process.env.INIT_CWD ?? "", flags.json), `${JSON.stringify(report, null, 2)}\n`);

async function bench(): Promise<BenchReport> {
  const dumpVersion = pgDumpVersion();
  // before our own work adds to it
  const load = Number((loadavg()[0] ?? 0).toFixed(2));
  const folder = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  const place = makeServerFolder();
  const serverVersions = new Set<string>();
  try {
    const started = isAsked("start") ? await startupReport() : null;
    const linted = isAsked("lint") ? await lintReport(folder) : null;
    const withServer = async <Result>(
      { major, place }: { readonly major: string | undefined; readonly place: string | null },
      use: (server: ScratchServer) => Promise<Result>,
    ): Promise<Result> => {
      const server = await startBenchServer(major, place);
      try {
        serverVersions.add(`${Math.floor(server.version / 10_000)}.${server.version % 10_000}`);
        return await use(server);
      } finally {
        await server.stop();
      }
    };
    // the newest at hand: older ones wait for the disk at the end of each index, whoever has it made
    const safe = { major: undefined, place };
    const applied = isAsked("apply") ? await withServer(safe, (server) => applyReport(server, folder)) : null;
    const data = isAsked("data") ? await withServer(safe, dataReport) : null;
    // pg_dump reads no newer one
    const dumped = { major: dumpVersion, place: null };
    const reports = isAsked("audit") ? await withServer(dumped, (server) => sizeReports(server, folder)) : [];
    return {
      schemaVersion: 1,
      takenAt: new Date().toISOString(),
      machine: {
        processors: cpus().length,
        model: cpus()[0]?.model ?? "unknown",
        "memory GiB": Math.round(totalmem() / 1024 ** 3),
        "load before": load,
      },
      versions: {
        node: process.versions.node,
        postgres: [...serverVersions].join(" and ") || "none",
        pg_dump: dumpVersion ?? "none",
        ...toolVersions,
        ...linterVersions,
        ...runnerVersions,
      },
      runs,
      seed,
      planted: 50,
      sizes: reports,
      startup: started,
      lint: linted,
      apply: applied,
      data,
    };
  } finally {
    for (const made of [folder, place]) rmSync(made, { recursive: true });
  }
}

async function dataReport(server: ScratchServer): Promise<DataReport> {
  const name = "bench_data";
  await server.createDatabase(name);
  const sizes = flags.quick ? [20_000, 100_000] : [100_000, 3_000_000];
  // bundled, as users run it: a TypeScript loader makes the work of Node slower
  const program = await bundleProgram("data-program.ts");
  const { stdout } = await run(process.execPath, [program, server.url(name), String(runs), ...sizes.map(String)], {
    maxBuffer: 2 ** 20,
  });
  // printed by our own program
  const lines = JSON.parse(stdout) as readonly DataLine[];
  return { lines, bars: dataBars(lines) };
}

async function startupReport(): Promise<StartupReport> {
  // short runs: more of them cost little and steady the median
  const results = await measure(startup, { runs: runs * 5, progress });
  const ours = medianOf(results.help);
  const contenders = {
    help: contenderReport(startup.help, results.help),
    node: contenderReport(startup.node, results.node, ours),
  };
  return { contenders, bars: startupBars(contenders) };
}

async function lintReport(folder: string): Promise<LintReport> {
  const everyone = linting(join(folder, "lint"), seed);
  const results = await measure(everyone, { runs, progress: (line) => progress(`lint: ${line}`) });
  const ours = medianOf(results.cold);
  const line = (name: LintName): ContenderReport =>
    contenderReport(everyone[name], results[name], name === "squawk" ? ours : undefined);
  const contenders: LintReport["contenders"] = {
    cold: line("cold"),
    cached: line("cached"),
    changed: line("changed"),
    one: line("one"),
    squawk: line("squawk"),
    squawkOne: line("squawkOne"),
  };
  return { files: lintedFiles, contenders, bars: lintBars(contenders) };
}

async function applyReport(server: ScratchServer, folder: string): Promise<ApplyReport> {
  const place = join(folder, "apply");
  const floor = await bundleProgram("one-round-trip.ts");
  const everyone = applying(server, pendingFiles, place, { floor });
  const results = await measure(everyone, { runs, progress: (line) => progress(`apply: ${line}`) });
  const ours = medianOf(results.apply);
  const contenders: ApplyReport["contenders"] = {
    apply: contenderReport(everyone.apply, results.apply),
    floor: contenderReport(everyone.floor, results.floor, ours),
    nodePgMigrate: contenderReport(everyone.nodePgMigrate, results.nodePgMigrate, ours),
    nodePgMigrateEach: contenderReport(everyone.nodePgMigrateEach, results.nodePgMigrateEach, ours),
    dbmate: contenderReport(everyone.dbmate, results.dbmate, ours),
    psql: contenderReport(everyone.psql, results.psql, ours),
  };
  const away = await applyingFromAfar(server, place, floor);
  progress(`apply: ${appliedFiles} migrations as applied`);
  const resting = await idling(server, appliedFiles, place);
  const rested = await measure(resting, { runs: runs * 5, progress: (line) => progress(`nothing pending: ${line}`) });
  const idle: ApplyReport["idle"] = {
    idle: contenderReport(resting.idle, rested.idle),
    node: contenderReport(resting.node, rested.node, medianOf(rested.idle)),
  };
  return { files: pendingFiles, contenders, away, applied: appliedFiles, idle, bars: applyBars({ contenders, away, idle }) };
}

/** The same with a distance between: what most databases have. */
async function applyingFromAfar(server: ScratchServer, place: string, floor: string): Promise<ApplyReport["away"]> {
  const relay = await openFarServer(server.port, awayMs);
  try {
    const { apply, floor: lowest, nodePgMigrate, dbmate } = applying(server, pendingFiles, place, { floor, port: relay.port });
    const everyone = { apply, floor: lowest, nodePgMigrate, dbmate };
    const results = await measure(everyone, {
      runs: Math.min(runs, 3),
      progress: (line) => progress(`apply, ${awayMs} ms away: ${line}`),
    });
    const ours = medianOf(results.apply);
    return {
      apply: contenderReport(everyone.apply, results.apply),
      floor: contenderReport(everyone.floor, results.floor, ours),
      nodePgMigrate: contenderReport(everyone.nodePgMigrate, results.nodePgMigrate, ours),
      dbmate: contenderReport(everyone.dbmate, results.dbmate, ours),
    };
  } finally {
    await relay.close();
  }
}

async function sizeReports(server: ScratchServer, folder: string): Promise<readonly SizeReport[]> {
  const planOnly = await bundleProgram("plan-only.ts");
  const reports: SizeReport[] = [];
  for (const tables of sizes) reports.push(await sizeReport(server, tables, folder, planOnly));
  return reports;
}

async function sizeReport(server: ScratchServer, tables: number, folder: string, planOnly: string): Promise<SizeReport> {
  progress(`loading ${tables} tables three times`);
  const databases = await prepareDatabases(server, tables, seed, folder);
  const everyone = comparison(databases, planOnly);
  const results = await measure(everyone, { runs, progress: (line) => progress(`${tables} tables: ${line}`) });
  const ours = medianOf(results.audit);
  const line = (name: ComparisonName): ContenderReport => {
    const result = results[name];
    const isOurs = name === "audit" || name === "auditIdentical" || name === "plan" || name === "planProven";
    const comparesDrift = name !== "auditIdentical" && name !== "pgDump" && name !== "restore";
    const seen = comparesDrift && result.kind === "measured" ? countSeen(result.output, databases.planted) : undefined;
    return contenderReport(everyone[name], result, isOurs ? undefined : ours, seen);
  };
  const contenders: SizeReport["contenders"] = {
    audit: line("audit"),
    auditIdentical: line("auditIdentical"),
    plan: line("plan"),
    planProven: line("planProven"),
    pgDump: line("pgDump"),
    restore: line("restore"),
    pgDeltaDiff: line("pgDeltaDiff"),
    pgDeltaPlan: line("pgDeltaPlan"),
    migra: line("migra"),
  };
  return { tables, counts: databases.counts, contenders, bars: [...auditBars(contenders), ...planBars(contenders)] };
}

function medianOf(measurement: Measurement): number | undefined {
  return measurement.kind === "measured" ? median(measurement.samplesMs) : undefined;
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${flag} takes a whole number from 1 on, not ${text}`);
  return value;
}

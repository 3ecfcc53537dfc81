/**
 * The table of failures: `npm --prefix bench run failures -- [--ours-only] [--row ID] [--json FILE]`. Everything that goes wrong with
 * migrations sooner or later is done to our runner and to five others, for real; exit 1 when ours is not ideal in a row.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ScratchServer } from "../src/postgres/scratch/scratch-server.ts";
import { makeServerFolder, startBenchServer } from "./bench-server.ts";
import { bundleProgram } from "./bundle-program.ts";
import { FailureCase } from "./failure-case.ts";
import { type FailureRow, failureRows, type RowOutcome } from "./failure-rows.ts";
import { failureRunners, type Runner } from "./failure-runners.ts";

const { values: flags } = parseArgs({
  options: {
    "ours-only": { type: "boolean", default: false },
    row: { type: "string", multiple: true, default: [] },
    json: { type: "string" },
  },
});

/** One line of the table. */
interface Line extends RowOutcome {
  readonly row: string;
  readonly runner: string;
  /** Every claim holds. */
  readonly isIdeal: boolean;
}

const rows = failureRows.filter(({ id }) => flags.row.length === 0 || flags.row.includes(id));
if (rows.length === 0) throw new Error(`--row takes ${failureRows.map(({ id }) => id).join(", ")}`);
const runners = failureRunners(flags["ours-only"] ? null : await bundleProgram("rival-library.mjs"));
const [ours] = runners;
const lines = await fillTable();
// npm changes into this folder; INIT_CWD is where the user typed
if (flags.json !== undefined)
  writeFileSync(resolve(process.env.INIT_CWD ?? "", flags.json), `${JSON.stringify(lines, null, 2)}\n`);
const green = lines.filter(({ runner, isIdeal }) => runner === ours?.name && isIdeal).length;
console.log(`\n${ours?.name}: ideal in ${green} of ${rows.length} rows`);
if (green < rows.length) process.exitCode = 1;

async function fillTable(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-failures-"));
  const place = makeServerFolder();
  const server = await startBenchServer(undefined, place);
  try {
    const [major, minor] = [Math.floor(server.version / 10_000), server.version % 10_000];
    console.log(`PostgreSQL ${major}.${minor}; ${runners.map(({ name, version }) => `${name} ${version}`).join(", ")}`);
    const filled: Line[] = [];
    for (const row of rows) {
      console.log(`\n${row.title}`);
      for (const runner of runners) {
        const line = await fillLine(row, runner, server, folder);
        filled.push(line);
        console.log(lineText(line, runner));
      }
    }
    return filled;
  } finally {
    await server.stop();
    for (const made of [folder, place]) rmSync(made, { recursive: true, force: true });
  }
}

async function fillLine(row: FailureRow, runner: Runner, server: ScratchServer, folder: string): Promise<Line> {
  const at = await FailureCase.open(runner, server, folder, `${row.id}_${runner.name}`);
  try {
    const outcome = await row.run(at);
    const isIdeal = outcome.claims.length > 0 && outcome.claims.every(([, holds]) => holds);
    return { row: row.id, runner: runner.name, isIdeal, ...outcome };
  } catch (error) {
    // the others' columns are worth having all the same
    return {
      row: row.id,
      runner: runner.name,
      isIdeal: false,
      did: `could not be tried: ${error instanceof Error ? error.message : error}`,
      claims: [],
    };
  } finally {
    await at.close();
  }
}

function lineText({ runner: name, isIdeal, did, claims }: Line, { isOurs }: Runner): string {
  const missing = isOurs ? claims.filter(([, holds]) => !holds).map(([what]) => `not: ${what}`) : [];
  return `  ${isIdeal ? "✓" : isOurs ? "✗" : " "} ${name.padEnd(17)} ${[did, ...missing].join("; ")}`;
}

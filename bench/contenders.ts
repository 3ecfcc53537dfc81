/**
 * Who takes part, each by its own command line and with no option that makes it do less than its default. The npm tools are
 * started by `node FILE`, as ours is, which spares them the shell script that npm puts before them.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchDatabases } from "./bench-server.ts";
import type { Contender } from "./measure.ts";

/** The contenders of a comparison, ours first. */
export type ComparisonName =
  | "audit"
  | "auditIdentical"
  | "plan"
  | "planProven"
  | "pgDump"
  | "restore"
  | "pgDeltaDiff"
  | "pgDeltaPlan"
  | "migra";

/** Our command line, as built. */
export const lockstep = join(import.meta.dirname, "..", "dist", "cli", "main.js");
const pgDelta = npmTool("@supabase/pg-delta", "pgdelta");
const migra = npmTool("@pgkit/migra", "migra");

/** Versions of the two tools from npm, for the head of the report. */
export const toolVersions = { "@supabase/pg-delta": pgDelta.version, "@pgkit/migra": migra.version };

/** Everyone, on the databases of one size. `planOnly` is the bundled program of that name. */
export function comparison(
  { source, twin, drifted, dump }: BenchDatabases,
  planOnly: string,
): Readonly<Record<ComparisonName, Contender>> {
  const node = process.execPath;
  // `--source` and `--desired` are the other way round for tools that plan: from what is to what should be
  const planned = ["--source", drifted, "--desired", source];
  return {
    audit: {
      name: "lockstep audit, 50 differences",
      file: node,
      args: [lockstep, "audit", source, drifted],
      inspectedArgs: [lockstep, "audit", source, drifted, "--format", "json"],
      goodExits: [2],
    },
    auditIdentical: {
      name: "lockstep audit, identical databases",
      file: node,
      args: [lockstep, "audit", source, twin],
      goodExits: [0],
    },
    plan: {
      name: "plan without its proof, 50 differences",
      file: node,
      args: [planOnly, drifted, source],
      goodExits: [0],
    },
    planProven: {
      name: "lockstep diff --format sql, proven",
      file: node,
      args: [lockstep, "diff", drifted, source, "--format", "sql"],
      goodExits: [2],
    },
    restore: {
      name: "psql -f of that dump, empty database",
      file: "psql",
      args: ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", dump.file, dump.into],
      goodExits: [0],
      prepare: dump.empty,
    },
    pgDump: { name: "pg_dump --schema-only, one database", file: "pg_dump", args: ["--schema-only", source], goodExits: [0] },
    pgDeltaDiff: {
      name: "pgdelta diff, 50 differences",
      file: node,
      args: [pgDelta.file, "diff", ...planned],
      goodExits: [0],
    },
    pgDeltaPlan: {
      name: "pgdelta plan, 50 differences",
      file: node,
      args: [pgDelta.file, "plan", ...planned],
      goodExits: [0],
    },
    migra: {
      // without --unsafe it stops with an error once a statement drops something
      name: "migra --unsafe, 50 differences",
      file: node,
      args: [migra.file, drifted, source, "--unsafe"],
      goodExits: [0],
    },
  };
}

/** What starting costs: our help beside an empty Node program. */
export const startup: Readonly<Record<"help" | "node", Contender>> = {
  help: { name: "lockstep --help", file: process.execPath, args: [lockstep, "--help"], goodExits: [0] },
  node: { name: "node -e 0", file: process.execPath, args: ["-e", "0"], goodExits: [0] },
};

/** A tool of this folder's packages: the file behind its command, and its version. */
export function npmTool(name: string, command: string): { readonly file: string; readonly version: string } {
  const folder = join(import.meta.dirname, "node_modules", name);
  const manifest: { version: string; bin?: string | Record<string, string> } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const file = typeof manifest.bin === "string" ? manifest.bin : (manifest.bin?.[command] ?? "");
  return { file: join(folder, file), version: manifest.version };
}

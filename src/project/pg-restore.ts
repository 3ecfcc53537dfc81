/** Runs pg_restore into a database, and reads its table of contents. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PgClient } from "./pg-client.ts";
import { type ProcessResult, runProcess, type Variables } from "./run-process.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

/** What is restored, and where to. */
export interface RestoreRequest {
  /** The archive: a file or a folder. */
  readonly file: string;
  /** PG* variables of the database. */
  readonly connection: Variables;
  readonly args: readonly string[];
  /** Lines of the table of contents that are left out. */
  readonly leaveOut: RegExp | null;
  readonly env: Variables;
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
}

const deadlineMs = 24 * 3_600_000;
const listDeadlineMs = 60_000;

/** Null when all of it was restored, else what pg_restore said. @throws the signal's reason when it aborts */
export async function restoreDump(client: Pick<PgClient, "restore">, request: RestoreRequest): Promise<string | null> {
  const { file, connection, args, leaveOut, env, cwd, signal } = request;
  const program = client.restore ?? "pg_restore";
  const maximumOutputBytes = 64 * 1024 * 1024;
  const listed = await runProcess(program, ["--list", file], {
    env,
    cwd,
    deadlineMs: listDeadlineMs,
    signal,
    maximumOutputBytes,
  });
  const unreadable = failureOf(listed);
  if (unreadable !== null || listed.kind !== "exited") return unreadable ?? "its contents could not be listed";
  const folder = await makeTemporaryFolder("lockstep-restore");
  try {
    const list = join(folder.path, "contents");
    const lines = listed.stdout.split("\n").filter((line) => leaveOut?.test(line) !== true);
    await writeFile(list, lines.join("\n"), { mode: 0o600 });
    const words = [
      ...args,
      "--no-password",
      `--use-list=${list}`,
      `--dbname=${connectionString(connection.PGDATABASE ?? "")}`,
      file,
    ];
    return failureOf(
      await runProcess(program, words, { env: { ...env, ...connection }, cwd, deadlineMs, signal, maximumOutputBytes }),
    );
  } finally {
    await folder.remove();
  }
}

/** The entries of a table of contents whose rows only a query of the server's own could make, perhaps one that leaves the server. */
export const computedRows = / MATERIALIZED VIEW DATA /;

// a name with an equals sign would be taken for a connection string
function connectionString(database: string): string {
  return `dbname='${database.replace(/[\\']/g, "\\$&")}'`;
}

function failureOf(result: ProcessResult): string | null {
  switch (result.kind) {
    case "exited":
      return result.code === 0 ? null : said(result.stderr) || `pg_restore ended with ${result.code}`;
    case "not-found":
      return "pg_restore is not there";
    case "not-runnable":
      return `pg_restore could not be run: ${result.reason}`;
    case "timed-out":
      return "pg_restore did not come to its end";
  }
}

// The first error is the cause. The command that failed is left out: it may set a password.
function said(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.replace(/^pg_restore: /, "").trim());
  const at = lines.findIndex((line) => line.startsWith("error:"));
  if (at < 0) return lines.slice(0, 2).join(" ").slice(0, 500);
  const detail = lines.slice(at + 1).find((line) => line.startsWith("DETAIL:")) ?? "";
  const entry = /^from TOC entry \d+; \d+ \d+ (.*)$/.exec(lines[at - 1] ?? "")?.[1];
  const where = entry === undefined ? "" : ` (${entry})`;
  return `${lines[at]?.replace(/^error: (?:could not execute query: )?/, "")}${where} ${detail}`.trim().slice(0, 500);
}

/**
 * Runs the statements of files in a scratch database, one by one as psql would. A failure names the place in the user's
 * own file, because that is what has to change.
 */

import { AppError } from "../../core/app-error.ts";
import { loadParser } from "../../core/sql/parse-sql.ts";
import { type ReplayTraits, replayTraits, type Telling } from "../../core/sql/replay-traits.ts";
import { offsetOfCodePoint, positionAt } from "../../core/sql/source-position.ts";
import { openSession } from "../connect.ts";
import type { Session } from "../session.ts";
import { sqlState } from "../sql-state.ts";
import type { ScratchDatabase } from "./open-scratch-database.ts";
import { prepareServer } from "./prepare-server.ts";

/** Statements of one file. */
export interface ReplayScript {
  /** As messages name it. */
  readonly file: string;
  readonly statements: readonly { readonly sql: string; readonly line: number }[];
  /** The file's text, for the place of an error; null where the statements are in no file of the user's. */
  readonly text: string | null;
  /** `one` wraps the script in a transaction unless a statement cannot be in one; `none` runs each by itself. */
  readonly transaction: "one" | "none";
  /** Left out as a whole where the server refuses a statement of it; for scripts in one transaction. */
  readonly mayFail?: boolean;
}

/** How to replay. */
export interface ReplayOptions {
  /** The role to own the database and what the scripts make, on a server of ours; null: whoever connects. */
  readonly owner: string | null;
  /** Run before the scripts; one that fails is left out. */
  readonly preparation?: readonly string[];
  readonly signal?: AbortSignal;
}

/** What the scripts told beyond objects. */
export interface Replayed {
  readonly tells: ReadonlySet<Telling>;
}

interface PreparedScript extends ReplayScript {
  readonly traits: readonly ReplayTraits[];
}

/** Replays scripts in order. @throws AppError SQL_ERROR with file, line, column and SQLSTATE; CONNECT_LOST, INTERRUPTED */
export async function replay(
  database: ScratchDatabase,
  scripts: readonly ReplayScript[],
  options: ReplayOptions,
): Promise<Replayed> {
  await loadParser();
  const prepared = scripts.map((script) => ({ ...script, traits: script.statements.map(({ sql }) => replayTraits(sql)) }));
  const traits = prepared.flatMap((script) => script.traits);
  const { signal } = options;
  // one statement may build an index over data that an earlier one loaded
  const limits = { statementTimeoutMs: 600_000, lockTimeoutMs: 60_000, ...(signal === undefined ? {} : { signal }) };
  const session = await openSession(database.target, { readOnly: false, ...limits });
  try {
    const roles = traits.flatMap((one) => one.roles);
    const tablespaces = traits.flatMap((one) => one.tablespaces);
    await prepareServer(session, database, { roles, tablespaces, owner: options.owner });
    for (const sql of options.preparation ?? []) await session.run([sql]).catch(ignoreSqlError);
    for (const script of prepared) {
      if (script.mayFail === true) await runScript(session, script).catch((error: unknown) => leftOut(session, error));
      else await runScript(session, script);
    }
  } finally {
    await session.close();
  }
  return { tells: new Set(traits.flatMap(({ tells }) => tells)) };
}

function ignoreSqlError(error: unknown): void {
  if (sqlState(error) === null) throw error;
}

async function leftOut(session: Session, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || error.code !== "SQL_ERROR") throw error;
  await session.run(["rollback"]);
}

async function runScript(session: Session, script: PreparedScript): Promise<void> {
  const isWrapped = script.transaction === "one" && script.traits.every(({ inTransaction }) => inTransaction);
  if (isWrapped) await session.run(["begin"]);
  for (const [index, statement] of script.statements.entries()) {
    if (script.traits[index]?.skip !== null) continue;
    try {
      await session.run([statement.sql]);
    } catch (error) {
      throw refusedStatement(script, statement, error);
    }
  }
  if (isWrapped) {
    await session.run(["commit"]).catch((error: unknown) => {
      const last = script.statements.at(-1); // deferred constraints speak up now
      throw last === undefined ? error : refusedStatement(script, last, error);
    });
  }
}

function refusedStatement(
  script: ReplayScript,
  statement: { readonly sql: string; readonly line: number },
  error: unknown,
): unknown {
  const state = sqlState(error);
  if (state === null || !(error instanceof AppError) || error.code === "CONNECT_LOST" || error.code === "INTERRUPTED")
    return error;
  const cause = error.cause;
  const said = cause instanceof Error ? cause.message : error.message;
  const position = cause instanceof Error && "position" in cause ? Number(cause.position) : Number.NaN;
  const where = script.text === null ? script.file : `${script.file}:${placeOf(script.text, statement, position)}`;
  const head = statement.sql.replace(/\s+/g, " ");
  return new AppError({
    code: "SQL_ERROR",
    message: `${where}: ${said} (SQLSTATE ${state}). Statement: ${head.length > 120 ? `${head.slice(0, 120)}…` : head}`,
    ...hintFor(statement.sql, state, said),
    cause: error,
  });
}

/** `line:column` of the error's position, else of the statement's start. */
function placeOf(text: string, statement: { readonly sql: string; readonly line: number }, position: number): string {
  const offset = Number.isInteger(position) && position > 0 ? offsetOfCodePoint(statement.sql, position - 1) : 0;
  const inside = positionAt(statement.sql, offset);
  const line = statement.line + inside.line - 1;
  if (inside.line > 1) return `${line}:${inside.column}`;
  const firstLine = statement.sql.split(/\r?\n/, 1)[0] ?? "";
  const before = text.split("\n")[statement.line - 1]?.indexOf(firstLine) ?? 0;
  return `${line}:${Math.max(before, 0) + inside.column}`;
}

function hintFor(sql: string, state: string, said: string): { readonly hint?: string } {
  if (/^create\s+extension\b/i.test(sql) && /not available|control file|could not open/i.test(said)) {
    return { hint: "The scratch server lacks the extension: set scratch.url in the configuration to a server that has it." };
  }
  // 42704 of a type: an extension's, as a rule, and created outside the file
  if (state === "42704" && /^type /.test(said)) {
    return { hint: "If an extension brings the type, create it in the file, or set scratch.url to a server that has it." };
  }
  if (state === "42704" && /^(?:role|tablespace) /.test(said)) {
    return { hint: "Create it on the server of scratch.url, or leave scratch.url out: on its own server Lockstep creates it." };
  }
  return {};
}

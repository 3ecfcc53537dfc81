/**
 * Reads the signals of an environment: what every database tells, the team's own queries, and requests that must be answered. A database
 * that does not answer is a value too, and the one that matters most.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { httpProblem } from "../core/release/http-expectation.ts";
import { plainStatements } from "../core/release/plain-statements.ts";
import { databaseSignals, type Signal, type SignalSample } from "../core/release/signal.ts";
import { vitalValues } from "../core/release/vital-values.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { sendRequest } from "../network/http-check.ts";
import type { ConnectionTarget } from "../postgres/connection-url.ts";
import { type DatabaseVitals, readVitals } from "../postgres/database-vitals.ts";
import { openReader, runReadOnly } from "../postgres/read-only-run.ts";
import type { Session } from "../postgres/session.ts";
import type { HttpReference, WatchSignalFile } from "../project/config-file.ts";
import type { Environment } from "../project/environments.ts";
import { requestName } from "../project/request-name.ts";
import { readSqlText } from "../project/sql-text.ts";
import type { Project } from "./open-project.ts";
import { resolveRequest } from "./resolve-request.ts";
import { targetOf } from "./smoke-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Open; close it in `finally`. */
export interface SignalReader {
  readonly signals: readonly Signal[];
  /** Looks once. What cannot be read is null. @throws AppError INTERRUPTED */
  readonly read: () => Promise<SignalSample["values"]>;
  /** What no look can see, and why; known after the first. */
  readonly blindTo: () => readonly string[];
  readonly close: () => Promise<void>;
}

const lookMs = 5_000;

/** Prepares; nothing is asked yet. @throws AppError SECRET_*, URL_INVALID, SMOKE_INVALID, SQL_SYNTAX, FILE_UNREADABLE, CONFIG_INVALID */
export async function openSignalReader(
  environment: Environment,
  project: Project,
  context: WorkflowContext,
): Promise<SignalReader> {
  const { watch, smoke, directory } = project.config;
  const queries = await ownQueries(watch.signals, directory);
  const requests = ownRequests(watch.signals, smoke);
  const signals = [...databaseSignals, ...queries.map(({ signal }) => signal), ...requests.map(({ signal }) => signal)];
  refuseSameNames(signals);
  const ready = await Promise.all(
    requests.map(async ({ signal, request }) => ({ signal, request, resolved: await resolveRequest(request, project) })),
  );
  const database = new WatchedDatabase(await targetOf(environment, project, context), queries, context);
  return {
    signals,
    blindTo: () => database.blindTo,
    close: () => database.close(),
    read: async () => {
      const [own, ...answers] = await Promise.all([
        database.read(),
        ...ready.map(async ({ signal, request, resolved }) => {
          const answer = await sendRequest({ ...resolved, timeoutMs: Math.min(resolved.timeoutMs, lookMs) }, context.signal);
          return [signal.name, httpProblem(request, answer) === null ? 0 : 1] as const;
        }),
      ]);
      return { ...own, ...Object.fromEntries(answers) };
    },
  };
}

interface OwnQuery {
  readonly signal: Signal;
  readonly statements: readonly string[];
}

async function ownQueries(signals: readonly WatchSignalFile[], directory: string): Promise<readonly OwnQuery[]> {
  const own = signals.filter((signal) => "sql" in signal);
  if (own.length > 0) await loadParser();
  return own.map(({ name, sql, max, factor }) => {
    const isFile = sql.endsWith(".sql") || existsSync(join(directory, sql));
    const text = isFile ? readSqlText(join(directory, sql)).text : sql;
    const limit: Signal["limit"] =
      max !== undefined ? { kind: "max", value: max } : { kind: "factor", factor: factor ?? 2, atLeast: 1 };
    return {
      signal: { name, unit: "number", limit },
      statements: plainStatements(text, isFile ? sql : `watch.signals "${name}"`),
    };
  });
}

function ownRequests(signals: readonly WatchSignalFile[], smoke: Project["config"]["smoke"]) {
  const named = signals.flatMap((signal) => ("http" in signal ? [{ name: signal.name, request: signal.http }] : []));
  const checks = smoke.flatMap((one) => (typeof one === "string" ? [] : [{ name: requestName(one), request: one }]));
  return [...named, ...checks].map(({ name, request }: { readonly name: string; readonly request: HttpReference }) => {
    const signal: Signal = { name, unit: "share", limit: { kind: "max", value: 0 } };
    return { signal, request };
  });
}

function refuseSameNames(signals: readonly Signal[]): void {
  const names = signals.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `Two signals of a watch are called "${twice}".`,
    hint: "Give the one in watch.signals another name.",
  });
}

/** A session that is opened again when it broke; in between the database gives no answer. */
class WatchedDatabase {
  readonly #target: ConnectionTarget;
  readonly #queries: readonly OwnQuery[];
  readonly #context: WorkflowContext;
  readonly #options: { readonly timeoutMs: number; readonly searchPath: null; readonly signal: AbortSignal | undefined };
  #session: Session | null = null;
  #before: DatabaseVitals | null = null;

  constructor(target: ConnectionTarget, queries: readonly OwnQuery[], context: WorkflowContext) {
    this.#target = target;
    this.#queries = queries;
    this.#context = context;
    this.#options = { timeoutMs: lookMs, searchPath: null, signal: context.signal };
  }

  get blindTo(): readonly string[] {
    if (this.#before === null || this.#before.seesAll) return [];
    return ["transactions of other roles: grant pg_read_all_stats to the role"];
  }

  async read(): Promise<SignalSample["values"]> {
    try {
      this.#session ??= await openReader(this.#target, this.#options);
      const now = await readVitals(this.#session);
      const values = vitalValues(now, this.#before);
      this.#before = now;
      const own: [string, number | null][] = [];
      for (const { signal, statements } of this.#queries) own.push([signal.name, await this.#ask(this.#session, statements)]);
      return { ...values, ...Object.fromEntries(own) };
    } catch (error) {
      if (error instanceof AppError && error.code === "INTERRUPTED") throw error;
      await this.close();
      const detail = messageOf(error);
      this.#context.progress({ step: "watching", state: "warning", detail });
      return { "no answer": 1 };
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  // A query of the team's that is refused says nothing of the database; the report names it as not seen.
  async #ask(session: Session, statements: readonly string[]): Promise<number | null> {
    try {
      const { fields, rows } = await runReadOnly(session, statements, this.#options);
      const [field] = fields;
      const cell = field === undefined ? null : (rows[0]?.[field.name] ?? null);
      const value = cell === null ? Number.NaN : Number(cell);
      return Number.isFinite(value) ? value : null;
    } catch (error) {
      if (!(error instanceof AppError) || /^CONNECT_|^INTERRUPTED/.test(error.code)) throw error;
      this.#context.progress({ step: "watching", state: "warning", detail: error.message });
      return null;
    }
  }
}

/**
 * Runs smoke checks at a place: an environment, or a scratch database with a fault planted in it. A few at a time, each with a deadline of
 * its own; one that fails or hangs stops no other.
 */

import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { type HttpAnswer, httpProblem } from "../core/release/http-expectation.ts";
import { plainStatements } from "../core/release/plain-statements.ts";
import { answerProblem } from "../core/release/smoke-check.ts";
import type { HttpRequest } from "../network/http-check.ts";
import type { ConnectionTarget } from "../postgres/connection-url.ts";
import { openReader, type ReadOnlyOptions, runReadOnly } from "../postgres/read-only-run.ts";
import type { Session } from "../postgres/session.ts";
import type { HttpReference } from "../project/config-file.ts";
import type { SmokeTools } from "../project/define-smoke-check.ts";
import type { SmokeCheck } from "../project/smoke-files.ts";

/** Where checks run. */
export interface SmokePlace {
  readonly environment: string;
  /** Null where no check asks a database. */
  readonly target: ConnectionTarget | null;
  /** Schemas to look for names in; null: as the database and the role say. */
  readonly searchPath: readonly string[] | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes a configured request ready. @throws AppError SECRET_* */
  readonly request: (reference: HttpReference) => Promise<HttpRequest>;
  readonly send: (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;
}

/** How one check ended. */
export interface SmokeEnding {
  readonly ms: number;
  /** Null where it passed. */
  readonly message: string | null;
  /** What it failed by: its own answer, its deadline, or a place that could not be asked. */
  readonly by: "answer" | "deadline" | "place" | null;
}

/** Without an own one, per check. */
export const smokeDeadlineMs = 10_000;

const atOnce = 4;

/** Runs all; the endings are in the order of the checks. @throws AppError INTERRUPTED */
export async function runSmokeChecks(
  checks: readonly SmokeCheck[],
  place: SmokePlace,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal: AbortSignal | undefined },
): Promise<readonly SmokeEnding[]> {
  const endings: SmokeEnding[] = [];
  const queue = [...checks.entries()];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, check] = next;
      endings[index] = await runOne(check, place, deadlineMs, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, checks.length) }, work));
  return endings;
}

async function runOne(
  check: SmokeCheck,
  place: SmokePlace,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<SmokeEnding> {
  const own =
    check.kind === "http" ? check.request.timeoutMs : check.kind === "typescript" ? check.definition.timeoutMs : undefined;
  const limitMs = own ?? deadlineMs;
  // not AbortSignal.timeout: its timer keeps no process alive, and a check that waits for nothing would end the whole run
  const timeout = new AbortController();
  const deadline = timeout.signal;
  const timer = setTimeout(() => timeout.abort(), limitMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const start = performance.now();
  const ended = (message: string | null, by: SmokeEnding["by"]) => ({ ms: Math.round(performance.now() - start), message, by });
  try {
    const message = await Promise.race([askOne(check, place, limitMs, stop), aborted(stop)]);
    return ended(message, message === null ? null : "answer");
  } catch (error) {
    if (signal?.aborted === true) throw interrupted();
    if (deadline.aborted) return ended(`no answer within ${limitMs / 1000} s`, "deadline");
    if (!(error instanceof AppError)) return ended(firstLines(error), "answer");
    if (error.code === "STATEMENT_TIMEOUT") return ended(`no answer within ${limitMs / 1000} s`, "deadline");
    const isPlace = /^(?:CONNECT_|SERVER_|SECRET_|LOCK_TIMEOUT|IDENTITY_|INTERNAL)/.test(error.code);
    return ended(saidBy(error), isPlace ? "place" : "answer");
  } finally {
    clearTimeout(timer);
  }
}

function interrupted(): AppError {
  return new AppError({ code: "INTERRUPTED", message: "The checks were stopped; nothing of them was kept." });
}

/** Never resolves; whoever waits for something else too is told by it that the time is over. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Null where it passes. */
function askOne(check: SmokeCheck, place: SmokePlace, limitMs: number, stop: AbortSignal): Promise<string | null> {
  switch (check.kind) {
    case "http":
      return place.request(check.request).then(async (request) => httpProblem(check.request, await place.send(request, stop)));
    case "sql":
      return withReader(place, limitMs, stop, async (session, options) =>
        answerProblem(check.script.expectation, await runReadOnly(session, check.script.statements, options)),
      );
    case "typescript":
      return runDefinition(check, place, limitMs, stop);
  }
}

async function withReader<T>(
  place: SmokePlace,
  timeoutMs: number,
  signal: AbortSignal,
  work: (session: Session, options: ReadOnlyOptions) => Promise<T>,
): Promise<T> {
  if (place.target === null) throw new AppError({ code: "INTERNAL", message: "a check asks a database, and there is none" });
  const options = { timeoutMs, searchPath: place.searchPath, signal };
  const session = await openReader(place.target, options);
  try {
    return await work(session, options);
  } finally {
    await session.close();
  }
}

// The session is opened by the first query: a check that only sends requests needs none.
async function runDefinition(
  { definition, file }: Extract<SmokeCheck, { kind: "typescript" }>,
  place: SmokePlace,
  limitMs: number,
  stop: AbortSignal,
): Promise<null> {
  const options = { timeoutMs: limitMs, searchPath: place.searchPath, signal: stop };
  let opening: Promise<Session> | null = null;
  const session = (): Promise<Session> => {
    if (place.target === null) throw new AppError({ code: "INTERNAL", message: "a check asks a database, and there is none" });
    opening ??= openReader(place.target, options);
    return opening;
  };
  const tools: SmokeTools = {
    environment: place.environment,
    env: place.env,
    signal: stop,
    query: async (sql) => {
      // the server would run all of several statements, and a commit among them would end the read-only transaction
      const statements = plainStatements(sql, file);
      if (statements.length > 1) throw new Error("query takes one statement at a time");
      return (await runReadOnly(await session(), statements, options)).rows;
    },
    http: async (url, { method, headers = {}, body } = {}) => {
      const verb = method ?? (body === undefined ? "GET" : "POST");
      const answer = await place.send({ url, method: verb, headers, body: body ?? null, timeoutMs: limitMs }, stop);
      if (answer.kind === "none") throw new Error(answer.why);
      return { status: answer.status, body: answer.body };
    },
    expect: (isSo, message) => {
      if (!isSo) throw new Error(message);
    },
  };
  try {
    await Promise.race([definition.run(tools), aborted(stop)]);
    return null;
  } finally {
    // set by the first query, which the compiler cannot see
    const opened = opening as Promise<Session> | null;
    await opened?.then(
      (one) => one.close(),
      () => undefined,
    );
  }
}

const longest = 400;

/** The server's own words say more than ours around them. */
function saidBy(error: AppError): string {
  const { cause } = error;
  return shortened(error.code === "SQL_ERROR" && cause instanceof Error ? cause.message : error.message);
}

function firstLines(error: unknown): string {
  return shortened(messageOf(error));
}

function shortened(text: string): string {
  const line = text
    .trim()
    .split(/\s*\n\s*/)
    .slice(0, 3)
    .join(" ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/**
 * Runs a plan as it is meant to be run on a database in use: transaction by transaction, each with a lock_timeout, and again when
 * that strikes. Before each one an old transaction gets in the way, so that the timeouts are needed.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import type { Plan, TransactionGroup } from "../../src/core/plan/plan.ts";
import type { LongTransaction } from "./long-transaction.ts";

/** How it is run. */
export interface PatientRun {
  /** Of every statement for which the plan has one. */
  readonly lockTimeoutMs: number;
  /** How long an old transaction stays unless it has made a statement give up before. */
  readonly blockedMs: number;
  readonly block: () => Promise<LongTransaction>;
}

/** What became of a transaction. */
export interface GroupRun {
  readonly group: TransactionGroup;
  /** How often it ran into its lock_timeout. */
  readonly refusals: number;
  /** What the old transaction had locked. */
  readonly held: LongTransaction["held"];
  /** From the first attempt until the old transaction had ended or was no longer in the way, as `performance.now()`. */
  readonly blocked: { readonly start: number; readonly end: number };
}

const mostAttempts = 60;

/** Runs it. @throws Error of a statement that fails otherwise, or when a lock cannot be had for too long */
export async function runPatiently(client: Client, plan: Plan, run: PatientRun): Promise<readonly GroupRun[]> {
  await client.query("set search_path = ''; set check_function_bodies = off");
  const done: GroupRun[] = [];
  for (const group of plan.groups) done.push(await untilDone(client, group, run));
  return done;
}

async function untilDone(client: Client, group: TransactionGroup, run: PatientRun): Promise<GroupRun> {
  const blocker = await run.block();
  const start = performance.now();
  const timer = new AbortController();
  const ended = sleep(run.blockedMs, undefined, { signal: timer.signal })
    .catch(() => undefined)
    .then(() => blocker.end())
    .then(() => performance.now());
  try {
    for (let refusals = 0; ; refusals++) {
      const error = await attempt(client, group, run.lockTimeoutMs);
      // the old transaction has been in the way for long enough
      timer.abort();
      const end = await ended;
      if (error === null) return { group, refusals, held: blocker.held, blocked: { start, end } };
      const isRefusal = "code" in error && error.code === "55P03"; // lock_not_available
      if (!isRefusal || refusals === mostAttempts) throw inGroup(error, group);
    }
  } finally {
    timer.abort();
    await ended;
  }
}

/** Null when it worked. */
async function attempt(
  client: Client,
  { transaction, statements }: TransactionGroup,
  lockTimeoutMs: number,
): Promise<Error | null> {
  try {
    if (transaction) await client.query("begin");
    for (const statement of statements) {
      const limit = statement.lockTimeoutMs === 0 ? 0 : lockTimeoutMs;
      await client.query(`set ${transaction ? "local " : ""}lock_timeout = ${limit}`);
      await client.query(statement.sql);
    }
    if (transaction) await client.query("commit");
    return null;
  } catch (error) {
    if (transaction) await client.query("rollback");
    return error instanceof Error ? error : new Error(String(error));
  }
}

function inGroup(error: Error, { statements }: TransactionGroup): Error {
  return new Error(`${error.message}\n  in ${statements.map(({ sql }) => sql).join(";\n")}`, { cause: error });
}

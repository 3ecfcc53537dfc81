/**
 * Runs both forms of a piece of advice, each on its own copy of the same database while people use it, and measures them. The safe
 * form is the planner's, which writes it by the recipes, or a recipe's own where no plan uses that.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { objectId } from "../../src/core/catalog/object-id.ts";
import type { Change } from "../../src/core/diff/change.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { groupStatements } from "../../src/core/plan/group-statements.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Statement } from "../../src/core/recipes/statement.ts";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { LongTransaction } from "../support/long-transaction.ts";
import { type GroupRun, runPatiently } from "../support/patient-runner.ts";
import { planBetween, readCatalog } from "../support/plan-runner.ts";
import { createDatabase, execSql } from "../support/postgres.ts";
import { type BusyTable, type Operation, Traffic } from "../support/traffic.ts";
import { withClient } from "../support/with-client.ts";
import { type AdviceCase, busy } from "./advice-case.ts";

/** Where it runs. */
export interface AdvicePlace {
  readonly server: ScratchServer;
  readonly major: number;
  /** The database with the case's world. */
  readonly template: string;
  readonly lockTimeoutMs: number;
  /** How long the old transactions stay: clearly longer than the lock_timeout. */
  readonly blockedMs: number;
}

/** What was measured. */
export interface AdviceRun {
  /** Before either form. */
  readonly start: Catalog;
  /** What the safe form leaves to be done to get to where the plain one leads. */
  readonly left: readonly Change[];
  readonly plan: Plan;
  readonly plain: { readonly tookMs: number; readonly operations: readonly Operation[] };
  readonly safe: { readonly groups: readonly GroupRun[]; readonly operations: readonly Operation[] };
  /** The longest operation of the same traffic while nothing else happened. */
  readonly idleMs: number;
}

const idleMs = 50;

/** @throws Error when a form or the traffic fails */
export async function runAdvice(
  { setup, plain, write, traffic, blocker, blockerOn }: AdviceCase,
  place: AdvicePlace,
): Promise<AdviceRun> {
  const { server, major, template, lockTimeoutMs, blockedMs } = place;
  const tables = traffic.map((name) => busy[name]);
  const made: string[] = [];
  try {
    const create = async (sql: string, from: string) => {
      const url = await createDatabase(server, sql, from);
      made.push(url);
      return url;
    };
    const first = await create(setup ?? "", template);
    const start = await withClient(first, (client) => readCatalog(client, major));
    const second = await create("", setup === undefined ? template : databaseOf(first));
    const plainRun = await underTraffic(first, tables, () => execSql(first, plain));
    const goal = await withClient(first, (client) => readCatalog(client, major));
    const plan = write === undefined ? (await planBetween(start, goal, major)).plan : planOf(write());
    const block = () =>
      LongTransaction.begin(
        second,
        (blockerOn ?? traffic).map((name) => busy[name]),
        blocker ?? "read",
      );
    const safe = await underTraffic(second, tables, () =>
      withClient(second, (client) => runPatiently(client, plan, { lockTimeoutMs, blockedMs, block })),
    );
    const { changes: left } = await compareCatalogs(await withClient(second, (client) => readCatalog(client, major)), goal);
    return {
      start,
      left,
      plan,
      plain: { tookMs: plainRun.tookMs, operations: plainRun.operations },
      safe: { groups: safe.result, operations: safe.operations },
      idleMs: Math.max(plainRun.idleMs, safe.idleMs),
    };
  } finally {
    await Promise.all(made.map((url) => server.dropDatabase(databaseOf(url))));
  }
}

function planOf(statements: readonly Statement[]): Plan {
  return {
    groups: groupStatements(statements.map((statement) => ({ change: statement.relation ?? objectId("table"), statement }))),
  };
}

async function underTraffic<T>(url: string, tables: readonly BusyTable[], work: () => Promise<T>) {
  const traffic = await Traffic.start(url, tables);
  try {
    await sleep(idleMs);
    const idle = traffic.operations.splice(0);
    const start = performance.now();
    const result = await work();
    const tookMs = performance.now() - start;
    await traffic.stop();
    return { result, tookMs, operations: traffic.operations, idleMs: Math.max(0, ...idle.map(({ start, end }) => end - start)) };
  } finally {
    await traffic.stop().catch(() => undefined);
  }
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

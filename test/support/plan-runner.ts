/**
 * Plans against real databases, as tests need them: a client's database read as a catalog, planned to a goal, the plan run as it is
 * (transactions, concurrent forms and all), and what is left to do. It skips workflows on purpose: no scratch copy, no proof.
 */

import type { Client } from "pg";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import type { ServerVersion } from "../../src/core/catalog/server-version.ts";
import type { Change } from "../../src/core/diff/change.ts";
import { catalogParts, readCatalogResults } from "../../src/core/inspection/catalog-statements.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { makePlan } from "../../src/core/plan/make-plan.ts";
import type { Plan, PlannedStatement } from "../../src/core/plan/plan.ts";
import { ReadBatch } from "../../src/postgres/read-batch.ts";

/** A plan, with the differences that it closes. */
export interface Planned {
  readonly plan: Plan;
  readonly changes: readonly Change[];
}

/** A statement that the server refused; the message ends with the statement and the whole plan. */
export class PlanFailure extends Error {
  readonly statement: PlannedStatement;
  /** SQLSTATE, empty when it was no error of the server. */
  readonly sqlState: string;

  constructor(statement: PlannedStatement, plan: Plan, cause: Error & { readonly code?: unknown }) {
    super(`${cause.message}\n  in ${statement.sql}\n  of\n${planText(plan)}`, { cause });
    this.statement = statement;
    this.sqlState = typeof cause.code === "string" ? cause.code : "";
  }
}

/** What a server of the major is asked about; minors do not change catalogs. */
function versionOfMajor(major: number): ServerVersion {
  return (major * 10_000) as ServerVersion; // the shape of server_version_num
}

/** The catalog of the client's database, with its dependencies. Leaves the client's search_path empty. */
export async function readCatalog(client: Client, major: number): Promise<Catalog> {
  const version = versionOfMajor(major);
  const parts = catalogParts(version, new Set(), true);
  const opening = ["set search_path = ''", "set jit = off"];
  const text = [...opening, ...parts.map((part) => part.sql)].join("\n;\n");
  const results = await client.query(new ReadBatch(text)).results;
  return readCatalogResults(parts, results.slice(opening.length), version, new Map()).catalog;
}

/** The plan between two catalogs, for a server of the major. @throws AppError PLAN_CYCLE, PLAN_UNSUPPORTED */
export async function planBetween(start: Catalog, goal: Catalog, major: number): Promise<Planned> {
  const { changes } = await compareCatalogs(start, goal);
  const plan = makePlan({ start, goal, changes, version: versionOfMajor(major), owner: start.server?.owner ?? null });
  return { plan, changes };
}

/** Runs a plan; `after` is called behind each statement, in the same transaction. @throws PlanFailure */
export async function runPlan(
  client: Client,
  plan: Plan,
  after: (statement: PlannedStatement) => Promise<void> = async () => {},
): Promise<void> {
  await client.query("set search_path = ''; set check_function_bodies = off");
  for (const { transaction, statements } of plan.groups) {
    if (transaction) await client.query("begin");
    for (const statement of statements) {
      await client.query(statement.sql).catch((error: Error) => {
        throw new PlanFailure(statement, plan, error);
      });
      await after(statement);
    }
    if (transaction) await client.query("commit");
  }
}

/** Plans from what the database holds to the goal and runs it; the differences that are left, and the plan's text for a message. */
export async function reach(
  client: Client,
  goal: Catalog,
  major: number,
): Promise<{ readonly left: readonly Change[]; readonly plan: Plan; readonly text: string }> {
  const { plan } = await planBetween(await readCatalog(client, major), goal, major);
  await runPlan(client, plan);
  const { changes: left } = await compareCatalogs(await readCatalog(client, major), goal);
  return { left, plan, text: planText(plan) };
}

/** A plan's statements, one under the other. */
export function planText({ groups }: Plan): string {
  return groups.flatMap(({ statements }) => statements.map(({ sql }) => sql)).join(";\n");
}

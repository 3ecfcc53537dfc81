/**
 * Proof before printing: the start is rebuilt in a scratch database, the plan runs there, and what came of it is read and compared
 * with the goal. A plan that does not lead there is never shown.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import type { ObjectId } from "../core/catalog/object-id.ts";
import type { ObjectKind } from "../core/catalog/object-kind.ts";
import type { Change } from "../core/diff/change.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import type { Plan } from "../core/plan/plan.ts";
import { openSession } from "../postgres/connect.ts";
import { inspect } from "../postgres/inspect.ts";
import type { ScratchDatabase } from "../postgres/scratch/open-scratch-database.ts";
import { replay } from "../postgres/scratch/replay.ts";
import type { Project } from "./open-project.ts";
import { planDump } from "./plan-dump.ts";
import { openScratch } from "./sources/open-scratch.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What belongs to the server and not to the database: a scratch server has its own. */
const ofTheServer: ReadonlySet<ObjectKind> = new Set(["role", "role-membership", "setting", "database"]);

/** What the proof says. */
export type Proof =
  | { readonly kind: "proven" }
  /** It could not be had; nothing speaks against the plan. */
  | { readonly kind: "unproven"; readonly why: string }
  | { readonly kind: "refuted"; readonly why: string };

/** What to prove. */
export interface ProofRequest {
  readonly plan: Plan;
  readonly start: Catalog;
  readonly goal: Catalog;
  /** Differences between the two that the plan does not close, because they are ignored. */
  readonly ignored: readonly Change[];
}

/** Proves a plan. @throws AppError of the scratch server's connection, INTERRUPTED */
export async function provePlan(request: ProofRequest, project: Project, context: WorkflowContext): Promise<Proof> {
  const step = "proving the plan on a scratch copy";
  context.progress({ step, state: "start" });
  const wantedMajor = request.start.server === null ? null : Math.floor(request.start.server.versionNumber / 10_000);
  const owner = request.start.server?.owner ?? null;
  let database: ScratchDatabase;
  try {
    database = await openScratch({ workflow: context, project, wantedMajor, owner, dependencies: false });
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith("SCRATCH_")) throw error;
    return { kind: "unproven", why: error.message };
  }
  try {
    const proof = await proveIn(database, request, owner, context);
    context.progress({ step, state: "done", detail: proof.kind });
    return proof;
  } finally {
    await database.close();
  }
}

async function proveIn(
  database: ScratchDatabase,
  { plan, start, goal, ignored }: ProofRequest,
  owner: string | null,
  context: WorkflowContext,
): Promise<Proof> {
  const refused = await run(database, await planDump(start), owner, context);
  if (refused !== null) return { kind: "unproven", why: `the scratch copy could not be made: ${refused}` };
  const copy = await read(database, context);
  const expected = new Set<ObjectId>([...(await compareCatalogs(copy, start)).changes, ...ignored].map(({ id }) => id));
  const failed = await run(database, plan, owner, context);
  if (failed !== null) return { kind: "refuted", why: failed };
  const reached = await read(database, context);
  const left = (await compareCatalogs(reached, goal)).changes.filter(
    ({ id, kind }) => !expected.has(id) && !ofTheServer.has(kind),
  );
  if (left.length === 0) return { kind: "proven" };
  const names = left.slice(0, 5).map(({ change, id }) => `${change} ${id}`);
  return {
    kind: "refuted",
    why: `afterwards ${left.length} differences are left: ${names.join(", ")}${left.length > 5 ? ", …" : ""}`,
  };
}

/** Runs a plan as psql would; the message of the first refusal, or null. */
async function run(
  database: ScratchDatabase,
  plan: Plan,
  owner: string | null,
  context: WorkflowContext,
): Promise<string | null> {
  const scripts = plan.groups.map(({ statements }) => ({
    file: "the plan",
    statements: statements.map(({ sql }) => ({ sql, line: 1 })),
    text: null,
    transaction: "bulk" as const,
  }));
  const prelude = ["set search_path = ''", "set check_function_bodies = off"];
  try {
    await replay(database, scripts, {
      owner,
      preparation: prelude,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === "SQL_ERROR") return error.message.replace(`${database.target.display}: `, "");
    throw error;
  }
}

async function read(database: ScratchDatabase, { signal }: WorkflowContext): Promise<Catalog> {
  const session = await openSession(database.target, signal === undefined ? {} : { signal });
  try {
    return (await inspect(session)).catalog;
  } finally {
    await session.close();
  }
}

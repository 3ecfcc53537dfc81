/** What every step of such a change begins with: the project, the database whose schema it is planned for, and plans of statements made by hand. */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import type { ObjectId } from "../core/catalog/object-id.ts";
import { groupStatements } from "../core/plan/group-statements.ts";
import { beyondDatabase } from "../core/plan/left-out.ts";
import type { Plan, PlannedStatement } from "../core/plan/plan.ts";
import type { Proof, StandingProof } from "../core/plan/proof.ts";
import type { Statement } from "../core/recipes/statement.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { type MigrationsPlace, migrationsPlace } from "./migrations-place.ts";
import { openProject, type Project } from "./open-project.ts";
import { withSources } from "./read-sources.ts";
import type { ScratchCopy } from "./scratch-copy.ts";
import { journalHead } from "./smoke-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Where a step is planned. */
export interface ChangePlace {
  readonly project: Project;
  readonly environment: Environment;
  readonly folder: MigrationsPlace;
  /** With dependencies. */
  readonly catalog: Catalog;
  /** Reads only. */
  readonly session: Session;
}

/**
 * Reads the schema of an environment, of production where none is named, and does `work`.
 *
 * @throws AppError ENVIRONMENT_UNKNOWN, IDENTITY_MISMATCH, CONNECT_*, and what `work` throws
 */
export async function withChangePlace<T>(
  named: string | null,
  context: WorkflowContext,
  work: (place: ChangePlace) => Promise<T>,
): Promise<T> {
  const project = await openProject(context);
  const { config } = project;
  const usual = config.environments.find(({ name }) => name === "production") ?? config.environments[0];
  const environment = findEnvironment(config, named ?? usual?.name ?? "production", context.env);
  const folder = await migrationsPlace(project, context.cwd);
  return withSources(
    [environment.name],
    project,
    context,
    async ([reading]) => {
      const session = reading?.live?.session;
      if (reading === undefined || session === undefined)
        throw new AppError({ code: "ENVIRONMENT_UNKNOWN", message: `${environment.name} is no database.` });
      await journalHead(session, environment.name);
      return work({ project, environment, folder, catalog: reading.catalog, session });
    },
    { dependencies: true },
  );
}

/**
 * How long a step waits for a lock. Below the server's deadlock_timeout (1 s): where it and an application wait for each other, it is the step
 * that gives way, and is tried again; never the application.
 */
const patienceMs = 800;

/** Statements that belong to an object, as a plan. */
export function planOf(change: ObjectId, statements: readonly Statement[]): Plan {
  return {
    groups: groupStatements(
      statements.map((statement) => ({ change, statement })),
      true,
    ),
  };
}

/** The same statements in one transaction. @throws AppError CHANGE_REFUSED for one that cannot be in any */
export function inOneTransaction(...plans: readonly Plan[]): Plan {
  const statements = plans.flatMap(({ groups }) => groups.flatMap((group) => group.statements));
  if (statements.length === 0) return { groups: [] };
  return { groups: [{ transaction: true, statements: statements.map(shared) }] };
}

// Going back is rare and watched, and must not stop halfway: an index that is missing there is built while the table waits.
function shared(one: PlannedStatement): PlannedStatement {
  if (one.transaction !== "none") return { ...one, lockTimeoutMs: patienceMs, transaction: "any" };
  const sql = one.sql.replace(/^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) CONCURRENTLY\b/, "$1");
  if (sql !== one.sql)
    return {
      ...one,
      sql,
      lockTimeoutMs: patienceMs,
      form: sql.startsWith("DROP") ? "drop-index-plain" : "create-index-plain",
      transaction: "any",
    };
  throw new AppError({
    code: "CHANGE_REFUSED",
    message: `The step would need a statement that no transaction can hold: ${one.sql.split("\n")[0]}`,
    hint: "Take that object away first, and put it back after the change.",
  });
}

/** Runs a plan on a copy. @throws AppError CHANGE_REFUSED with the server's words */
export async function runOn(copy: ScratchCopy, plan: Plan, what: string, hint: string | null = null): Promise<void> {
  const refused = await copy.run(plan);
  if (refused === null) return;
  throw new AppError({
    code: "CHANGE_REFUSED",
    message: `${what} does not run on a scratch copy: ${refused.message}. Statement: ${refused.statement.sql.replace(/\s+/g, " ").slice(0, 200)}`,
    ...(hint === null ? {} : { hint }),
  });
}

/**
 * What is on the copy, as the target would show it: what is planned from there runs on the target, whose server may be another one. Before 18
 * NOT NULL has no name of its own, and roles are the target's: those of the copy are superusers.
 */
export async function readOn(copy: ScratchCopy, { server, objects: known }: Catalog): Promise<Catalog> {
  const seen = await copy.read({ dependencies: true });
  const isNamed = server === null || server.versionNumber >= 180_000;
  const beyond = beyondDatabase(seen, { ...seen, objects: known });
  const own = [...seen.objects].filter(([id, { kind }]) => !beyond.has(id) && (isNamed || kind !== "not-null"));
  const others = [...known].filter(([id]) => beyond.has(id));
  return { ...seen, server, objects: new Map([...others, ...own]) };
}

/** Whether the copy now is what a schema says. */
async function proofOn(copy: ScratchCopy, wanted: Catalog): Promise<Proof> {
  const left = await copy.changesTo(wanted, await readOn(copy, wanted));
  if (left.length === 0)
    return copy.isComplete ? { kind: "proven" } : { kind: "unproven", why: [...copy.leftOut.values()][0] ?? "" };
  const names = left.slice(0, 5).map(({ change, id }) => `${change} ${id}`);
  return { kind: "refuted", why: `afterwards ${left.length} differences are left: ${names.join(", ")}` };
}

/** @throws AppError PLAN_REFUTED */
export async function prove(copy: ScratchCopy, wanted: Catalog, what: string): Promise<StandingProof> {
  const proof = await proofOn(copy, wanted);
  if (proof.kind !== "refuted") return proof;
  throw new AppError({ code: "PLAN_REFUTED", message: `${what} did not hold on a scratch copy: ${proof.why}` });
}

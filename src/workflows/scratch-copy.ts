/**
 * A copy of a schema in a scratch database, on which plans are tried before anybody sees them. What the scratch server cannot
 * have (an extension, a role's settings) is left out with all that uses it, and by name.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import { nameOf, type ObjectId } from "../core/catalog/object-id.ts";
import { looseObjects, objectsOfKinds } from "../core/catalog/packed-objects.ts";
import { rowsOf } from "../core/catalog/row-shape.ts";
import type { Change } from "../core/diff/change.ts";
import {
  availableExtensionsQuery,
  availableExtensionsShape,
  unavailableExtensions,
} from "../core/kinds/extension-availability.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { beyondDatabase, catalogWithout, type LeftOut, leftOutWith } from "../core/plan/left-out.ts";
import type { Plan, PlannedStatement } from "../core/plan/plan.ts";
import { unquoteIdentifier } from "../core/sql/quote.ts";
import { openSession } from "../postgres/connect.ts";
import { inspect } from "../postgres/inspect.ts";
import type { ScratchDatabase } from "../postgres/scratch/open-scratch-database.ts";
import { prepareServer } from "../postgres/scratch/prepare-server.ts";
import type { Session } from "../postgres/session.ts";
import type { Project } from "./open-project.ts";
import { planDump } from "./plan-dump.ts";
import { openScratch } from "./sources/open-scratch.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** One statement may build an index over many partitions; nobody else is there to wait for. */
const limits = { statementTimeoutMs: 600_000, lockTimeoutMs: 60_000 };

/** A statement that the server refused. */
export interface Refusal {
  readonly statement: PlannedStatement;
  readonly message: string;
}

/** Close it in `finally`. */
export class ScratchCopy {
  /** Of the start and of the goal: what is not here, and why. */
  readonly leftOut: LeftOut;
  /** Nothing of the start or the goal is left out but what no scratch database has. */
  readonly isComplete: boolean;
  readonly #database: ScratchDatabase;
  readonly #session: Session;
  readonly #start: Catalog;
  readonly #another: () => Promise<ScratchCopy>;
  /** How a copy differs from the start from the beginning; asked only when something differs. */
  #known: ReadonlySet<ObjectId> | null = null;

  private constructor(
    parts: { readonly database: ScratchDatabase; readonly session: Session; readonly another: () => Promise<ScratchCopy> },
    content: CopyContent,
  ) {
    this.leftOut = content.leftOut;
    this.isComplete = content.isComplete;
    this.#database = parts.database;
    this.#session = parts.session;
    this.#start = content.start;
    this.#another = parts.another;
  }

  /** Builds a copy of `start` in which plans towards `goal` can run. @throws AppError SCRATCH_*, CONNECT_*, INTERRUPTED */
  static async build(start: Catalog, goal: Catalog, project: Project, context: WorkflowContext): Promise<ScratchCopy> {
    const wantedMajor = start.server === null ? null : Math.floor(start.server.versionNumber / 10_000);
    const owner = start.server?.owner ?? null;
    const database = await openScratch({ workflow: context, project, wantedMajor, owner, dependencies: true });
    const { signal } = context;
    let session: Session | null = null;
    try {
      session = await openSession(database.target, {
        readOnly: false,
        ...limits,
        ...(signal === undefined ? {} : { signal }),
      });
      const content = await fill(session, database, { start, goal, owner });
      return new ScratchCopy({ database, session, another: () => ScratchCopy.build(start, goal, project, context) }, content);
    } catch (error) {
      await session?.close();
      await database.close();
      throw error;
    }
  }

  /** The database that the copy is in. */
  get database(): ScratchDatabase {
    return this.#database;
  }

  /** What is here now. */
  async read({ dependencies = false }: { readonly dependencies?: boolean } = {}): Promise<Catalog> {
    return (await inspect(this.#session, { dependencies })).catalog;
  }

  /** Runs the statements that can run here; the first refusal ends it. */
  async run(plan: Plan): Promise<Refusal | null> {
    for (const { transaction, statements } of plan.groups) {
      const own = statements.filter(({ change }) => !this.leftOut.has(change));
      if (own.length === 0) continue;
      const refused = await refusal(this.#session, own, transaction);
      if (refused !== null) return refused;
    }
    return null;
  }

  /** What separates the copy, as it was read, from a schema: nothing that is left out, and nothing that separates any copy from the start. */
  async changesTo(wanted: Catalog, reached: Catalog): Promise<readonly Change[]> {
    const { changes } = await compareCatalogs(reached, catalogWithout(this.leftOut, wanted));
    const own = changes.filter(({ id }) => !this.leftOut.has(id));
    if (own.length === 0) return own;
    this.#known ??= await this.#knownDifferences();
    return own.filter(({ id }) => this.#known?.has(id) !== true);
  }

  // This copy has moved on: a fresh one tells.
  async #knownDifferences(): Promise<ReadonlySet<ObjectId>> {
    const fresh = await this.#another();
    try {
      const { changes } = await compareCatalogs(await fresh.read(), catalogWithout(this.leftOut, this.#start));
      return new Set(changes.map(({ id }) => id));
    } finally {
      await fresh.close();
    }
  }

  /** The schema that was copied, with what is left out here. */
  get start(): Catalog {
    return this.#start;
  }

  /** Drops the database. */
  async close(): Promise<void> {
    await this.#session.close();
    await this.#database.close();
  }
}

interface CopyContent {
  readonly leftOut: LeftOut;
  readonly isComplete: boolean;
  readonly start: Catalog;
}

interface CopyRequest {
  readonly start: Catalog;
  readonly goal: Catalog;
  readonly owner: string | null;
}

async function fill(session: Session, database: ScratchDatabase, { start, goal, owner }: CopyRequest): Promise<CopyContent> {
  await prepareServer(session, database, { roles: rolesOf(start, goal), tablespaces: tablespacesOf(start, goal), owner });
  await session.run(["set search_path = ''", "set check_function_bodies = off"]);
  const available = rowsOf(
    (await session.run([availableExtensionsQuery]))[0] ?? { fields: [], rows: [] },
    availableExtensionsShape,
    "available extensions",
  );
  const beyond = beyondDatabase(start, goal);
  const missing = [start, goal].flatMap((catalog) => [...unavailableExtensions(catalog, available)]);
  let leftOut = leftOutWith(new Map([...beyond, ...missing]), start, goal);
  const refused = await runTolerantly(session, await planDump(catalogWithout(leftOut, start)));
  if (refused.size > 0) leftOut = leftOutWith(new Map([...leftOut, ...refused]), start, goal);
  return { leftOut, isComplete: missing.length === 0 && refused.size === 0, start };
}

/** As large as a message should be; one of thousands of statements saves nothing more. */
const bulk = 500;

/** Runs what it can; a statement that is refused leaves its object out. */
async function runTolerantly(session: Session, { groups }: Plan): Promise<LeftOut> {
  const refused = new Map<ObjectId, string>();
  const statements = groups.flatMap((group) => group.statements);
  const chunks: PlannedStatement[][] = [];
  for (const statement of statements) {
    const last = chunks.at(-1);
    const isAlone = statement.transaction !== "any" || last?.[0]?.transaction !== "any" || last.length >= bulk;
    if (isAlone) chunks.push([statement]);
    else last.push(statement);
  }
  for (const chunk of chunks) {
    if ((await refusal(session, chunk, true)) === null) continue;
    for (const statement of chunk) {
      const one = await refusal(session, [statement], true);
      if (one !== null) refused.set(statement.change, `the scratch server refuses ${nameOf(statement.change)}: ${one.message}`);
    }
  }
  return refused;
}

/** Runs statements as one message, which is one transaction, or one after the other. */
async function refusal(session: Session, statements: readonly PlannedStatement[], transaction: boolean): Promise<Refusal | null> {
  const messages = transaction ? [statements] : statements.map((statement) => [statement]);
  for (const message of messages) {
    const refused = await session.attempt(message.map(({ sql }) => sql));
    const statement = refused === null ? undefined : message[refused.index];
    if (refused !== null && statement !== undefined) return { statement, message: refused.message };
  }
  return null;
}

function rolesOf(...catalogs: readonly Catalog[]): ReadonlySet<string> {
  const kinds = new Set(["role"] as const);
  return new Set(
    catalogs.flatMap(({ objects }) => [...objectsOfKinds(objects, kinds)].map(({ id }) => unquoteIdentifier(nameOf(id)))),
  );
}

// Of tables, indexes and of what a constraint's index is called in its facts; the server's own ones are there.
function tablespacesOf(...catalogs: readonly Catalog[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { objects } of catalogs)
    for (const { facts } of looseObjects(objects))
      for (const name of [facts.tablespace, facts.indexTablespace])
        if (typeof name === "string" && !name.startsWith("pg_")) names.add(unquoteIdentifier(name));
  return names;
}

/** Runs the statements of a migration on a scratch copy as they will be run, and watches what they do to relations that were there before. */

import type { MigrationScript, MigrationStatement } from "../core/migration/read-migration.ts";
import type { Cost } from "../core/risk/forms/form.ts";
import { type LockMode, strongerLock } from "../core/risk/lock-mode.ts";
import { type ApartStage, observeApart } from "../postgres/observe-apart.ts";
import { type Observation, observedSince, relationStates } from "../postgres/observe-statements.ts";
import type { Session } from "../postgres/session.ts";

/** What came of a run. */
export interface RehearsedRun {
  /** Relations that were there before, by qualified name. */
  readonly existing: ReadonlySet<string>;
  readonly observation: Observation;
  /** The first statement that was refused, with its SQLSTATE where that is known; null when all ran. */
  readonly failedAt: { readonly line: number; readonly message: string; readonly state: string | null } | null;
}

/** How to run. */
export interface RunOptions {
  readonly transaction: MigrationScript["transaction"];
  /** Lines of statements that cannot run in a transaction block. */
  readonly outside: ReadonlySet<number>;
  /** How such statements are watched; null: they only run. */
  readonly apart: ApartStage | null;
}

/** Runs; in one transaction nothing has happened when a statement is refused. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function runRehearsedScript(
  statements: readonly MigrationStatement[],
  actor: Session,
  options: RunOptions,
): Promise<RehearsedRun> {
  const before = await relationStates(actor);
  const existing = new Set(before.rows.map(({ name }) => name));
  if (options.transaction === "one") return { existing, ...(await runTogether(statements, actor)) };
  const sum = new Sum(existing);
  for (const statement of statements) {
    const { observation, failedAt } = await runAlone(statement, actor, options);
    sum.add(observation);
    if (failedAt !== null) return { existing, observation: sum.total(), failedAt };
  }
  return { existing, observation: sum.total(), failedAt: null };
}

type Ran = Omit<RehearsedRun, "existing">;

const nothing = { locks: {}, costs: {} };

async function runTogether(statements: readonly MigrationStatement[], actor: Session): Promise<Ran> {
  const words: string[] = [];
  const stop = actor.listen((message) => words.push(message));
  try {
    await actor.run(["begin"]);
    const before = await relationStates(actor);
    await actor.run(["set local client_min_messages = debug1"]);
    for (const { sql, line } of statements) {
      const refused = await actor.attempt([withoutEnd(sql)]);
      if (refused !== null)
        return { observation: { ...nothing, words }, failedAt: { line, message: refused.message, state: refused.state } };
    }
    const observation = await observedSince(actor, before, words);
    // deferred constraints speak up now
    const late = await actor.attempt(["commit"]);
    const line = statements.at(-1)?.line ?? 1;
    return { observation, failedAt: late === null ? null : { line, message: late.message, state: late.state } };
  } finally {
    stop();
  }
}

async function runAlone(statement: MigrationStatement, actor: Session, { outside, apart }: RunOptions): Promise<Ran> {
  const { sql, line } = statement;
  if (!outside.has(line)) return runTogether([statement], actor);
  if (apart === null) {
    const refused = await actor.attempt([withoutEnd(sql)]);
    const failedAt = refused === null ? null : { line, message: refused.message, state: refused.state };
    return { observation: { ...nothing, words: [] }, failedAt };
  }
  const { observation, refused } = await observeApart(withoutEnd(sql), apart);
  return { observation, failedAt: refused === null ? null : { line, message: refused, state: null } };
}

function withoutEnd(sql: string): string {
  return sql.replace(/;\s*$/, "");
}

/** What several statements did, each by itself. */
class Sum {
  readonly #existing: ReadonlySet<string>;
  readonly #locks = new Map<string, LockMode>();
  readonly #costs = new Map<string, Set<Cost>>();
  readonly #words: string[] = [];

  constructor(existing: ReadonlySet<string>) {
    this.#existing = existing;
  }

  add({ locks, costs, words }: Observation): void {
    for (const [relation, mode] of Object.entries(locks))
      if (this.#existing.has(relation)) this.#locks.set(relation, strongerLock(mode, this.#locks.get(relation) ?? mode));
    for (const [relation, found] of Object.entries(costs))
      if (this.#existing.has(relation)) this.#costs.set(relation, new Set([...(this.#costs.get(relation) ?? []), ...found]));
    this.#words.push(...words);
  }

  total(): Observation {
    const costs = [...this.#costs].map(([relation, found]) => [relation, [...found].sort()] as const);
    return { locks: Object.fromEntries(this.#locks), costs: Object.fromEntries(costs), words: this.#words };
  }
}

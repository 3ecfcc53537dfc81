/** Collects what one statement does; only the strongest lock on a relation counts. */

import { oncePer } from "../once-per.ts";
import type { SqlFields } from "../sql/sql-tree.ts";
import { type Cost, costs as costOrder, type FormRisk } from "./forms/form.ts";
import { type LockMode, strongerLock } from "./lock-mode.ts";
import { type Reach, reached } from "./reach.ts";
import type { SchemaDraft } from "./schema-draft.ts";
import type { QualifiedName, RelationModel } from "./schema-model.ts";
import type { FormUse, RelationCost, RelationLock, StatementEffects, TransactionRule } from "./statement-effects.ts";
import { rateForm, type StatementForm } from "./statement-form.ts";

const byRelation = (one: { readonly relation: string }, other: { readonly relation: string }) =>
  one.relation < other.relation ? -1 : one.relation > other.relation ? 1 : 0;

const reachesOf = oncePer((also: FormRisk["also"]) => Object.entries(also) as [Reach, LockMode][]); // its own keys

/** What a use may say beside its form and relation. */
export interface UseDetails {
  readonly part?: string | null;
  readonly because?: string | null;
  /** Why the relation is touched though the statement does not name it. */
  readonly via?: string | null;
  /** Costs other than the form's own; `[]` for none. */
  readonly costs?: readonly Cost[];
}

/** Collects the effects of one statement. */
export class EffectRecorder {
  readonly #draft: SchemaDraft;
  readonly #uses: FormUse[] = [];
  readonly #locks = new Map<QualifiedName, { mode: LockMode; because: string | null }>();
  readonly #costs = new Map<QualifiedName, Set<Cost>>();
  readonly #unknown: string[] = [];
  readonly #inner: SqlFields[] = [];
  #transaction: TransactionRule = "either";

  constructor(draft: SchemaDraft) {
    this.#draft = draft;
    draft.begin();
  }

  /** Records that the statement does this to the relation: the form's lock and costs there, and what the form reaches beyond it. */
  use(form: StatementForm, relation: RelationModel | null, details: UseDetails = {}): void {
    const { part = null, because = null, via = null, costs } = details;
    const risk = rateForm(form);
    if (via === null) this.#uses.push({ form, relation: relation?.name ?? null, part, because });
    if (relation === null) return;
    if (risk.lock !== null) this.lock(relation.name, risk.lock, via);
    for (const [reach, mode] of reachesOf(risk.also))
      for (const other of reached(reach, relation, this.#draft)) this.lock(other.relation, mode, other.because);
    for (const cost of costs ?? risk.costs) this.cost(relation.name, cost);
  }

  /** A lock on a relation; one that does not exist before the statement needs none. Asked before the draft is changed. */
  lock(relation: QualifiedName, mode: LockMode, because: string | null = null): void {
    if (!this.#exists(relation)) return;
    const known = this.#locks.get(relation);
    if (known === undefined) this.#locks.set(relation, { mode, because });
    else
      this.#locks.set(relation, {
        mode: strongerLock(known.mode, mode),
        because: known.because === null || because === null ? null : known.because,
      });
  }

  /** Work on the relation's rows. */
  cost(relation: QualifiedName, cost: Cost): void {
    if (!this.#exists(relation)) return;
    const known = this.#costs.get(relation) ?? new Set();
    known.add(cost);
    this.#costs.set(relation, known);
  }

  /** The statement cannot run inside a transaction block, or only there. */
  transaction(rule: TransactionRule): void {
    this.#transaction = rule;
  }

  /** Something that this statement may do and nobody can tell from here. */
  unknown(what: string): void {
    this.#unknown.push(what);
  }

  /** A statement that runs inside this one. */
  inner(statement: SqlFields): void {
    this.#inner.push(statement);
  }

  /** What was recorded. */
  effects(): StatementEffects {
    const locks: RelationLock[] = [];
    for (const [relation, { mode, because }] of this.#locks) locks.push({ relation, mode, because });
    const costs: RelationCost[] = [];
    // a rewrite checks the rows and builds the indexes on its way
    for (const [relation, found] of this.#costs)
      for (const cost of costOrder)
        if (found.has(cost) && (cost === "rewrite" || !found.has("rewrite"))) costs.push({ relation, cost });
    return {
      uses: this.#uses,
      locks: locks.sort(byRelation),
      costs: costs.sort(byRelation),
      transaction: this.#transaction,
      unknown: this.#unknown,
      inner: this.#inner,
    };
  }

  // In an incomplete model a relation that nobody made here may well exist.
  #exists(name: QualifiedName): boolean {
    return this.#draft.existed(name) || (!this.#draft.isComplete && !this.#draft.isMadeHere(name));
  }
}

/**
 * One ALTER TABLE over all of its clauses. It takes the strongest lock that any clause asks for, before the first of them runs, and
 * takes the same lock on every table below that a clause goes down to (AlterTableGetLockLevel in src/backend/commands/tablecmds.c).
 */

import type { Cost } from "../../forms/form.ts";
import { type LockMode, strongerLock } from "../../lock-mode.ts";
import type { QualifiedName, RelationModel } from "../../schema-model.ts";
import { rateForm, type StatementForm } from "../../statement-form.ts";
import type { Reading } from "../statement-reader.ts";

/** What is said of one use of a form. */
export interface AlterationDetails {
  /** The column or constraint, unquoted. */
  readonly part?: string | null;
  readonly because?: string | null;
  /** Costs on one relation; the form's own without it. Relations without rows of their own never have any. */
  readonly costs?: (relation: RelationModel) => readonly Cost[];
}

/** What the clauses of one statement share. */
export class Alteration {
  readonly #reading: Reading;
  readonly #below = new Map<QualifiedName, string>();
  readonly #name: QualifiedName;
  #lock: LockMode = "ACCESS SHARE";
  /** True when a type change of this statement writes the table anew: what hangs on other columns is then checked again as well. */
  readonly rewritesForType: boolean;

  constructor(name: QualifiedName, rewritesForType: boolean, reading: Reading) {
    this.#name = name;
    this.rewritesForType = rewritesForType;
    this.#reading = reading;
  }

  /** Records a form on the relation that the statement names, and on tables below it. */
  use(form: StatementForm, relation: RelationModel, below: readonly RelationModel[], details: AlterationDetails = {}): void {
    const { part = null, because = null, costs = () => rateForm(form).costs } = details;
    const mode = rateForm(form).lock;
    if (mode !== null) this.#lock = strongerLock(this.#lock, mode);
    const { on } = this.#reading;
    on.use(form, relation, { part, because, costs: [] });
    this.cost(relation, costs(relation));
    for (const child of below) {
      this.lockBelow(child);
      this.cost(child, costs(child));
    }
  }

  /** A table below takes part in the statement: it gets the statement's lock. */
  lockBelow(child: RelationModel): void {
    const words = child.partitionBound === null ? "inherits from" : "partition of";
    this.#below.set(child.name, `${words} ${this.#name}`);
  }

  /** Work on rows; a rewrite makes all indexes anew, under the same lock as the table. */
  cost(relation: RelationModel, costs: readonly Cost[]): void {
    if (!hasRows(relation)) return;
    const { draft, on } = this.#reading;
    for (const cost of costs) on.cost(relation.name, cost);
    if (!costs.includes("rewrite")) return;
    for (const index of draft.indexesOf(relation.name)) on.lock(index.name, "ACCESS EXCLUSIVE", `index of ${relation.name}`);
  }

  /** After the last clause: the locks below. */
  finish(): void {
    for (const [child, because] of this.#below) this.#reading.on.lock(child, this.#lock, because);
  }
}

/** True for what stores rows: no partitioned table, no view, nothing foreign. */
export function hasRows({ relkind }: RelationModel): boolean {
  return relkind === "r" || relkind === "m";
}

/** The migration file of one step: its plan, its way back, and which part of the change it is. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { migrationOfPlan } from "../core/migration/migration-of-plan.ts";
import type { PhaseName } from "../core/migration/phase.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { RollbackVerdict } from "../core/plan/plan-rollback.ts";
import type { StandingProof } from "../core/plan/proof.ts";
import type { NewMigration } from "./write-new-migrations.ts";

/** A step that has been run on a scratch copy, there and back. */
export interface ProvenStep {
  readonly phase: PhaseName;
  /** `email_type_swap` */
  readonly slug: string;
  readonly title: string;
  readonly plan: Plan;
  readonly back: Plan;
  /** Of what going back does not bring back. */
  readonly verdicts: readonly RollbackVerdict[];
  /** What the way back leads to. */
  readonly goal: Catalog;
  readonly proof: StandingProof;
  /** Lines below the header. */
  readonly notes: readonly string[];
}

/** Its text. Drizzle's folders have no settings of ours: several files share their migrator's transaction. */
export function fileOfStep(step: ProvenStep, name: string, date: string, withSettings: boolean): NewMigration {
  const { plan, back, verdicts, goal, proof, title, slug, phase, notes } = step;
  const rollback = { plan: back, verdicts, goal, proof };
  const text = migrationOfPlan({ plan, rollback }, { title, date, proof, withSettings });
  return { slug, text: { ...text, notes: [...notes, ...text.notes], phase: { name: phase, of: name } } };
}

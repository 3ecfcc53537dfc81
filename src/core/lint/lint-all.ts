/** Several migrations: each alone against one schema, or each against what those before it leave. */

import type { SchemaModel } from "../risk/schema-model.ts";
import { judgeMigration, type MigrationText } from "./judge-migration.ts";
import type { JudgedMigration } from "./judged-migration.ts";
import { type LintPolicy, lintMigration } from "./lint-migration.ts";
import { type LintedMigration, lintedMigration } from "./linted-migration.ts";

/** How to go through them. */
export interface LintOrder {
  readonly sequence: boolean;
  /** What else there is to say of a migration, by one who knows more than its text and the schema. */
  readonly further?: (verdict: LintedMigration, judged: JudgedMigration) => LintedMigration;
}

/** The verdicts, in the order of the texts. */
export function lintAll(
  texts: readonly MigrationText[],
  model: SchemaModel,
  policy: LintPolicy,
  order: LintOrder,
): readonly LintedMigration[] {
  return [...lintEach(texts, model, policy, order)];
}

/** The same one after the other: whoever lets go of a verdict before the next comes never holds all of them. */
export function* lintEach(
  texts: readonly MigrationText[],
  model: SchemaModel,
  policy: LintPolicy,
  { sequence, further = (verdict) => verdict }: LintOrder,
): Generator<LintedMigration> {
  let before = model;
  for (const text of texts) {
    const judged = judgeMigration(text, before);
    if (sequence) before = judged.after.settled();
    yield further(lintedMigration(judged, lintMigration(judged, policy)), judged);
  }
}

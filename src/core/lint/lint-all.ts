/** Several migrations: each alone against one schema, or each against what those before it leave. */

import type { SchemaModel } from "../risk/schema-model.ts";
import { judgeMigration, type MigrationText } from "./judge-migration.ts";
import { type LintPolicy, lintMigration } from "./lint-migration.ts";
import { type LintedMigration, lintedMigration, lintText } from "./linted-migration.ts";

/** The verdicts, in the order of the texts. */
export function lintAll(
  texts: readonly MigrationText[],
  model: SchemaModel,
  policy: LintPolicy,
  { sequence }: { readonly sequence: boolean },
): readonly LintedMigration[] {
  return [...lintEach(texts, model, policy, { sequence })];
}

/** The same one after the other: whoever lets go of a verdict before the next comes never holds all of them. */
export function* lintEach(
  texts: readonly MigrationText[],
  model: SchemaModel,
  policy: LintPolicy,
  { sequence }: { readonly sequence: boolean },
): Generator<LintedMigration> {
  if (!sequence) {
    for (const text of texts) yield lintText(text, model, policy);
    return;
  }
  let before = model;
  for (const text of texts) {
    const judged = judgeMigration(text, before);
    before = judged.after.settled();
    yield lintedMigration(judged, lintMigration(judged, policy));
  }
}

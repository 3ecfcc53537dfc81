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
  if (!sequence) return texts.map((text) => lintText(text, model, policy));
  let before = model;
  return texts.map((text) => {
    const judged = judgeMigration(text, before);
    before = judged.after.settled();
    return lintedMigration(judged, lintMigration(judged, policy));
  });
}

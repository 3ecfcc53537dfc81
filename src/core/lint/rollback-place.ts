/** Where a finding about the way back stands: in the file's own rollback block or in the sibling that undoes it. */

import type { JudgedMigration } from "./judged-migration.ts";
import type { RuleFinding } from "./rule.ts";

/** The place of a statement of the rollback. */
export function rollbackPlace(
  { file, down }: JudgedMigration,
  { line, column }: { readonly line: number; readonly column: number },
): Pick<RuleFinding, "file" | "line" | "column"> {
  return { file: down?.file ?? file, line, column };
}

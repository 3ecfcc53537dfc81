/**
 * What a migration holds, in the words that rules look for: nodes of its statements, clauses of ALTER, forms. Most migrations hold little
 * and most rules are about one thing, so that a glance at this spares most of the work.
 */

import { oncePer } from "../once-per.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { nodeOf, type SqlFields, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration } from "./judged-migration.ts";
import { elementsOf } from "./names-in-tree.ts";

/** A node of a statement, a clause of ALTER TABLE (as `AlterTableCmd.subtype` has it) or a form; statements inside others count too. */
export type Sign = `${string}Stmt` | `AT_${string}` | StatementForm;

/** All signs of a migration; its rollback is left out. */
export const signsOf = oncePer(({ statements }: JudgedMigration): ReadonlySet<string> => {
  const signs = new Set<string>();
  for (const { node, fields, effects } of statements) {
    for (const { form } of effects.uses) signs.add(form);
    addNode(node, fields, signs);
    for (const inner of effects.inner)
      for (const name of Object.keys(inner)) {
        const own = nodeOf(inner, name);
        if (own !== null) addNode(name, own, signs);
      }
  }
  return signs;
});

function addNode(node: string, fields: SqlFields, signs: Set<string>): void {
  signs.add(node);
  if (node !== "AlterTableStmt") return;
  for (const { subtype } of elementsOf(fields.cmds, "AlterTableCmd")) signs.add(textOf(subtype) ?? "");
}

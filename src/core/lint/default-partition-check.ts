/** The DEFAULT partition is read whenever another partition comes, unless a check proves that none of its rows belongs there. */

import { addConstraintInSteps } from "../recipes/add-constraint.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { tableId } from "./fix-by-recipe.ts";
import { ownName } from "./own-name.ts";

/** The groups with the check before them and gone after them; `condition` is the bound of the partition that comes. */
export function withDefaultChecked(
  fallback: string,
  partition: string,
  condition: string,
  groups: readonly (readonly Statement[])[],
): readonly (readonly Statement[])[] {
  const table = tableId(fallback);
  const name = quoteIdentifier(`not_in_${ownName(partition).slice(0, 50)}`);
  const definition = `CHECK (NOT (${condition}))`;
  const [add, validate] = addConstraintInSteps({ table, tableWord: "TABLE", name, definition, form: "add-check", hazards: [] });
  const drop = statement("drop-constraint", `ALTER TABLE ${fallback} DROP CONSTRAINT ${name}`, { relation: table });
  return [[add], [validate], ...groups, [drop]];
}

/**
 * Statement forms and what each costs at its plainest. Risk belongs to a statement form in a context, never to a kind of object; this
 * table is the context-free floor, and whoever reads a statement picks the form that the context calls for. Each row cites the page of
 * the documentation that it stands on; what the pages leave out was measured on 14 to 18 (`test/statements/`).
 */

import { codeForms } from "./forms/code.ts";
import { columnForms } from "./forms/columns.ts";
import { constraintForms } from "./forms/constraints.ts";
import { dataForms } from "./forms/data.ts";
import type { FormRisk } from "./forms/form.ts";
import { indexForms } from "./forms/indexes.ts";
import { objectForms } from "./forms/objects.ts";
import { tableForms } from "./forms/tables.ts";
import { typeForms } from "./forms/user-types.ts";

/** Every statement form. */
export const statementForms = {
  ...tableForms,
  ...columnForms,
  ...constraintForms,
  ...indexForms,
  ...codeForms,
  ...typeForms,
  ...objectForms,
  ...dataForms,
} as const satisfies Record<string, FormRisk>;

/** The name of a statement form. */
export type StatementForm = keyof typeof statementForms;

/** The context-free price of a form. */
export function rateForm(name: StatementForm): FormRisk {
  return statementForms[name];
}

/** Views as SQL. CREATE OR REPLACE keeps those who use a view, as long as columns are only added at its end. */

import { nameOf } from "../catalog/object-id.ts";
import { madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { type Alter, type AlterFacts, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import { optionActions, withOptions } from "./reloptions.ddl.ts";
import { renameRelation } from "./rename-relation.ddl.ts";
import type { ViewFacts } from "./view.ts";

type View = ObjectOf<ViewFacts>;

/** A deparsed query ends with a semicolon. */
export function queryOf({ definition }: { readonly definition: string }): string {
  return definition.replace(/;\s*$/, "");
}

const define = (view: View, verb: "CREATE" | "CREATE OR REPLACE"): Statement =>
  statement(
    verb === "CREATE" ? "create-view" : "replace-view",
    `${verb} VIEW ${nameOf(view.id)}${withOptions([view.facts.options])} AS\n${queryOf(view.facts)}`,
    { relation: verb === "CREATE" ? null : view.id },
  );

const alterView = (view: View, action: string): Statement =>
  statement("replace-view", `ALTER VIEW ${nameOf(view.id)} ${action}`, { relation: view.id });

const defaults = (view: View, before: ViewFacts["columnDefaults"]): readonly Statement[] => {
  const { columnDefaults } = view.facts;
  return [...new Set([...Object.keys(before), ...Object.keys(columnDefaults)])]
    .filter((column) => before[column] !== columnDefaults[column])
    .map((column) => {
      const value = columnDefaults[column];
      return alterView(
        view,
        `ALTER COLUMN ${quoteIdentifier(column)} ${value === undefined ? "DROP DEFAULT" : `SET DEFAULT ${value}`}`,
      );
    });
};

const redefine: AlterFacts<ViewFacts> = ({ after }) => oneStep(define(after, "CREATE OR REPLACE"));

// CREATE OR REPLACE sets them too
const alterOptions: AlterFacts<ViewFacts> = ({ before, after, facts }) =>
  facts.has("definition") || facts.has("columns")
    ? []
    : oneStep(...optionActions(before.facts.options, after.facts.options).map((action) => alterView(after, action)));

const alterDefaults: AlterFacts<ViewFacts> = ({ before, after }) => oneStep(...defaults(after, before.facts.columnDefaults));

/** Changes in place, by fact. */
export const viewAlterations = { redefine, alterOptions, alterDefaults };

/** True when the new columns begin with the old ones. */
export const keepsColumns = ({ before, after }: Alter<ViewFacts>): boolean =>
  before.facts.columns.every((column, i) => after.facts.columns[i] === column);

/** How views are written. */
export const viewDdl: KindDdl<ViewFacts> = {
  noun: ({ id }, guard = "") => `VIEW ${guard}${nameOf(id)}`,
  create: (view) => [
    step(
      madeOrReplaced((verb) => define(view, verb)),
      ...defaults(view, {}),
    ),
  ],
  holdsColumnTypes: () => true,
  rename: (view, to) => [renameRelation("replace-view", viewDdl.noun, view, to)],
  claims: ({ id }) => [`relation ${nameOf(id)}`],
};

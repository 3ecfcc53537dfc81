/** Materialized views as SQL. Nothing replaces a query in place: they are dropped and filled again, with their indexes. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { type AlterFacts, type DdlContext, type DdlStep, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import type { MaterializedViewFacts } from "./materialized-view.ts";
import { optionActions, withOptions } from "./reloptions.ddl.ts";
import { renameRelation } from "./rename-relation.ddl.ts";
import { queryOf } from "./view.ddl.ts";

type MaterializedView = ObjectOf<MaterializedViewFacts>;

const alterView = (view: MaterializedView, form: StatementForm, action: string): Statement =>
  statement(form, `ALTER MATERIALIZED VIEW ${nameOf(view.id)} ${action}`, { relation: view.id });

const alterOptions: AlterFacts<MaterializedViewFacts> = ({ before, after }) =>
  oneStep(
    ...optionActions(before.facts.options, after.facts.options).map((action) => alterView(after, "set-table-option", action)),
    ...optionActions(before.facts.toastOptions, after.facts.toastOptions, "toast.").map((action) =>
      alterView(after, "set-table-option", action),
    ),
  );

const alterTablespace: AlterFacts<MaterializedViewFacts> = ({ after }) =>
  oneStep(alterView(after, "rewrite-table", `SET TABLESPACE ${quoteIdentifier(after.facts.tablespace ?? "pg_default")}`));

const alterAccessMethod: AlterFacts<MaterializedViewFacts> = ({ after }) =>
  oneStep(alterView(after, "rewrite-table", `SET ACCESS METHOD ${quoteIdentifier(after.facts.accessMethod ?? "heap")}`));

const cluster = (view: MaterializedView, context: DdlContext): DdlStep => {
  const { clusterOn } = view.facts;
  const index = context.goal
    .partsOf(view.id, "index")
    .find(({ id }) => clusterOn !== null && ownNameOf(id) === quoteIdentifier(clusterOn));
  const action = clusterOn === null ? "SET WITHOUT CLUSTER" : `CLUSTER ON ${quoteIdentifier(clusterOn)}`;
  return { statements: [alterView(view, "set-table-option", action)], needs: index === undefined ? [] : [index.id] };
};

const alterCluster: AlterFacts<MaterializedViewFacts> = ({ after }, context) => [cluster(after, context)];

/** Changes in place, by fact. */
export const materializedViewAlterations = { alterOptions, alterTablespace, alterAccessMethod, alterCluster };

/** How materialized views are written. */
export const materializedViewDdl: KindDdl<MaterializedViewFacts> = {
  noun: ({ id }, guard = "") => `MATERIALIZED VIEW ${guard}${nameOf(id)}`,
  create: (view, context) => {
    const { facts } = view;
    const parts = [
      nameOf(view.id),
      facts.accessMethod === null || facts.accessMethod === "heap" ? "" : ` USING ${quoteIdentifier(facts.accessMethod)}`,
      withOptions([facts.options], [facts.toastOptions, "toast."]),
      facts.tablespace === null ? "" : ` TABLESPACE ${quoteIdentifier(facts.tablespace)}`,
      ` AS\n${queryOf(facts)}`,
    ];
    return [
      step(
        guardable("create-materialized-view", "IF NOT EXISTS", (guard) => `CREATE MATERIALIZED VIEW ${guard}${parts.join("")}`),
      ),
      ...(facts.clusterOn === null ? [] : [cluster(view, context)]),
    ];
  },
  holdsColumnTypes: () => true,
  rename: (view, to) => [renameRelation("rename", materializedViewDdl.noun, view, to)],
  claims: ({ id }) => [`relation ${nameOf(id)}`],
};

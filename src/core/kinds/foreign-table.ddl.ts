/** Foreign tables as SQL. Their rows are elsewhere: dropping one loses none. */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import { columnClause, columnSettings, isWritten } from "./column-clause.ddl.ts";
import { optionsChange, optionsClause, withheldOptions } from "./foreign-options.ddl.ts";
import type { ForeignTableFacts } from "./foreign-table.ts";
import { type AlterFacts, type DdlContext, type DdlStep, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import { renameRelation } from "./rename-relation.ddl.ts";

type ForeignTable = ObjectOf<ForeignTableFacts>;

const alterTable = (table: ForeignTable, form: StatementForm, action: string): Statement =>
  statement(form, `ALTER FOREIGN TABLE ${nameOf(table.id)} ${action}`, { relation: table.id });

function createTable({ id, facts }: ForeignTable, context: DdlContext): readonly Statement[] {
  const columns = context.goal.partsOf(id, "column") as unknown as readonly ObjectOf<ColumnFacts>[]; // partsOf gave columns
  const written = columns.filter((column) => isWritten(column, context));
  const clauses = written.map((column) => `  ${columnClause(column, context)}`);
  const parents = facts.inherits.map((parent) => nameOf(parent as ObjectId)); // the reader writes ids
  const definition = [
    `${nameOf(id)} ${clauses.length === 0 ? "()" : `(\n${clauses.join(",\n")}\n)`}`,
    parents.length === 0 ? "" : ` INHERITS (${parents.join(", ")})`,
    ` SERVER ${quoteIdentifier(facts.server)}${optionsClause(facts.options)}`,
  ].join("");
  const withheld = withheldOptions({}, facts.options);
  return [
    guardable("create-object", "IF NOT EXISTS", (guard) => `CREATE FOREIGN TABLE ${guard}${definition}`, { hazards: withheld }),
    ...columns.flatMap(columnSettings),
  ];
}

function attachStep({ id, facts }: ForeignTable, context: DdlContext): readonly DdlStep[] {
  const parent = facts.partitionOf as ObjectId | null; // the reader writes the table's id
  if (parent === null) return [];
  const sql = `ALTER TABLE ONLY ${nameOf(parent)} ATTACH PARTITION ${nameOf(id)} ${facts.partitionBound ?? "DEFAULT"}`;
  const constraints = context.goal.partsOf(id, "constraint").map((constraint) => constraint.id);
  return [{ statements: [statement("attach-partition", sql, { relation: parent })], needs: [parent, ...constraints] }];
}

const alterOptions: AlterFacts<ForeignTableFacts> = ({ before, after }) => {
  const change = optionsChange(before.facts.options, after.facts.options);
  if (change === "") return [];
  const hazards = withheldOptions(before.facts.options, after.facts.options);
  return oneStep({ ...alterTable(after, "alter-object", change.trim()), hazards });
};

const alterInheritance: AlterFacts<ForeignTableFacts> = ({ before, after }) => {
  const [old, now] = [before.facts.inherits, after.facts.inherits];
  // parents are in an order: from the first one on that differs they leave and come again
  const differing = now.findIndex((parent, i) => old[i] !== parent);
  const from = differing < 0 ? now.length : differing;
  const actions = [
    ...old.slice(from).map((parent) => `NO INHERIT ${nameOf(parent as ObjectId)}`), // the reader writes ids
    ...now.slice(from).map((parent) => `INHERIT ${nameOf(parent as ObjectId)}`),
  ];
  return [
    {
      statements: actions.map((action) => alterTable(after, "change-inheritance", action)),
      needs: now as readonly ObjectId[], // the reader writes ids
    },
  ];
};

const alterPartition: AlterFacts<ForeignTableFacts> = ({ before, after }, context) => {
  const parent = before.facts.partitionOf as ObjectId | null; // the reader writes the table's id
  const detach =
    parent === null
      ? []
      : [
          statement("detach-partition", `ALTER TABLE ${nameOf(parent)} DETACH PARTITION ${nameOf(after.id)}`, {
            relation: parent,
          }),
        ];
  return [...(detach.length === 0 ? [] : [{ statements: detach, needs: [] }]), ...attachStep(after, context)];
};

/** Changes in place, by fact. */
export const foreignTableAlterations = { alterOptions, alterInheritance, alterPartition };

/** How foreign tables are written. */
export const foreignTableDdl: KindDdl<ForeignTableFacts> = {
  noun: ({ id }, guard = "") => `FOREIGN TABLE ${guard}${nameOf(id)}`,
  create: (table, context) => [step(...createTable(table, context)), ...attachStep(table, context)],
  rename: (table, to) => [renameRelation("rename", foreignTableDdl.noun, table, to)],
  claims: ({ id }) => [`relation ${nameOf(id)}`, `type ${nameOf(id)}`],
};

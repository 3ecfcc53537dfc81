/** Tables as SQL: their columns inline, everything that can lock or fail as a statement of its own. */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import { atLeast } from "../catalog/server-version.ts";
import { attachPartition, type PartitionToAttach } from "../recipes/attach-partition.ts";
import { detachPartition } from "../recipes/detach-partition.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import { columnClause, columnSettings, isWritten } from "./column-clause.ddl.ts";
import {
  type Alter,
  type AlterFacts,
  attachmentOf,
  type DdlContext,
  type DdlStep,
  type KindDdl,
  type ObjectOf,
  oneStep,
  step,
} from "./kind-ddl.ts";
import { boundCondition } from "./partition-bound.ts";
import { detachmentOf } from "./partition-moves.ts";
import { optionActions, withOptions } from "./reloptions.ddl.ts";
import { renameRelation } from "./rename-relation.ddl.ts";
import { rowsBefore } from "./rows-before.ddl.ts";
import type { TableFacts } from "./table.ts";

type Table = ObjectOf<TableFacts>;

const alterTable = (table: Table, form: StatementForm, action: string): Statement =>
  statement(form, `ALTER TABLE ${nameOf(table.id)} ${action}`, { relation: table.id });

const createTable = (table: Table, context: DdlContext): readonly Statement[] => {
  const { facts, id } = table;
  const columns = context.goal.partsOf(id, "column") as unknown as readonly ObjectOf<ColumnFacts>[]; // partsOf gave columns
  const written = facts.ofType === null ? columns.filter((column) => isWritten(column, context)) : [];
  const clauses = written.map((column) => `  ${columnClause(column, context)}`);
  const body = clauses.length === 0 ? " ()" : ` (\n${clauses.join(",\n")}\n)`;
  const word = `CREATE ${facts.persistence === "unlogged" ? "UNLOGGED " : ""}TABLE`;
  const definition = [
    nameOf(id),
    facts.ofType === null ? body : ` OF ${facts.ofType}${typedColumns(columns, context)}`,
    facts.inherits.length === 0 ? "" : ` INHERITS (${facts.inherits.map((parent) => nameOf(parent as ObjectId)).join(", ")})`,
    facts.partitionKey === null ? "" : ` PARTITION BY ${facts.partitionKey}`,
    saysAccessMethod(facts, context.version) ? ` USING ${quoteIdentifier(facts.accessMethod ?? "heap")}` : "",
    withOptions([facts.options], [facts.toastOptions, "toast."]),
    facts.tablespace === null ? "" : ` TABLESPACE ${quoteIdentifier(facts.tablespace)}`,
  ].join("");
  // a column that only a parent brings can still have a default of its own
  const inherited = columns.filter((column) => !written.includes(column) && facts.ofType === null);
  return [
    guardable("create-table", "IF NOT EXISTS", (guard) => `${word} ${guard}${definition}`),
    ...inherited.flatMap((column) => ownDefault(column, context)),
    ...columns.flatMap(columnSettings),
    ...(facts.rowSecurity ? [alterTable(table, "set-row-security", "ENABLE ROW LEVEL SECURITY")] : []),
    ...(facts.forceRowSecurity ? [alterTable(table, "set-row-security", "FORCE ROW LEVEL SECURITY")] : []),
    ...(facts.replicaIdentity === "full" || facts.replicaIdentity === "nothing" ? [replicaIdentity(table)] : []),
  ];
};

/** What INHERITS brings, in its final form. */
function inheritedColumns({ facts }: Table, { goal }: DdlContext): readonly ObjectId[] {
  return facts.inherits.flatMap((parent) => goal.partsOf(parent as ObjectId, "column").map(({ id }) => id)); // the reader writes ids
}

function saysAccessMethod({ accessMethod, partitionKey }: TableFacts, version: ServerVersion): boolean {
  if (accessMethod === null) return false;
  return partitionKey === null ? accessMethod !== "heap" : atLeast(version, 17);
}

function typedColumns(columns: readonly ObjectOf<ColumnFacts>[], context: DdlContext): string {
  const clauses = columns.flatMap((column) => {
    const options = columnClause(column, context)
      .slice(`${ownNameOf(column.id)} ${column.facts.type}`.length)
      .trim();
    return options === "" ? [] : [`  ${ownNameOf(column.id)} WITH OPTIONS ${options}`];
  });
  return clauses.length === 0 ? "" : ` (\n${clauses.join(",\n")}\n)`;
}

function ownDefault(column: ObjectOf<ColumnFacts>, context: DdlContext): readonly Statement[] {
  if (column.facts.default === null || column.parent === null) return [];
  const parents = context.goal.get(column.parent)?.facts.inherits;
  const same = (Array.isArray(parents) ? parents : []).some((parent) => {
    const id = `column:${nameOf(parent as ObjectId)}.${ownNameOf(column.id)}` as ObjectId; // both parts are quoted
    return context.goal.get(id)?.facts.default === column.facts.default;
  });
  const sql = `ALTER TABLE ${nameOf(column.parent)} ALTER COLUMN ${ownNameOf(column.id)} SET DEFAULT ${column.facts.default}`;
  return same ? [] : [statement("set-default", sql, { relation: column.parent })];
}

function replicaIdentity(table: Table): Statement {
  const { replicaIdentity: mode, replicaIdentityIndex } = table.facts;
  const using = mode === "index" ? `USING INDEX ${quoteIdentifier(replicaIdentityIndex ?? "")}` : mode.toUpperCase();
  return alterTable(table, "set-replica-identity", `REPLICA IDENTITY ${using}`);
}

/** The index or the constraint of a table that an unqualified index name means. */
function indexNeeded(table: Table, index: string | null, context: DdlContext): readonly ObjectId[] {
  if (index === null) return [];
  const name = quoteIdentifier(index);
  const parts = [...context.goal.partsOf(table.id, "index"), ...context.goal.partsOf(table.id, "constraint")];
  return parts.flatMap(({ id }) => (ownNameOf(id) === name ? [id] : []));
}

/** What waits for an index of the table. */
const indexSteps = (table: Table, context: DdlContext): readonly DdlStep[] => {
  const { clusterOn, replicaIdentityIndex } = table.facts;
  return [
    ...(replicaIdentityIndex === null
      ? []
      : [{ statements: [replicaIdentity(table)], needs: indexNeeded(table, replicaIdentityIndex, context) }]),
    ...(clusterOn === null
      ? []
      : [
          {
            statements: [alterTable(table, "set-table-option", `CLUSTER ON ${quoteIdentifier(clusterOn)}`)],
            needs: indexNeeded(table, clusterOn, context),
          },
        ]),
  ];
};

/** A partition joins once it has what its parent asks for: constraints, and indexes that need not be built again then. */
const attachStep = (table: Table, context: DdlContext): readonly DdlStep[] => {
  const parent = table.facts.partitionOf as ObjectId | null; // the reader writes the table's id
  if (parent === null) return [];
  const own = [...context.goal.partsOf(table.id, "constraint"), ...context.goal.partsOf(table.id, "index")];
  // an index that belongs to no index of the parent may come later
  const isAwaited = ({ kind, facts }: SchemaObject) =>
    facts.type !== "foreign key" && (kind !== "index" || facts.attachedTo !== null);
  const before = own.filter((object) => isAwaited(object) && context.isNew(object.id));
  const columns = [...context.goal.partsOf(parent, "column"), ...context.goal.partsOf(table.id, "column")];
  const groups = attachPartition(attachment(table, parent, context));
  return groups.map((statements, i) => ({
    statements,
    ...(i < groups.length - 1
      ? { needs: columns.map(({ id }) => id) }
      : { makes: [attachmentOf(table.id)], needs: [parent, ...[...before, ...columns].map(({ id }) => id)] }),
  }));
};

function attachment(table: Table, parent: ObjectId, context: DdlContext): PartitionToAttach {
  const bound = table.facts.partitionBound ?? "DEFAULT";
  const key = context.goal.get(parent)?.facts.partitionKey;
  const proof = typeof key === "string" ? boundCondition(key, bound) : null;
  const column = `column:${nameOf(table.id)}.${proof?.column}` as ObjectId; // both parts are quoted
  const type = context.goal.get(column)?.facts.type;
  // an operator of a type's own would have to be found first
  const isPlain = typeof type === "string" && (!type.includes(".") || context.goal.get(`enum:${type}` as ObjectId) !== undefined);
  const isAsBefore = context.start.get(column)?.facts.type === type;
  const defaultPartition = context.isNew(parent) ? null : (defaultOf(parent, context)?.id ?? null);
  const names = new Set(
    [context.start, context.goal].flatMap((view) => view.partsOf(table.id, "constraint").map(({ id }) => ownNameOf(id))),
  );
  return {
    partition: table.id,
    parent,
    bound,
    hasRows: !context.isNew(table.id),
    condition: isPlain && proof !== null ? proof.condition : null,
    rowsFrom: isAsBefore ? rowsBefore(table.id, [], context) : null,
    defaultPartition,
    defaultRowsFrom: defaultPartition === null || proof === null ? null : rowsBefore(defaultPartition, [proof.column], context),
    hasConstraint: (name) => names.has(name),
  };
}

const alterPersistence: AlterFacts<TableFacts> = ({ after }) =>
  oneStep(alterTable(after, "rewrite-table", after.facts.persistence === "unlogged" ? "SET UNLOGGED" : "SET LOGGED"));

const alterAccessMethod: AlterFacts<TableFacts> = ({ after }) =>
  oneStep(alterTable(after, "rewrite-table", `SET ACCESS METHOD ${quoteIdentifier(after.facts.accessMethod ?? "heap")}`));

const alterTablespace: AlterFacts<TableFacts> = ({ after }) =>
  oneStep(alterTable(after, "rewrite-table", `SET TABLESPACE ${quoteIdentifier(after.facts.tablespace ?? "pg_default")}`));

const alterOptions: AlterFacts<TableFacts> = ({ before, after }) =>
  oneStep(
    ...optionActions(before.facts.options, after.facts.options).map((action) => alterTable(after, "set-table-option", action)),
    ...optionActions(before.facts.toastOptions, after.facts.toastOptions, "toast.").map((action) =>
      alterTable(after, "set-table-option", action),
    ),
  );

const alterReplicaIdentity: AlterFacts<TableFacts> = ({ after }, context) => [
  { statements: [replicaIdentity(after)], needs: indexNeeded(after, after.facts.replicaIdentityIndex, context) },
];

const alterCluster: AlterFacts<TableFacts> = ({ after }, context) => {
  const { clusterOn } = after.facts;
  const action = clusterOn === null ? "SET WITHOUT CLUSTER" : `CLUSTER ON ${quoteIdentifier(clusterOn)}`;
  return [{ statements: [alterTable(after, "set-table-option", action)], needs: indexNeeded(after, clusterOn, context) }];
};

const alterRowSecurity: AlterFacts<TableFacts> = ({ after, facts }) =>
  oneStep(
    ...(facts.has("rowSecurity")
      ? [alterTable(after, "set-row-security", `${after.facts.rowSecurity ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY`)]
      : []),
    ...(facts.has("forceRowSecurity")
      ? [alterTable(after, "set-row-security", `${after.facts.forceRowSecurity ? "" : "NO "}FORCE ROW LEVEL SECURITY`)]
      : []),
  );

const alterInheritance: AlterFacts<TableFacts> = ({ before, after }, context) => {
  const [old, now] = [before.facts.inherits, after.facts.inherits];
  // parents are in an order: from the first one on that differs they leave and come again
  const kept = now.findIndex((parent, i) => old[i] !== parent);
  const from = kept < 0 ? now.length : kept;
  const action = (verb: string, parent: string) =>
    alterTable(after, "change-inheritance", `${verb} ${nameOf(parent as ObjectId)}`);
  const gone = old.slice(from).map((parent) => action("NO INHERIT", parent));
  const come = now.slice(from).map((parent) => action("INHERIT", parent));
  // what a parent brings cannot be dropped, and a child must have what its parents have before it joins them
  const brought = [...context.start.partsOf(before.id, "column"), ...context.start.partsOf(before.id, "constraint")];
  const own = [...context.goal.partsOf(after.id, "column"), ...context.goal.partsOf(after.id, "constraint")];
  return [
    ...(gone.length === 0 ? [] : [{ statements: gone, needs: [], releases: brought.map(({ id }) => id) }]),
    ...(come.length === 0
      ? []
      : [
          {
            statements: come,
            needs: [...now.slice(from), ...own.map(({ id }) => id)].filter((id) => id !== after.id) as ObjectId[],
          },
        ]), // parents are ids
  ];
};

const alterType: AlterFacts<TableFacts> = ({ after }) =>
  oneStep(alterTable(after, "alter-table", after.facts.ofType === null ? "NOT OF" : `OF ${after.facts.ofType}`));

const alterPartition: AlterFacts<TableFacts> = ({ before, after }, context) => {
  const parent = before.facts.partitionOf as ObjectId | null; // the reader writes the table's id
  const key = parent === null ? undefined : context.start.get(parent)?.facts.partitionKey;
  const names = new Set(context.start.partsOf(before.id, "constraint").map(({ id }) => ownNameOf(id)));
  const gone =
    parent === null
      ? []
      : detachPartition({
          partition: before.id,
          parent,
          partitionKey: typeof key === "string" ? key : "",
          // Postgres refuses DETACH CONCURRENTLY where there is a default partition
          isPlain: context.isNew(parent) || defaultOf(parent, context) !== undefined,
          hasConstraint: (name) => names.has(name),
        });
  const partKinds = ["column", "constraint", "index"] as const;
  const parts = [before.id, ...(parent === null ? [] : [parent])].flatMap((table) =>
    partKinds.flatMap((kind) => context.start.partsOf(table, kind)),
  );
  const releases = parts.map(({ id }) => id);
  const leave = { statements: gone, needs: [], releases, makes: [detachmentOf(before.id)] };
  return [...(gone.length === 0 ? [] : [leave]), ...attachStep(after, context)];
};

function defaultOf(parent: ObjectId, context: DdlContext): SchemaObject | undefined {
  return context.start.allOfKind("table").find(({ facts }) => facts.partitionOf === parent && facts.partitionBound === "DEFAULT");
}

/** Changes in place, by fact. */
export const tableAlterations = {
  alterPersistence,
  alterAccessMethod,
  alterTablespace,
  alterOptions,
  alterReplicaIdentity,
  alterCluster,
  alterRowSecurity,
  alterInheritance,
  alterType,
  alterPartition,
};

/** A table keeps its access method before 15, and a partitioned one before 17. */
export function canSetAccessMethod({ after }: Alter<TableFacts>, { version }: DdlContext): boolean {
  return atLeast(version, after.facts.partitionKey === null ? 15 : 17);
}

/** How tables are written. */
export const tableDdl: KindDdl<TableFacts> = {
  noun: ({ id }, guard = "") => `TABLE ${guard}${nameOf(id)}`,
  create: (table, context) => [
    { ...step(...createTable(table, context)), alsoNeeds: inheritedColumns(table, context) },
    ...attachStep(table, context),
    ...indexSteps(table, context),
  ],
  cannotBeRemade: "its rows would be gone. Make the new table beside it, copy the rows, and rename both",
  drop: (table) => [
    guardable("drop-table", "IF EXISTS", (guard) => `DROP TABLE ${guard}${nameOf(table.id)}`, {
      relation: table.id,
      hazards: table.facts.partitionKey === null ? [{ hazard: "deletes-data", detail: `all rows of ${nameOf(table.id)}` }] : [],
    }),
  ],
  rename: (table, to) => [renameRelation("rename", tableDdl.noun, table, to)],
  claims: ({ id }) => [`relation ${nameOf(id)}`, `type ${nameOf(id)}`],
};

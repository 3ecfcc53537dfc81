/** Columns as SQL: the clause that CREATE TABLE and ADD COLUMN share, and what ALTER COLUMN changes. */

import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { changeColumnType } from "../recipes/change-column-type.ts";
import { setNotNull } from "../recipes/set-not-null.ts";
import { statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import { alterColumn, columnClause, columnSettings, isPartition, isWritten, parentColumn, tableOf } from "./column-clause.ddl.ts";
import { alterIdentity } from "./column-identity.ddl.ts";
import { type Alter, type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import { optionActions } from "./reloptions.ddl.ts";

type Column = ObjectOf<ColumnFacts>;

/** True where a parent's own change of the fact reaches this column by itself. */
function followsParent(
  { before, after }: Alter<ColumnFacts>,
  fact: "type" | "notNull" | "collation",
  context: DdlContext,
): boolean {
  if (before.facts.inheritedFrom === 0 || after.facts.inheritedFrom === 0) return false;
  const id = parentColumn(after, context);
  const [old, now] = id === null ? [] : [context.start.get(id), context.goal.get(id)];
  return old !== undefined && now !== undefined && old.facts[fact] !== now.facts[fact] && now.facts[fact] === after.facts[fact];
}

const alterType: AlterFacts<ColumnFacts> = (change, context) => {
  const { before, after, facts } = change;
  if (followsParent(change, facts.has("type") ? "type" : "collation", context)) return [];
  const type = `${after.facts.type}${after.facts.collation === null ? "" : ` COLLATE ${after.facts.collation}`}`;
  const keepsDefault = before.facts.default !== null && !facts.has("default");
  return oneStep(
    ...(before.facts.default === null ? [] : [alterColumn(after, "set-default", "DROP DEFAULT")]),
    ...changeColumnType({
      table: tableOf(after),
      column: ownNameOf(after.id),
      from: before.facts.type,
      to: after.facts.type,
      sql: (using) => alterColumn(after, "alter-column-type", `TYPE ${type}${using}`).sql,
    }),
    ...(keepsDefault && after.facts.default !== null
      ? [alterColumn(after, "set-default", `SET DEFAULT ${after.facts.default}`)]
      : []),
  );
};

const alterDefault: AlterFacts<ColumnFacts> = ({ before, after, facts }) => {
  // it can have one again once it is no identity
  if (facts.has("identity") && before.facts.identity !== null) return [];
  if (after.facts.default !== null) return oneStep(alterColumn(after, "set-default", `SET DEFAULT ${after.facts.default}`, true));
  // a change of type or to identity has dropped it already
  if (facts.has("type") || (facts.has("identity") && before.facts.identity === null)) return [];
  return oneStep(alterColumn(after, "set-default", "DROP DEFAULT", true));
};

const alterNotNull: AlterFacts<ColumnFacts> = (change, context) => {
  const { before, after, facts } = change;
  // an identity column is NOT NULL as long as it is one
  if (facts.has("identity") && before.facts.identity !== null && !after.facts.notNull) return [];
  if (!after.facts.notNull) {
    if (followsParent(change, "notNull", context)) return [];
    return oneStep(alterColumn(after, "drop-not-null", "DROP NOT NULL"));
  }
  // a primary key or a named constraint brings it, and identity was given it before
  const named = context.goal.partsOf(after.id, "not-null");
  if (named.length > 0 || (facts.has("identity") && after.facts.identity !== null)) return [];
  if (followsParent(change, "notNull", context)) return [];
  return setNotNull({
    table: tableOf(after),
    column: ownNameOf(after.id),
    version: context.version,
    isForeign: kindOf(tableOf(after)) === "foreign-table",
  }).map((statements, i) => (i === 0 ? step(...statements) : { ...step(...statements), isLate: true }));
};

const alterGenerated: AlterFacts<ColumnFacts> = ({ after }) =>
  after.facts.generated === null
    ? oneStep(alterColumn(after, "change-generated-expression", "DROP EXPRESSION"))
    : oneStep(
        statement(
          "change-generated-expression",
          alterColumn(after, "change-generated-expression", `SET EXPRESSION AS (${after.facts.generatedAs})`).sql,
          {
            relation: tableOf(after),
            hazards:
              after.facts.generated === "stored"
                ? [{ hazard: "rewrites-table", detail: "computes every stored value again" }]
                : [],
          },
        ),
      );

/** What a type's own storage is called; DEFAULT means it since 16. Only types of variable length have another one than plain. */
function storageWord({ storage, type }: ColumnFacts, version: ServerVersion): string {
  if (storage !== null) return storage.toUpperCase();
  if (atLeast(version, 16)) return "DEFAULT";
  return /^(?:numeric|inet|cidr)\b/.test(type) ? "MAIN" : "EXTENDED";
}

const alterStorage: AlterFacts<ColumnFacts> = ({ before, after, facts }, { version }) =>
  oneStep(
    ...(facts.has("storage")
      ? [alterColumn(after, "set-column-storage", `SET STORAGE ${storageWord(after.facts, version)}`)]
      : []),
    ...(facts.has("compression")
      ? [alterColumn(after, "set-column-storage", `SET COMPRESSION ${after.facts.compression ?? "default"}`)]
      : []),
    ...(facts.has("statisticsTarget")
      ? [alterColumn(after, "set-column-option", `SET STATISTICS ${after.facts.statisticsTarget ?? -1}`)]
      : []),
    ...optionActions(before.facts.options, after.facts.options).map((action) => alterColumn(after, "set-column-option", action)),
  );

const alterForeignOptions: AlterFacts<ColumnFacts> = ({ before, after }) => {
  const [old, now] = [before.facts.foreignOptions, after.facts.foreignOptions];
  const items = [
    ...Object.keys(old).flatMap((name) => (name in now ? [] : [`DROP ${name}`])),
    ...Object.entries(now).flatMap(([name, value]) =>
      value === null || old[name] === value ? [] : [`${name in old ? "SET" : "ADD"} ${name} ${quoteLiteral(value).trim()}`],
    ),
  ];
  return items.length === 0 ? [] : oneStep(alterColumn(after, "alter-table", `OPTIONS (${items.join(", ")})`));
};

// INHERIT and NO INHERIT of the table make it so
const followsTable: AlterFacts<ColumnFacts> = () => [];

/** Changes in place, by fact. */
export const columnAlterations = {
  alterType,
  alterDefault,
  alterNotNull,
  alterIdentity,
  alterGenerated,
  alterStorage,
  alterForeignOptions,
  followsTable,
};

/** Stored values can become plain ones; another expression can be set since 17. */
export function canChangeExpression({ before, after }: Alter<ColumnFacts>, { version }: DdlContext): boolean {
  if (before.facts.generated === "stored" && after.facts.generated === null) return true;
  return before.facts.generated !== null && before.facts.generated === after.facts.generated && atLeast(version, 17);
}

/** How columns are written. */
export const columnDdl: KindDdl<ColumnFacts> = {
  noun: (column) => `COLUMN ${nameOf(column.id)}`,
  create: (column, context) => {
    const table = tableOf(column);
    const foreign = kindOf(table) === "foreign-table" ? "FOREIGN TABLE" : "TABLE";
    const { facts } = column;
    const mayFail = facts.notNull && facts.default === null && facts.identity === null && facts.generated === null;
    return [
      step(
        statement(addForm(facts), `ALTER ${foreign} ${nameOf(table)} ADD COLUMN ${columnClause(column, context)}`, {
          relation: table,
          hazards: mayFail
            ? [{ hazard: "may-fail", detail: `fails when ${nameOf(table)} has rows: give a default, or fill it in first` }]
            : [],
        }),
        ...columnSettings(column),
      ),
    ];
  },
  drop: (column) => {
    const table = tableOf(column);
    const foreign = kindOf(table) === "foreign-table" ? "FOREIGN TABLE" : "TABLE";
    return [
      statement("drop-column", `ALTER ${foreign} ${nameOf(table)} DROP COLUMN ${ownNameOf(column.id)}`, {
        relation: table,
        hazards:
          column.facts.generated === null ? [{ hazard: "deletes-data", detail: `the values of ${nameOf(column.id)}` }] : [],
      }),
    ];
  },
  comesWith: (column, context) => {
    const table = tableOf(column);
    if (context.isNew(table)) return table;
    if (isWritten(column, context) && !isPartition(column, context)) return null;
    return parentColumn(column, context);
  },
  goesWith: (column, context) => (column.facts.isLocal ? null : parentColumn(column, context)),
  // the expression of a generated column names the columns that it is computed from
  holdsColumnTypes: ({ facts }) => facts.generatedAs !== null,
  detach: (column, from, context) => {
    const after = context.goal.get(column.id) as Column | undefined; // the same id is the same kind
    if (column.facts.default === null || after === undefined || holdsType(column, from.id)) return null;
    return {
      release: [alterColumn(column, "set-default", "DROP DEFAULT", true)],
      restore:
        after.facts.default === null
          ? []
          : [{ statements: [alterColumn(after, "set-default", `SET DEFAULT ${after.facts.default}`, true)] }],
    };
  },
  rename: (column, to) => [
    statement("rename", `ALTER TABLE ${nameOf(tableOf(column))} RENAME COLUMN ${ownNameOf(column.id)} TO ${ownNameOf(to)}`, {
      relation: tableOf(column),
    }),
  ],
};

function holdsType(column: Column, id: ObjectId): boolean {
  return (
    ["enum", "domain", "composite-type", "range", "base-type", "table"].includes(kindOf(id)) &&
    column.facts.type.includes(nameOf(id))
  );
}

/** The form of ADD COLUMN for a column with these facts. */
export function addForm({ generated, notNull, identity, default: value }: ColumnFacts): StatementForm {
  if (generated === "stored") return "add-generated-column";
  if (notNull && identity === null) return "add-not-null-column";
  return value === null ? "add-nullable-column" : "add-column-with-default";
}

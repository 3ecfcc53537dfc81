/** Columns as SQL: the clause that CREATE TABLE and ADD COLUMN share, and what ALTER COLUMN changes. */

import { AppError } from "../app-error.ts";
import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { changeColumnType } from "../recipes/change-column-type.ts";
import { mayFail } from "../recipes/count-rows.ts";
import { setNotNull } from "../recipes/set-not-null.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { unfitValues } from "../recipes/unfit-values.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteLiteral, unquoteIdentifier } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import { alterColumn, columnClause, columnSettings, isPartition, isWritten, parentColumn, tableOf } from "./column-clause.ddl.ts";
import { descendants, hasDefault, inChildren, staysInChildren } from "./column-family.ddl.ts";
import { addFilledColumn, isFilled, rewritesTable } from "./column-fill.ddl.ts";
import { alterIdentity } from "./column-identity.ddl.ts";
import { type Alter, type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import { departuresFrom, detachmentOf, joinsParent, leavesParent } from "./partition-moves.ts";
import { optionActions } from "./reloptions.ddl.ts";
import { rowsBefore } from "./rows-before.ddl.ts";
import { refusePartitionKey } from "./swap-obstacles.ddl.ts";

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
  refusePartitionKey(after, tableOf(after), context);
  const type = `${after.facts.type}${after.facts.collation === null ? "" : ` COLLATE ${after.facts.collation}`}`;
  const keepsDefault = before.facts.default !== null && !facts.has("default");
  return oneStep(
    ...(hasDefault(before, context.start) ? [alterColumn(after, "set-default", "DROP DEFAULT")] : []),
    ...changeColumnType({
      table: tableOf(after),
      column: ownNameOf(after.id),
      from: before.facts.type,
      to: after.facts.type,
      rowsFrom: rowsBefore(tableOf(after), [unquoteIdentifier(ownNameOf(after.id))], context),
      unfit: unfitValues({
        column: ownNameOf(after.id),
        from: before.facts.type,
        to: after.facts.type,
        labels: enumLabels(after.facts.type, context),
        version: context.version,
      }),
      sql: (using) => alterColumn(after, "alter-column-type", `TYPE ${type}${using}`).sql,
    }),
    ...(keepsDefault && after.facts.default !== null
      ? [alterColumn(after, "set-default", `SET DEFAULT ${after.facts.default}`)]
      : []),
    // a child keeps its own, which came with the parent's before it was dropped there
    ...descendants(after, context.goal)
      .filter(({ id, facts: { default: own } }) => context.start.get(id)?.facts.default === own && own !== after.facts.default)
      .map((child) =>
        alterColumn(
          child,
          "set-default",
          child.facts.default === null ? "DROP DEFAULT" : `SET DEFAULT ${child.facts.default}`,
          true,
        ),
      ),
    ...settingsLostWithType(change, context),
  );
};

/** TYPE gives the column its new type's storage and compression, and makes extended statistics again without their target. */
function settingsLostWithType({ after, facts }: Alter<ColumnFacts>, { goal, start, isNew }: DdlContext): readonly Statement[] {
  const { storage, compression } = after.facts;
  const name = unquoteIdentifier(ownNameOf(after.id));
  const isAbout = (object: SchemaObject) =>
    object.parent === tableOf(after) &&
    (object.facts.expressions !== null || (Array.isArray(object.facts.columns) && object.facts.columns.includes(name)));
  const targets = goal.allOfKind("statistics").filter((object) => {
    const isKept = start.get(object.id) !== undefined && !isNew(object.id);
    return isKept && object.facts.target !== null && isAbout(object);
  });
  return [
    ...(storage === null || facts.has("storage")
      ? []
      : [alterColumn(after, "set-column-storage", `SET STORAGE ${storage.toUpperCase()}`, true)]),
    ...(compression === null || facts.has("compression")
      ? []
      : [alterColumn(after, "set-column-storage", `SET COMPRESSION ${compression}`, true)]),
    ...targets.map(({ id, facts: { target } }) =>
      statement("alter-object", `ALTER STATISTICS ${nameOf(id)} SET STATISTICS ${target}`, { relation: tableOf(after) }),
    ),
  ];
}

function enumLabels(type: string, { goal }: DdlContext): readonly string[] | null {
  const labels = goal.get(`enum:${type}` as ObjectId)?.facts.labels; // format_type quotes names
  return Array.isArray(labels) ? labels : null;
}

const alterDefault: AlterFacts<ColumnFacts> = ({ before, after, facts }, context) => {
  // it can have one again once it is no identity
  if (facts.has("identity") && before.facts.identity !== null) return [];
  if (after.facts.default !== null) {
    const parent = parentColumn(after, context);
    const set = alterColumn(after, "set-default", `SET DEFAULT ${after.facts.default}`, true);
    return [{ statements: [set], alsoNeeds: parent === null ? [] : [parent] }];
  }
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
  // one that was never validated is validated, which is its own business
  if (context.start.partsOf(after.id, "not-null").length > 0) return [];
  return setNotNull({
    table: tableOf(after),
    column: ownNameOf(after.id),
    version: context.version,
    isForeign: kindOf(tableOf(after)) === "foreign-table",
    rowsFrom: rowsBefore(tableOf(after), [unquoteIdentifier(ownNameOf(after.id))], context),
  }).map((statements, i) => (i === 0 ? step(...statements) : { ...step(...statements), isLate: true }));
};

const alterGenerated: AlterFacts<ColumnFacts> = ({ after }) =>
  after.facts.generated === null
    ? oneStep({
        ...alterColumn(after, "change-generated-expression", "DROP EXPRESSION"),
        guarded: alterColumn(after, "change-generated-expression", "DROP EXPRESSION IF EXISTS").sql,
      })
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
      ? [alterColumn(after, "set-column-storage", `SET STORAGE ${storageWord(after.facts, version)}`, true)]
      : []),
    ...(facts.has("compression")
      ? [alterColumn(after, "set-column-storage", `SET COMPRESSION ${after.facts.compression ?? "default"}`, true)]
      : []),
    ...(facts.has("statisticsTarget")
      ? [alterColumn(after, "set-column-option", `SET STATISTICS ${after.facts.statisticsTarget ?? -1}`, true)]
      : []),
    ...optionActions(before.facts.options, after.facts.options).map((action) =>
      alterColumn(after, "set-column-option", action, true),
    ),
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

// INHERIT and NO INHERIT of the table make it so, but for what was the table's own
const followsTable: AlterFacts<ColumnFacts> = ({ before, after, facts }, context) => {
  if (facts.has("isLocal") && before.facts.isLocal && !after.facts.isLocal && !isPartition(after, context))
    throw new AppError({
      code: "PLAN_UNSUPPORTED",
      message: `${after.id} is its table's own, and no statement makes it one that only a parent brings.`,
      hint: `--ignore ${after.id} plans the rest.`,
    });
  return [];
};

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
    const adding = (clause: string) => (guard: string) => `ALTER ${foreign} ${nameOf(table)} ADD COLUMN ${guard}${clause}`;
    if (isFilled(column, context)) return addFilledColumn(column, context, adding);
    const hazards: readonly Hazard[] = [
      ...(rewritesTable(column, context)
        ? [{ hazard: "rewrites-table", detail: "its default makes a value of its own for each row" } as const]
        : facts.identity !== null && !context.isNew(table)
          ? [{ hazard: "rewrites-table", detail: "each row is given a number" } as const]
          : checksEachRow(column, context)
            ? [{ hazard: "rewrites-table", detail: `each row is written again to check ${facts.type}` } as const]
            : []),
      ...(failsOnRows(facts, context) ? [rowsFail(table, context)] : []),
    ];
    const add = guardable(addForm(facts), "IF NOT EXISTS", adding(columnClause(column, context)), { relation: table, hazards });
    const alsoNeeds = [detachmentOf(table), ...departuresFrom(table, context)];
    return [{ ...step(add, ...columnSettings(column), ...inChildren(column, context)), alsoNeeds }];
  },
  drop: (column, context) => {
    const table = tableOf(column);
    const foreign = kindOf(table) === "foreign-table" ? "FOREIGN TABLE" : "TABLE";
    const only = staysInChildren(column, context) ? "ONLY " : "";
    return [
      guardable(
        "drop-column",
        "IF EXISTS",
        (guard) => `ALTER ${foreign} ${only}${nameOf(table)} DROP COLUMN ${guard}${ownNameOf(column.id)}`,
        {
          relation: table,
          hazards:
            column.facts.generated === null ? [{ hazard: "deletes-data", detail: `the values of ${nameOf(column.id)}` }] : [],
        },
      ),
    ];
  },
  comesWith: (column, context) => {
    const table = tableOf(column);
    if (context.isNew(table)) return table;
    // a table that is there and joins a parent must have the parent's columns before
    if (joinsParent(table, context)) return null;
    if (isWritten(column, context) && !isPartition(column, context)) return null;
    return parentColumn(column, context);
  },
  goesWith: (column, context) => {
    const isAlone = column.facts.isLocal || leavesParent(tableOf(column), context);
    const parent = isAlone ? null : parentColumn(column, context);
    const before = parent === null ? undefined : (context.start.get(parent) as Column | undefined); // the same id is the same kind
    return before !== undefined && staysInChildren(before, context) ? null : parent;
  },
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

// ATExecAddColumn: a domain with constraints takes a rewrite, whatever the default.
function checksEachRow(column: Column, { goal, isNew }: DdlContext): boolean {
  const domain = goal.get(`domain:${column.facts.type}` as ObjectId); // format_type quotes names
  if (domain === undefined || isNew(tableOf(column))) return false;
  return domain.facts.notNull === true || goal.partsOf(domain.id, "constraint").length > 0;
}

/** True for a column that cannot be null and gets no value, by itself or by its domain. */
function failsOnRows(facts: ColumnFacts, { goal }: DdlContext): boolean {
  if (facts.default !== null || facts.identity !== null || facts.generated !== null) return false;
  const domain = goal.get(`domain:${facts.type}` as ObjectId)?.facts; // format_type quotes names
  return domain === undefined ? facts.notNull : domain.default === null && (facts.notNull || domain.notNull === true);
}

function rowsFail(table: ObjectId, context: DdlContext): Hazard {
  const from = rowsBefore(table, [], context);
  const rows = from === null ? null : `SELECT count(*) FROM ${from}`;
  return mayFail(`fails when ${nameOf(table)} has rows: give a default, or fill it in first`, rows);
}

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

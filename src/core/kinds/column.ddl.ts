/** Columns as SQL: the clause that CREATE TABLE and ADD COLUMN share, and what ALTER COLUMN changes. */

import { kindOf, nameOf, type ObjectId, objectId, ownNameOf } from "../catalog/object-id.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { changeColumnType } from "../recipes/change-column-type.ts";
import { setNotNull } from "../recipes/set-not-null.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import {
  type Alter,
  type AlterFacts,
  type DdlContext,
  type DdlStep,
  type KindDdl,
  type ObjectOf,
  oneStep,
  step,
} from "./kind-ddl.ts";
import { optionActions } from "./reloptions.ddl.ts";
import { createSequence, sequenceOptions } from "./sequence.ddl.ts";
import type { SequenceFacts } from "./sequence.ts";

type Column = ObjectOf<ColumnFacts>;

const tableOf = (column: Column): ObjectId => column.parent ?? objectId("table");

/** `email text NOT NULL DEFAULT ''::text`: everything that a definition can say on every supported server. */
export function columnClause(column: Column, context: DdlContext): string {
  const { facts } = column;
  return [
    ownNameOf(column.id),
    facts.type,
    facts.compression === null ? "" : `COMPRESSION ${facts.compression}`,
    foreignOptions(facts),
    facts.collation === null ? "" : `COLLATE ${facts.collation}`,
    facts.default === null ? "" : `DEFAULT ${facts.default}`,
    facts.generatedAs === null
      ? ""
      : `GENERATED ALWAYS AS (${facts.generatedAs}) ${facts.generated === "virtual" ? "VIRTUAL" : "STORED"}`,
    facts.identity === null ? "" : identityClause(column, context),
    facts.notNull ? notNullClause(column, context) : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** What a definition cannot say: statistics, storage, options. */
export function columnSettings(column: Column): readonly Statement[] {
  const { storage, statisticsTarget, options } = column.facts;
  return [
    ...(storage === null ? [] : [alterColumn(column, "set-column-storage", `SET STORAGE ${storage.toUpperCase()}`)]),
    ...(statisticsTarget === null ? [] : [alterColumn(column, "set-column-option", `SET STATISTICS ${statisticsTarget}`)]),
    ...optionActions({}, options).map((action) => alterColumn(column, "set-column-option", action)),
  ];
}

/** True for a column that the table's own definition must name: not one that INHERITS brings. */
export function isWritten(column: Column, context: DdlContext): boolean {
  return column.facts.isLocal || column.facts.inheritedFrom === 0 || isPartition(column, context);
}

function isPartition(column: Column, context: DdlContext): boolean {
  const facts = context.goal.get(tableOf(column))?.facts;
  return facts !== undefined && facts.partitionOf !== undefined && facts.partitionOf !== null;
}

function foreignOptions({ foreignOptions: options }: ColumnFacts): string {
  const items = Object.entries(options).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${quoteLiteral(value).trim()}`],
  );
  return items.length === 0 ? "" : `OPTIONS (${items.join(", ")})`;
}

function identityClause(column: Column, context: DdlContext): string {
  return `GENERATED ${column.facts.identity === "always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY${identityOptions(column, context)}`;
}

function identityOptions(column: Column, context: DdlContext): string {
  const [sequence] = context.goal.partsOf(column.id, "sequence");
  if (sequence === undefined) return "";
  const options = [`SEQUENCE NAME ${nameOf(sequence.id)}`, ...sequenceOptions(sequence.facts as SequenceFacts, false)]; // partsOf gave a sequence
  return ` (${options.join(" ")})`;
}

function notNullClause(column: Column, context: DdlContext): string {
  const [named] = context.goal.partsOf(column.id, "not-null");
  if (named === undefined) return "NOT NULL";
  // one that is not valid cannot be said here
  if (named.facts.isValid !== true) return "";
  return `CONSTRAINT ${ownNameOf(named.id)} NOT NULL${named.facts.noInherit === true ? " NO INHERIT" : ""}`;
}

/** `ALTER TABLE t ALTER COLUMN c …`; ONLY where children must not follow. */
function alterColumn(column: Column, form: StatementForm, action: string, only = false): Statement {
  const table = tableOf(column);
  const foreign = kindOf(table) === "foreign-table" ? "FOREIGN TABLE" : "TABLE";
  return statement(
    form,
    `ALTER ${foreign} ${only ? "ONLY " : ""}${nameOf(table)} ALTER COLUMN ${ownNameOf(column.id)} ${action}`,
    {
      relation: table,
    },
  );
}

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

const alterIdentity: AlterFacts<ColumnFacts> = ({ before, after }, context) => {
  if (before.facts.identity === null) return addIdentity(before, after, context);
  if (after.facts.identity === null) return dropIdentity(before, after, context);
  const when = after.facts.identity === "always" ? "ALWAYS" : "BY DEFAULT";
  return oneStep(alterColumn(after, "set-identity", `SET GENERATED ${when}`));
};

function addIdentity(before: Column, after: Column, context: DdlContext): readonly DdlStep[] {
  const [sequence] = context.goal.partsOf(after.id, "sequence");
  const former = sequence === undefined ? undefined : context.start.get(sequence.id);
  const add = alterColumn(after, "set-identity", `ADD ${identityClause(after, context)}`);
  const start = [
    ...(before.facts.notNull ? [] : [alterColumn(after, "set-not-null", "SET NOT NULL")]),
    ...(before.facts.default === null ? [] : [alterColumn(after, "set-default", "DROP DEFAULT")]),
  ];
  if (sequence === undefined || former === undefined) return oneStep(...start, add);
  // the sequence of a serial column gives its name and its position to the identity column's own
  const name = nameOf(sequence.id);
  const [aside, asideName] = nameAside(sequence.id);
  return oneStep(
    ...start,
    statement("alter-sequence", `ALTER SEQUENCE ${name} RENAME TO ${aside}`, { relation: sequence.id }),
    add,
    statement(
      "alter-sequence",
      `SELECT pg_catalog.setval(${quoteLiteral(name).trim()}, last_value, is_called) FROM ${asideName}`,
      { relation: sequence.id },
    ),
    statement("drop-sequence", `DROP SEQUENCE ${asideName}`, { relation: sequence.id }),
  );
}

/** Another name in the same schema: unqualified and qualified. */
function nameAside(id: ObjectId): readonly [own: string, qualified: string] {
  const name = nameOf(id);
  const own = ownNameOf(id);
  const aside = `${own.replace(/"$/, "").slice(0, 58)}_old${own.endsWith('"') ? '"' : ""}`;
  return [aside, `${name.slice(0, name.length - own.length)}${aside}`];
}

function dropIdentity(before: Column, after: Column, context: DdlContext): readonly DdlStep[] {
  const drop = alterColumn(after, "set-identity", "DROP IDENTITY");
  const [sequence] = context.start.partsOf(before.id, "sequence");
  const later = sequence === undefined ? undefined : context.goal.get(sequence.id);
  const freed = after.facts.notNull ? [] : [alterColumn(after, "drop-not-null", "DROP NOT NULL")];
  const restored =
    after.facts.default === null ? [] : [alterColumn(after, "set-default", `SET DEFAULT ${after.facts.default}`, true)];
  const restore = freed.length + restored.length === 0 ? [] : oneStep(...freed, ...restored);
  if (sequence === undefined || later === undefined) return [{ statements: [drop], needs: [] }, ...restore];
  const [, aside] = nameAside(sequence.id);
  const name = nameOf(sequence.id);
  return [
    {
      statements: [
        statement("create-sequence", createSequence(later as ObjectOf<SequenceFacts>, aside)), // the same id is the same kind
        statement(
          "alter-sequence",
          `SELECT pg_catalog.setval(${quoteLiteral(aside).trim()}, last_value, is_called) FROM ${name}`,
          {
            relation: sequence.id,
          },
        ),
        drop,
        statement("alter-sequence", `ALTER SEQUENCE ${aside} RENAME TO ${ownNameOf(sequence.id)}`, { relation: sequence.id }),
      ],
      needs: [],
    },
    ...restore,
  ];
}

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

/** The column of a parent that brings this one. */
function parentColumn(column: Column, context: DdlContext): ObjectId | null {
  const facts = (context.goal.get(tableOf(column)) ?? context.start.get(tableOf(column)))?.facts;
  const parents = [
    ...(Array.isArray(facts?.inherits) ? facts.inherits : []),
    ...(typeof facts?.partitionOf === "string" ? [facts.partitionOf] : []),
  ];
  for (const parent of parents) {
    const id = `column:${nameOf(parent as ObjectId)}.${ownNameOf(column.id)}` as ObjectId; // both parts are quoted
    if (context.goal.get(id) !== undefined || context.start.get(id) !== undefined) return id;
  }
  return null;
}

function addForm({ generated, notNull, identity, default: value }: ColumnFacts): StatementForm {
  if (generated === "stored") return "add-generated-column";
  if (notNull && identity === null) return "add-not-null-column";
  return value === null ? "add-nullable-column" : "add-column-with-default";
}

/** NOT NULL constraints that have a name or a property of their own (18+), as SQL. */

import { kindOf, nameOf, type ObjectId, ownNameOf, parentedId } from "../catalog/object-id.ts";
import { nullsFail, setNotNull } from "../recipes/set-not-null.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import { isFilled } from "./column-fill.ddl.ts";
import { domainNulls } from "./constraint-rows.ddl.ts";
import { type AlterFacts, type DdlContext, type DdlStep, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import type { NotNullFacts } from "./not-null.ts";
import { rowsBefore } from "./rows-before.ddl.ts";

type NotNull = ObjectOf<NotNullFacts>;

/** The table or domain. */
function holderOf(object: NotNull): ObjectId {
  const { parent, facts } = object;
  if (parent === null) throw new Error(`${object.id} belongs to nothing`);
  if (facts.column === null) return parent;
  const name = nameOf(parent);
  return `table:${name.slice(0, name.length - quoteIdentifier(facts.column).length - 1)}` as ObjectId; // a column's name is its table's and its own
}

const wordOf = (object: NotNull): string => (kindOf(holderOf(object)) === "domain" ? "DOMAIN" : "TABLE");

const alterHolder = (object: NotNull, action: string): Statement =>
  statement("alter-constraint", `ALTER ${wordOf(object)} ${nameOf(holderOf(object))} ${action}`, { relation: holderOf(object) });

const add = (object: NotNull): readonly Statement[] => {
  const { column, isValid, noInherit } = object.facts;
  const definition = `NOT NULL${column === null ? "" : ` ${quoteIdentifier(column)}`}${noInherit ? " NO INHERIT" : ""}`;
  return [alterHolder(object, `ADD CONSTRAINT ${ownNameOf(object.id)} ${definition}${isValid ? "" : " NOT VALID"}`)];
};

/** A column of a table in use that may hold nulls gets it in steps; a primary key on the column waits for the last one. */
const addInSteps = (object: NotNull, column: string, context: DdlContext): readonly DdlStep[] => {
  const table = holderOf(object);
  const constraint = { name: ownNameOf(object.id), noInherit: object.facts.noInherit };
  const [first, ...others] = setNotNull({
    table,
    column: quoteIdentifier(column),
    version: context.version,
    isForeign: false,
    rowsFrom: rowsFrom(object, context),
    constraint,
  });
  const makes = object.parent === null ? [] : [object.parent];
  return [
    { statements: first ?? [], needs: [table] },
    ...others.map((statements) => ({ statements, makes, isLate: true as const })),
  ];
};

const rowsFrom = ({ facts, ...object }: NotNull, context: DdlContext): string | null =>
  facts.column === null
    ? null
    : rowsBefore(holderOf({ facts, ...object }), [facts.column], context, facts.noInherit ? "own" : "all");

const validate: AlterFacts<NotNullFacts> = ({ after }, context) => oneStep(validation(after, context));

function validation(object: NotNull, context: DdlContext): Statement {
  const { column } = object.facts;
  return {
    ...alterHolder(object, `VALIDATE CONSTRAINT ${ownNameOf(object.id)}`),
    form: "validate-constraint",
    transaction: "own",
    hazards: column === null ? [] : [nullsFail(quoteIdentifier(column), rowsFrom(object, context))],
  };
}

const alterInherit: AlterFacts<NotNullFacts> = ({ after }) =>
  oneStep(alterHolder(after, `ALTER CONSTRAINT ${ownNameOf(after.id)} ${after.facts.noInherit ? "NO INHERIT" : "INHERIT"}`));

// INHERIT and NO INHERIT of the table make it so
const followsTable: AlterFacts<NotNullFacts> = () => [];

/** Changes in place, by fact. */
export const notNullAlterations = { validate, alterInherit, followsTable };

/** How they are written. */
export const notNullDdl: KindDdl<NotNullFacts> = {
  noun: (object) =>
    `CONSTRAINT ${ownNameOf(object.id)} ON ${wordOf(object) === "DOMAIN" ? "DOMAIN " : ""}${nameOf(holderOf(object))}`,
  create: (object, context) => {
    if (isBrought(object)) return [step()];
    const rename = renamed(object, context);
    if (rename !== null) return [step(...rename)];
    const { column, isValid } = object.facts;
    const isInUse = isValid && column !== null && kindOf(holderOf(object)) === "table" && !context.isNew(object.parent);
    if (isInUse) return addInSteps(object, column, context);
    const hazards = column === null ? domainNulls(holderOf(object), context) : [];
    return [step(...unvalidated(object, context), ...add(object).map((one) => ({ ...one, hazards })))];
  },
  drop: (object, context) => {
    if (isBrought(object)) return [];
    const next = successor(object, context);
    if (next === "other")
      return losesName(object, context)
        ? [alterHolder(object, `RENAME CONSTRAINT ${ownNameOf(object.id)} TO ${asideName(object)}`)]
        : [];
    if (next === null) {
      const drop = (guard: string) => alterHolder(object, `DROP CONSTRAINT ${guard}${ownNameOf(object.id)}`);
      return [{ ...drop(""), guarded: drop("IF EXISTS ").sql }];
    }
    const rename = alterHolder(object, `RENAME CONSTRAINT ${ownNameOf(object.id)} TO ${next}`);
    return [...(object.facts.isValid ? [] : [validation(object, context)]), ...(next === ownNameOf(object.id) ? [] : [rename])];
  },
  comesWith: (object, context) => {
    const { column, isValid } = object.facts;
    if (column === null || !isValid || !context.isNew(object.parent)) return null;
    return isFilledColumn(object, context) ? null : object.parent;
  },
  rename: (object, to) => [alterHolder(object, `RENAME CONSTRAINT ${ownNameOf(object.id)} TO ${ownNameOf(to)}`)],
};

/** What a parent brings has its parent's life. */
function isBrought({ facts }: NotNull): boolean {
  return facts.inheritedFrom > 0;
}

/** What is NOT NULL already has a constraint, under the server's own name or another one: it only gets this name. */
function renamed(object: NotNull, context: DdlContext): readonly Statement[] | null {
  const { column, isValid } = object.facts;
  if (object.parent === null || !isValid) return null;
  const own = ownNameOf(object.id);
  const rename = (from: string) => (from === own ? [] : [alterHolder(object, `RENAME CONSTRAINT ${from} TO ${own}`)]);
  if (isFilledColumn(object, context)) return rename(defaultName(holderOf(object), column));
  if (context.start.get(object.parent)?.facts.notNull !== true) return null;
  const [named] = context.start.partsOf(object.parent, "not-null");
  // it was of another kind, and is dropped before
  if (named?.id === object.id) return null;
  if (named === undefined) return rename(givenName(holderOf(object), column, context));
  const former = named as NotNull; // partsOf gave such constraints
  return rename(losesName(former, context) ? asideName(former) : ownNameOf(former.id));
}

/** The name of a constraint that no catalog shows: the server's own, or on a partition that was made as one its parent's. */
function givenName(table: ObjectId, column: string | null, { start }: DdlContext): string {
  const parent = start.get(table)?.facts.partitionOf;
  const id = typeof parent !== "string" || column === null ? null : parentedId("column", table, column);
  if (id === null || typeof parent !== "string" || column === null) return defaultName(table, column);
  const inheritedFrom = start.get(id)?.facts.inheritedFrom;
  if (typeof inheritedFrom !== "number" || inheritedFrom === 0) return defaultName(table, column);
  const [named] = start.partsOf(parentedId("column", parent as ObjectId, column), "not-null"); // facts hold ids
  return named === undefined ? defaultName(parent as ObjectId, column) : ownNameOf(named.id); // facts hold ids
}

/** A valid NOT NULL under the server's own name gives way to one that is not: no statement takes a validation back. */
function unvalidated(object: NotNull, context: DdlContext): readonly Statement[] {
  const { column, isValid } = object.facts;
  if (isValid || column === null || object.parent === null) return [];
  if (context.start.get(object.parent)?.facts.notNull !== true) return [];
  if (context.start.partsOf(object.parent, "not-null").length > 0) return [];
  return [alterHolder(object, `ALTER COLUMN ${quoteIdentifier(column)} DROP NOT NULL`)];
}

/** True where another column's constraint takes the name: it is given to a third one first, so that two can change places. */
function losesName({ id, facts }: NotNull, { goal }: DdlContext): boolean {
  const after = goal.get(id);
  return after !== undefined && after.facts.column !== facts.column;
}

function asideName({ id }: NotNull): string {
  return quoteIdentifier(`${unquoteIdentifier(ownNameOf(id)).slice(0, 58)}_old`);
}

/** A new column that is filled in steps gets NOT NULL under the server's own name first. */
function isFilledColumn({ parent }: NotNull, context: DdlContext): boolean {
  const column = parent === null ? undefined : context.goal.get(parent);
  if (column?.kind !== "column" || !context.isNew(column.id)) return false;
  return isFilled(column as ObjectOf<ColumnFacts>, context); // a column's facts are those of its kind
}

/** The server's own name where the goal has NOT NULL without one; `other` where it has another; null where it ends or changes. */
function successor(object: NotNull, context: DdlContext): string | null {
  if (object.parent === null || context.goal.get(object.parent)?.facts.notNull !== true) return null;
  const [named] = context.goal.partsOf(object.parent, "not-null");
  if (named !== undefined) return named.id === object.id || named.facts.isValid !== true ? null : "other";
  return defaultName(holderOf(object), object.facts.column);
}

function defaultName(table: ObjectId, column: string | null): string {
  const own = ownNameOf(table);
  const plain = unquoteIdentifier(own);
  return quoteIdentifier(column === null ? `${plain}_not_null` : `${plain}_${column}_not_null`);
}

/** NOT NULL constraints that have a name or a property of their own (18+), as SQL. */

import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import type { NotNullFacts } from "./not-null.ts";

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

const validate: AlterFacts<NotNullFacts> = ({ after }) =>
  oneStep({
    ...alterHolder(after, `VALIDATE CONSTRAINT ${ownNameOf(after.id)}`),
    form: "validate-constraint",
    transaction: "own",
  });

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
    return [step(...(rename === null ? add(object) : [rename]))];
  },
  drop: (object, context) => {
    if (isBrought(object)) return [];
    const next = successor(object, context);
    if (next === "other") return [];
    return [
      alterHolder(
        object,
        next === null ? `DROP CONSTRAINT ${ownNameOf(object.id)}` : `RENAME CONSTRAINT ${ownNameOf(object.id)} TO ${next}`,
      ),
    ];
  },
  comesWith: (object, context) => {
    const { column, isValid } = object.facts;
    return column !== null && isValid && context.isNew(object.parent) ? object.parent : null;
  },
  rename: (object, to) => [alterHolder(object, `RENAME CONSTRAINT ${ownNameOf(object.id)} TO ${ownNameOf(to)}`)],
};

/** What a parent brings has its parent's life. */
function isBrought({ facts }: NotNull): boolean {
  return facts.inheritedFrom > 0;
}

/** What is NOT NULL already has a constraint, under the server's own name or another one: it only gets this name. */
function renamed(object: NotNull, context: DdlContext): Statement | null {
  const { column, isValid } = object.facts;
  if (object.parent === null || !isValid || context.start.get(object.parent)?.facts.notNull !== true) return null;
  const [named] = context.start.partsOf(object.parent, "not-null");
  // it was of another kind, and is dropped before
  if (named?.id === object.id) return null;
  const current = named === undefined ? defaultName(holderOf(object), column) : ownNameOf(named.id);
  return alterHolder(object, `RENAME CONSTRAINT ${current} TO ${ownNameOf(object.id)}`);
}

/** The server's own name where the goal keeps NOT NULL without one; `other` where it has another; null where it ends or changes. */
function successor(object: NotNull, context: DdlContext): string | null {
  if (object.parent === null || context.goal.get(object.parent)?.facts.notNull !== true) return null;
  const [named] = context.goal.partsOf(object.parent, "not-null");
  if (named !== undefined) return named.id === object.id || named.facts.isValid !== true ? null : "other";
  return object.facts.isValid ? defaultName(holderOf(object), object.facts.column) : null;
}

function defaultName(table: ObjectId, column: string | null): string {
  const own = ownNameOf(table);
  const plain = own.startsWith('"') ? own.slice(1, -1).replaceAll('""', '"') : own;
  return quoteIdentifier(column === null ? `${plain}_not_null` : `${plain}_${column}_not_null`);
}

/**
 * Composite types as SQL. Attributes are added at the end, dropped and renamed in place; where tables store the type, another
 * type or order of attributes takes a new type, to which every column is converted.
 */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Attribute, CompositeTypeFacts } from "./composite-type.ts";
import { type Alter, type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { itemList } from "./option-list.ddl.ts";
import { refuseObstacles } from "./swap-obstacles.ddl.ts";
import { columnsOfType } from "./type-columns.ts";
import { swapCarries, swapType } from "./type-swap.ddl.ts";

type CompositeType = ObjectOf<CompositeTypeFacts>;

const named = (attributes: readonly Attribute[], name: string) => attributes.find((attribute) => attribute.name === name);
const isSame = (a: Attribute, b: Attribute) => a.type === b.type && a.collation === b.collation;
const typeText = ({ type, collation }: Attribute) => `${type}${collation === null ? "" : ` COLLATE ${collation}`}`;

const define = ({ id, facts }: CompositeType): Statement => {
  const attributes = facts.attributes.map((attribute) => `${quoteIdentifier(attribute.name)} ${typeText(attribute)}`);
  return statement("create-type", `CREATE TYPE ${nameOf(id)} AS ${itemList(attributes)}`);
};

/** Attributes that differ in their name only, at the same place; null where anything else differs. */
function renamed({ before, after }: Alter<CompositeTypeFacts>): readonly (readonly [from: string, to: string])[] | null {
  const [old, now] = [before.facts.attributes, after.facts.attributes];
  if (old.length !== now.length) return null;
  const pairs: (readonly [string, string])[] = [];
  for (const [i, attribute] of old.entries()) {
    const other = now[i];
    if (other === undefined || !isSame(attribute, other)) return null;
    if (attribute.name !== other.name) pairs.push([attribute.name, other.name]);
  }
  const isClear = pairs.every(([from, to]) => named(now, from) === undefined && named(old, to) === undefined);
  return isClear ? pairs : null;
}

/** True when ALTER TYPE is enough: it appends only, and leaves the type of stored attributes alone. */
export function keepsOrder(change: Alter<CompositeTypeFacts>, context: DdlContext): boolean {
  if (renamed(change) !== null) return true;
  const [old, now] = [change.before.facts.attributes, change.after.facts.attributes];
  const kept = old.filter(({ name }) => named(now, name) !== undefined);
  if (!kept.every(({ name }, i) => now[i]?.name === name)) return false;
  const isRetyped = kept.some((attribute, i) => {
    const other = now[i];
    return other !== undefined && !isSame(attribute, other);
  });
  return !isRetyped || columnsOfType(change.before.id, context.start).length === 0;
}

const alterAttributes: AlterFacts<CompositeTypeFacts> = (change, context) => {
  const { id } = change.after;
  const [old, now] = [change.before.facts.attributes, change.after.facts.attributes];
  const renames = renamed(change);
  const cascade = context.start.allOfKind("table").some(({ facts }) => facts.ofType === nameOf(id)) ? " CASCADE" : "";
  if (renames !== null)
    return oneStep(
      ...renames.map(([from, to]) =>
        statement(
          "alter-type",
          `ALTER TYPE ${nameOf(id)} RENAME ATTRIBUTE ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}${cascade}`,
          { hazards: [{ hazard: "breaks-old-code", detail: `it looks like a rename: code that still reads ${from} fails` }] },
        ),
      ),
    );
  const gone = old.filter(({ name }) => named(now, name) === undefined);
  const changes = [
    ...now.flatMap((attribute) => {
      const former = named(old, attribute.name);
      const name = quoteIdentifier(attribute.name);
      if (former === undefined) return [`ADD ATTRIBUTE ${name} ${typeText(attribute)}`];
      return isSame(former, attribute) ? [] : [`ALTER ATTRIBUTE ${name} TYPE ${typeText(attribute)}`];
    }),
  ];
  const actions = (guard: string) =>
    [...gone.map(({ name }) => `DROP ATTRIBUTE ${guard}${quoteIdentifier(name)}`), ...changes].map(
      (action) => `${action}${cascade}`,
    );
  const stored = columnsOfType(id, context.start).map(({ column }) => nameOf(column.id));
  const lost = gone.map(({ name }) => name).join(", ");
  return oneStep(
    guardable("alter-type", "IF EXISTS", (guard) => `ALTER TYPE ${nameOf(id)} ${actions(guard).join(", ")}`, {
      hazards:
        gone.length === 0 || stored.length === 0 ? [] : [{ hazard: "deletes-data", detail: `${lost} in ${stored.join(", ")}` }],
    }),
  );
};

/** Changes in place. */
export const compositeTypeAlterations = { alterAttributes };

/** A stored value in its new form; an array's elements can only be converted where they keep their shape. */
function conversion({ before, after }: Alter<CompositeTypeFacts>, column: string, isArray: boolean): string | null {
  const [old, now] = [before.facts.attributes, after.facts.attributes];
  const type = nameOf(after.id);
  const isAlike = old.length === now.length && old.every(({ name }, i) => now[i]?.name === name);
  if (isArray) return isAlike ? `${column}::text[]::${type}[]` : null;
  if (isAlike && old.every((attribute, i) => now[i]?.type === attribute.type)) return `${column}::text::${type}`;
  const values = now.map(({ name, type: wanted }) => {
    const former = named(old, name);
    if (former === undefined) return "NULL";
    const value = `(${column}).${quoteIdentifier(name)}`;
    return former.type === wanted ? value : `${value}::${wanted}`;
  });
  // a row of nulls is not null, and stays what it is
  return `CASE WHEN ${column} IS DISTINCT FROM NULL THEN ROW(${values.join(", ")})::${type} END`;
}

const swap = (change: Alter<CompositeTypeFacts>, context: DdlContext) =>
  swapType(
    {
      id: change.after.id,
      word: "TYPE",
      create: define(change.after),
      form: "rewrite-table",
      using: (column, isArray) => conversion(change, column, isArray),
    },
    context,
  );

/** How composite types are written. */
export const compositeTypeDdl: KindDdl<CompositeTypeFacts> = {
  noun: ({ id }, guard = "") => `TYPE ${guard}${nameOf(id)}`,
  create: (type) => oneStep(define(type)),
  replace: (change, context) => {
    refuseObstacles(change.after.id, context);
    return swap(change, context);
  },
  carries: (type, user, context) => {
    const after = context.goal.get(type.id) as CompositeType | undefined; // the same id is the same kind
    if (after === undefined || !swapCarries(type, user, context)) return false;
    return swap({ before: type, after, facts: new Set(["attributes"]) }, context) !== null;
  },
  rename: (type, to) => [statement("rename", `ALTER TYPE ${nameOf(type.id)} RENAME TO ${ownNameOf(to)}`)],
  // its attributes are columns of a relation
  claims: ({ id }) => [`type ${nameOf(id)}`, `relation ${nameOf(id)}`],
};

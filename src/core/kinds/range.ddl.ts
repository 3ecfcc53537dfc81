/**
 * Range types as SQL. A canonical function takes the range, so that it can only be made while the type is a shell: such
 * functions come and go with their type.
 */

import { containerOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { mustBeSaid } from "./index-keys.ddl.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { optionList } from "./option-list.ddl.ts";
import type { RangeFacts } from "./range.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import { functionsMadeWith, withShell } from "./type-shell.ddl.ts";

type Range = ObjectOf<RangeFacts>;

function define({ id, facts }: Range): Statement {
  const options = optionList([
    ["SUBTYPE", facts.subtype],
    ["SUBTYPE_OPCLASS", mustBeSaid(facts.operatorClass, facts.subtype) ? facts.operatorClass : null],
    ["COLLATION", facts.collation === '"default"' ? null : facts.collation],
    ["CANONICAL", facts.canonical === null ? null : routineReference(facts.canonical)],
    ["SUBTYPE_DIFF", facts.subtypeDiff === null ? null : routineReference(facts.subtypeDiff)],
    ["MULTIRANGE_TYPE_NAME", facts.multirange === usualMultirange(id) ? null : facts.multirange],
  ]);
  return statement("create-type", `CREATE TYPE ${nameOf(id)} AS RANGE ${options}`);
}

/** makeMultirangeTypeName in src/backend/catalog/pg_type.c; names that are quoted or long are said. */
function usualMultirange(id: ObjectId): string | null {
  const own = ownNameOf(id);
  if (own.startsWith('"') || own.length > 48) return null;
  const name = own.includes("range") ? own.replace("range", "multirange") : `${own}_multirange`;
  return `${containerOf(nameOf(id))}.${name}`;
}

const alterMultirange: AlterFacts<RangeFacts> = ({ before, after }) => {
  const [old, now] = [before.facts.multirange, after.facts.multirange].map((name) => `range:${name}` as ObjectId); // the fact is a name
  if (old === undefined || now === undefined) return [];
  const schema = containerOf(nameOf(now));
  const moved = containerOf(nameOf(old)) === schema ? [] : [`ALTER TYPE ${nameOf(old)} SET SCHEMA ${schema}`];
  const isRenamed = ownNameOf(old) !== ownNameOf(now);
  const renamed = isRenamed ? [`ALTER TYPE ${schema}.${ownNameOf(old)} RENAME TO ${ownNameOf(now)}`] : [];
  return oneStep(...[...moved, ...renamed].map((sql) => statement("alter-type", sql)));
};

/** Changes in place. */
export const rangeAlterations = { alterMultirange };

/** How range types are written. */
export const rangeDdl: KindDdl<RangeFacts> = {
  noun: ({ id }, guard = "") => `TYPE ${guard}${nameOf(id)}`,
  create: (type, context) => oneStep(...withShell(type, define(type), context)),
  drop: (type, context) => {
    const cascade = functionsMadeWith(type, context.start).length > 0 ? " CASCADE" : "";
    return [guardable("drop-type", "IF EXISTS", (guard) => `DROP TYPE ${guard}${nameOf(type.id)}${cascade}`)];
  },
  rename: (type, to) => [statement("rename", `ALTER TYPE ${nameOf(type.id)} RENAME TO ${ownNameOf(to)}`)],
  claims: ({ id, facts }) => [`type ${nameOf(id)}`, `type ${facts.multirange}`],
};

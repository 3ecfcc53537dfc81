/** Extended statistics as SQL. */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { inParentheses } from "../sql/in-parentheses.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { splitList } from "../sql/split-list.ts";
import { gatherStatistics } from "./gather-statistics.ddl.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import type { StatisticsFacts } from "./statistics.ts";

type Statistics = ObjectOf<StatisticsFacts>;

const tableOf = ({ facts }: Statistics) => facts.table as ObjectId; // the reader writes the table's id

// ndistinct, dependencies and mcv: without a list CREATE STATISTICS takes all that there are
const numberOfKinds = 3;

function createStatistics(statistics: Statistics): Statement {
  const { kinds, columns, expressions } = statistics.facts;
  const list = kinds.length === 0 || kinds.length === numberOfKinds ? "" : ` (${kinds.join(", ")})`;
  const keys = [...columns.map(quoteIdentifier), ...splitList(expressions ?? "").map(inParentheses)];
  const definition = `${nameOf(statistics.id)}${list} ON ${keys.join(", ")} FROM ${nameOf(tableOf(statistics))}`;
  return guardable("create-object", "IF NOT EXISTS", (guard) => `CREATE STATISTICS ${guard}${definition}`, {
    relation: tableOf(statistics),
  });
}

const setTarget = ({ id, facts }: Statistics): Statement =>
  statement("alter-object", `ALTER STATISTICS ${nameOf(id)} SET STATISTICS ${facts.target ?? -1}`);

const alterTarget: AlterFacts<StatisticsFacts> = ({ after }) => oneStep(setTarget(after));

/** Changes in place, by fact. */
export const statisticsAlterations = { alterTarget };

/** How extended statistics are written. */
export const statisticsDdl: KindDdl<StatisticsFacts> = {
  noun: ({ id }, guard = "") => `STATISTICS ${guard}${nameOf(id)}`,
  create: (statistics, context) => [
    step(createStatistics(statistics), ...(statistics.facts.target === null ? [] : [setTarget(statistics)])),
    ...gatherStatistics(statistics.id, tableOf(statistics), context),
  ],
  rename: ({ id }, to) => [statement("rename", `ALTER STATISTICS ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};

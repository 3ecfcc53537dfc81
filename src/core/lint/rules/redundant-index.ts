/** An index that another one of the same table can stand for. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { indexesByTable, type MadeIndex } from "../indexes-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const redundantIndex: Rule = {
  id: "redundant-index",
  summary: "an index whose columns are the first ones of another index",
  why: "The longer index answers the same queries. Both are written with every change of a row, and both take disk.",
  advice: "Leave the shorter one out.",
  level: "low",
  group: "safety",
  docs: ["indexes-multicolumn"],
  aliases: ["migrationpilot:MP100"],
  bad: [
    { sql: "create table users (id bigint primary key, email text unique);\ncreate index users_email on users (email);" },
    { sql: "create table t (a int, b int);\ncreate index t_a on t (a);\ncreate index t_a_b on t (a, b);" },
  ],
  good: [
    { sql: "create table t (a int, b int);\ncreate index t_b on t (b);\ncreate index t_a_b on t (a, b);" },
    { sql: "create table t (a int, b int);\ncreate index t_a on t (a) where b > 1;\ncreate index t_a_b on t (a, b);" },
    { sql: "create table t (a int, b int);\ncreate unique index t_a on t (a);\ncreate index t_a_b on t (a, b);" },
  ],
  looksAt: ["IndexStmt"],
  *check(outer) {
    const migration = withInner(outer);
    for (const indexes of indexesByTable(migration).values())
      for (const [position, index] of indexes.entries()) {
        if (index.isOfConstraint) continue;
        const other = indexes.find((one, place) => one !== index && standsFor(one, index, place < position));
        const by = other === undefined ? standing(index, migration) : describe(other);
        if (by === null) continue;
        const name = index.name ?? "the index";
        yield at(index.statement, `${name} on ${index.table} (${columnsOf(index)}) is the beginning of ${by}`);
      }
  },
};

/** Of two that are alike the later one is too many. */
function standsFor(other: MadeIndex, index: MadeIndex, isBefore: boolean): boolean {
  if (other.method !== "btree" || index.method !== "btree") return false;
  if (other.predicate !== index.predicate || index.included.length > 0) return false;
  const [own, others] = [index.elements(), other.elements()];
  if (!own.every((element, position) => element === others[position])) return false;
  const isSame = others.length === own.length;
  if (index.isUnique) return isSame && other.isUnique && (isBefore || other.isOfConstraint);
  return !isSame || other.isUnique || isBefore;
}

/** An index of the schema before the migration; of those only the first column is known to be a key for certain. */
function standing(index: MadeIndex, { after }: JudgedMigration): string | null {
  const [column] = index.columns;
  if (column == null || index.columns.length > 1 || index.isUnique || index.predicate !== null || index.method !== "btree")
    return null;
  if (index.included.length > 0) return null;
  for (const { name, table, index: known } of after.model.relations.values()) {
    if (table !== index.table || name === index.name || known === null) continue;
    const leads = known.method === "btree" && known.isValid && known.predicate === null && known.columns[0] === column;
    if (leads && index.elements()[0]?.includes("SORTBY_DEFAULT") === true) return name;
  }
  return null;
}

function describe(index: MadeIndex): string {
  if (index.name !== null) return index.name;
  return `the ${index.isOfConstraint ? "constraint" : "index"} (${columnsOf(index)}) of line ${index.statement.line}`;
}

function columnsOf({ columns }: MadeIndex): string {
  return columns.map((column) => (column === null ? "…" : quoteIdentifier(column))).join(", ");
}

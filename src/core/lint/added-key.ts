/** The safe form of ADD UNIQUE and ADD PRIMARY KEY: an index that is built while others write, then the constraint on it. */

import { addKeyByIndex } from "../recipes/add-constraint.ts";
import { setNotNull } from "../recipes/set-not-null.ts";
import { constraintNames } from "../sql/default-names.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { listOf, namesOf, nodeOf, type SqlFields } from "../sql/sql-tree.ts";
import type { AddedConstraint } from "./alter-clauses.ts";
import { fixOf, knownBefore, tableId, versionOf } from "./fix-by-recipe.ts";
import type { JudgedMigration } from "./judged-migration.ts";
import { ownName } from "./own-name.ts";

/** The migrations, NOT NULL of a primary key's columns included; null where there is no such form: on partitioned tables. */
export function keyByIndex(
  { table, constraint, name }: AddedConstraint,
  migration: JudgedMigration,
  major: number,
): string | null {
  const known = knownBefore(migration, table);
  const columns = namesOf(constraint.keys) ?? [];
  const isPrimary = constraint.contype === "CONSTR_PRIMARY";
  // WITHOUT OVERLAPS (18+) needs an index of another method
  if (columns.length === 0 || known?.partitionKey != null || constraint.without_overlaps === true || hasOptions(constraint))
    return null;
  const own = quoteIdentifier(name ?? constraintNames(ownName(table), constraint, null)[0] ?? `${ownName(table)}_key`);
  const id = tableId(table);
  const key = { table: id, tableWord: "TABLE", name: own, definition: "", form: "add-unique", hazards: [] } as const;
  const included = namesOf(constraint.including) ?? [];
  const list = (names: readonly string[]) => `(${names.map(quoteIdentifier).join(", ")})`;
  const on = [
    `${table} ${list(columns)}`,
    ...(included.length === 0 ? [] : [`INCLUDE ${list(included)}`]),
    ...(constraint.nulls_not_distinct === true ? ["NULLS NOT DISTINCT"] : []),
  ].join(" ");
  const suffix = `${constraint.deferrable === true ? " DEFERRABLE" : ""}${constraint.initdeferred === true ? " INITIALLY DEFERRED" : ""}`;
  const isKnownNotNull = (column: string) => known?.columns.some((one) => one.name === column && one.notNull) === true;
  const nullable = isPrimary ? columns.filter((column) => !isKnownNotNull(column)) : [];
  const version = versionOf(major);
  return fixOf([
    ...nullable.flatMap((column) =>
      setNotNull({ table: id, column: quoteIdentifier(column), version, isForeign: false, rowsFrom: null }),
    ),
    addKeyByIndex(key, { isUnique: true, name: own, on, table: id, hazards: [] }, isPrimary ? "PRIMARY KEY" : "UNIQUE", suffix),
  ]);
}

/** WITH and USING INDEX TABLESPACE: rare, and nothing to guess about. */
function hasOptions({ options, indexspace }: SqlFields): boolean {
  return indexspace !== undefined || listOf(options).some((one) => nodeOf(one, "DefElem") !== null);
}

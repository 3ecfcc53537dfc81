/** The rows of the start that a constraint refuses, and what happens on them. Where a query cannot tell them, only that it may fail. */

import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { countDuplicates, countRows, mayFail, sumOfCounts } from "../recipes/count-rows.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { ConstraintFacts } from "./constraint.ts";
import { tableOf } from "./constraint-clause.ddl.ts";
import type { DomainFacts } from "./domain.ts";
import type { DdlContext, ObjectOf } from "./kind-ddl.ts";
import { plainComparison, rowsBefore } from "./rows-before.ddl.ts";
import { columnsOfType } from "./type-columns.ts";

type Constraint = ObjectOf<ConstraintFacts>;

/** The hazard of adding or validating a constraint; empty where there are no rows to refuse. */
export function refusedRows(constraint: Constraint, context: DdlContext): readonly Hazard[] {
  const { facts } = constraint;
  const table = tableOf(constraint);
  if (context.isNew(table) || kindOf(table) === "foreign-table" || !facts.isEnforced) return [];
  if (kindOf(table) === "domain") return domainValues(constraint, context);
  switch (facts.type) {
    case "check": {
      const from = rowsBefore(table, [], context, facts.noInherit ? "own" : "all");
      return [mayFail("fails on rows that it refuses", countRows(from, `NOT (${facts.check})`))];
    }
    case "foreign key":
      return [mayFail("fails on rows without the row that they refer to", orphans(constraint, context))];
    case "exclusion":
      return [mayFail("fails on rows that exclude each other", null)];
    default: {
      if (facts.temporal) return [mayFail("fails on rows that overlap", null)];
      const rows = countDuplicates({
        from: rowsBefore(table, facts.columns, context, "own"),
        keys: facts.columns.map(quoteIdentifier),
        nullsEqual: facts.nullsNotDistinct,
        predicate: null,
      });
      return [mayFail("fails on duplicates", rows)];
    }
  }
}

/** Rows whose key is set, or set in part where MATCH FULL forbids that, and leads nowhere. */
function orphans({ facts, parent }: Constraint, context: DdlContext): string | null {
  const referenced = facts.referencedTable as ObjectId | null; // the reader writes the table's id
  if (facts.temporal || parent === null || referenced === null) return null;
  const others = facts.referencedColumns ?? [];
  const [from, to] = [rowsBefore(parent, facts.columns, context, "own"), rowsBefore(referenced, others, context, "own")];
  const isPlain = facts.columns.every((column, i) => {
    const comparison = plainComparison(parent, column, context);
    // of two collations none would be chosen
    return comparison !== null && comparison === plainComparison(referenced, others[i] ?? "", context);
  });
  if (from === null || to === null || !isPlain) return null;
  const columns = facts.columns.map(quoteIdentifier);
  const pairs = columns.map((column, i) => `r.${quoteIdentifier(others[i] ?? "")} = t.${column}`);
  const isThere = `EXISTS (SELECT FROM ${to} AS r WHERE ${pairs.join(" AND ")})`;
  const isSet = columns.map((column) => `t.${column} IS NOT NULL`).join(" AND ");
  const isSetInPart = `(${columns.map((column) => `t.${column} IS NOT NULL`).join(" OR ")})`;
  const condition =
    facts.match === "full" && columns.length > 1
      ? `${isSetInPart} AND NOT (${isSet} AND ${isThere})`
      : `${isSet} AND NOT ${isThere}`;
  return countRows(`${from} AS t`, condition);
}

/** VALUE is a key word in a domain's check only: elsewhere a column can have that name. */
function domainValues({ facts, parent }: Constraint, context: DdlContext): readonly Hazard[] {
  const domain = parent === null ? undefined : (context.start.get(parent) as ObjectOf<DomainFacts> | undefined); // a domain's id
  if (domain === undefined) return [];
  const counts = domainColumns(domain.id, context).map(({ from, column }) =>
    countRows(
      from === null ? null : `(SELECT ${column}::${domain.facts.type} AS value FROM ${from}) AS stored`,
      `NOT (${facts.check})`,
    ),
  );
  return counts.length === 0 ? [] : [mayFail("fails on stored values that it refuses", sumOfCounts(counts))];
}

/** The hazard of NOT NULL for a domain that tables store. */
export function domainNulls(domain: ObjectId, context: DdlContext): readonly Hazard[] {
  const columns = domainColumns(domain, context);
  if (columns.length === 0) return [];
  const rows = sumOfCounts(columns.map(({ from, column }) => countRows(from, `${column} IS NOT DISTINCT FROM NULL`)));
  return [mayFail(`fails on a null in ${columns.map(({ id }) => nameOf(id)).join(", ")}`, rows)];
}

/** Columns that store the domain itself: those of children are read with their parent's. */
function domainColumns(domain: ObjectId, context: DdlContext) {
  const stored = columnsOfType(domain, context.start).flatMap(({ column, table, isArray }) => {
    if (isArray || column.facts.inheritedFrom > 0 || kindOf(table) === "foreign-table") return [];
    return [{ id: column.id, column: ownNameOf(column.id), from: rowsBefore(table, [], context) }];
  });
  return stored.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A constraint as ADD CONSTRAINT defines it, and the rows that it would refuse. */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { ConstraintFacts } from "./constraint.ts";
import { indexKeyList } from "./index-keys.ddl.ts";
import type { DdlContext, ObjectOf } from "./kind-ddl.ts";
import { withOptions } from "./reloptions.ddl.ts";

type Constraint = ObjectOf<ConstraintFacts>;

/** The table or domain that a constraint belongs to. */
export const tableOf = (constraint: Constraint): ObjectId => constraint.parent as ObjectId; // the reader gives every constraint one

const tableWords: { readonly [kind: string]: string } = { domain: "DOMAIN", "foreign-table": "FOREIGN TABLE" };

/** What ALTER calls that: TABLE, FOREIGN TABLE, DOMAIN. */
export const wordOf = (constraint: Constraint): string => tableWords[kindOf(tableOf(constraint))] ?? "TABLE";

/** Quoted names, the last one as a PERIOD where told so. */
export const columnList = (columns: readonly string[], isPeriod = false): string =>
  columns.map((column, i) => `${isPeriod && i === columns.length - 1 ? "PERIOD " : ""}${quoteIdentifier(column)}`).join(", ");

/** Everything after the constraint's name but for NOT VALID. */
export function constraintClause(constraint: Constraint, context: DdlContext): string {
  const { facts } = constraint;
  return `${body(constraint, context)}${timing(facts)}${facts.isEnforced ? "" : " NOT ENFORCED"}`;
}

function body(constraint: Constraint, context: DdlContext): string {
  const { facts } = constraint;
  switch (facts.type) {
    case "check":
      return `CHECK (${facts.check})${facts.noInherit ? " NO INHERIT" : ""}`;
    case "primary key":
      return `PRIMARY KEY (${keyColumns(facts)})${indexSuffix(facts)}`;
    case "unique":
      return `UNIQUE ${facts.nullsNotDistinct ? "NULLS NOT DISTINCT " : ""}(${keyColumns(facts)})${indexSuffix(facts)}`;
    case "foreign key":
      return foreignKey(facts);
    case "exclusion": {
      const { index, indexExpressions } = facts;
      if (index === null) throw new Error(`${constraint.id} has no index`);
      const keys = indexKeyList({ ...index, expressions: indexExpressions }, tableOf(constraint), context.goal, facts.operators);
      const where = facts.predicate === null ? "" : ` WHERE (${facts.predicate})`;
      return `EXCLUDE USING ${index.method} (${keys.join(", ")})${indexSuffix(facts)}${where}`;
    }
  }
}

function keyColumns({ columns, temporal }: ConstraintFacts): string {
  return `${columnList(columns)}${temporal ? " WITHOUT OVERLAPS" : ""}`;
}

/** INCLUDE, storage options and tablespace of the index that a constraint owns. */
export function indexSuffix({ index, indexOptions, indexTablespace }: ConstraintFacts): string {
  const include = index === null || index.include.length === 0 ? "" : ` INCLUDE (${columnList(index.include)})`;
  const tablespace = indexTablespace === null ? "" : ` USING INDEX TABLESPACE ${quoteIdentifier(indexTablespace)}`;
  return `${include}${withOptions([indexOptions ?? {}])}${tablespace}`;
}

function foreignKey(facts: ConstraintFacts): string {
  const action = (event: string, value: string | null, columns: readonly string[] | null) =>
    value === null || value === "no action"
      ? ""
      : ` ON ${event} ${value.toUpperCase()}${columns === null || columns.length === 0 ? "" : ` (${columnList(columns)})`}`;
  return [
    `FOREIGN KEY (${columnList(facts.columns, facts.temporal)})`,
    ` REFERENCES ${nameOf((facts.referencedTable ?? "") as ObjectId)} (${columnList(facts.referencedColumns ?? [], facts.temporal)})`,
    facts.match === null || facts.match === "simple" ? "" : ` MATCH ${facts.match.toUpperCase()}`,
    action("UPDATE", facts.onUpdate, null),
    action("DELETE", facts.onDelete, facts.onDeleteColumns),
  ].join("");
}

/** ` DEFERRABLE INITIALLY DEFERRED`, as far as it is. */
export function timing({ deferrable, initiallyDeferred }: ConstraintFacts): string {
  return `${deferrable ? " DEFERRABLE" : ""}${initiallyDeferred ? " INITIALLY DEFERRED" : ""}`;
}

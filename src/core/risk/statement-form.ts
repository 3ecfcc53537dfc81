/**
 * Statement forms and what each costs at its plainest. Risk belongs to a statement form in a context, never to a kind
 * of object; this table is the context-free floor. Lock modes: https://www.postgresql.org/docs/18/sql-altertable.html
 * and the pages of the other commands.
 */

import type { LockMode } from "./lock-mode.ts";
import type { RiskLevel } from "./risk-level.ts";

/** What a statement form costs beyond a catalog update. */
export type Cost = "rewrite" | "scan" | "index-build";

/** The context-free price of one statement form. */
export interface FormRisk {
  readonly level: RiskLevel;
  /** Strongest lock on an existing relation that others may be using; null when there is none. */
  readonly lock: LockMode | null;
  readonly costs: readonly Cost[];
  /** One clause that can stand after the level: "LOW: a new table". */
  readonly why: string;
}

const form = (level: RiskLevel, lock: LockMode | null, why: string, ...costs: Cost[]): FormRisk => ({ level, lock, costs, why });

/** Every statement form that a difference can need. */
export const statementForms = {
  "create-table": form("low", null, "a new table"),
  "drop-table": form("high", "ACCESS EXCLUSIVE", "drops a table and its rows"),
  "create-partition": form("medium", "ACCESS EXCLUSIVE", "a new partition locks its parent"),
  "attach-partition": form("medium", "SHARE UPDATE EXCLUSIVE", "scans the partition unless a check proves its bound", "scan"),
  "detach-partition": form("high", "ACCESS EXCLUSIVE", "rows leave the partitioned table"),
  "repartition-table": form("high", "ACCESS EXCLUSIVE", "needs a new table and a copy of every row", "rewrite"),
  "add-nullable-column": form("low", "ACCESS EXCLUSIVE", "a nullable column, instant under a short lock"),
  "add-column-with-default": form("low", "ACCESS EXCLUSIVE", "a column with a default, instant when the default is constant"),
  "add-not-null-column": form("medium", "ACCESS EXCLUSIVE", "a NOT NULL column needs a default for existing rows"),
  "add-generated-column": form("medium", "ACCESS EXCLUSIVE", "a stored generated column rewrites the table", "rewrite"),
  "drop-column": form("high", "ACCESS EXCLUSIVE", "drops a column and its values"),
  "alter-column-type": form("medium", "ACCESS EXCLUSIVE", "a type change may rewrite the table and its indexes", "rewrite"),
  "set-not-null": form("medium", "ACCESS EXCLUSIVE", "scans for nulls and fails if there are any", "scan"),
  "drop-not-null": form("high", "ACCESS EXCLUSIVE", "code that relies on a value may now meet null"),
  "set-default": form("low", "ACCESS EXCLUSIVE", "a default for new rows, existing rows stay"),
  "set-identity": form("medium", "ACCESS EXCLUSIVE", "changes how new keys are made"),
  "change-generated-expression": form("high", "ACCESS EXCLUSIVE", "computes every stored value again", "rewrite"),
  "set-column-option": form("low", "SHARE UPDATE EXCLUSIVE", "a planner or storage setting of a column"),
  "set-column-storage": form("low", "ACCESS EXCLUSIVE", "applies to new values only"),
  "rewrite-table": form("high", "ACCESS EXCLUSIVE", "rewrites the whole table", "rewrite"),
  "set-table-option": form("low", "SHARE UPDATE EXCLUSIVE", "a storage setting"),
  "set-replica-identity": form("medium", "ACCESS EXCLUSIVE", "changes what logical replication sends"),
  "set-row-security": form("high", "ACCESS EXCLUSIVE", "changes which rows each role sees"),
  "change-inheritance": form("medium", "ACCESS EXCLUSIVE", "changes which rows the parent shows"),
  "alter-table": form("medium", "ACCESS EXCLUSIVE", "changes an existing table"),
  "add-primary-key": form("medium", "ACCESS EXCLUSIVE", "builds an index and scans for nulls", "index-build", "scan"),
  "add-unique": form("medium", "ACCESS EXCLUSIVE", "builds an index and fails on duplicates", "index-build"),
  "add-foreign-key": form("medium", "SHARE ROW EXCLUSIVE", "checks every row and locks both tables", "scan"),
  "add-check": form("medium", "ACCESS EXCLUSIVE", "checks every row", "scan"),
  "add-exclusion": form("medium", "ACCESS EXCLUSIVE", "builds an index under a full lock", "index-build"),
  "drop-constraint": form("medium", "ACCESS EXCLUSIVE", "bad rows are no longer refused"),
  "alter-constraint": form("low", "ACCESS EXCLUSIVE", "a property of a constraint"),
  "validate-constraint": form("low", "SHARE UPDATE EXCLUSIVE", "checks existing rows while writes go on", "scan"),
  "check-rows": form("low", "ACCESS SHARE", "counts the rows on which a later statement would fail", "scan"),
  "fill-column": form("low", "ROW EXCLUSIVE", "fills a new column a few pages at a time, each batch committed", "scan"),
  "create-index": form("low", "SHARE UPDATE EXCLUSIVE", "an index, built concurrently", "index-build"),
  "drop-index": form("low", "SHARE UPDATE EXCLUSIVE", "queries that used the index become slower"),
  "alter-index": form("low", "SHARE UPDATE EXCLUSIVE", "a setting of an index"),
  "gather-statistics": form("low", "SHARE UPDATE EXCLUSIVE", "samples rows for the planner"),
  "create-view": form("low", null, "a view holds no rows"),
  "replace-view": form("low", "ACCESS EXCLUSIVE", "replaces a view's query"),
  "drop-view": form("medium", "ACCESS EXCLUSIVE", "code that reads the view breaks"),
  "create-materialized-view": form("low", null, "runs its query once"),
  "replace-materialized-view": form("medium", "ACCESS EXCLUSIVE", "drops and fills it again", "rewrite"),
  "create-routine": form("low", null, "a new routine"),
  "replace-routine": form("medium", null, "callers get the new behaviour at once"),
  "drop-routine": form("medium", null, "code that calls it breaks"),
  "create-trigger": form("medium", "SHARE ROW EXCLUSIVE", "changes what a write does"),
  "replace-trigger": form("medium", "SHARE ROW EXCLUSIVE", "changes what a write does"),
  "drop-trigger": form("medium", "ACCESS EXCLUSIVE", "a write no longer does what it did"),
  "change-event-trigger": form("medium", null, "changes what DDL does"),
  "create-policy": form("medium", "ACCESS EXCLUSIVE", "changes which rows a role sees"),
  "replace-policy": form("high", "ACCESS EXCLUSIVE", "changes which rows a role sees"),
  "drop-policy": form("high", "ACCESS EXCLUSIVE", "changes which rows a role sees"),
  "change-rule": form("medium", "ACCESS EXCLUSIVE", "changes what a statement does"),
  "create-type": form("low", null, "a new type"),
  "alter-type": form("medium", null, "changes a type that columns may use"),
  "add-enum-value": form("low", null, "a new enum value, added in place"),
  "change-enum": form("high", "ACCESS EXCLUSIVE", "removing or reordering values rebuilds the type and its columns", "rewrite"),
  "add-domain-constraint": form("medium", "SHARE", "checks every column of the domain", "scan"),
  "drop-type": form("medium", null, "code that names the type breaks"),
  "create-sequence": form("low", null, "a new sequence"),
  "alter-sequence": form("low", "SHARE ROW EXCLUSIVE", "a setting of a sequence"),
  "drop-sequence": form("medium", "ACCESS EXCLUSIVE", "the position of the sequence is lost"),
  "create-object": form("low", null, "a new object, nothing uses it yet"),
  "replace-object": form("medium", null, "drops it and makes it again"),
  "alter-object": form("low", null, "a setting of an object"),
  "drop-object": form("medium", null, "whatever uses it breaks"),
  "create-extension": form("low", null, "a new extension"),
  "update-extension": form("medium", null, "runs the extension's own upgrade script"),
  "drop-extension": form("high", "ACCESS EXCLUSIVE", "drops everything that the extension brought"),
  "drop-schema": form("high", "ACCESS EXCLUSIVE", "drops everything in the schema"),
  "change-publication": form("medium", "SHARE UPDATE EXCLUSIVE", "changes what subscribers receive"),
  "change-subscription": form("high", null, "changes what this database receives"),
  grant: form("low", null, "gives a right"),
  revoke: form("medium", null, "takes a right that code may use"),
  "change-privileges": form("medium", null, "changes who may do what"),
  "change-owner": form("medium", "ACCESS EXCLUSIVE", "changes who owns it"),
  "change-role": form("medium", null, "changes what a role may do"),
  comment: form("low", null, "a comment"),
  rename: form("medium", "ACCESS EXCLUSIVE", "code that uses the old name breaks"),
  "new-database": form("high", null, "only a new database can change it"),
} as const satisfies Record<string, FormRisk>;

/** The name of a statement form. */
export type StatementForm = keyof typeof statementForms;

/** The context-free price of a form. */
export function rateForm(name: StatementForm): FormRisk {
  return statementForms[name];
}

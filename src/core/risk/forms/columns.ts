/** Columns. See `form.ts` for what a row says. */

import { form } from "./form.ts";

export const columnForms = {
  "add-nullable-column": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "a nullable column, instant under a short lock"),
  "add-column-with-default": form(
    "low",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "a column with a default, instant when the default is constant",
  ),
  "add-not-null-column": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "a NOT NULL column needs a default for existing rows",
  ),
  "add-generated-column": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "a stored generated column rewrites the table", {
    costs: ["rewrite"],
  }),
  "add-identity-column": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "numbering every row rewrites the table", {
    costs: ["rewrite"],
  }),
  "add-domain-column": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "checking a domain's constraint rewrites the table", {
    costs: ["rewrite"],
  }),
  "add-virtual-column": form("low", "ACCESS EXCLUSIVE", "ddl-generated-columns", "a virtual column is computed when it is read"),
  "add-column-volatile-default": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "a default of its own for every row rewrites the table",
    {
      costs: ["rewrite"],
    },
  ),
  "add-column-unknown-default": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "rewrites the table if the default is volatile",
  ),
  "add-existing-column": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "adds nothing, under a full lock all the same"),
  "drop-missing-column": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "drops nothing, under a full lock all the same"),
  "drop-column": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "drops a column and its values"),
  "alter-column-type": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "a type change may rewrite the table and its indexes",
    { costs: ["rewrite"] },
  ),
  "alter-column-type-in-place": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "a new type over the values as they are"),
  "set-not-null-proven": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "NOT NULL that a valid check proves, no row is read",
  ),
  "set-not-null-again": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "the column is NOT NULL already"),
  "add-not-null-not-valid": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "NOT NULL for new rows, existing rows are left for later",
  ),
  "drop-not-null-again": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "the column may be null already"),
  "set-not-null": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "scans for nulls and fails if there are any", {
    costs: ["scan"],
  }),
  "drop-not-null": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "code that relies on a value may now meet null"),
  "set-default": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "a default for new rows, existing rows stay"),
  "set-identity": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "changes how new keys are made"),
  "change-generated-expression": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "computes every stored value again", {
    costs: ["rewrite"],
  }),
  "change-virtual-expression": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "readers get the new expression at once", {
    axis: "compatibility",
  }),
  "drop-generation": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "values stay and are no longer kept up to date", {
    axis: "compatibility",
  }),
  "set-foreign-option": form("low", "ACCESS EXCLUSIVE", "sql-alterforeigntable", "what the other server is told"),
  "set-column-option": form("low", "SHARE UPDATE EXCLUSIVE", "sql-altertable", "a planner or storage setting of a column"),
  "set-column-storage": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "applies to new values only"),
  "set-replica-identity": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "changes what logical replication sends"),
  "fill-column": form("low", "ROW EXCLUSIVE", "sql-update", "fills a new column a few pages at a time, each batch committed", {
    costs: ["scan"],
  }),
  "add-domain-constraint": form("medium", "SHARE", "sql-alterdomain", "checks every column of the domain", { costs: ["scan"] }),
};

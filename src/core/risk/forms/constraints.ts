/** Constraints of tables. See `form.ts` for what a row says. */

import { form } from "./form.ts";

export const constraintForms = {
  "add-primary-key": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "builds an index and scans for nulls", {
    costs: ["index-build", "scan"],
  }),
  "add-unique": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "builds an index and fails on duplicates", {
    costs: ["index-build"],
  }),
  "add-foreign-key": form("medium", "SHARE ROW EXCLUSIVE", "sql-altertable", "checks every row and locks both tables", {
    costs: ["scan"],
  }),
  "add-check": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "checks every row", { costs: ["scan"] }),
  "add-exclusion": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "builds an index under a full lock", {
    costs: ["scan", "index-build"],
  }),
  "add-check-not-valid": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "checks new rows, existing rows are left for later"),
  "add-check-not-enforced": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "a check that is written down and not made"),
  "add-foreign-key-not-valid": form(
    "low",
    "SHARE ROW EXCLUSIVE",
    "sql-altertable",
    "checks new rows; writes on both tables wait for a moment",
  ),
  "add-foreign-key-not-enforced": form(
    "low",
    "SHARE ROW EXCLUSIVE",
    "sql-altertable",
    "a foreign key that is written down and not checked; writes on both tables wait for a moment",
  ),
  "add-key-using-index": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "turns an index that is there into a constraint"),
  "add-primary-key-using-index": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "the index is there, but rows are scanned for nulls",
    {
      costs: ["scan"],
    },
  ),
  "drop-key": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "duplicates are no longer refused, and the index goes", {
    axis: "data",
  }),
  "drop-foreign-key": form(
    "high",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "locks both tables fully, and lost references are no longer refused",
    {
      axis: "data",
    },
  ),
  "drop-missing-constraint": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "drops nothing, under a full lock all the same"),
  "drop-constraint": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "bad rows are no longer refused"),
  "alter-constraint": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "a property of a constraint"),
  "enforce-foreign-key": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "checks every row under a full lock", {
    costs: ["scan"],
  }),
  "unenforce-foreign-key": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "lost references are no longer refused", {
    axis: "data",
  }),
  "validate-foreign-key": form(
    "low",
    "SHARE UPDATE EXCLUSIVE",
    "sql-altertable",
    "looks up every row in the other table while writes go on",
    {
      costs: ["scan"],
    },
  ),
  "validate-constraint-again": form("low", "SHARE UPDATE EXCLUSIVE", "sql-altertable", "the constraint is valid already"),
  "validate-constraint": form("low", "SHARE UPDATE EXCLUSIVE", "sql-altertable", "checks existing rows while writes go on", {
    costs: ["scan"],
  }),
  "check-rows": form("low", "ACCESS SHARE", "sql-select", "counts the rows on which a later statement would fail", {
    costs: ["scan"],
  }),
};

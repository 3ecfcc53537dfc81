/** Tables as a whole, partitions and inheritance. See `form.ts` for what a row says. */

import { form } from "./form.ts";

export const tableForms = {
  "create-table": form("low", null, "sql-createtable", "a new table"),
  "drop-table": form("high", "ACCESS EXCLUSIVE", "sql-droptable", "drops a table and its rows", {
    axis: "data",
    also: { indexes: "ACCESS EXCLUSIVE", "referenced-triggers": "ACCESS EXCLUSIVE", "owned-sequences": "ACCESS EXCLUSIVE" },
  }),
  "drop-foreign-table": form("medium", "ACCESS EXCLUSIVE", "sql-dropforeigntable", "code that reads the foreign table breaks", {
    axis: "compatibility",
  }),
  "create-table-referencing": form(
    "low",
    "SHARE ROW EXCLUSIVE",
    "sql-createtable",
    "a new table, whose foreign key locks the other table against writes",
  ),
  "create-table-inheriting": form("low", "SHARE UPDATE EXCLUSIVE", "sql-createtable", "a new table that inherits from others"),
  "copy-table-definition": form("low", "ACCESS SHARE", "sql-createtable", "a new table like another"),
  "truncate-table": form("high", "ACCESS EXCLUSIVE", "sql-truncate", "deletes every row at once", {
    axis: "data",
    also: { indexes: "ACCESS EXCLUSIVE" },
  }),
  "cluster-table": form("high", "ACCESS EXCLUSIVE", "sql-cluster", "writes the whole table anew in the order of an index", {
    also: { indexes: "ACCESS EXCLUSIVE" },
    costs: ["rewrite"],
  }),
  "cluster-partitioned": form("high", "ACCESS EXCLUSIVE", "sql-cluster", "writes every partition anew, one after the other"),
  "vacuum-full": form("high", "ACCESS EXCLUSIVE", "sql-vacuum", "writes the whole table anew", {
    also: { indexes: "ACCESS EXCLUSIVE" },
    costs: ["rewrite"],
  }),
  "vacuum-table": form(
    "low",
    "SHARE UPDATE EXCLUSIVE",
    "sql-vacuum",
    "removes dead rows while work goes on; may lock for a moment to give back the empty end of the file",
    {
      also: { indexes: "ROW EXCLUSIVE" },
    },
  ),
  "lock-table": form("medium", null, "sql-lock", "holds a lock until the transaction ends"),
  "create-partition": form("medium", "ACCESS EXCLUSIVE", "sql-createtable", "a new partition locks its parent"),
  "attach-partition": form(
    "medium",
    "SHARE UPDATE EXCLUSIVE",
    "sql-altertable",
    "scans the partition unless a check proves its bound",
    { costs: ["scan"] },
  ),
  "attach-partition-proven": form(
    "low",
    "SHARE UPDATE EXCLUSIVE",
    "sql-altertable",
    "a constraint proves the bound, no row is read",
  ),
  "detach-partition": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "rows leave the partitioned table"),
  "detach-partition-concurrently": form(
    "medium",
    "SHARE UPDATE EXCLUSIVE",
    "sql-altertable",
    "rows leave the partitioned table once nobody uses it any more",
    { axis: "compatibility" },
  ),
  "finalize-detach": form("medium", "SHARE UPDATE EXCLUSIVE", "sql-altertable", "completes an interrupted DETACH CONCURRENTLY", {
    axis: "compatibility",
  }),
  "repartition-table": form("high", "ACCESS EXCLUSIVE", "ddl-partitioning", "needs a new table and a copy of every row", {
    costs: ["rewrite"],
  }),
  "rewrite-table": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "rewrites the whole table", { costs: ["rewrite"] }),
  "rewrite-table-again": form("low", "ACCESS EXCLUSIVE", "sql-altertable", "the table is that way already"),
  "move-table": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "copies the whole table to another tablespace", {
    costs: ["rewrite"],
  }),
  "set-table-option-locked": form(
    "low",
    "ACCESS EXCLUSIVE",
    "sql-altertable",
    "a setting that readers must notice, under a short full lock",
  ),
  "mark-clustered": form("low", "SHARE UPDATE EXCLUSIVE", "sql-altertable", "which index a later CLUSTER goes by"),
  "switch-trigger": form("medium", "SHARE ROW EXCLUSIVE", "sql-altertable", "changes what a write does", {
    axis: "compatibility",
  }),
  "switch-rule": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "changes what a statement does", { axis: "compatibility" }),
  "alter-missing-relation": form("low", null, "sql-altertable", "there is no such relation, nothing happens"),
  "set-table-option": form("low", "SHARE UPDATE EXCLUSIVE", "sql-altertable", "a storage setting"),
  "set-row-security": form("high", "ACCESS EXCLUSIVE", "sql-altertable", "changes which rows each role sees"),
  "change-inheritance": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "changes which rows the parent shows"),
  "alter-table": form("medium", "ACCESS EXCLUSIVE", "sql-altertable", "changes an existing table"),
};

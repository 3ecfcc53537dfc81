/** Views, routines, triggers, policies and rules. See `form.ts` for what a row says. */

import { form } from "./form.ts";

export const codeForms = {
  "create-view": form("low", null, "sql-createview", "a view holds no rows"),
  "replace-view": form("low", "ACCESS EXCLUSIVE", "sql-createview", "replaces a view's query"),
  "drop-view": form("medium", "ACCESS EXCLUSIVE", "sql-dropview", "code that reads the view breaks"),
  "create-materialized-view": form("low", null, "sql-creatematerializedview", "runs its query once"),
  "refresh-materialized-view": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-refreshmaterializedview",
    "nobody can read the view for as long as its query runs",
    { also: { indexes: "ACCESS EXCLUSIVE" }, costs: ["rewrite"] },
  ),
  "refresh-concurrently": form(
    "low",
    "EXCLUSIVE",
    "sql-refreshmaterializedview",
    "runs the query and compares every row, while readers go on",
    { also: { indexes: "ROW EXCLUSIVE" }, costs: ["scan"] },
  ),
  "empty-materialized-view": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-refreshmaterializedview",
    "the view holds no rows and cannot be read until it is refreshed",
    { also: { indexes: "ACCESS EXCLUSIVE" }, axis: "compatibility" },
  ),
  "replace-materialized-view": form("medium", "ACCESS EXCLUSIVE", "sql-creatematerializedview", "drops and fills it again", {
    costs: ["rewrite"],
  }),
  "create-routine": form("low", null, "sql-createfunction", "a new routine"),
  "replace-routine": form("medium", null, "sql-createfunction", "callers get the new behaviour at once"),
  "drop-routine": form("medium", null, "sql-dropfunction", "code that calls it breaks"),
  "create-trigger": form("medium", "SHARE ROW EXCLUSIVE", "sql-createtrigger", "changes what a write does"),
  "replace-trigger": form("medium", "SHARE ROW EXCLUSIVE", "sql-createtrigger", "changes what a write does"),
  "rename-trigger": form("low", "ACCESS EXCLUSIVE", "sql-altertrigger", "another name for a trigger, under a short lock"),
  "alter-trigger-extension": form("low", "ACCESS SHARE", "sql-altertrigger", "ties a trigger to an extension"),
  "drop-trigger": form("medium", "ACCESS EXCLUSIVE", "sql-droptrigger", "a write no longer does what it did"),
  "change-event-trigger": form("medium", null, "sql-createeventtrigger", "changes what DDL does"),
  "create-policy": form("medium", "ACCESS EXCLUSIVE", "sql-createpolicy", "changes which rows a role sees"),
  "replace-policy": form("high", "ACCESS EXCLUSIVE", "sql-alterpolicy", "changes which rows a role sees"),
  "drop-policy": form("high", "ACCESS EXCLUSIVE", "sql-droppolicy", "changes which rows a role sees"),
  "rename-policy": form("low", "ACCESS EXCLUSIVE", "sql-alterpolicy", "another name for a policy, under a short lock"),
  "change-rule": form("medium", "ACCESS EXCLUSIVE", "sql-createrule", "changes what a statement does"),
};

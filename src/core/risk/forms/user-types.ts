/** Types and sequences. See `form.ts` for what a row says. */

import { form } from "./form.ts";

export const typeForms = {
  "create-type": form("low", null, "sql-createtype", "a new type"),
  "alter-type": form("medium", null, "sql-altertype", "changes a type that columns may use"),
  "add-enum-value": form("low", null, "sql-altertype", "a new enum value, added in place"),
  "change-enum": form(
    "high",
    "ACCESS EXCLUSIVE",
    "sql-altertype",
    "removing or reordering values rebuilds the type and its columns",
    { costs: ["rewrite"] },
  ),
  "rename-enum-value": form("medium", null, "sql-altertype", "code that uses the old value breaks"),
  "alter-composite-type": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertype",
    "changes a type and the tables that are made of it",
  ),
  "alter-composite-attribute-type": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-altertype",
    "rewrites the tables that are made of the type",
  ),
  "create-domain": form("low", null, "sql-createdomain", "a new domain"),
  "alter-domain": form("medium", null, "sql-alterdomain", "changes what a domain accepts from now on"),
  "add-domain-constraint-unchecked": form("low", null, "sql-alterdomain", "checks new values only"),
  "drop-type": form("medium", null, "sql-droptype", "code that names the type breaks"),
  "create-sequence": form("low", null, "sql-createsequence", "a new sequence"),
  "alter-sequence": form("low", "SHARE ROW EXCLUSIVE", "sql-altersequence", "a setting of a sequence"),
  "drop-sequence": form("medium", "ACCESS EXCLUSIVE", "sql-dropsequence", "the position of the sequence is lost"),
};

/** NOT VALID and VALIDATE of one constraint in one transaction. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, nodeOf, textOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import { clausesOf, isExisting, relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const validateInSameTransaction: Rule = {
  id: "validate-in-same-transaction",
  summary: "a constraint is added NOT VALID and validated in the same transaction",
  why: "The lock of ADD CONSTRAINT is held until the transaction ends, so the scan that NOT VALID was to keep apart runs under it after all.",
  advice: "VALIDATE CONSTRAINT in a later migration.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["pgfence:not-valid-validate-same-tx"],
  bad: [
    {
      sql: "alter table users add constraint email_known check (email is not null) not valid;\nalter table users validate constraint email_known;",
    },
  ],
  good: [
    { sql: "alter table users add constraint email_known check (email is not null) not valid;" },
    { sql: "alter table users validate constraint email_known;" },
    {
      sql: "-- lockstep: transaction = none\nalter table users add constraint email_known check (email is not null) not valid;\nalter table users validate constraint email_known;",
    },
  ],
  looksAt: ["AT_ValidateConstraint"],
  *check(outer) {
    const migration = withInner(outer);
    if (migration.script.transaction !== "one") return;
    const added = new Map<string, number>();
    for (const statement of migration.statements) {
      const table = relationOf(migration, fieldsOf(statement.fields.relation));
      if (!isExisting(statement, table)) continue;
      for (const { subtype, name, def } of clausesOf(statement, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")) {
        const constraint = nodeOf(def, "Constraint");
        if (subtype === "AT_AddConstraint" && constraint?.skip_validation === true)
          added.set(`${table} ${textOf(constraint.conname)}`, statement.line);
        const line = subtype === "AT_ValidateConstraint" ? added.get(`${table} ${textOf(name)}`) : undefined;
        if (line === undefined) continue;
        const own = quoteIdentifier(textOf(name) ?? "");
        yield at(statement, `${own} of ${table} is validated under the lock that line ${line} still holds`, {
          fix: `A later migration: ALTER TABLE ${table} VALIDATE CONSTRAINT ${own};`,
        });
      }
    }
  },
};

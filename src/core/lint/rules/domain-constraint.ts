/** ALTER DOMAIN that checks every table of the domain. */

import { statement as step } from "../../recipes/statement.ts";
import { nodeOf } from "../../sql/sql-tree.ts";
import { afterWords } from "../clause-texts.ts";
import { fixOf } from "../fix-by-recipe.ts";
import type { JudgedStatement } from "../judged-migration.ts";
import { withLocks } from "../locks-in-words.ts";
import { nameOfList } from "../names-in-tree.ts";
import { madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

const before = "create domain email as text;\ncreate table users (id bigint primary key, address email);";

/** The rule. */
export const domainConstraint: Rule = {
  id: "domain-constraint",
  summary: "ALTER DOMAIN that checks every column of the domain",
  why: "SHARE on every table with a column of the domain, one after the other and held until the end: writes to all of them wait until the last one is read.",
  advice:
    "NOT VALID, which locks no table; its VALIDATE still takes SHARE on all of them, in a quiet hour. A check on each table is easier to live with.",
  level: "medium",
  group: "safety",
  docs: ["sql-alterdomain"],
  aliases: ["squawk:ban-alter-domain-with-add-constraint", "migrationpilot:MP043"],
  bad: [
    { before, sql: "alter domain email add constraint has_at check (value like '%@%');" },
    { before, sql: "alter domain email set not null;" },
    { sql: "alter domain email add constraint has_at check (value like '%@%');" },
    { sql: "alter domain email add constraint given not null;" },
    { sql: "alter domain email validate constraint has_at;" },
  ],
  good: [
    { sql: "alter domain email add constraint has_at check (value like '%@%') not valid;" },
    { sql: "create domain email as text;\nalter domain email add constraint has_at check (value like '%@%');" },
    { before: "create domain email as text;", sql: "alter domain email add constraint has_at check (value like '%@%');" },
  ],
  looksAt: ["AlterDomainStmt"],
  *check(migration, { isLive }) {
    const made = new Set<string>();
    for (const statement of migration.statements) {
      for (const { sort, name } of madeBy(statement, migration)) if (sort === "domain") made.add(name);
      if (statement.node !== "AlterDomainStmt") continue;
      const domain = nameOfList(migration, statement.fields.typeName) ?? "";
      if (made.has(domain) || !statement.effects.uses.some(({ form }) => form === "add-domain-constraint")) continue;
      const fix = fixFor(statement, domain);
      const more = fix === null ? {} : { fix };
      if (statement.effects.locks.some(({ relation }) => !statement.made.has(relation)))
        yield at(statement, withLocks(`every column of ${domain} is checked`, statement), more);
      else if (!isLive) yield at(statement, `SHARE on every table with a column of ${domain}, while each is read`, more);
    }
  },
};

function fixFor({ sql, fields }: JudgedStatement, domain: string): string | null {
  const isCheck = nodeOf(fields.def, "Constraint")?.contype === "CONSTR_CHECK";
  const constraint = isCheck ? afterWords(sql, "add") : null;
  if (constraint === null) return null;
  return fixOf([[step("add-domain-constraint-unchecked", `ALTER DOMAIN ${domain} ADD ${constraint} NOT VALID`)]]);
}

/** ADD COLUMN GENERATED … STORED on a table in use. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { addedColumnsIn, useOf } from "../alter-clauses.ts";
import { withoutWords } from "../clause-texts.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const storedGeneratedColumn: Rule = {
  id: "stored-generated-column",
  summary: "ADD COLUMN GENERATED ALWAYS AS … STORED on a table that is in use",
  why: "The value is computed for every row: ACCESS EXCLUSIVE until the table and all its indexes are written anew, and nobody reads meanwhile.",
  advice:
    "A plain column that a trigger keeps, filled in batches; from 18 on VIRTUAL, which is computed when it is read and stores nothing.",
  level: "medium",
  group: "safety",
  docs: ["ddl-generated-columns", "sql-altertable"],
  aliases: ["eugene:E11"],
  bad: [
    { sql: "alter table users add column search text generated always as (lower(email)) stored;" },
    { sql: "alter table users add column search text generated always as (lower(email)) stored;", major: 16 },
  ],
  good: [
    { sql: "alter table users add column search text generated always as (lower(email)) virtual;" },
    { sql: "create table users (email text, search text generated always as (lower(email)) stored);" },
  ],
  looksAt: ["add-generated-column"],
  *check(migration, { major }) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column } = added;
      if (useOf(added, column, "add-generated-column") === null) continue;
      const text = added.wording();
      const plain = text === null ? null : withoutWords(text, "stored");
      yield at(statement, withLocks(`${table}.${quoteIdentifier(column)} is computed for every row`, statement), {
        ...(major >= 18 && plain?.endsWith(")") === true ? { fix: `ALTER TABLE ${table} ${plain} VIRTUAL;` } : {}),
      });
    }
  },
};

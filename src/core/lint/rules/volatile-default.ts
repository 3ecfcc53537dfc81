/** ADD COLUMN with a default of its own for every row. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { addFilled } from "../add-filled.ts";
import { addedColumnsIn, useOf } from "../alter-clauses.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const volatileDefault: Rule = {
  id: "volatile-default",
  summary: "ADD COLUMN with a volatile default on a table that is in use",
  why: "A constant or a stable default is stored once. A volatile one is computed for every row: ACCESS EXCLUSIVE until the table and all its indexes are written anew, and nobody reads meanwhile.",
  advice: "Add the column without the default, SET DEFAULT for new rows, fill the others in batches.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["squawk:adding-field-with-default", "migrationpilot:MP003"],
  bad: [
    { sql: "alter table users add column token uuid default gen_random_uuid();" },
    { sql: "alter table users add column token uuid not null default gen_random_uuid();" },
    { sql: "alter table users add column seen_at timestamptz default clock_timestamp();" },
    { sql: "alter table users add column code text default make_code();" },
    {
      before:
        "create function make_code() returns text volatile language plpgsql as 'begin return random(); end';\ncreate table users (id bigint primary key);",
      sql: "alter table users add column code text default make_code();",
    },
    { sql: "do $$ begin alter table users add column token uuid default gen_random_uuid(); end $$;" },
  ],
  good: [
    { sql: "alter table users add column created_at timestamptz default now();" },
    { sql: "alter table users add column plan text default 'free' not null;" },
    { sql: "alter table users add column tags text[] default array['a', 'b'];" },
    { sql: "alter table users add column day date default current_date;" },
    { sql: "create table users (id bigint primary key);\nalter table users add column token uuid default gen_random_uuid();" },
    { sql: "alter table users add column token uuid;\nalter table users alter column token set default gen_random_uuid();" },
  ],
  looksAt: ["add-column-volatile-default", "add-column-unknown-default"],
  *check(migration, { major }) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column } = added;
      const use = useOf(added, column, "add-column-volatile-default", "add-column-unknown-default");
      if (use === null) continue;
      const own = `${table}.${quoteIdentifier(column)}`;
      const what =
        use.form === "add-column-volatile-default"
          ? `every row gets a value of its own for ${own}`
          : `${table} is written anew if the default of ${quoteIdentifier(column)} is volatile, and ${use.because}`;
      const fix = addFilled(added, migration, major);
      yield at(statement, withLocks(what, statement), fix === null ? {} : { fix });
    }
  },
};

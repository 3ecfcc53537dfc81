/** Names that need no quotes. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { columnsIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import { madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const snakeCaseNames: Rule = {
  id: "snake-case-names",
  summary: "a new name that is not in snake_case",
  why: "It needs quotes wherever it is written, and without them Postgres looks for another name.",
  advice: "Lower case, words joined by underscores.",
  level: "low",
  group: "style",
  docs: ["sql-syntax-lexical"],
  aliases: ["atlas:NM102", "atlas:NM103", "atlas:NM104"],
  bad: [
    { sql: 'create table "User" (id bigint primary key);' },
    { sql: 'create table users (id bigint primary key, "createdAt" timestamptz);' },
  ],
  good: [{ sql: "create table user_roles (id bigint primary key, created_at timestamptz);" }],
  *check(outer) {
    const migration = withInner(outer);
    const told = new Set<string>();
    for (const statement of migration.statements) {
      const columns = [...columnsIn({ ...migration, statements: [statement] })].map(
        ({ table, name }) => `${table}.${quoteIdentifier(name)}`,
      );
      for (const name of [...madeBy(statement, migration).map((object) => object.name), ...columns]) {
        const own = /(?:^|\.)("(?:[^"]|"")*"|[^."]+)$/.exec(name)?.[1] ?? name;
        // keywords are quoted too, and are no matter of case
        if (!own.startsWith('"') || /^"[a-z_][a-z0-9_]*"$/.test(own) || told.has(name)) continue;
        told.add(name);
        yield at(statement, `${name} needs quotes`);
      }
    }
  },
};

/** bigint for keys. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { namesOf } from "../../sql/sql-tree.ts";
import { columnsIn, constraintsIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const preferBigintKey: Rule = {
  id: "prefer-bigint-key",
  summary: "a primary key of integer or smallint",
  why: "integer ends at 2,147,483,647, deleted and rolled back rows counted; the change to bigint then is a rewrite of the table and of all that references it.",
  advice: "bigint, or uuid.",
  level: "low",
  group: "style",
  docs: ["datatype-numeric"],
  aliases: [
    "squawk:prefer-bigint-over-int",
    "squawk:prefer-bigint-over-smallint",
    "pgfence:prefer-bigint-over-int",
    "migrationpilot:MP038",
  ],
  bad: [
    { sql: "create table users (id serial primary key);" },
    { sql: "create table users (id integer generated always as identity, primary key (id));" },
  ],
  good: [{ sql: "create table users (id bigint primary key, age integer);" }],
  looksAt: ["CreateStmt", "AT_AddColumn"],
  *check(outer) {
    const migration = withInner(outer);
    const keys = new Set(
      [...constraintsIn(migration)]
        .filter(({ fields }) => fields.contype === "CONSTR_PRIMARY")
        .flatMap(({ table, fields, column }) =>
          (column === null ? (namesOf(fields.keys) ?? []) : [column]).map((key) => `${table} ${key}`),
        ),
    );
    for (const { table, name, typeName, statement } of columnsIn(migration))
      if (narrow.has(typeName) && keys.has(`${table} ${name}`))
        yield at(statement, `the key ${table}.${quoteIdentifier(name)} runs out of numbers`);
  },
};

const narrow: ReadonlySet<string> = new Set(["int2", "int4", "serial", "serial4", "smallserial", "serial2"]);

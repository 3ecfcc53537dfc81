/** A foreign key between columns of different types. */

import { oncePer } from "../../once-per.ts";
import { typeText } from "../../risk/type-text.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { namesOf, type SqlFields } from "../../sql/sql-tree.ts";
import { columnsIn, constraintsIn, foreignKeysIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const foreignKeyTypeMismatch: Rule = {
  id: "foreign-key-type-mismatch",
  summary: "a foreign key between columns of different types",
  why: "A narrower integer runs out of numbers before the key that it references does; types that cannot be compared are refused.",
  advice: "Give both columns the same type.",
  level: "medium",
  group: "safety",
  docs: ["ddl-constraints"],
  aliases: [],
  bad: [
    {
      sql: "create table users (id bigint primary key);\ncreate table posts (id bigint primary key, author_id integer references users (id));\ncreate index on posts (author_id);",
    },
    {
      sql: "create table users (id uuid primary key);\ncreate table profiles (user_id text primary key references users);",
    },
  ],
  good: [
    {
      sql: "create table users (id bigserial primary key);\ncreate table posts (id bigint primary key, author_id bigint references users (id));\ncreate index on posts (author_id);",
    },
    { sql: "create table profiles (user_id integer primary key references users (id));" },
    {
      sql: "create table users (id varchar(20) primary key);\ncreate table profiles (user_id text primary key references users (id));",
    },
  ],
  looksAt: ["CreateStmt", "AT_AddColumn", "AT_AddConstraint"],
  *check(outer) {
    const migration = withInner(outer);
    const schema = new Columns(migration);
    for (const { table, columns, referenced, referencedColumns, statement } of foreignKeysIn(migration)) {
      const targets = referencedColumns.length > 0 ? referencedColumns : schema.primaryKey(referenced);
      for (const [position, to] of targets.entries()) {
        const from = columns[position];
        if (from === undefined) continue;
        const [own, other] = [schema.type(table, from), schema.type(referenced, to)];
        const mismatch = own === null || other === null ? null : mismatchOf(own, other);
        if (mismatch === null) continue;
        const said = `${table}.${quoteIdentifier(from)} is ${own}, ${referenced}.${quoteIdentifier(to)} is ${other}`;
        yield at(statement, `${said}: ${mismatch.words}`, { level: mismatch.level });
      }
    }
  },
};

/** Types and primary keys, from the schema that the migration leaves or else from its text. */
class Columns {
  readonly #migration: JudgedMigration;

  constructor(migration: JudgedMigration) {
    this.#migration = migration;
  }

  type(table: string, column: string): string | null {
    const { after } = this.#migration;
    const known = after.known(table)?.columns.find(({ name }) => name === column)?.type;
    if (known != null) return known;
    const written = writtenTypes(this.#migration).get(`${table} ${column}`);
    return written === undefined ? null : typeText(written, after);
  }

  primaryKey(table: string): readonly string[] {
    const known = this.#migration.after.known(table)?.constraints.find(({ type }) => type === "p")?.columns;
    return known ?? writtenKeys(this.#migration).get(table) ?? [];
  }
}

const writtenTypes = oncePer(
  (migration: JudgedMigration): ReadonlyMap<string, SqlFields> =>
    new Map(columnsIn(migration).map(({ table, name, type }) => [`${table} ${name}`, type])),
);

const writtenKeys = oncePer(
  (migration: JudgedMigration): ReadonlyMap<string, readonly string[]> =>
    new Map(
      constraintsIn(migration)
        .filter(({ fields }) => fields.contype === "CONSTR_PRIMARY")
        .map(({ table, fields, column }) => [table, column === null ? (namesOf(fields.keys) ?? []) : [column]]),
    ),
);

const integers = ["smallint", "integer", "bigint"];
const texts = ["text", "character varying", "character", "bpchar", "name"];

function mismatchOf(own: string, other: string): { readonly words: string; readonly level: "low" | "medium" } | null {
  const [left, right] = [own, other].map((type) => type.replace(/\([^)]*\)/, ""));
  if (left === undefined || right === undefined || left === right) return null;
  // users' own types may well have the operator
  if (left.includes(".") || right.includes(".")) return null;
  if (texts.includes(left) && texts.includes(right)) return null;
  if (integers.includes(left) && integers.includes(right)) {
    const isNarrow = integers.indexOf(left) < integers.indexOf(right);
    return isNarrow
      ? { words: "it runs out of numbers first", level: "medium" }
      : { words: "it can hold numbers that the key never has", level: "low" };
  }
  const numbers = [...integers, "numeric", "real", "double precision"];
  if (numbers.includes(left) && numbers.includes(right)) return { words: "every check converts", level: "low" };
  return { words: "Postgres refuses the key", level: "medium" };
}

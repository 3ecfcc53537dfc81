/** Names longer than Postgres keeps. */

import { tokenAt } from "../../sql/sql-lexer.ts";
import type { JudgedStatement } from "../judged-migration.ts";
import type { Rule } from "../rule.ts";

/** The rule. */
export const nameTooLong: Rule = {
  id: "name-too-long",
  summary: "a name of more than 63 bytes",
  why: "Postgres cuts it after 63 bytes and says so only in a notice: code, a schema file or a later migration that writes it in full looks for another name, and two long names can become one.",
  advice: "A shorter name.",
  level: "low",
  group: "safety",
  docs: ["sql-syntax-lexical"],
  aliases: ["squawk:identifier-too-long"],
  bad: [
    {
      sql: "create table a_name_that_says_everything_about_what_is_kept_in_here_and_then_some (id bigint primary key);",
    },
  ],
  good: [
    { sql: "create table sixty_three_bytes_are_kept_and_not_one_more_so_this_name_is_ok (id bigint primary key);" },
    { sql: "comment on table users is 'a text that is longer than any name could ever be, and still nothing is cut off of it';" },
  ],
  *check({ statements, text }) {
    if (!suspicious.test(text)) return;
    const told = new Map<string, string>();
    for (const statement of statements)
      for (const { name, line, column } of longNames(statement)) {
        const kept = cut(name);
        const other = told.get(kept);
        if (other === name) continue;
        told.set(kept, name);
        if (other === undefined) yield { line, column, message: `${name} becomes ${kept}` };
        else yield { line, column, level: "medium", message: `${name} becomes ${kept}, and so does ${other}` };
      }
  },
};

const limit = 63;
const bytes = new TextEncoder();

/** Texts that can hold such a name: nearly none does, and a look is cheaper than reading every word. */
const suspicious = /(?<![\w$])[\w$]{64}|"[^"]{64}|\P{ASCII}/u;

function* longNames({ sql, line, column }: JudgedStatement): Generator<{ name: string; line: number; column: number }> {
  if (!suspicious.test(sql)) return;
  for (let at = 0; at < sql.length; ) {
    const { kind, end } = tokenAt(sql, at);
    const text = sql.slice(at, end);
    const name = kind === "word" ? text : kind === "quoted-identifier" ? text.slice(1, -1).replaceAll('""', '"') : "";
    if (bytes.encode(name).length > limit && !/^[0-9]/.test(text)) {
      const before = sql.slice(0, at).split("\n");
      const own = [...(before.at(-1) ?? "")].length;
      yield { name, line: line + before.length - 1, column: before.length === 1 ? column + own : own + 1 };
    }
    at = end;
  }
}

/** To whole characters, as Postgres does. */
function cut(name: string): string {
  let kept = name;
  while (bytes.encode(kept).length > limit) kept = [...kept].slice(0, -1).join("");
  return kept;
}

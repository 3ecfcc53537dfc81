/** A file that alters more than a handful of existing tables. */

import { alteredTables, refactorTables } from "../altered-tables.ts";
import type { Rule } from "../rule.ts";

/** The rule. */
export const majorRefactor: Rule = {
  id: "major-refactor",
  summary: `more than ${refactorTables} existing tables are altered in one file`,
  why: "Nobody can tell what a failure half way leaves behind, nor which code runs with which tables. In one transaction all of them stay under ACCESS EXCLUSIVE until the last one is done.",
  advice: "One migration a table or a feature, each of which can be applied and rolled back by itself.",
  level: "high",
  group: "safety",
  docs: ["explicit-locking"],
  aliases: [],
  bad: [
    {
      sql: "abcdef"
        .split("")
        .map((name) => `alter table ${name} add column note text;`)
        .join("\n"),
    },
  ],
  good: [
    { sql: "alter table a add column note text;\nalter table b add column note text;" },
    {
      sql: "abcdefg"
        .split("")
        .map((name) => `create table ${name} (id bigint primary key);\nalter table ${name} add column note text;`)
        .join("\n"),
    },
  ],
  *check({ statements }) {
    const tables = alteredTables(statements);
    if (tables.length > refactorTables) yield { message: `${tables.length} existing tables are altered: ${tables.join(", ")}` };
  },
};

import { beforeAll, describe, expect, it } from "vitest";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { judgeExample } from "./judge-example.ts";
import { judgeMigration } from "./judge-migration.ts";
import { rules } from "./rules/registry.ts";
import { signsOf } from "./signs.ts";

beforeAll(loadParser);

const signs = (text: string) => [...signsOf(judgeMigration({ file: "a.sql", text, down: null }, modelOfText(18)))].sort();

describe("the signs of a migration", () => {
  it("are the nodes of its statements, the clauses of ALTER and the forms", () => {
    expect(signs("alter table users add column email text, drop column name;")).toEqual([
      "AT_AddColumn",
      "AT_DropColumn",
      "AlterTableStmt",
      "add-nullable-column",
      "drop-column",
    ]);
  });

  it("are those of statements inside others too", () => {
    const inside = signs("do $$ begin alter table users alter column email drop not null; end $$;");
    expect(inside).toEqual(expect.arrayContaining(["DoStmt", "AlterTableStmt", "AT_DropNotNull", "drop-not-null"]));
  });
});

describe("rules that say what they look at", () => {
  it("find nothing in any example that holds none of it", () => {
    const examples = rules.flatMap(({ bad, good }) => [...bad, ...good]);
    const loud = examples.flatMap((example) => {
      const { migration, context } = judgeExample(example);
      const held = signsOf(migration);
      return rules
        .filter(({ looksAt }) => looksAt !== undefined && !looksAt.some((sign) => held.has(sign)))
        .filter(({ check }) => [...check(migration, context)].length > 0)
        .map(({ id }) => `${id}: ${example.sql}`);
    });
    expect(loud).toEqual([]);
  });
});

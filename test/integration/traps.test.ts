/**
 * Migrations with every trap that linters know, linted against a database that has what they stumble over: each is found at its
 * statement, alone and among all the others, and its safe form is not. The traps and the forms that findings advise run on the server,
 * so that neither is made up.
 */

import { Client } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { schemaModelOf } from "../../src/core/kinds/schema-model-of.ts";
import { judgeMigration } from "../../src/core/lint/judge-migration.ts";
import { lintAll } from "../../src/core/lint/lint-all.ts";
import { type LintPolicy, lintMigration } from "../../src/core/lint/lint-migration.ts";
import { rules } from "../../src/core/lint/rules/registry.ts";
import type { SchemaModel } from "../../src/core/risk/schema-model.ts";
import { loadParser } from "../../src/core/sql/parse-sql.ts";
import { splitStatements } from "../../src/core/sql/split-statements.ts";
import { formSchema } from "../statements/schema.ts";
import { inspectUrl } from "../support/inspect-url.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { type Trap, traps } from "../traps/traps.ts";

const outside = "-- lockstep: transaction = none\n";
const policy = (major: number): LintPolicy => {
  return { major, isLive: true, runnerSetsTimeouts: false, rules, today: "2026-01-01" };
};

describe("the list of traps", () => {
  it("holds every one that can stand in a file", () => {
    const numbers = new Set(traps.map(({ number }) => number));
    expect([...Array(54).keys()].map((at) => at + 1).filter((number) => !numbers.has(number))).toEqual([]);
  });
});

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  let template: string;
  let model: SchemaModel;

  beforeAll(async () => {
    await loadParser();
    const url = await createDatabase(server(), formSchema(major));
    template = new URL(url).pathname.slice(1);
    model = schemaModelOf(await inspectUrl(url, true), { searchPath: ["public"], timeZone: "UTC", volatileFunctions: null });
  });

  /** Runs migrations on a copy of the database, each statement by itself where it says so; the server's error, or null. */
  const run = async (texts: readonly string[]): Promise<string | null> => {
    const client = new Client({ connectionString: await createDatabase(server(), "", template) });
    await client.connect();
    try {
      for (const text of texts) {
        const isOne = !text.includes("transaction = none");
        if (isOne) await client.query("begin");
        for (const part of splitStatements(text)) await client.query(part.text);
        if (isOne) await client.query("commit");
      }
      return null;
    } catch (error) {
      return String(error);
    } finally {
      await client.end();
    }
  };
  const lint = (text: string) =>
    lintMigration(judgeMigration({ file: "trap.sql", text, down: null }, model), policy(major)).findings;
  const textOf = ({ sql, outside: isOutside }: Trap) => `${isOutside === true ? outside : ""}${sql}`;
  const named = traps.map((trap) => [trap.number, trap.sql, trap] as const);

  it.each(named)("%i is found: %s", async (_number, _sql, trap) => {
    const found = lint(textOf(trap)).map(({ rule }) => rule);
    expect(found).toEqual(expect.arrayContaining([...trap.rules]));
    const error = await run([textOf(trap)]);
    expect(error === null, error ?? "it runs").toBe(trap.isRefused !== true);
  });

  it("all are found in one migration, each at its statement", () => {
    const together = traps.filter((trap) => trap.outside !== true);
    const lines = new Map<Trap, number>();
    let text = "";
    for (const trap of together) {
      lines.set(trap, text.split("\n").length);
      text += `${trap.sql}\n`;
    }
    const found = lint(text);
    const missing = together.flatMap((trap) => {
      const first = lines.get(trap) ?? 0;
      const last = first + trap.sql.split("\n").length - 1;
      const here = new Set(found.filter(({ line = 1 }) => first <= line && line <= last).map(({ rule }) => rule));
      // these say what is wrong with the file, at the first place where it is
      const isOfFile = (rule: string) => /timeout-missing$/.test(rule) && found.some((one) => one.rule === rule);
      return trap.rules.filter((rule) => !here.has(rule) && !isOfFile(rule)).map((rule) => `${trap.number}: ${rule}`);
    });
    expect(missing).toEqual([]);
  });

  it.each(named.filter(([, , { safe }]) => safe !== null))("the safe form of %i is quiet: %s", async (_number, _sql, trap) => {
    const texts = safeTexts(trap, lint(textOf(trap)));
    expect(texts.length).toBeGreaterThan(0);
    const files = texts.map((text, at) => ({ file: `${at + 1}.sql`, text, down: null }));
    const quiet: LintPolicy = { ...policy(major), runnerSetsTimeouts: true };
    const loud = lintAll(files, model, quiet, { sequence: true })
      .flatMap(({ findings }) => findings)
      .filter(({ rule, level }) => level !== "low" && !expected.has(`${trap.number} ${rule}`));
    expect(loud.map(({ file, rule, message }) => `${file}: ${rule}: ${message}`)).toEqual([]);
    if (trap.isRefused !== true) expect(await run(texts)).toBeNull();
  });
});

/** What a safe form may show above low, and why. */
const expected: ReadonlySet<string> = new Set([
  // a batch by pages names its table at run time
  "7 dynamic-sql-unknown",
]);

function safeTexts({ safe, rules: wanted }: Trap, found: readonly { rule: string; fix?: string }[]): readonly string[] {
  if (safe !== "fix") return safe ?? [];
  const fix = found.find(({ rule }) => rule === wanted[0])?.fix ?? "";
  return fix
    .split(/^-- migration \d+$/m)
    .map((text) => text.trim())
    .filter((text) => text !== "");
}

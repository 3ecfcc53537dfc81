import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../../sql/parse-sql.ts";
import { judgeExample } from "../judge-example.ts";
import type { Rule, RuleExample } from "../rule.ts";
import { rules } from "./registry.ts";

beforeAll(loadParser);

const found = (rule: Rule, example: RuleExample) => {
  const { migration, context } = judgeExample(example);
  expect(migration.unparsed, example.sql).toEqual([]);
  expect(migration.script.problems, example.sql).toEqual([]);
  return [...rule.check(migration, context)];
};

describe("the registry of rules", () => {
  it("holds the rule of every file in this folder, by id and in alphabetical order", () => {
    const files = readdirSync(import.meta.dirname).filter(
      (name) => name.endsWith(".ts") && !/^registry\.ts$|\.test\.ts$/.test(name),
    );
    expect(rules.map(({ id }) => `${id}.ts`)).toEqual(files.sort());
  });

  it("reads the names of other linters' rules as one of ours, or as several on purpose", () => {
    // one rule there for both timeouts, for checks and foreign keys, for serial and stored generated columns
    const several = new Set(["squawk:require-timeout-settings", "squawk:constraint-missing-not-valid", "eugene:E11"]);
    const aliases = rules.flatMap((rule) => rule.aliases);
    expect(aliases.filter((alias) => !/^(?:squawk|eugene|atlas|pgfence|migrationpilot):[\w-]+$/.test(alias))).toEqual([]);
    expect(aliases.filter((alias, index) => aliases.indexOf(alias) !== index && !several.has(alias))).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
  it("says what it finds, why and what to do, with a page of the documentation", () => {
    const { summary, why, advice, docs, bad, good } = rule;
    expect(summary).toMatch(/^[^.]{15,140}$/);
    expect(why).toMatch(/^[A-Za-z].{30,400}\.$/s);
    expect(advice.length).toBeGreaterThan(3);
    expect(docs.filter((page) => !/^[a-z0-9-]+$/.test(page))).toEqual([]);
    // only what is Lockstep's own has no page there
    if (!rule.id.startsWith("rollback-") && rule.id !== "empty-migration") expect(docs.length).toBeGreaterThan(0);
    expect(bad.length).toBeGreaterThan(0);
    expect(good.length).toBeGreaterThan(0);
  });

  it.each(rule.bad.map((example) => [example.sql, example] as const))("finds it in %s", (_sql, example) => {
    const findings = found(rule, example);
    expect(findings.length).toBeGreaterThan(0);
    const lines = example.sql.split("\n");
    for (const { message, line, column } of findings) {
      expect(message).toMatch(/^\S.{8,}[^.]$/s);
      // with a place it is one in the text
      if (line !== undefined) expect(lines[line - 1]?.length ?? 0).toBeGreaterThanOrEqual(column ?? 1);
    }
    expect(found(rule, example)).toEqual(findings);
  });

  it.each(rule.good.map((example) => [example.sql, example] as const))("does not find it in %s", (_sql, example) => {
    expect(found(rule, example)).toEqual([]);
  });
});

/** What good examples of one rule may show of another above low, and why. */
const accepted: { readonly [id: string]: readonly string[] } = {
  // a drop is what it is with and without CASCADE, and where it can run twice
  "cascade-used": ["drop-table"],
  "not-idempotent": ["drop-table"],
  // through text and back: each of both writes the table anew, with USING and without
  "needless-using": ["column-type-change", "strong-lock-held"],
  // nothing to undo, as there is nothing
  "rollback-missing": ["empty-migration"],
  // undone in full, and still a rename
  "rollback-incomplete": ["rename"],
};

describe("good examples", () => {
  it("give no other finding of a safety rule above low, but for those listed with a reason", () => {
    const others = rules.flatMap((rule) =>
      rule.good.flatMap((example) => {
        const { migration, context } = judgeExample({ ...example, runnerSetsTimeouts: true });
        return rules
          .filter(({ id, group }) => id !== rule.id && group === "safety" && !(accepted[rule.id] ?? []).includes(id))
          .flatMap((other) =>
            [...other.check(migration, context)]
              .filter(({ level = other.level }) => level !== "low")
              .map(({ message }) => `${rule.id}: ${other.id}: ${message} [${example.sql}]`),
          );
      }),
    );
    expect(others).toEqual([]);
  });
});

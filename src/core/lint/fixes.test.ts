/** What findings advise as SQL: it must parse, and the linter must have nothing against it. */

import { beforeAll, describe, expect, it } from "vitest";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser, tryParseSql } from "../sql/parse-sql.ts";
import { judgeExample } from "./judge-example.ts";
import { lintAll } from "./lint-all.ts";
import { modelAfter } from "./model-after.ts";
import type { Rule, RuleExample } from "./rule.ts";
import { rules } from "./rules/registry.ts";

beforeAll(loadParser);

interface Fixed {
  readonly rule: Rule;
  readonly example: RuleExample;
  readonly sql: string;
}

/** Fixes that are SQL and no sentence. */
const fixesOf = (rule: Rule): readonly Fixed[] =>
  rule.bad.flatMap((example) => {
    const { migration, context } = judgeExample(example);
    return [...rule.check(migration, context)].flatMap(({ fix = "" }) =>
      /^(?:--|ALTER|CREATE|DROP|SET|REINDEX|REFRESH)\s/.test(fix) && fix.endsWith(";") ? [{ rule, example, sql: fix }] : [],
    );
  });

/** What a fix may show, and why. */
const accepted: { readonly [id: string]: readonly string[] } = {
  // the rows are lost, whatever the steps: they only keep the locks apart
  "drop-table": ["drop-table", "drop-foreign-key-locks-both"],
  // with a DEFAULT partition the plain form is all that there is
  "detach-without-concurrently": ["detach-without-concurrently"],
  // what the columns of a table are is not known from text alone, so that no proof of NOT NULL is either
  "primary-key-without-index": ["primary-key-on-nullable-column"],
};
/** They add to the file, and are none by themselves. */
const partial = new Set([
  "foreign-key-without-index",
  "invalid-index-leftover",
  "lock-timeout-disabled",
  "lock-timeout-missing",
  "policy-without-row-security",
  "statement-timeout-missing",
]);

const namesOf = () => rules.map(({ id }) => id);

describe.each(namesOf())("the fixes of %s", (id) => {
  const rule = rules.find((one) => one.id === id);

  it("parse where they are SQL", () => {
    for (const { sql } of rule === undefined ? [] : fixesOf(rule)) {
      const outcome = tryParseSql(sql);
      expect(outcome.ok ? "" : `${outcome.problem.message} in ${sql}`).toBe("");
    }
  });

  it("give no finding above low themselves", () => {
    if (rule === undefined || partial.has(id)) return;
    for (const { example, sql } of fixesOf(rule)) {
      const { before, major = 18 } = example;
      const model = before === undefined ? modelOfText(major) : modelAfter(before, major);
      const steps = sql.split(/^-- migration \d+$/m).filter((step) => step.trim() !== "");
      const texts = steps.map((text, at) => ({ file: `${at + 1}.sql`, text: text.trim(), down: null }));
      const policy = { major, isLive: before !== undefined, runnerSetsTimeouts: true, today: "2026-01-01" };
      const safety = rules.filter(({ group }) => group === "safety");
      const found = lintAll(texts, model, { ...policy, rules: safety }, { sequence: true }).flatMap(({ findings }) => findings);
      const loud = found
        .filter(({ level }) => level !== "low")
        // what nobody can tell was not to be told before either
        .filter((one) => one.rule !== "dynamic-sql-unknown" && !(accepted[id] ?? []).includes(one.rule))
        .map(({ rule: by, file, message }) => `${file}: ${by}: ${message}`);
      expect(loud, sql).toEqual([]);
    }
  });
});

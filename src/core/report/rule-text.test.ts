import { expect, it } from "vitest";
import { otherFindings } from "../lint/other-findings.ts";
import type { Rule } from "../lint/rule.ts";
import { displayWidth } from "./display-width.ts";
import { otherFindingText, ruleText } from "./rule-text.ts";
import { plainStyle } from "./text-style.ts";

const rule: Rule = {
  id: "example-rule",
  summary: "an example of a rule",
  why: "A rule says what happens otherwise, with the lock by name, and that takes more than one line → here it does.",
  advice: "Do the other thing.",
  level: "medium",
  group: "safety",
  docs: ["sql-createindex"],
  aliases: ["squawk:example", "eugene:E99"],
  bad: [{ sql: "create index a on t (a);" }],
  good: [{ sql: "create table t (a int);\ncreate index a on t (a);" }],
  check: () => [],
};

it("shows what a rule finds, why, what to do, and both sides as SQL", () => {
  expect(ruleText(rule, plainStyle)).toMatchInlineSnapshot(`
    "example-rule  MEDIUM  an example of a rule

    A rule says what happens otherwise, with the lock by name, and that takes more than one line → here
    it does.

    instead: Do the other thing.

    found
      create index a on t (a);

    fine
      create table t (a int);
      create index a on t (a);

    read more
      https://www.postgresql.org/docs/current/sql-createindex.html

    elsewhere
      squawk:example, eugene:E99

    medium risk, always on; accept it with: -- lockstep: allow example-rule because REASON
    "
  `);
});

it("shows the schema that an example meets", () => {
  const bad = [{ before: "create table t (a int);", sql: "drop table t;", major: 16 }];
  expect(ruleText({ ...rule, bad }, plainStyle)).toContain(
    "found (PostgreSQL 16)\n  -- before\n  create table t (a int);\n  -- the migration\n  drop table t;\n",
  );
});

it("explains what is found without a rule, within any width", () => {
  for (const [id, page] of Object.entries(otherFindings)) {
    const text = otherFindingText(id, page, { ...plainStyle, width: 60 });
    expect(text).toContain(id);
    for (const line of text.split("\n")) expect(displayWidth(line), line).toBeLessThanOrEqual(60);
  }
});

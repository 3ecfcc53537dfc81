import { expect, it } from "vitest";
import { exampleLint, exampleMigration } from "../../../test/support/lint-example.ts";
import { lintGitlab } from "./lint-gitlab.ts";

it("holds each finding with a fingerprint of its own", () => {
  const issues: readonly Record<string, unknown>[] = JSON.parse(lintGitlab(exampleLint));
  expect(issues.map(({ severity }) => severity)).toEqual(["minor", "major", "critical"]);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  expect(issues[2]).toEqual({
    description: 'syntax error at or near "from"',
    check_name: "syntax-error",
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    severity: "critical",
    location: { path: "db/migrations/20251009_orders.sql", lines: { begin: 7 } },
  });
});

it("leaves out what is accepted, and is an empty list where nothing is found", () => {
  expect(lintGitlab(exampleLint)).not.toContain("drop-table");
  expect(lintGitlab({ migrations: [exampleMigration({ file: "a.sql" })] })).toBe("[]\n");
});

import { describe, expect, it } from "vitest";
import { exampleLint, exampleMigration, exampleOrders } from "../../../test/support/lint-example.ts";
import { sarifProblems } from "../../../test/support/sarif-schema.ts";
import { otherFindings } from "../lint/other-findings.ts";
import { docsAddress } from "../lint/postgres-docs.ts";
import { indexWithoutConcurrently } from "../lint/rules/index-without-concurrently.ts";
import { rules } from "../lint/rules/registry.ts";
import type { LintReport } from "./lint-report.ts";
import { lintSarif } from "./lint-sarif.ts";

const tool = { version: "1.2.3", rules };

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri?: string }[] } };
      readonly results: readonly Record<string, unknown>[];
      readonly invocations: readonly Record<string, unknown>[];
    },
  ];
}

const log = (report: LintReport): Log => JSON.parse(lintSarif(report, tool));

describe("lintSarif", () => {
  it("is valid by the official schema, with findings, suppressions, remarks and odd names, and without any", () => {
    const remark = { rule: "not-seen", level: "low" as const, message: "replicas cannot be seen" };
    const odd = exampleMigration({
      file: "C:\\a b\\ü#%.sql",
      findings: [{ rule: "unheard-of", level: "medium", file: "C:\\a b\\ü#%.sql", line: 1, column: 1, message: "m" }],
    });
    for (const report of [
      exampleLint,
      { ...exampleLint, migrations: [...exampleLint.migrations, odd], remarks: [remark] },
      { ...exampleLint, migrations: [] },
    ])
      expect(sarifProblems(log(report))).toEqual([]);
    expect(sarifProblems({ ...log(exampleLint), version: "2.0.0" })).not.toEqual([]);
  });

  it("carries the documentation of every rule, and results that point at it", () => {
    const [run] = log(exampleLint).runs;
    const ids = run.tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual([...rules.map(({ id }) => id), ...Object.keys(otherFindings)]);
    for (const { ruleId, ruleIndex } of run.results) {
      if (ruleIndex === undefined) expect(ids).not.toContain(ruleId);
      else expect(ids[Number(ruleIndex)]).toBe(ruleId);
    }
    expect(run.tool.driver.rules.find(({ id }) => id === "index-without-concurrently")).toMatchObject({
      shortDescription: { text: indexWithoutConcurrently.summary },
      helpUri: docsAddress(indexWithoutConcurrently.docs[0] ?? ""),
      defaultConfiguration: { level: "warning", enabled: true },
      properties: { tags: ["safety", "postgresql"], aliases: indexWithoutConcurrently.aliases },
    });
  });

  it("says where each finding is, and that it is the same one next time", () => {
    const { results, invocations } = log(exampleLint).runs[0];
    expect(results.find(({ ruleId }) => ruleId === "syntax-error")).toEqual({
      ruleId: "syntax-error",
      ruleIndex: expect.any(Number),
      level: "error",
      message: { text: 'syntax error at or near "from"\nPostgres cannot parse this statement; the others were judged.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "db/migrations/20251009_orders.sql", uriBaseId: "%SRCROOT%" },
            region: { startLine: 7, startColumn: 13 },
          },
        },
      ],
      partialFingerprints: { "lockstepFinding/v1": expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(results.map(({ level }) => level)).toEqual(["note", "warning", "error", "error"]);
    expect(invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  it("tells what a comment accepts, and why", () => {
    const { results } = log(exampleLint).runs[0];
    expect(results.filter(({ suppressions }) => suppressions !== undefined)).toMatchObject([
      {
        ruleId: "drop-table",
        suppressions: [{ kind: "inSource", status: "accepted", justification: "nothing reads it since March" }],
      },
    ]);
    const [accepted] = exampleOrders.accepted;
    if (accepted === undefined) throw new Error("the example accepts something");
    const foreign = { ...exampleOrders, accepted: [{ ...accepted, reason: null, by: "squawk:ban-drop-table" }] };
    expect(lintSarif({ ...exampleLint, migrations: [foreign] }, tool)).toContain("accepted as squawk:ban-drop-table");
  });

  it("is the same text for the same verdict", () => {
    expect(lintSarif(exampleLint, tool)).toBe(lintSarif(structuredClone(exampleLint), tool));
  });

  it("writes paths as URIs", () => {
    const uriOf = (file: string) => {
      const findings = [{ rule: "r", level: "low" as const, file, line: 1, column: 1, message: "m" }];
      const [result] = log({ ...exampleLint, migrations: [exampleMigration({ file, findings })] }).runs[0].results;
      return JSON.stringify(result?.locations).match(/"uri":"([^"]*)"/)?.[1];
    };
    expect(["./a b.sql", "/tmp/ü#.sql", "C:\\x\\y.sql", "../50%.sql"].map(uriOf)).toEqual([
      "a%20b.sql",
      "file:///tmp/%C3%BC%23.sql",
      "file:///C:/x/y.sql",
      "../50%25.sql",
    ]);
  });
});

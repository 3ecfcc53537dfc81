/** A run of smoke checks as a JUnit report, which every CI system shows: a suite to an environment, a case to a check. */

import type { FaultedCheck } from "../release/smoke-fault.ts";
import { hasTeeth, smokeFaults } from "../release/smoke-fault.ts";
import type { SmokeResult } from "../release/smoke-record.ts";
import { xmlAttribute, xmlContent } from "./xml-text.ts";

interface TestCase {
  readonly name: string;
  readonly ms: number;
  /** Null where it passed. */
  readonly message: string | null;
}

/** The run as XML with a final line feed. */
export function smokeJunit({
  environment,
  checks,
}: {
  readonly environment: string;
  readonly checks: readonly SmokeResult[];
}): string {
  return junit(`lockstep smoke ${environment}`, checks);
}

/** Planted faults as XML: a check that noticed none fails. */
export function smokeFaultJunit({
  environment,
  checks,
}: {
  readonly environment: string;
  readonly checks: readonly FaultedCheck[];
}): string {
  const cases = checks.map((check) => ({
    name: check.name,
    ms: 0,
    message: hasTeeth(check) ? null : `it passes on ${check.passedOn.map((fault) => smokeFaults[fault]).join(" and on ")}`,
  }));
  return junit(`lockstep smoke ${environment} --prove`, cases);
}

function junit(suite: string, cases: readonly TestCase[]): string {
  const failures = cases.filter(({ message }) => message !== null).length;
  const seconds = (ms: number) => (ms / 1_000).toFixed(3);
  const total = seconds(cases.reduce((sum, { ms }) => sum + ms, 0));
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" time="${total}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lockstep smoke" ${counts}>`,
    `  <testsuite name="${xmlAttribute(suite)}" ${counts} skipped="0">`,
    ...cases.flatMap(({ name, ms, message }) => {
      const open = `    <testcase name="${xmlAttribute(name)}" classname="${xmlAttribute(suite)}" time="${seconds(ms)}"`;
      if (message === null) return [`${open}/>`];
      return [
        `${open}>`,
        `      <failure message="${xmlAttribute(message)}">${xmlContent(message)}</failure>`,
        "    </testcase>",
      ];
    }),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

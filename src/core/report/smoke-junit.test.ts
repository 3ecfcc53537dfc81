import { expect, it } from "vitest";
import { smokeFaultJunit, smokeJunit } from "./smoke-junit.ts";

it("has a case to a check, and escapes what checks say", () => {
  const checks = [
    { name: "orders", kind: "sql", checksum: "sha256:a", passed: true, ms: 12, message: null },
    { name: 'a "b" & c', kind: "http", checksum: "sha256:b", passed: false, ms: 1_500, message: "expected < 1, found 2" },
  ] as const;
  expect(smokeJunit({ environment: "staging", checks })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lockstep smoke" tests="2" failures="1" errors="0" time="1.512">
  <testsuite name="lockstep smoke staging" tests="2" failures="1" errors="0" time="1.512" skipped="0">
    <testcase name="orders" classname="lockstep smoke staging" time="0.012"/>
    <testcase name="a &quot;b&quot; &amp; c" classname="lockstep smoke staging" time="1.500">
      <failure message="expected &lt; 1, found 2">expected &lt; 1, found 2</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

it("fails a check that noticed no planted fault", () => {
  const check = {
    name: "one",
    checksum: "sha256:a",
    failedOn: [],
    passedOn: ["no-rows", "empty-database"],
    undecidedOn: [],
  } as const;
  const text = smokeFaultJunit({ environment: "staging", checks: [check] });
  expect(text).toContain("it passes on the schema without a row in it and on a database with nothing in it");
});

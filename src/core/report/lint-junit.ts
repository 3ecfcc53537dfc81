/**
 * Verdicts of migrations as a JUnit report, which every CI system shows: a suite to a migration, a case to a statement and one to the
 * file as a whole. A case fails where the answer of `lint` is no: a finding or a risk from the threshold on.
 */

import type { Finding } from "../finding.ts";
import type { LintedMigration } from "../lint/linted-migration.ts";
import { highest } from "../risk/rating.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import { isOver, type LintReport, placeFindings } from "./lint-report.ts";
import { tellingReasons } from "./telling-reasons.ts";
import { xmlAttribute, xmlContent } from "./xml-text.ts";

interface TestCase {
  readonly name: string;
  readonly line: number;
  readonly risk: RiskLevel;
  readonly why: readonly string[];
  readonly findings: readonly Finding[];
}

/** The report as XML with a final line feed; without times, so that the same verdict is the same file. */
export function lintJunit({ migrations, remarks, threshold }: LintReport): string {
  const suites = [
    ...(remarks.length === 0 ? [] : [{ file: "source", cases: remarks.map(remarkCase) }]),
    ...migrations.map((migration) => ({ file: migration.file, cases: casesOf(migration) })),
  ];
  const failing = (cases: readonly TestCase[]) => cases.filter((one) => isOver(one.risk, one.findings, threshold)).length;
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lockstep lint" tests="${all.length}" failures="${failing(all)}" errors="0" time="0">`,
    ...suites.flatMap(({ file, cases }) => [
      `  <testsuite name="${xmlAttribute(file)}" tests="${cases.length}" failures="${failing(cases)}" errors="0" skipped="0" time="0">`,
      ...cases.flatMap((one) => caseLines(one, file, threshold)),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function remarkCase(finding: Finding): TestCase {
  return { name: finding.rule, line: 1, risk: finding.level, why: [], findings: [finding] };
}

/** The file as a whole fails where something is found outside of its statements, or where only all of them together are too much. */
function casesOf(migration: LintedMigration): readonly TestCase[] {
  const { risk, reasons } = migration;
  const { statements, others } = placeFindings(migration);
  const parts = statements.map(({ statement, findings }): TestCase => {
    const { line, sql } = statement;
    const why = tellingReasons(statement.risk, statement.reasons, [statement]);
    return { name: `line ${line}: ${shortened(sql)}`, line, risk: statement.risk, why, findings };
  });
  const isOfParts = parts.some((part) => part.risk === risk);
  return [
    {
      name: "the file as a whole",
      line: 1,
      risk: isOfParts ? "low" : risk,
      why: isOfParts ? [] : tellingReasons(risk, reasons, migration.statements),
      findings: others.flatMap(({ findings }) => findings),
    },
    ...parts,
  ];
}

function shortened(sql: string): string {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return line.length <= 100 ? line : `${[...line].slice(0, 99).join("")}…`;
}

function levelOf({ risk, findings }: TestCase): RiskLevel {
  return highest([risk, ...findings.map(({ level }) => level)]);
}

function caseLines(one: TestCase, file: string, threshold: RiskLevel): readonly string[] {
  const { name, line, risk, why, findings } = one;
  const open = `    <testcase name="${xmlAttribute(name)}" classname="${xmlAttribute(file)}" file="${xmlAttribute(file)}" line="${line}" time="0"`;
  const telling = why.length === 0 || (risk === "low" && findings.length === 0) ? [] : [`${risk} risk: ${why.join("; ")}`];
  const text = [...telling, ...findings.map(findingText)].join("\n\n");
  if (!isOver(risk, findings, threshold)) {
    return text === "" ? [`${open} />`] : [`${open}>`, `      <system-out>${xmlContent(text)}</system-out>`, "    </testcase>"];
  }
  const worst = findings.find((finding) => finding.level === levelOf(one));
  const message = worst?.message ?? why.join("; ");
  const type = worst?.rule ?? "risk";
  return [
    `${open}>`,
    `      <failure message="${xmlAttribute(message)}" type="${xmlAttribute(type)}">${xmlContent(text)}</failure>`,
    "    </testcase>",
  ];
}

function findingText({ rule, level, file, line = 1, column = 1, message, why, fix }: Finding): string {
  const head = `${level} ${rule}: ${message}`;
  const place = file === undefined ? [] : [`at ${file}:${line}:${column}`];
  return [head, ...place, ...(why === undefined ? [] : [why]), ...(fix === undefined ? [] : [`fix: ${fix}`])].join("\n");
}

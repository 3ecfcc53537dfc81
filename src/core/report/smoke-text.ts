/** How smoke checks went, and on which planted faults they were seen to fail: as text and as Markdown. */

import { type FaultedCheck, hasTeeth, type SmokeFaultRecord, smokeFaults } from "../release/smoke-fault.ts";
import type { SmokeResult } from "../release/smoke-record.ts";
import { countOf } from "./count-words.ts";
import { durationWords } from "./duration-words.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown of a run. */
export interface SmokeReport {
  readonly environment: string;
  readonly checks: readonly SmokeResult[];
  readonly evidence: string | null;
}

/** The run for a terminal. */
export function smokeText(report: SmokeReport, style: TextStyle): string {
  const { palette, glyphs, isQuiet } = style;
  const lines = report.checks.flatMap(({ name, passed, ms, message }) => [
    `  ${passed ? palette.good(glyphs.good) : palette.bad(glyphs.bad)} ${printable(name)}  ${palette.faint(durationWords(ms))}`,
    ...(message === null ? [] : [`      ${printable(message)}`]),
  ]);
  return inLines([palette.strong(headOf(report)), ...(isQuiet ? [] : [...lines, ...footOf(report).map(palette.faint)])], style);
}

/** The run for a pull request or a summary. */
export function smokeMarkdown(report: SmokeReport): string {
  const rows = report.checks.map(
    ({ name, passed, ms, message }) =>
      `| ${markdownText(name)} | ${passed ? "passed" : "**failed**"} | ${durationWords(ms)} | ${message === null ? "" : markdownCode(message)} |`,
  );
  return `${[`**${markdownText(headOf(report))}**`, "", "| Check | | Time | |", "| --- | --- | --- | --- |", ...rows].join("\n")}\n`;
}

function headOf({ environment, checks }: SmokeReport): string {
  const failed = checks.filter(({ passed }) => !passed).length;
  const all = countOf(checks.length, "smoke check");
  return printable(failed === 0 ? `${environment}: ${all} passed.` : `${environment}: ${failed} of ${all} failed.`);
}

function footOf({ evidence }: SmokeReport): readonly string[] {
  return [evidence === null ? "No evidence is kept of a part of the checks." : `evidence: ${printable(evidence)}`];
}

/** What is shown of planted faults. */
export interface SmokeFaultReport extends SmokeFaultRecord {
  readonly environment: string;
  readonly evidence: string;
}

/** The faults for a terminal. */
export function smokeFaultText(report: SmokeFaultReport, style: TextStyle): string {
  const { palette, glyphs, isQuiet } = style;
  const lines = report.checks.flatMap((check) => [
    `  ${hasTeeth(check) ? palette.good(glyphs.good) : palette.bad(glyphs.bad)} ${printable(check.name)}`,
    ...faultLines(check).map((line) => `      ${palette.faint(line)}`),
  ]);
  const foot = ["What they notice beyond that was not tried.", `evidence: ${printable(report.evidence)}`];
  return inLines([palette.strong(faultHead(report)), ...(isQuiet ? [] : [...lines, ...foot.map(palette.faint)])], style);
}

/** The faults for a pull request or a summary. */
export function smokeFaultMarkdown(report: SmokeFaultReport): string {
  const rows = report.checks.map(
    (check) =>
      `| ${markdownText(check.name)} | ${hasTeeth(check) ? "yes" : "**no**"} | ${faultLines(check).map(markdownText).join("; ")} |`,
  );
  return `${[`**${markdownText(faultHead(report))}**`, "", "| Check | Seen to fail | |", "| --- | --- | --- |", ...rows].join("\n")}\n`;
}

function faultHead({ environment, checks }: SmokeFaultReport): string {
  const toothless = checks.filter((check) => !hasTeeth(check)).length;
  const all = countOf(checks.length, "smoke check");
  return printable(
    toothless === 0
      ? `${environment}: ${all} noticed a planted fault.`
      : `${environment}: ${toothless} of ${all} noticed no planted fault.`,
  );
}

function faultLines({ failedOn, passedOn, undecidedOn }: FaultedCheck): readonly string[] {
  return [
    ...failedOn.map(({ fault, message }) => printable(`fails on ${smokeFaults[fault]}: ${message}`)),
    ...passedOn.map((fault) => `passes on ${smokeFaults[fault]}`),
    ...undecidedOn.map((fault) => `comes to no answer on ${smokeFaults[fault]}`),
  ];
}

function inLines(lines: readonly string[], { width }: TextStyle): string {
  return wrapLines(lines, width, (line) => `${/^ */.exec(line)?.[0] ?? ""}  `);
}

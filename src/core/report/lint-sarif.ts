/**
 * Verdicts of migrations as SARIF 2.1.0, the format of code scanners
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html). Every rule travels with its
 * documentation; what a comment accepts is there too, as suppressed.
 */

import type { Finding } from "../finding.ts";
import { type OtherFinding, otherFindings } from "../lint/other-findings.ts";
import { docsAddress } from "../lint/postgres-docs.ts";
import type { Rule } from "../lint/rule.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import { artifactPath, fingerprintFindings } from "./lint-fingerprint.ts";
import type { LintReport } from "./lint-report.ts";

/** What the log says of the tool. */
export interface SarifTool {
  readonly version: string;
  /** All that could have found something, style rules included. */
  readonly rules: readonly Rule[];
}

const levels: Readonly<Record<RiskLevel, "error" | "warning" | "note">> = { high: "error", medium: "warning", low: "note" };

/** The log as JSON text with a final line feed; results by migration, then by place. */
export function lintSarif({ migrations, remarks }: LintReport, { version, rules }: SarifTool): string {
  const descriptors = [...rules.map(ruleDescriptor), ...Object.entries(otherFindings).map(otherDescriptor)];
  const indexes = new Map(descriptors.map(({ id }, index) => [id, index]));
  const results = migrations.flatMap((migration) => {
    const accepted = new Map(migration.accepted.map((one) => [one.finding, one]));
    const all = [...migration.findings, ...accepted.keys()];
    const fingerprints = fingerprintFindings(migration, all);
    return all.map((finding) => {
      const by = accepted.get(finding);
      const why = by?.reason ?? null;
      return {
        ...resultOf(finding, indexes.get(finding.rule)),
        partialFingerprints: { "lockstepFinding/v1": fingerprints.get(finding) },
        ...(by === undefined
          ? {}
          : { suppressions: [{ kind: "inSource", status: "accepted", justification: why ?? `accepted as ${by.by}` }] }),
      };
    });
  });
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Lockstep", semanticVersion: version, rules: descriptors } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: remarks.map(notificationOf) }],
        originalUriBaseIds: { [root]: { description: { text: "the folder in which Lockstep ran" } } },
        columnKind: "unicodeCodePoints",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** By convention the root of the repository. */
const root = "%SRCROOT%";

function ruleDescriptor({ id, summary, why, advice, level, group, docs, aliases }: Rule) {
  const [page] = docs;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: helpOf(why, advice, docs),
    ...(page === undefined ? {} : { helpUri: docsAddress(page) }),
    defaultConfiguration: { level: levels[level], enabled: group === "safety" },
    properties: { tags: [group, "postgresql"], aliases },
  };
}

function otherDescriptor([id, { group, summary, why, advice, level }]: readonly [string, OtherFinding]) {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: helpOf(why, advice, []),
    defaultConfiguration: { level: levels[level], enabled: true },
    properties: { tags: [group, "postgresql"], aliases: [] },
  };
}

function helpOf(why: string, advice: string, docs: readonly string[]) {
  const addresses = docs.map(docsAddress);
  return {
    text: [why, advice, ...addresses].join("\n"),
    markdown: [why, `**Instead:** ${advice}`, ...docs.map((page, i) => `[${page}](${addresses[i]})`)].join("\n\n"),
  };
}

function resultOf(finding: Finding, ruleIndex: number | undefined) {
  const { rule, level, file, line = 1, column = 1 } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[level],
    message: { text: messageOf(finding) },
    locations:
      file === undefined
        ? []
        : [{ physicalLocation: { artifactLocation: locationOf(file), region: { startLine: line, startColumn: column } } }],
  };
}

function messageOf({ message, why, fix }: Finding): string {
  return [message, why, fix === undefined ? undefined : `Fix: ${fix}`].filter((part) => part !== undefined).join("\n");
}

/** A URI reference: what has a meaning in URIs is escaped, and a path is no scheme. */
function locationOf(file: string) {
  const path = artifactPath(file).replaceAll("\\", "/");
  const uri = path.split("/").map(encodeURIComponent).join("/");
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${uri.replace("%3A", ":")}` };
  return path.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: root };
}

function notificationOf(finding: Finding) {
  return { descriptor: { id: finding.rule }, level: levels[finding.level], message: { text: messageOf(finding) } };
}

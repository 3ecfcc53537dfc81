/**
 * What makes a finding the same one in the next run, although lines have moved: its rule, its file, the SQL that it is about without
 * its layout, and which of several alike it is. Code scanners close and reopen alerts by it.
 */

import { createHash } from "node:crypto";
import type { Finding } from "../finding.ts";
import type { LintedMigration } from "../lint/linted-migration.ts";
import { excerptOf, statementAt } from "./lint-report.ts";

/** Findings of a migration with a fingerprint each, 64 hexadecimal digits; no two have the same. */
export function fingerprintFindings(migration: LintedMigration, findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const seen = new Map<string, number>();
  return new Map(
    findings.map((finding) => {
      const key = JSON.stringify([finding.rule, artifactPath(finding.file ?? migration.file), contextOf(migration, finding)]);
      const nth = (seen.get(key) ?? 0) + 1;
      seen.set(key, nth);
      return [finding, createHash("sha256").update(`${nth} ${key}`).digest("hex")] as const;
    }),
  );
}

/** A file as scanners want it: relative paths without `./`. */
export function artifactPath(file: string): string {
  return file.replace(/^(?:\.\/+)+/, "");
}

// The start of a file stands for the whole: what is said of it tells one finding from another.
function contextOf(migration: LintedMigration, finding: Finding): string {
  const { statements, excerpts, file } = migration;
  const statement = finding.file === file ? statementAt(statements, finding) : null;
  const sql = statement?.sql ?? excerptOf(excerpts, finding)?.text ?? finding.message;
  return sql.replaceAll(/\s+/g, " ").trim();
}

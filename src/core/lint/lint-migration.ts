/** A migration → its findings: what does not parse, what the file's format refuses, what rules say, and what of it was accepted. */

import type { Finding } from "../finding.ts";
import type { JudgedMigration } from "./judged-migration.ts";
import { lastLineOf } from "./last-line.ts";
import type { Rule, RuleContext, RuleFinding } from "./rule.ts";
import { signsOf } from "./signs.ts";
import { allowing, readSuppressions, type Suppression } from "./suppressions.ts";

/** What is looked for. */
export interface LintPolicy extends RuleContext {
  readonly rules: readonly Rule[];
  /** Today, `2026-03-01`: suppressions may have an end. */
  readonly today: string;
}

/** A finding that a comment in the migration allows. */
export interface AcceptedFinding {
  readonly finding: Finding;
  /** Null where another linter's comment, which needs none, allows it. */
  readonly reason: string | null;
  /** What the comment names: a rule of ours, or `squawk:prefer-text-field`. */
  readonly by: string;
}

/** What there is to say of a migration, by line, column and rule; no two say the same of one place. */
export interface LintVerdict {
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
}

/** Runs the rules over a migration. */
export function lintMigration(migration: JudgedMigration, policy: LintPolicy): LintVerdict {
  const { file } = migration;
  const found = findingsOf(migration, policy);
  const suppressions = readSuppressions(migration.text, policy.rules, lastLines(migration));
  const used = new Set<Suppression>();
  const open: Finding[] = [];
  const accepted: AcceptedFinding[] = [];
  for (const finding of unique(found)) {
    const by = allowing(suppressions, finding, policy.today);
    for (const suppression of by) used.add(suppression);
    // one reason is enough, and ours is the better one
    const [first] = [...by].sort((one, other) => Number(one.isForeign) - Number(other.isForeign));
    if (first === undefined) open.push(finding);
    else accepted.push({ finding, reason: first.reason, by: first.name });
  }
  const others = [...formatFindings(migration), ...suppressionFindings(file, suppressions, used, policy.today)];
  return {
    findings: [...unique(others), ...open].sort(byPlace),
    accepted: accepted.sort((one, other) => byPlace(one.finding, other.finding)),
  };
}

/** What the rules say that have something to look at there. */
function findingsOf(migration: JudgedMigration, policy: LintPolicy): readonly Finding[] {
  const signs = signsOf(migration);
  const found: Finding[] = [];
  for (const rule of policy.rules)
    if (rule.looksAt === undefined || rule.looksAt.some((sign) => signs.has(sign)))
      for (const finding of rule.check(migration, policy)) found.push(ruleFinding(migration.file, rule, finding));
  return found;
}

function ruleFinding(file: string, rule: Rule, finding: RuleFinding): Finding {
  const { message, file: where = file, line = 1, column = 1, level = rule.level, why = rule.why, fix = rule.advice } = finding;
  return { rule: rule.id, level, file: where, line, column, message, why, fix };
}

/** What is wrong with the file as such: it cannot be accepted by a comment. */
function formatFindings({ file, unparsed, script }: JudgedMigration): readonly Finding[] {
  return [
    ...unparsed.map(({ message, line, column }): Finding => {
      return {
        rule: "syntax-error",
        level: "high",
        file,
        line,
        column,
        message,
        why: "Postgres cannot parse this statement; the others were judged.",
      };
    }),
    ...script.problems.map(({ rule, file: where, line, column, message }): Finding => {
      return { rule, level: "high", file: where, line, column, message };
    }),
  ];
}

function suppressionFindings(
  file: string,
  suppressions: readonly Suppression[],
  used: ReadonlySet<Suppression>,
  today: string,
): readonly Finding[] {
  return suppressions.flatMap((suppression): Finding[] => {
    const { name, line, isForeign, reason, until, rules } = suppression;
    const place = { level: "low", file, line, column: 1 } as const;
    if (isForeign) return [];
    if (rules.size === 0)
      return [{ rule: "unknown-suppression", ...place, message: `there is no rule ${name} to allow`, fix: "lockstep explain" }];
    if (reason === null)
      return [
        {
          rule: "suppression-without-reason",
          ...place,
          message: `${name} is not allowed without a reason`,
          fix: `-- lockstep: allow ${name} because …`,
        },
      ];
    if (until !== null && today > until)
      return [{ rule: "expired-suppression", ...place, message: `${name} was allowed until ${until}: ${reason}` }];
    if (!used.has(suppression))
      return [{ rule: "unused-suppression", ...place, message: `${name} is allowed, and finds nothing here` }];
    return [];
  });
}

/** The last line of the statement that starts on a line. */
function lastLines({ statements }: JudgedMigration): (firstLine: number) => number {
  return (firstLine) => {
    const statement = statements.findLast(({ line }) => line === firstLine);
    return statement === undefined ? firstLine : lastLineOf(statement);
  };
}

function byPlace(one: Finding, other: Finding): number {
  return (
    (one.line ?? 1) - (other.line ?? 1) ||
    (one.column ?? 1) - (other.column ?? 1) ||
    (one.rule < other.rule ? -1 : one.rule > other.rule ? 1 : 0)
  );
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  const byMessage = new Map<string, Finding[]>();
  return findings.filter((finding) => {
    const alike = byMessage.get(finding.message);
    if (alike === undefined) byMessage.set(finding.message, [finding]);
    else if (alike.some((one) => isSame(one, finding))) return false;
    else alike.push(finding);
    return true;
  });
}

/** Of two with one message. */
function isSame(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.file === other.file && one.line === other.line && one.column === other.column;
}

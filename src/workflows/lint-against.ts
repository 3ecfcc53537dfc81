/** Lints migrations against a source: its schema, and where it is a running database also what goes on there. */

import type { Finding } from "../core/finding.ts";
import { type SessionModel, schemaModelOf } from "../core/kinds/schema-model-of.ts";
import type { MigrationText } from "../core/lint/judge-migration.ts";
import { lintAll } from "../core/lint/lint-all.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
import { withLiveFacts } from "../core/lint/live-findings.ts";
import { rules } from "../core/lint/rules/registry.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { readLiveFacts } from "../postgres/live-facts.ts";
import { readSessionModel } from "../postgres/session-model.ts";
import type { LintRequest } from "./lint.ts";
import type { SourceReading } from "./source-reading.ts";

/** Verdicts against one source. */
export interface LintedAgainst {
  readonly migrations: readonly LintedMigration[];
  readonly major: number;
  /** About the source, and not about a migration. */
  readonly findings: readonly Finding[];
}

/** What a session would say that is like any other: where the source is no running database. */
const anySession: SessionModel = { searchPath: ["public"], timeZone: null, volatileFunctions: null };

/** Judges the texts against the source. @throws AppError as `Session.query` */
export async function lintAgainst(
  { catalog, live }: SourceReading,
  texts: readonly MigrationText[],
  { style, today, sequence }: Pick<LintRequest, "style" | "today" | "sequence">,
): Promise<LintedAgainst> {
  await loadParser();
  const model = schemaModelOf(catalog, live === null ? anySession : await readSessionModel(live.session));
  const chosen = rules.filter(({ group }) => group === "safety" || style);
  const policy = { major: model.major, isLive: true, runnerSetsTimeouts: true, today, rules: chosen };
  const judged = lintAll(texts, model, policy, { sequence });
  if (live === null) return { migrations: judged, major: model.major, findings: [] };
  const facts = await readLiveFacts(live.session);
  return {
    migrations: judged.map((migration) => withLiveFacts(migration, facts)),
    major: model.major,
    findings: facts.notSeen.map((what) => ({ rule: "not-seen", level: "low", message: what })),
  };
}

/** Lints migrations against a source: its schema, and where it is a running database also what goes on there. */

import { type SessionModel, schemaModelOf } from "../core/kinds/schema-model-of.ts";
import type { MigrationText } from "../core/lint/judge-migration.ts";
import { lintAll } from "../core/lint/lint-all.ts";
import { withLiveFacts } from "../core/lint/live-findings.ts";
import { rules } from "../core/lint/rules/registry.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { readLiveFacts } from "../postgres/live-facts.ts";
import { readSessionModel } from "../postgres/session-model.ts";
import type { LintOutcome, LintRequest } from "./lint.ts";
import type { Project } from "./open-project.ts";
import { withSources } from "./read-sources.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What a session would say that is like any other: where the source is no running database. */
const anySession: SessionModel = { searchPath: ["public"], timeZone: null, volatileFunctions: null };

/** How to judge. */
type Wish = Pick<LintRequest, "style" | "today" | "sequence">;

/** Judges the texts against the source. @throws AppError what reading the source throws */
export async function lintAgainst(
  source: string,
  texts: readonly MigrationText[],
  wish: Wish,
  project: Project,
  context: WorkflowContext,
): Promise<Omit<LintOutcome, "findings">> {
  return withSources(
    [source],
    project,
    context,
    async ([reading]) => {
      if (reading === undefined) throw new Error("one name gave no reading");
      return lintOn(reading, texts, wish);
    },
    { dependencies: true },
  );
}

async function lintOn(
  { name, catalog, live, findings }: SourceReading,
  texts: readonly MigrationText[],
  { style, today, sequence }: Wish,
): Promise<Omit<LintOutcome, "findings">> {
  await loadParser();
  const model = schemaModelOf(catalog, live === null ? anySession : await readSessionModel(live.session));
  const chosen = rules.filter(({ group }) => group === "safety" || style);
  const policy = { major: model.major, isLive: true, runnerSetsTimeouts: true, today, rules: chosen };
  if (live === null) {
    const migrations = lintAll(texts, model, policy, { sequence });
    return { migrations, major: model.major, source: name, remarks: findings };
  }
  const facts = await readLiveFacts(live.session);
  return {
    migrations: lintAll(texts, model, policy, { sequence, further: (verdict, judged) => withLiveFacts(verdict, judged, facts) }),
    major: model.major,
    source: name,
    remarks: [...findings, ...facts.notSeen.map((what) => ({ rule: "not-seen", level: "low" as const, message: what }))],
  };
}

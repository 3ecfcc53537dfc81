/** What a migration meets in a database that is running: who stands in its way, how large the tables are, who else is reached. */

import { byteWords } from "../byte-words.ts";
import type { Finding } from "../finding.ts";
import { holdBand, type LiveFacts, type LiveSession } from "../risk/live-facts.ts";
import { blocksReads, blocksWrites, conflicts } from "../risk/lock-mode.ts";
import { highest, type RiskReason, ratingOf } from "../risk/rating.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import type { LintedMigration } from "./linted-migration.ts";
import { diskFindings } from "./live-disk.ts";
import type { LiveFinding } from "./live-finding.ts";
import { replicationFindings } from "./live-replication.ts";
import { standbyFindings } from "./live-standbys.ts";
import { rateWords, roughDuration, rowWords } from "./live-words.ts";

/** Work under a blocking lock for longer than this is nothing for a quiet hour. */
const longHoldSeconds = 5;

/** A transaction that is older than this holds up whoever waits for it. */
const oldSeconds = 5;

/** The migration with what it meets there; what is high there makes the migration so. */
export function withLiveFacts(migration: LintedMigration, judged: JudgedMigration, facts: LiveFacts): LintedMigration {
  const standbys = standbyFindings(judged, facts);
  const findings: Finding[] = [];
  const reasons: RiskReason[] = [];
  for (const statement of judged.statements) {
    const place = { file: migration.file, line: statement.line, column: statement.column };
    const standby = standbys.get(statement);
    const found = [...findingsOf(statement, judged, facts), ...(standby === undefined ? [] : [standby])];
    for (const { axis, ...finding } of found) {
      findings.push({ ...finding, ...place });
      if (finding.level !== "low") reasons.push({ axis, level: finding.level, why: finding.message });
    }
  }
  if (findings.length === 0) return migration;
  const { level, reasons: all } = ratingOf([...migration.reasons, ...reasons]);
  return { ...migration, risk: highest([migration.risk, level]), reasons: all, findings: [...migration.findings, ...findings] };
}

function findingsOf(statement: JudgedStatement, judged: JudgedMigration, facts: LiveFacts): readonly LiveFinding[] {
  return [
    ...blockers(statement, facts),
    ...snapshots(statement, facts),
    ...largeTables(statement, facts),
    ...diskFindings(statement, facts),
    ...replicationFindings(statement, judged, facts),
  ];
}

function blockers({ effects }: JudgedStatement, { sessions }: LiveFacts): readonly LiveFinding[] {
  return effects.locks.flatMap(({ relation, mode }) =>
    sessions.flatMap((session) => {
      const held = session.locks.find((lock) => lock.isGranted && lock.relation === relation && conflicts(lock.mode, mode));
      if (held === undefined) return [];
      return [
        {
          rule: "blocked-right-now",
          axis: "availability",
          level: session.seconds >= oldSeconds ? "high" : "medium",
          message: `${whoIs(session)} holds ${held.mode} on ${relation} for ${roughDuration(session.seconds)}: ${mode} waits for it`,
          why: `While it waits, ${blocksReads(mode) ? "every query on" : "every write to"} ${relation} queues up behind it.`,
          fix:
            session.pid === null
              ? `rollback prepared '${session.application}'`
              : `wait, or: select pg_terminate_backend(${session.pid})`,
        },
      ];
    }),
  );
}

function snapshots({ sql, effects }: JudgedStatement, { sessions }: LiveFacts): readonly LiveFinding[] {
  if (effects.transaction !== "outside" || !/\bconcurrently\b/i.test(sql)) return [];
  return sessions
    .filter(({ hasSnapshot, seconds }) => hasSnapshot && seconds >= oldSeconds)
    .map((session) => ({
      rule: "old-snapshot",
      axis: "availability",
      level: "medium",
      message: `${whoIs(session)} has a transaction open for ${roughDuration(session.seconds)}: a concurrent build waits for it to end`,
      why: "CONCURRENTLY waits for every transaction that could still see the table as it was, also those that use other tables.",
    }));
}

function largeTables({ effects }: JudgedStatement, facts: LiveFacts): readonly LiveFinding[] {
  return effects.costs.flatMap(({ relation, cost }) => {
    const mode = effects.locks.find((lock) => lock.relation === relation)?.mode;
    const size = facts.relations.get(relation);
    if (mode === undefined || size === undefined || !blocksWrites(mode)) return [];
    const band = holdBand(cost, size, facts);
    const level: RiskLevel = band === null ? "medium" : band.atMost >= longHoldSeconds ? "high" : "low";
    const estimate =
      band === null ? "" : `, held for ${roughDuration(band.atLeast)} to ${roughDuration(band.atMost)} (an estimate)`;
    const traffic = `${rateWords(size.writesPerSecond)} writes and ${rateWords(size.readsPerSecond)} reads a second on average`;
    return [
      {
        rule: "large-table",
        axis: "availability",
        level,
        message: `${relation} is ${byteWords(size.tableBytes + size.indexBytes)}${rowWords(size.rows)}: ${cost} under ${mode}${estimate}`,
        why: `The table has ${traffic}; ${blocksReads(mode) ? "both" : "the writes"} wait meanwhile.`,
      },
    ];
  });
}

function whoIs({ pid, user, application, state }: LiveSession): string {
  if (pid === null) return `the prepared transaction ${application}`;
  return `pid ${pid} (${[user, application, state].filter((word) => word !== null && word !== "").join(", ")})`;
}

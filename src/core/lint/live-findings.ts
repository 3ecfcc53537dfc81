/** What a migration meets in a database that is running: who stands in its way, how large the tables are, who else is reached. */

import type { Finding } from "../finding.ts";
import { holdBand, type LiveFacts, type LiveSession } from "../risk/live-facts.ts";
import { blocksReads, blocksWrites, conflicts, type LockMode } from "../risk/lock-mode.ts";
import { highest, type RiskReason, ratingOf } from "../risk/rating.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import type { LintedMigration, LintedStatement } from "./linted-migration.ts";

/** Work under a blocking lock for longer than this is nothing for a quiet hour. */
const longHoldSeconds = 5;

/** A transaction that is older than this holds up whoever waits for it. */
const oldSeconds = 5;

/** The migration with what it meets there; what is high there makes the migration so. */
export function withLiveFacts(migration: LintedMigration, facts: LiveFacts): LintedMigration {
  const found = liveFindings(migration, facts);
  if (found.length === 0) return migration;
  const reasons = found
    .filter(({ level }) => level !== "low")
    .map(({ level, message }): RiskReason => ({ axis: "availability", level, why: message }));
  const { level, reasons: all } = ratingOf([...migration.reasons, ...reasons]);
  return { ...migration, risk: highest([migration.risk, level]), reasons: all, findings: [...migration.findings, ...found] };
}

/** Findings of one migration, in the order of its statements. */
function liveFindings(migration: LintedMigration, facts: LiveFacts): readonly Finding[] {
  return migration.statements.flatMap((statement) => {
    const place = { file: migration.file, line: statement.line, column: statement.column };
    return [
      ...blockers(statement, facts),
      ...snapshots(statement, facts),
      ...largeTables(statement, facts),
      ...receivers(statement, facts),
    ].map((finding): Finding => ({ ...finding, ...place }));
  });
}

type Placeless = Omit<Finding, "file" | "line" | "column">;

function blockers({ locks }: LintedStatement, { sessions }: LiveFacts): readonly Placeless[] {
  return locks.flatMap(({ relation, mode }) =>
    sessions.flatMap((session) => {
      const held = session.locks.find((lock) => lock.isGranted && lock.relation === relation && conflicts(lock.mode, mode));
      if (held === undefined) return [];
      return [
        {
          rule: "blocked-right-now",
          level: session.seconds >= oldSeconds ? "high" : "medium",
          message: `${whoIs(session)} holds ${held.mode} on ${relation} for ${duration(session.seconds)}: ${mode} waits for it`,
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

function snapshots({ sql, transaction }: LintedStatement, { sessions }: LiveFacts): readonly Placeless[] {
  if (transaction !== "outside" || !/\bconcurrently\b/i.test(sql)) return [];
  return sessions
    .filter(({ hasSnapshot, seconds }) => hasSnapshot && seconds >= oldSeconds)
    .map((session) => ({
      rule: "old-snapshot",
      level: "medium",
      message: `${whoIs(session)} has a transaction open for ${duration(session.seconds)}: a concurrent build waits for it to end`,
      why: "CONCURRENTLY waits for every transaction that could still see the table as it was, also those that use other tables.",
    }));
}

function largeTables({ locks, costs }: LintedStatement, facts: LiveFacts): readonly Placeless[] {
  return costs.flatMap(({ relation, cost }) => {
    const mode = locks.find((lock) => lock.relation === relation)?.mode;
    const size = facts.relations.get(relation);
    if (mode === undefined || size === undefined || !blocksWrites(mode)) return [];
    const band = holdBand(cost, size, facts);
    const level: RiskLevel = band === null ? "medium" : band.atMost >= longHoldSeconds ? "high" : "low";
    const estimate = band === null ? "" : `, held for ${duration(band.atLeast)} to ${duration(band.atMost)} (an estimate)`;
    const traffic = `${perSecond(size.writesPerSecond)} writes and ${perSecond(size.readsPerSecond)} reads a second on average`;
    return [
      {
        rule: "large-table",
        level,
        message: `${relation} is ${bytes(size.tableBytes + size.indexBytes)}${rowWords(size.rows)}: ${cost} under ${mode}${estimate}`,
        why: `The table has ${traffic}; ${blocksReads(mode) ? "both" : "the writes"} wait meanwhile.${cost === "rewrite" ? ` The rewrite needs about ${bytes(size.tableBytes + size.indexBytes)} of free disk, and as much WAL goes to replicas.` : ""}`,
      },
    ];
  });
}

function receivers({ locks, costs, form }: LintedStatement, facts: LiveFacts): readonly Placeless[] {
  const named = locks.filter(({ because, mode }) => because === null && blocksWrites(mode));
  const published = named.flatMap(({ relation }) => {
    const publications = facts.publications.get(relation);
    if (publications === undefined) return [];
    const isDrop = form !== null && /^drop/.test(form);
    return [
      {
        rule: "published-table",
        level: "medium" as const,
        message: `${relation} is published (${publications.join(", ")}), and DDL is not replicated`,
        why: isDrop
          ? "What goes must go on the publisher first: subscribers that lack it stop with an error when a change of it arrives."
          : "What comes must be on the subscribers first: a change that they have no column for stops replication.",
      },
    ];
  });
  const standbys = facts.replicas.filter(({ type, isActive }) => type !== "logical slot" && isActive);
  const reads = named.filter(({ mode }: { mode: LockMode }) => blocksReads(mode));
  if (standbys.length === 0 || reads.length === 0 || costs.length === 0) return published;
  const names = standbys
    .map(({ name, lagBytes }) => (lagBytes === null ? name : `${name} (${bytes(lagBytes)} behind)`))
    .join(", ");
  return [
    ...published,
    {
      rule: "standby-conflict",
      level: "medium",
      message: `ACCESS EXCLUSIVE on ${reads.map(({ relation }) => relation).join(", ")} is replayed on ${names}`,
      why: "A standby cancels the queries in the way after max_standby_streaming_delay, and falls behind until then.",
    },
  ];
}

function whoIs({ pid, user, application, state }: LiveSession): string {
  if (pid === null) return `the prepared transaction ${application}`;
  return `pid ${pid} (${[user, application, state].filter((word) => word !== null && word !== "").join(", ")})`;
}

function rowWords(rows: number | null): string {
  return rows === null ? "" : ` with about ${Math.round(rows).toLocaleString("en")} rows`;
}

/** `850 ms`, `12 s`, `5 min`. */
function duration(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1_000))} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(Math.max(0, Math.floor(Math.log10(Math.max(count, 1)) / 3)), units.length - 1);
  const value = count / 1_000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

function perSecond(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : rate.toFixed(rate < 0.05 ? 0 : 1);
}

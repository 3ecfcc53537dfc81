/** What standbys replay of a migration: ACCESS EXCLUSIVE is in the WAL, and queries there are in its way. */

import { byteWords } from "../byte-words.ts";
import type { LiveFacts, LiveReplica } from "../risk/live-facts.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import type { LiveFinding } from "./live-finding.ts";
import { exclusiveLocks } from "./strong-locks.ts";

/** At most one finding of a migration, at the first statement with such a lock. */
export function standbyFindings(
  { statements }: JudgedMigration,
  { replicas, relations }: LiveFacts,
): ReadonlyMap<JudgedStatement, LiveFinding> {
  const standbys = replicas.filter(({ type, isActive, replays }) => type === "standby" && isActive && replays !== false);
  const locking = statements.filter((statement) => exclusiveLocks(statement).length > 0);
  const [first] = locking;
  if (first === undefined || standbys.length === 0) return new Map();
  const locked = [...new Set(locking.flatMap((one) => exclusiveLocks(one).map(({ relation }) => relation)))];
  const rewritten = locking.flatMap(({ effects, made }) =>
    effects.costs.filter(({ relation, cost }) => cost !== "scan" && !made.has(relation)).map(({ relation }) => relation),
  );
  const written = [...new Set(rewritten)].reduce((sum, relation) => {
    const size = relations.get(relation);
    return sum + (size === undefined ? 0 : size.tableBytes + size.indexBytes);
  }, 0);
  const isLong = locking.some(({ effects }) => effects.costs.length > 0);
  const isSynchronous = standbys.some((standby) => standby.isSynchronous);
  return new Map([
    [
      first,
      {
        rule: "standby-conflict",
        axis: "replication",
        level: isLong ? "medium" : "low",
        message: `ACCESS EXCLUSIVE on ${locked.join(", ")} is replayed on ${standbys.map(standbyWords).join(", ")}`,
        why: [
          "A query there that uses the table is cancelled after max_standby_streaming_delay (30 s unless the standby says otherwise), and nothing that comes later is replayed until then.",
          "hot_standby_feedback does not spare it: that is about old rows, not about locks.",
          ...(written > 0 ? [`Up to ${byteWords(written)} of WAL have to be replayed too.`] : []),
          ...(isSynchronous ? ["With synchronous_commit = remote_apply every commit here waits as long."] : []),
        ].join(" "),
        fix: "On the standby, before: select pid, now() - xact_start, query from pg_stat_activity where xact_start is not null order by 2 desc; show max_standby_streaming_delay.",
      },
    ],
  ]);
}

function standbyWords({ name, lagBytes, isSynchronous }: LiveReplica): string {
  const facts = [
    ...(isSynchronous ? ["synchronous"] : []),
    ...(lagBytes === null || lagBytes === 0 ? [] : [`${byteWords(lagBytes)} behind`]),
  ];
  return facts.length === 0 ? name : `${name} (${facts.join(", ")})`;
}

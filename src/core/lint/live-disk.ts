/** The room on the disk that work on large tables takes, beside what is free where the server can tell. */

import { byteWords } from "../byte-words.ts";
import type { LiveFacts, LiveRelation } from "../risk/live-facts.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import type { JudgedStatement } from "./judged-migration.ts";
import type { LiveFinding } from "./live-finding.ts";

/** Less than this is on every disk, unless somebody says that it is not. */
const worthSaying = 100_000_000;

/** So much is worth a look at the disk by somebody who cannot be told what is free. */
const worthLooking = 10_000_000_000;

/** A B-tree over the smallest keys: eight bytes of key, twelve around it, pages nine tenths full. */
const leastIndexRow = 22;

/** Bytes that the work takes beside what is there now, at least and at most. */
interface Room {
  readonly atLeast: number;
  readonly atMost: number;
}

/** One finding for each relation that is written anew or gets an index. */
export function diskFindings({ effects, made }: JudgedStatement, facts: LiveFacts): readonly LiveFinding[] {
  const moves = effects.uses.some(({ form }) => form === "move-table" || form === "move-index");
  const rebuilds = effects.uses.some(({ form }) => form === "reindex" || form === "reindex-concurrently");
  return effects.costs.flatMap(({ relation, cost }) => {
    const size = facts.relations.get(relation);
    if (size === undefined || made.has(relation) || cost === "scan") return [];
    const room = cost === "rewrite" ? rewritten(size) : rebuilds ? rebuilt(size) : newIndex(size);
    // what is moved goes to a disk that nobody asked about
    const free = moves ? null : size.freeBytes;
    if (room.atMost < worthSaying && (free === null || room.atMost < free)) return [];
    const work = cost === "rewrite" ? "while it is written anew" : rebuilds ? "while its indexes are rebuilt" : "for its index";
    const sizes = `the table is ${byteWords(size.tableBytes)}, its indexes ${byteWords(size.indexBytes)}`;
    return [
      {
        rule: "disk-room",
        axis: "replication",
        level: levelOf(room, free),
        message: `${relation} takes ${roomWords(room)} more disk ${work} (${sizes}); ${
          free === null ? "what is free cannot be seen from here" : `${byteWords(free)} are free`
        }`,
        why: `${
          cost === "rewrite"
            ? "The old files stay until the transaction has ended."
            : "An index is sorted in temporary files before it is written."
        } As much is written to the WAL${walKeepers(facts)}. A full disk ends the statement, and a full WAL disk the server.`,
        fix: "On the server: df for the data directory, pg_wal and the tablespaces.",
      },
    ];
  });
}

function rewritten({ tableBytes, indexBytes }: LiveRelation): Room {
  const all = tableBytes + indexBytes;
  return { atLeast: all / 2, atMost: all };
}

function rebuilt({ indexBytes }: LiveRelation): Room {
  return { atLeast: indexBytes / 2, atMost: indexBytes };
}

// Which columns matters as much as how many rows; no index on columns is larger than the table, but for its sort.
function newIndex({ rows, tableBytes }: LiveRelation): Room {
  const atLeast = (rows ?? 0) * leastIndexRow;
  return { atLeast, atMost: Math.max(atLeast, tableBytes) };
}

function levelOf({ atLeast, atMost }: Room, free: number | null): RiskLevel {
  if (free === null) return atMost >= worthLooking ? "medium" : "low";
  return atLeast >= free ? "high" : atMost >= free ? "medium" : "low";
}

function roomWords({ atLeast, atMost }: Room): string {
  const [least, most] = [byteWords(atLeast), byteWords(atMost)];
  return least === most || atLeast === 0 ? `up to ${most}` : `${least} to ${most}`;
}

/** Slots that nobody reads keep it all. */
function walKeepers({ replicas }: LiveFacts): string {
  const idle = replicas.filter(({ type, isActive }) => type !== "standby" && !isActive);
  if (idle.length === 0) return "";
  const names = idle.map(({ name, lagBytes }) => (lagBytes === null ? name : `${name}, ${byteWords(lagBytes)} so far`));
  return `, which stays there for ${idle.length === 1 ? "the slot" : "slots"} that nobody reads (${names.join("; ")})`;
}

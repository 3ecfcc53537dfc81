/** What a verification of a journal shows, and what no chain of hashes can show: both are said in the same breath. */

import { type Anchor, type ChainBreak, verifyChain } from "./hash-chain.ts";
import type { JournalEvent } from "./journal-event.ts";

/** Whether a journal is as it was written. */
export interface ChainVerification {
  /** The environment, or the export. */
  readonly source: string;
  readonly events: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly breaks: readonly ChainBreak[];
  /** Hashes that stand elsewhere and were compared. */
  readonly anchors: number;
  /** Where those stand. */
  readonly against: readonly string[];
  /** What this showed. */
  readonly proves: readonly string[];
  /** What it cannot show. */
  readonly doesNotProve: readonly string[];
}

/** A file that has written hashes down. */
export interface AnchoringLog {
  readonly file: string;
  readonly anchors: readonly Anchor[];
}

/** Verifies the events of `source`, oldest first. */
export function chainVerification(
  source: string,
  events: readonly JournalEvent[],
  logs: readonly AnchoringLog[],
): ChainVerification {
  const anchors = logs.flatMap((log) => log.anchors);
  const breaks = verifyChain(events, anchors);
  const last = events.at(-1);
  const isWhole = breaks.length === 0;
  return {
    source,
    events: events.length,
    head: last === undefined ? null : { seq: last.seq, hash: last.hash },
    breaks,
    anchors: anchors.length,
    against: logs.map(({ file }) => file),
    proves: isWhole
      ? [
          "no event was edited, taken out or put elsewhere since it was written",
          ...(anchors.length === 0 ? [] : [`the journal reaches at least to #${Math.max(...anchors.map(({ seq }) => seq))}`]),
        ]
      : [],
    doesNotProve: [
      "that nobody with the right to write appended events of their own, or wrote the whole chain anew",
      ...(anchors.length === 0
        ? ["that the end is still there: that shows only beside hashes that are kept elsewhere, such as an applied log in git"]
        : ["that events after the last one named there are still there"]),
    ],
  };
}

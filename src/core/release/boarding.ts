/**
 * Who rides with the next train: the first of the proposed batches of what is pending, without what has failed and has not changed, and
 * without what changes the same tables after it.
 */

import { type BatchSize, proposeBatches, type WaitingFile } from "./batches.ts";

/** A pending migration. */
export interface Passenger extends WaitingFile {
  /** Why it cannot ride, whatever the others do; null where nothing is against it. */
  readonly heldBack: string | null;
}

/** Who rides and who stays. */
export interface Boarding {
  /** In running order. */
  readonly riding: readonly string[];
  readonly staying: readonly { readonly file: string; readonly why: string }[];
  /** The relations that the train makes or changes. */
  readonly tables: readonly string[];
}

/** Boards, in the order given. At least one rides that can: a migration of more tables than fit would never go. */
export function board(passengers: readonly Passenger[], size: BatchSize): Boarding {
  const blocked = new Map<string, string>();
  const staying: { file: string; why: string }[] = [];
  const free: Passenger[] = [];
  for (const passenger of passengers) {
    const { file, tables, heldBack } = passenger;
    const through = tables.find((table) => blocked.has(table));
    const why =
      heldBack ?? (through === undefined ? null : `it changes ${through}, and so does ${blocked.get(through)}, which stays`);
    if (why === null) {
      free.push(passenger);
      continue;
    }
    staying.push({ file, why });
    for (const table of tables) if (!blocked.has(table)) blocked.set(table, file);
  }
  const [first, ...later] = proposeBatches(free, [], size);
  return {
    riding: first?.files ?? [],
    staying: [...staying, ...later.flatMap(({ files }) => files.map((file) => ({ file, why: "it rides with a later train" })))],
    tables: first?.tables ?? [],
  };
}

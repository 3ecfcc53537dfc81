/**
 * What is pending, in batches of a few tables, one to a train. Migrations keep their order, and so each batch is closed under what it needs:
 * everything that came before it is there. Tables that no migration makes yet come last, as their files are still to be written.
 */

import { comesBefore, type Phase } from "../migration/phase.ts";

/** A migration that waits. */
export interface WaitingFile {
  readonly file: string;
  /** What it is about. */
  readonly tables: readonly string[];
  readonly phase: Phase | null;
}

/** What rides with one train. */
export interface ProposedBatch {
  /** Distinct, in the order in which they come. */
  readonly tables: readonly string[];
  /** In running order; empty where the migration is still to be written. */
  readonly files: readonly string[];
  /** Writes what is missing; null where the files are there. */
  readonly command: string | null;
  /** Why it is larger than asked for; null where it is not. */
  readonly oversized: string | null;
}

/** How large a batch may be. */
export interface BatchSize {
  readonly tables: number;
  /** Null: no limit. */
  readonly migrations: number | null;
}

/** Two or three at a time, says the document. */
export const defaultTables = 3;

/** The batches. `drift` are groups of tables that belong together, none of them empty, in the order in which they can come. */
export function proposeBatches(
  pending: readonly WaitingFile[],
  drift: readonly (readonly string[])[],
  size: BatchSize,
): readonly ProposedBatch[] {
  const batches: { tables: Set<string>; files: WaitingFile[] }[] = [];
  for (const file of pending) {
    const open = batches.at(-1);
    const joint = new Set([...(open?.tables ?? []), ...file.tables]);
    const fits =
      open !== undefined &&
      (joint.size <= size.tables || joint.size === open.tables.size) &&
      (size.migrations === null || open.files.length < size.migrations) &&
      !open.files.some((other) => mustBeSeenFirst(other, file));
    if (fits) {
      open.files.push(file);
      open.tables = joint;
    } else batches.push({ tables: new Set(file.tables), files: [file] });
  }
  return [
    ...batches.map(
      ({ tables, files }): ProposedBatch => ({
        tables: [...tables],
        files: files.map(({ file }) => file),
        command: null,
        oversized: tables.size > size.tables ? `${files[0]?.file} alone is about ${tables.size} tables` : null,
      }),
    ),
    ...drift.map(
      (tables): ProposedBatch => ({
        tables,
        files: [],
        command: `lockstep new add_${(tables[0] ?? "").replaceAll(/\W+/g, "_").toLowerCase()} --from-drift --tables ${tables.join(",")}`,
        oversized: tables.length > size.tables ? `these ${tables.length} tables need each other` : null,
      }),
    ),
  ];
}

// On a protected environment the clean-up does not ride with the train that brings what it cleans up after.
function mustBeSeenFirst({ phase: before }: WaitingFile, { phase }: WaitingFile): boolean {
  return phase?.name === "cleanup" && before?.of === phase.of && comesBefore(before.name, phase.name);
}

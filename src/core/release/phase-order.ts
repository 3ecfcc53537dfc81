/** Whether the parts of a change in several migrations may run now: in their order, and the clean-up not with the train that brings the rest. */

import type { JournalState } from "../journal/journal-state.ts";
import { comesBefore, type Phase } from "../migration/phase.ts";
import type { Loss } from "./loss.ts";

/** A file of the folder and its part; null where it has none. */
export interface PhasedFile {
  readonly file: string;
  readonly version: string;
  readonly phase: Phase | null;
}

/** What stands in the way. */
export interface PhaseRefusal {
  readonly file: string;
  /** One sentence. */
  readonly message: string;
}

/** Everything that keeps `chosen` (in running order) from running now. */
export function phaseRefusals(
  chosen: readonly PhasedFile[],
  folder: readonly PhasedFile[],
  { versions }: JournalState,
  { isProtected }: { readonly isProtected: boolean },
): readonly PhaseRefusal[] {
  return chosen.flatMap(({ file, phase }, place) => {
    if (phase === null) return [];
    const sooner = folder.filter((one) => one.phase?.of === phase.of && comesBefore(one.phase.name, phase.name));
    const isApplied = (one: PhasedFile) => versions.get(one.version)?.kind === "applied";
    const isBefore = (one: PhasedFile) => chosen.slice(0, place).some(({ version }) => version === one.version);
    const missing = sooner.find((one) => !isApplied(one) && !isBefore(one));
    if (missing !== undefined)
      return [
        {
          file,
          message: `${file} is the ${phase.name} of ${phase.of}, and ${missing.file}, its ${missing.phase?.name}, is not applied.`,
        },
      ];
    const together = isProtected && phase.name === "cleanup" ? sooner.find(isBefore) : undefined;
    if (together === undefined) return [];
    return [
      {
        file,
        message: `${file} cleans up after ${phase.of}, and ${together.file} only rides with this batch: until its outcome has been seen, the old form has to stay.`,
      },
    ];
  });
}

/** What somebody has to say before rows are moved: that the code which handles both forms is live. Once a part was moved, it has been said. */
export function deploymentsToAttest(
  chosen: readonly PhasedFile[],
  folder: readonly PhasedFile[],
  { versions }: JournalState,
): readonly Loss[] {
  const begun = new Set(
    folder.flatMap(({ version, phase }) =>
      phase?.name === "backfill" && versions.get(version)?.kind === "applied" ? [phase.of] : [],
    ),
  );
  return chosen.flatMap(({ file, phase }) =>
    phase?.name !== "backfill" || begun.has(phase.of)
      ? []
      : [{ name: `deployed:${phase.of}`, file, why: "needs the code that handles both forms to be live" }],
  );
}

/** The drift between two databases in groups that can go one after the other, for whoever plans: `init` the first days, `schedule` the trains. */

import type { ParityReport } from "../core/parity/parity-report.ts";
import { type DriftGroup, driftGroups } from "../core/release/drift-groups.ts";
import { compareReadings } from "./compare-readings.ts";
import { withDiffReadings } from "./diff-sources.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What brings `target` to where `source` is, in groups of at most `size` tables that need nothing which comes later. Reads only. @throws as `diffSources` */
export async function readDriftGroups(
  { source, target, size }: { readonly source: string; readonly target: string; readonly size: number },
  context: WorkflowContext,
): Promise<{ readonly report: ParityReport; readonly groups: readonly DriftGroup[] }> {
  return withDiffReadings({ from: target, to: source }, context, { dependencies: true }, async ({ from, to, policy }) => {
    const { report, changes } = await compareReadings(to, from, policy);
    return { report, groups: driftGroups(changes, report, size, from.catalog, to.catalog) };
  });
}

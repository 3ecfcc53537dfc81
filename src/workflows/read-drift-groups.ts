/** Tables that dev has, production lacks, and no migration makes: in groups that can come one after the other, as `new --from-drift` makes them. */

import { nameOf, type ObjectId } from "../core/catalog/object-id.ts";
import { batchChanges } from "../core/plan/batch-changes.ts";
import { changeNeeds } from "../core/plan/change-needs.ts";
import { compareReadings } from "./compare-readings.ts";
import { diffPolicy } from "./diff-sources.ts";
import type { Project } from "./open-project.ts";
import { readPendingMigrations } from "./pending-causes.ts";
import { withSources } from "./read-sources.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Groups of tables, each closed under what it needs once those before it are there. Reads only. @throws as reading both sources, SAME_DATABASE */
export async function driftTables(
  { from, to, size }: { readonly from: string; readonly to: string; readonly size: number },
  project: Project,
  context: WorkflowContext,
): Promise<readonly (readonly string[])[]> {
  const work: Parameters<typeof withSources<readonly (readonly string[])[]>>[3] = async ([target, source]) => {
    if (target === undefined || source === undefined) throw new Error("two names gave fewer readings");
    const policy = diffPolicy({}, project, target);
    const { changes, report } = await compareReadings(source, target, {
      ...policy,
      pending: () => readPendingMigrations(project.config, target),
    });
    const unexplained = new Set<ObjectId>(report.changes.flatMap(({ id, cause }) => (cause === "unexplained" ? [id] : [])));
    // what a pending migration makes is there before any of these files comes
    const own = changes.filter(({ change, id }) => change === "add" && unexplained.has(id));
    const needs = changeNeeds(own, target.catalog, source.catalog);
    return batchChanges(needs, size, target.catalog, source.catalog)
      .map(({ tables }) => tables.map((table) => nameOf(table).replace(/^public\./, "")))
      .filter((tables) => tables.length > 0);
  };
  return withSources([from, to], project, context, work, { dependencies: true });
}

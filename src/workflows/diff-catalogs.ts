/** `diff` where a side may be a catalog that the caller holds already, as the library allows. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { compareReadings } from "./compare-readings.ts";
import { type DiffOutcome, diffPolicy, diffSources } from "./diff-sources.ts";
import { openProject } from "./open-project.ts";
import { withSources } from "./read-sources.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A catalog and what reports call it. */
export interface NamedCatalog {
  readonly name: string;
  readonly catalog: Catalog;
}

/** What to compare. */
export interface DiffCatalogsRequest {
  readonly from: string | NamedCatalog;
  readonly to: string | NamedCatalog;
  readonly columnOrder?: boolean;
  readonly ignore?: readonly string[];
}

/** Compares; like {@link diffSources}, and without a connection for a side that is a catalog. @throws what that throws */
export async function diffCatalogs(request: DiffCatalogsRequest, context: WorkflowContext): Promise<DiffOutcome> {
  const { from, to } = request;
  if (typeof from === "string" && typeof to === "string") return diffSources({ ...request, from, to }, context);
  const project = await openProject(context);
  const names = [from, to].filter((side) => typeof side === "string");
  return withSources(names, project, context, async ([reading]) => {
    const [before, after] = [from, to].map((side) => (typeof side === "string" ? reading : heldReading(side)));
    if (before === undefined || after === undefined) throw new Error("a name gave no reading");
    const { report, findings } = await compareReadings(after, before, diffPolicy(request, project, before));
    return { report, findings: [...before.findings, ...after.findings, ...findings] };
  });
}

function heldReading({ name, catalog }: NamedCatalog): SourceReading {
  return { name, catalog, connection: null, live: null, findings: [], close: async () => {} };
}

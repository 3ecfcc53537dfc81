/** `inspect`: the catalog of one source. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { Finding } from "../core/finding.ts";
import { openProject } from "./open-project.ts";
import { withSources } from "./read-sources.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A catalog with its name and fingerprint. */
export interface InspectOutcome {
  readonly catalog: Catalog;
  readonly name: string;
  readonly fingerprint: string;
  readonly findings: readonly Finding[];
}

/** Reads one source. @throws AppError of configuration, secrets, connections */
export async function inspect({ source }: { readonly source: string }, context: WorkflowContext): Promise<InspectOutcome> {
  const project = await openProject(context);
  return withSources([source], project, context, async ([reading]) => {
    if (reading === undefined) throw new Error("one name gave no reading");
    const { catalog, name, findings } = reading;
    return { catalog, name, fingerprint: fingerprint(catalog), findings };
  });
}

/** `inspect`: the catalog of one source. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { Finding } from "../core/finding.ts";
import type { Plan } from "../core/plan/plan.ts";
import { openProject } from "./open-project.ts";
import { planDump } from "./plan-dump.ts";
import { withSources } from "./read-sources.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A catalog with its name and fingerprint. */
export interface InspectOutcome {
  readonly catalog: Catalog;
  readonly name: string;
  readonly fingerprint: string;
  readonly findings: readonly Finding[];
  /** What makes it in an empty database, where that was asked for. */
  readonly dump?: Plan;
}

/** What to read. */
export interface InspectRequest {
  readonly source: string;
  /** Read what depends on what too: a snapshot that can be planned with. */
  readonly dependencies?: boolean;
  /** Plan what makes it in an empty database. */
  readonly dump?: boolean;
}

/** Reads one source. @throws AppError of configuration, secrets, connections */
export async function inspect(request: InspectRequest, context: WorkflowContext): Promise<InspectOutcome> {
  const project = await openProject(context);
  const { source, dump = false, dependencies = false } = request;
  return withSources(
    [source],
    project,
    context,
    async ([reading]) => {
      if (reading === undefined) throw new Error("one name gave no reading");
      const { catalog, name, findings } = reading;
      const outcome = { catalog, name, fingerprint: fingerprint(catalog), findings };
      return dump ? { ...outcome, dump: await planDump(catalog) } : outcome;
    },
    { dependencies: dependencies || dump },
  );
}

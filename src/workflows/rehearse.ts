/** `rehearse`: pending migrations on a scratch copy of an environment's schema, run as the role that will apply them, and watched. */

import { relative } from "node:path";
import type { Finding } from "../core/finding.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { rootDigests } from "../core/parity/root-digests.ts";
import { saveEvidence } from "../project/evidence.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { openProject } from "./open-project.ts";
import { pendingFiles } from "./pending-files.ts";
import { withSources } from "./read-sources.ts";
import { type RehearsedFiles, rehearseFiles } from "./rehearse-files.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to rehearse. */
export interface RehearseRequest {
  /** An environment, or any other live source. */
  readonly source: string;
  /** Only these files; none: all that are pending there. */
  readonly files: readonly string[];
  readonly now: Date;
}

/** What came of it. */
export interface RehearseOutcome extends RehearsedFiles {
  /** Where the evidence is, relative to the working folder; null where nothing was rehearsed. */
  readonly evidence: string | null;
  readonly findings: readonly Finding[];
}

/** Rehearses. The source is only read. @throws AppError SCRATCH_*, CONNECT_*, FILE_UNREADABLE, USAGE for a source that is not live */
export async function rehearse(request: RehearseRequest, context: WorkflowContext): Promise<RehearseOutcome> {
  const project = await openProject(context);
  const folder = migrationsPath(project.config);
  const { files, problems } = await pendingFiles({ source: request.source, files: request.files }, project, context);
  // such a file is refused when it is to be applied, too
  refuseProblems(problems);
  return withSources(
    [request.source],
    project,
    context,
    async ([reading]) => {
      if (reading === undefined) throw new Error("one name gave no reading");
      const { catalog, name, live, findings } = reading;
      const owner = project.config.environments.find((environment) => environment.name === name)?.owner ?? null;
      const subject = { source: name, catalog, live: live?.session ?? null, owner };
      const data = await rehearseFiles(files, subject, project, context);
      if (data.migrations.length === 0) return { ...data, evidence: null, findings };
      const at = request.now.toISOString();
      const evidence = { kind: "rehearsal" as const, at, environment: name, data: { ...data, schema: rootDigests(catalog) } };
      return { ...data, evidence: relative(context.cwd, await saveEvidence(folder, evidence)), findings };
    },
    { dependencies: true },
  );
}

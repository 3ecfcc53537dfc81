/** What reading a source that is no running database needs to know. */

import type { Project } from "../open-project.ts";
import type { WorkflowContext } from "../workflow-context.ts";

/** See the file's header. */
export interface ReplayContext {
  readonly workflow: WorkflowContext;
  readonly project: Project;
  /** The other side's major version, which the scratch server should have; null: the newest. */
  readonly wantedMajor: number | null;
  /** The role that owns the other side's database, as its server calls it: in the file it means `$owner` too. */
  readonly owner: string | null;
  /** Read what depends on what too. */
  readonly dependencies: boolean;
}

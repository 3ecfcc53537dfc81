/** Reads a source that is not a running database. */

import { AppError } from "../core/app-error.ts";
import type { ClassifiedSource } from "../project/classify-source.ts";
import type { Project } from "./open-project.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Reads a file, a folder or nothing; `major` is the other side's. */
export async function readReplayed(
  source: ClassifiedSource,
  _project: Project,
  _context: WorkflowContext,
  _major: number | null,
): Promise<SourceReading> {
  throw new AppError({ code: "SOURCE_UNKNOWN", message: `${source.name}: reading ${source.kind} sources is being built.` });
}

/** Plans two sources as `diff --format sql` does, in a folder of its own. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type PlanOutcome, type PlanSourcesRequest, planSources } from "../../src/workflows/plan-sources.ts";
import type { WorkflowContext } from "../../src/workflows/workflow-context.ts";

/** Surroundings of workflows for one test file. */
export interface PlanDesk {
  readonly context: WorkflowContext;
  /** Plans between two databases. */
  readonly plan: (from: string, to: string, wishes?: Omit<PlanSourcesRequest, "from" | "to">) => Promise<PlanOutcome>;
  /** Writes a file and returns its name, which is a source. */
  readonly write: (name: string, text: string) => string;
}

/** Made while a test file is loaded; the folder goes with it. */
export function usePlans(): PlanDesk {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-plans-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const context: WorkflowContext = {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    osUser: "nobody",
    learn: () => undefined,
    progress: () => undefined,
  };
  return {
    context,
    plan: (from, to, wishes = {}) => planSources({ ...wishes, from, to }, context),
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
      return name;
    },
  };
}

/** The statements of a plan, one text each. */
export function statementsOf({ plan }: Pick<PlanOutcome, "plan">): readonly string[] {
  return plan.groups.flatMap(({ statements }) => statements.map(({ sql }) => sql));
}

/** What writes no schema but the journal's story of a protected environment asks for its name, as a change of the schema does. */

import { AppError } from "../core/app-error.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { openProject } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What has been said: `--confirm`, or somebody who can be asked. */
export interface MarkingConsent {
  readonly confirm: string | null;
  readonly askText: ((question: string) => Promise<string>) | null;
}

/** Passes where nothing has to be said. `command` is what is about to run, without flags. @throws AppError CONFIRMATION_MISSING, ENVIRONMENT_UNKNOWN */
export async function confirmMarking(
  name: string,
  command: string,
  { confirm, askText }: MarkingConsent,
  context: WorkflowContext,
): Promise<void> {
  const { config } = await openProject(context);
  if (!findEnvironment(config, name, context.env).protected || confirm === name) return;
  const hint = `${command} --confirm ${name}`;
  if (confirm !== null)
    throw new AppError({
      code: "CONFIRMATION_MISSING",
      message: `--confirm says ${confirm}, and this is ${name}. Nothing was done.`,
      hint,
    });
  const typed = await askText?.(`${command} writes into the journal of ${name}. Type ${name} to go on`);
  if (typed?.trim() === name) return;
  throw new AppError({
    code: "CONFIRMATION_MISSING",
    message: `${name} is protected, and nobody has confirmed this. Nothing was done.`,
    hint,
  });
}

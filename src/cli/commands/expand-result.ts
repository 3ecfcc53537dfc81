/** A step of a change as a command's result, and the one environment that it is planned for. */

import { AppError } from "../../core/app-error.ts";
import type { StepOutcome } from "../../workflows/expand.ts";
import type { CommandResult, Invocation } from "../command.ts";

/** The environment that a step is planned for; null where none is named. @throws AppError USAGE for several */
export function oneEnvironment({ environments }: Invocation, command: string): string | null {
  const [environment = null, ...others] = environments;
  if (others.length === 0) return environment;
  throw new AppError({ code: "USAGE", message: `${command} takes one --env: whose schema it is planned for.` });
}

/** `data` of `expand`, `switch` and `contract`. */
export interface ChangeStepData extends Omit<StepOutcome, "recorded"> {
  /** The change. */
  readonly name: string;
  /** The words that asked for it. */
  readonly asked: string;
  /** What is changed: `change-type`, `rename-table` and the like. */
  readonly kind: string;
}

/** What a step wrote, as a result. */
export async function stepResult({ recorded, files, ...outcome }: StepOutcome): Promise<CommandResult> {
  const { changeStepText } = await import("../../core/report/expand-text.ts");
  const { name, asked, change } = recorded;
  const data: ChangeStepData = { ...outcome, name, asked, kind: change.kind, files };
  return { exitCode: 0, data, findings: [], text: (style) => changeStepText(data, style) };
}

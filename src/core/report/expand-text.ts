/** What a step of a change wrote, and what comes next, in the order in which somebody types it. */

import { confirming } from "../confirming.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown of a step. */
export interface ChangeStepReport {
  readonly step: "expand" | "switch" | "contract";
  /** The environment whose schema it was planned for. */
  readonly environment: string;
  readonly isProtected: boolean;
  readonly name: string;
  readonly asked: string;
  readonly kind: string;
  readonly files: readonly { readonly path: string; readonly safe: string }[];
  readonly others: readonly string[];
  readonly jobs: readonly string[];
  readonly notes: readonly string[];
}

/** The report for a terminal. */
export function changeStepText(report: ChangeStepReport, style: TextStyle): string {
  const { palette, isQuiet, width } = style;
  const { files, others, notes } = report;
  const paths = [
    ...files.map(({ path, safe }) => `  ${printable(path)}  ${palette.faint(safe)}`),
    ...others.map((path) => `  ${printable(path)}`),
  ];
  const next = nextCommands(report).map((line, i) => `  ${i + 1}. ${line}`);
  const lines = isQuiet
    ? [...files.map(({ path }) => path), ...others]
    : [palette.strong(headOf(report)), ...paths, ...notes.map((note) => palette.faint(printable(note))), "Next:", ...next];
  return wrapLines(lines, width, (line) => `${/^ *(?:\d\. )?/.exec(line)?.[0].replace(/\S/g, " ") ?? ""}  `);
}

const heads: Readonly<Record<ChangeStepReport["step"], string>> = {
  expand: "step 1 of 3: both forms",
  switch: "step 2 of 3: the new form leads",
  contract: "step 3 of 3: the old form goes",
};

function headOf({ step, name, asked, environment }: ChangeStepReport): string {
  return printable(`${name} (${asked}), ${heads[step]}, planned for ${environment} and proven there and back on a scratch copy.`);
}

function nextCommands({ step, kind, name, environment, isProtected, jobs }: ChangeStepReport): readonly string[] {
  const apply = `lockstep apply ${environment}, or lockstep sync ${environment} with the next train`;
  if (step === "contract") return [apply];
  if (kind === "rename-table") return [apply, `when no code says the old name: lockstep contract ${name}`];
  if (step === "expand") {
    const code =
      kind === "change-type" || kind === "bigint-key" || kind === "not-null" ? [] : ["deploy the code that says the new name"];
    return [
      apply,
      ...jobs.flatMap((job) => [
        confirming(`lockstep backfill run ${job} --env ${environment}`, { name: environment, protected: isProtected }),
        `lockstep backfill verify ${job} --env ${environment}`,
      ]),
      ...code,
      `lockstep switch ${name}`,
    ];
  }
  return [apply, `in a later train, when no code needs the old form: lockstep contract ${name}`];
}

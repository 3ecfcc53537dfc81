/** What `schedule freeze`, `unfreeze` and `sample` did, for a terminal. */

import type { Freeze } from "../release/freeze.ts";
import { printable } from "./printable.ts";
import type { MeasuredWeekReport } from "./schedule-report.ts";
import { freezeSentence, quietText } from "./schedule-words.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** A freeze that began or was lifted. */
export interface FreezeReport {
  readonly environment: string;
  readonly act: "freeze" | "unfreeze";
  readonly evidence: string;
  readonly journal: { readonly seq: number } | null;
  readonly notInJournal: string | null;
  readonly freeze: Freeze | null;
}

/** Where it stands, and what is in force now. */
export function freezeText(report: FreezeReport, style: TextStyle): string {
  const { environment, act, evidence, journal, notInJournal, freeze } = report;
  const seen = notInJournal === null ? "" : " as far as git knows";
  const head = freeze === null ? `${environment} is not frozen${seen}.` : `${environment} is ${freezeSentence(freeze)}`;
  const gap =
    act === "freeze"
      ? "Whoever removes the file lifts it."
      : "If its journal says that it is frozen, it still is: lift it again where it can be reached.";
  return laidOut(
    [
      style.palette.strong(printable(head)),
      `evidence: ${printable(evidence)} (commit it)`,
      ...(journal === null ? [] : [`journal: #${journal.seq}`]),
      ...(notInJournal === null ? [] : [style.palette.caution(printable(`! not in the journal: ${notInJournal}. ${gap}`))]),
    ],
    style,
  );
}

/** A sample that was taken. */
export interface SampleReport {
  readonly environment: string;
  readonly sample: { readonly at: string; readonly transactions: number; readonly rowsWritten: number };
  readonly evidence: string;
  readonly samples: number;
  readonly quiet: MeasuredWeekReport | null;
}

/** What it says, and what all of them say. */
export function sampleText({ environment, sample, evidence, samples, quiet }: SampleReport, style: TextStyle): string {
  const head = `${environment}: sample ${samples} of its traffic, ${sample.at}`;
  return laidOut(
    style.isQuiet
      ? [printable(head)]
      : [style.palette.strong(printable(head)), `evidence: ${printable(evidence)}`, quietText(quiet)],
    style,
  );
}

function laidOut(lines: readonly string[], { width }: TextStyle): string {
  return wrapLines(lines, width, "    ");
}

/** The first audit, and the drift in batches that can go one after the other. Its failure is an answer: `init` works without a database. */

import { AppError } from "../core/app-error.ts";
import type { ParityReport } from "../core/parity/parity-report.ts";
import type { DriftGroup } from "../core/release/drift-groups.ts";
import { type Verdict, verdict } from "../core/report/verdict.ts";
import { readDriftGroups } from "./read-drift-groups.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What the audit gave. */
export type InitAudit =
  | { readonly kind: "not-run"; readonly why: string; readonly hint: string | null }
  | {
      readonly kind: "ran";
      readonly source: string;
      readonly target: string;
      readonly verdict: Verdict;
      readonly summary: ParityReport["summary"];
      /** In the order in which they can go; each is closed under what it needs. */
      readonly groups: readonly DriftGroup[];
    };

/** Audits two environments; only Ctrl-C is thrown. Reads only. */
export async function initAudit(
  request: { readonly source: string; readonly target: string; readonly size: number },
  context: WorkflowContext,
): Promise<InitAudit> {
  try {
    const { source, target } = request;
    const { report, groups } = await readDriftGroups(request, context);
    return { kind: "ran", source, target, verdict: verdict(report), summary: report.summary, groups };
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    return { kind: "not-run", why: error.message, hint: error.hint ?? null };
  }
}

/** Whether the rows of a change are filled and looked at: the question before anything is built upon them. */

import { AppError } from "../core/app-error.ts";
import { confirming } from "../core/confirming.ts";
import { jobNames, type RecordedChange } from "../core/expand/recorded-change.ts";
import { readJobStanding } from "../postgres/job-store.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";

/** A verification that is older says nothing about rows that were written since by whatever got past the trigger. */
const freshForMs = 24 * 3_600_000;

/** @throws AppError CHANGE_REFUSED where a job has not ended, has open refusals, or was not verified within a day */
export async function refuseUnfilled(
  recorded: RecordedChange,
  session: Session,
  environment: Pick<Environment, "name" | "protected">,
  now: Date,
): Promise<void> {
  for (const job of jobNames(recorded)) {
    const { run, totals, verification, isFinished, isVerified } = await readJobStanding(session, job);
    const refuse = (message: string, command: string) => {
      const line = `lockstep backfill ${command} ${job} --env ${environment.name}`;
      // the others only look
      const hint = command === "run" ? confirming(line, environment) : line;
      return new AppError({ code: "CHANGE_REFUSED", message, hint });
    };
    if (run === null) throw refuse(`The rows are not filled: ${job} never ran on ${environment.name}.`, "run");
    if (!isFinished) throw refuse(`The rows are not filled: ${job} is ${run.state} on ${environment.name}.`, "run");
    if ((totals?.openQuarantine ?? 0) > 0)
      throw refuse(`${totals?.openQuarantine} rows were refused by ${job} and are not settled.`, "status");
    if (!isVerified)
      throw refuse(
        verification?.state === "done" && Number(verification.result?.wrong ?? 0) > 0
          ? `${verification.result?.wrong} rows are not right, says the verification of ${job}.`
          : `Nobody has looked at the rows since ${job} ended.`,
        verification?.state === "done" && Number(verification.result?.wrong ?? 0) > 0 ? "run" : "verify",
      );
    const age = now.getTime() - Date.parse(verification?.finishedAt ?? "");
    // a server's text that no Date reads is as good as none
    if (!(age < freshForMs)) throw refuse(`The rows were last looked at more than a day ago.`, "verify");
  }
}

/** Whether encryption is done, and what was encrypted can be read, as its jobs' own ledgers tell. */

import { type ConfirmedEnvironment, confirming } from "../confirming.ts";
import { type LaunchVerdict, openVerdict, provenVerdict } from "./launch-verdict.ts";

/** A job; moments in ISO 8601, UTC. */
export interface EncryptedJob {
  readonly job: string;
  readonly relation: string;
  readonly rows: number;
  /** Null: not yet. */
  readonly encryptedAt: string | null;
  /** Null: never since. */
  readonly verifiedAt: string | null;
}

/** Every job is at its end, and the server keeps plain text out. */
export function encryptionRun(jobs: readonly EncryptedJob[], environment: ConfirmedEnvironment): LaunchVerdict {
  const open = jobs.find(({ encryptedAt }) => encryptedAt === null);
  if (open !== undefined)
    return openVerdict(
      `${open.relation} is not encrypted yet`,
      confirming(`lockstep encrypt run ${open.job} --env ${environment.name}`, environment),
    );
  return provenVerdict(
    jobs
      .map(
        ({ relation, rows, encryptedAt }) =>
          `${relation}: ${rows} rows by ${encryptedAt?.slice(0, 10)}, and the server's check holds`,
      )
      .join("; "),
    "that WAL and backups of before hold no plain text",
  );
}

/** Every value was opened since, in this week or later. */
export function encryptedReadable(jobs: readonly EncryptedJob[], environment: string, opens: string): LaunchVerdict {
  const open = jobs.find(({ verifiedAt }) => verifiedAt === null || verifiedAt < opens);
  if (open !== undefined) {
    const last =
      open.verifiedAt === null ? "never since it was encrypted" : `last on ${open.verifiedAt.slice(0, 10)}, before this week`;
    return openVerdict(
      `every value of ${open.relation} was opened ${last}`,
      `lockstep encrypt verify ${open.job} --env ${environment}`,
    );
  }
  return provenVerdict(
    jobs.map(({ relation, verifiedAt }) => `${relation}: every value opened on ${verifiedAt?.slice(0, 10)}`).join("; "),
    "that the application has the same keys",
  );
}

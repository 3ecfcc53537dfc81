/** The part of `status` that tells of data jobs which have not come to their end, a line each with the command that goes on. */

import type { OpenJob } from "../backfill/open-job.ts";
import { confirming } from "../confirming.ts";
import { countOf } from "./count-words.ts";
import type { StatusNote } from "./status-note.ts";

interface EnvironmentJobs {
  readonly environment: string;
  readonly protected: boolean;
  readonly jobs: readonly OpenJob[];
}

/** How people call a run of a kind, and the command that goes on with it. */
const kinds: Readonly<Record<string, { readonly noun: string; readonly line: string }>> = {
  backfill: { noun: "backfill", line: "lockstep backfill run" },
  verify: { noun: "verification of", line: "lockstep backfill verify" },
  encryption: { noun: "encryption", line: "lockstep encrypt run" },
  "verify-encryption": { noun: "verification of", line: "lockstep encrypt verify" },
  decryption: { noun: "decryption", line: "lockstep encrypt decrypt" },
};

/** As sentences. */
export function jobNotes(place: EnvironmentJobs): readonly StatusNote[] {
  return place.jobs.map((job) => noteOf(place, job));
}

function noteOf({ environment, protected: isProtected }: EnvironmentJobs, job: OpenJob): StatusNote {
  const { name, kind, standing, reason, actor, startedAt, openQuarantine } = job;
  const { noun, line } = kinds[kind] ?? { noun: kind, line: null };
  const words = `${name} --env ${environment}`;
  const head = `${environment}: ${noun} ${name}`;
  // a verification only looks, and nobody is asked
  const asks = isProtected && !kind.startsWith("verify");
  const goesOn = line === null ? null : confirming(`${line} ${words}`, { name: environment, protected: asks });
  switch (standing) {
    case "running":
      return { kind: "info", text: `${head} is running`, fix: null };
    case "stopped":
      return {
        kind: "caution",
        text: `${head} of ${startedAt.slice(0, 10)} by ${actor} is not done, and nobody runs it`,
        fix: goesOn,
      };
    case "paused":
      return {
        kind: "caution",
        text: `${head} is paused${reason === null ? "" : ` (${reason})`}`,
        fix: `lockstep backfill resume ${words}`,
      };
    case "blocked":
      return {
        kind: "caution",
        text: `${head} waits for a decision about ${countOf(openQuarantine, "row")}`,
        fix: kind === "backfill" ? `lockstep backfill status ${words}` : goesOn,
      };
  }
}

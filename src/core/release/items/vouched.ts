/** A team member is available: no machine can know, so a named person says so, for this batch and not for ever. */

import { holding, type Occasion, type StoredAttestation } from "../attestation-record.ts";
import type { ItemVerdict } from "../checklist.ts";

/** What is to go, who runs it, and how moments are said. */
export interface TeammateOccasion extends Occasion {
  readonly runner: string;
  readonly environment: string;
  readonly inWords: (instant: string) => string;
}

/** Judges. `runner` is whoever runs the batch: they are not their own help. */
export function teammate(
  stored: readonly StoredAttestation[],
  { files, now, runner, environment, inWords }: TeammateOccasion,
): ItemVerdict {
  const others = stored.filter(({ record }) => record.name.trim().toLowerCase() !== runner.trim().toLowerCase());
  const { found, why } = holding(others, "teammate", { files, now });
  const doesNotProve = "that they answer when they are called";
  if (found !== null)
    return {
      state: "attested",
      why: `${found.record.name} is there until ${inWords(found.record.until)}`,
      doesNotProve,
      fix: null,
    };
  const isOwnWord = holding(stored, "teammate", { files, now }).found !== null;
  return {
    state: "open",
    why: isOwnWord ? `${runner} runs this and cannot be their own help` : (why ?? "nobody has said that they are there to help"),
    doesNotProve: "",
    fix: `lockstep checklist attest ${environment} teammate --by NAME`,
  };
}

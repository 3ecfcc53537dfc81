/** Which migrations a rollback undoes, the last first: the last batch, or what somebody names. */

import { AppError } from "../app-error.ts";
import { isCalled, isRepeatable } from "../migration/migration-layout.ts";
import type { EventSummary } from "./journal-event.ts";
import { journalState } from "./journal-state.ts";

/** What is wished; at most one of them. */
export interface RollbackWish {
  /** Everything that was applied after this file or version. */
  readonly to: string | null;
  /** This file or version alone. */
  readonly only: string | null;
  /** The last so many. */
  readonly steps: number | null;
}

/** The `applied` events to undo, the latest first; none where nothing is applied. @throws AppError USAGE, ROLLBACK_REFUSED */
export function chooseRollback(
  events: readonly EventSummary[],
  wish: RollbackWish,
  environment: string,
): readonly EventSummary[] {
  const { versions } = journalState(events);
  const standing = [...versions].flatMap(([version, state]) => {
    // what is repeatable has no way back but what it was before
    if (isRepeatable(version)) return [];
    // whose rollback was interrupted is still on its way back
    const isGoingBack = state.kind === "under-way" && state.direction === "down";
    return isGoingBack || (state.kind === "applied" && state.how === "applied") ? [version] : [];
  });
  const last = new Map(events.filter(({ event }) => event === "applied").map((event) => [event.version, event]));
  const applied = standing.flatMap((version) => last.get(version) ?? []).sort((one, other) => other.seq - one.seq);
  const { to, only, steps } = wish;
  const called = (name: string): EventSummary => {
    const isMeant = (file: string | null, version: string) => isCalled(name, { file: file ?? version, version });
    const found = applied.find(({ file, version }) => version !== null && isMeant(file, version));
    if (found !== undefined) return found;
    if (isRepeatable(name)) throw repeatable(name, environment);
    const isAdopted = [...versions].some(([version, state]) => state.kind === "applied" && isMeant(state.by.file, version));
    throw isAdopted ? notOurs(name) : unknown(name, environment);
  };
  if (only !== null) return [called(only)];
  if (to !== null) {
    const { seq } = called(to);
    return applied.filter((event) => event.seq > seq);
  }
  if (steps !== null) return applied.slice(0, steps);
  const [latest] = applied;
  if (latest === undefined) return [];
  const { batch } = latest.payload;
  return batch === undefined ? [latest] : applied.filter(({ payload }) => payload.batch === batch);
}

function notOurs(name: string): AppError {
  return new AppError({
    code: "ROLLBACK_REFUSED",
    message: `${name} was not applied by Lockstep: the journal has no text of it to go back by.`,
    hint: "Undo it with a new migration: lockstep new",
  });
}

function repeatable(name: string, environment: string): AppError {
  return new AppError({
    code: "ROLLBACK_REFUSED",
    message: `${name} is repeatable: the text before it is its way back.`,
    hint: `Put that text back, and: lockstep apply ${environment}`,
  });
}

function unknown(name: string, environment: string): AppError {
  return new AppError({ code: "USAGE", message: `${name} is not applied here.`, hint: `lockstep status ${environment}` });
}

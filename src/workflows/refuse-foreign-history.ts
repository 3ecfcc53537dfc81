/**
 * First contact: a database to which Lockstep has applied nothing may have a history all the same, another tool's or a log that people keep.
 * To run the whole folder there would do everything a second time.
 */

import { AppError } from "../core/app-error.ts";
import type { Session } from "../postgres/session.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import { findHistories } from "./find-histories.ts";

/** Refuses where there is a history that nobody has taken over. @throws AppError HISTORY_DIFFERS with the command that takes it over */
export async function refuseForeignHistory(session: Session, environment: string, log: EnvironmentLog | null): Promise<void> {
  const [first, ...others] = await findHistories(session, log);
  if (first === undefined) return;
  const { title, place, count, source } = first;
  const name = source === "log" ? place : `${place} of ${title}`;
  const more = others.length === 0 ? "" : ` (and ${others.map((one) => one.place).join(", ")})`;
  throw new AppError({
    code: "HISTORY_DIFFERS",
    message: `${environment} has no migration in its journal, but ${name}${more} tells of ${count === 1 ? "one" : count} that ${count === 1 ? "is" : "are"} applied. Nothing was run.`,
    hint: `Take it over: lockstep import ${environment}${others.length === 0 ? "" : ` --from ${source}`}`,
  });
}

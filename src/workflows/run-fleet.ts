/** The way through a fleet, whoever does the work: in waves, so many at a time, until all are done or too many have failed. */

import { AppError } from "../core/app-error.ts";
import { type FleetPace, mayBegin } from "../core/journal/fleet-waves.ts";
import { messageOf } from "../core/message-of.ts";
import type { FleetMember } from "./fleet-members.ts";

/** What became of one database. */
export interface MemberOutcome {
  /** In the fleet. */
  readonly name: string;
  /** Its URL without the password. */
  readonly database: string;
  /** skipped: what was asked for is not pending there; not-begun: it never came to it. */
  readonly state: "applied" | "up-to-date" | "failed" | "skipped" | "not-begun";
  /** What was applied, or would be; of a failed one the journal tells. */
  readonly files: readonly string[];
  /** Flags that a real run would need; in a dry run only. */
  readonly acknowledgements: readonly string[];
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
}

/** What one database came to, without its name. */
export type MemberResult = Omit<MemberOutcome, "name" | "database">;

/** Who does the work. */
export interface FleetExecutor {
  /** At most so many at a time. */
  readonly jobs: number;
  /** Never throws. */
  readonly run: (member: FleetMember, isFirst: boolean) => Promise<MemberResult>;
  /** Takes back what was handed on and has not begun. */
  readonly giveUp: () => Promise<void>;
}

/** How to go. */
export interface FleetWay extends FleetPace {
  readonly signal: AbortSignal | undefined;
  /** After each one that has ended. */
  readonly onDone: (outcome: MemberOutcome, ended: number) => void;
}

/** Runs all; the outcomes are in the order of the members. */
export async function runFleet(
  members: readonly FleetMember[],
  executor: FleetExecutor,
  way: FleetWay,
): Promise<readonly MemberOutcome[]> {
  const outcomes = new Map<string, MemberOutcome>();
  const running = new Set<Promise<void>>();
  const progress = { worked: 0, failed: 0 };
  const interruption = aborted(way.signal);
  let next = 0;
  let gaveUp = false;
  const end = (member: FleetMember, result: MemberResult) => {
    const outcome = { name: member.name, database: member.display, ...result };
    outcomes.set(member.name, outcome);
    if (result.state === "applied" || result.state === "failed") progress.worked += 1;
    if (result.state === "failed") progress.failed += 1;
    way.onDone(outcome, outcomes.size);
  };
  const goesOn = () => way.signal?.aborted !== true && progress.failed < way.maxFailures;
  try {
    while (true) {
      while (goesOn() && running.size < executor.jobs && mayBegin({ ...progress, running: running.size }, way)) {
        const member = members[next];
        if (member === undefined) break;
        next += 1;
        const work = executor.run(member, next === 1).then((result) => {
          running.delete(work);
          end(member, result);
        });
        running.add(work);
      }
      if (running.size === 0) break;
      await Promise.race([...running, ...(gaveUp ? [] : [interruption.promise])]);
      if (!gaveUp && !goesOn()) {
        gaveUp = true;
        await executor.giveUp();
      }
    }
  } finally {
    interruption.stop();
  }
  return members.map(
    (member) => outcomes.get(member.name) ?? { name: member.name, database: member.display, ...memberResult("not-begun") },
  );
}

/** What is told by its state alone. */
export function memberResult(state: MemberOutcome["state"], fields: Partial<MemberResult> = {}): MemberResult {
  return { state, files: [], acknowledgements: [], error: null, ...fields };
}

/** A failure as the report has it. */
export function failedMember(error: unknown): MemberResult {
  const { code, message, hint } =
    error instanceof AppError
      ? error
      : new AppError({
          code: "INTERNAL",
          message: `A defect in Lockstep: ${messageOf(error)}`,
        });
  return memberResult("failed", { error: { code, message, hint: hint ?? null } });
}

function aborted(signal: AbortSignal | undefined): { readonly promise: Promise<void>; readonly stop: () => void } {
  let stop = () => {};
  const promise = new Promise<void>((resolve) => {
    const listener = () => resolve();
    signal?.addEventListener("abort", listener);
    stop = () => signal?.removeEventListener("abort", listener);
  });
  return { promise, stop };
}

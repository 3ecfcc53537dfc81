/** The throttle of a job as its definition asks for it, with a gauge at its database and the real clock. */

import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../core/app-error.ts";
import { jobWindows } from "../core/backfill/job-window.ts";
import type { ThrottleVerdict } from "../core/backfill/throttle.ts";
import { type ThrottleOverrides, throttleLimits } from "../core/backfill/throttle-limits.ts";
import { plainStatements } from "../core/release/plain-statements.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { ConnectionTarget } from "../postgres/connection-url.ts";
import { PressureGauge } from "../postgres/pressure-gauge.ts";
import { startThrottle, type Throttle } from "./throttle.ts";

/** What a definition says about its pace. */
export interface JobPace {
  readonly throttle?: ThrottleOverrides | undefined;
  readonly windows?: readonly string[] | undefined;
  readonly zone?: string | undefined;
  readonly blackout?: readonly string[] | undefined;
}

/** What else it takes. */
export interface PaceMeans {
  /** What to call the job's file in refusals. */
  readonly origin: string;
  /** The job's table, quoted, with its schema. */
  readonly relation: string;
  /** `session.target` of the job's own session. */
  readonly target: ConnectionTarget;
  /** Backends that work at the job. */
  readonly workers: () => readonly number[];
  readonly onChange: (verdict: ThrottleVerdict) => void;
  /** What cannot be measured; sentences without a full stop. */
  readonly warn: (text: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Checks the definition and begins to look; close it in `finally`. @throws AppError JOB_INVALID */
export async function openThrottle({ throttle = {}, windows, zone, blackout }: JobPace, means: PaceMeans): Promise<Throttle> {
  const { origin, relation, target, workers, onChange, warn, signal } = means;
  const limits = throttleLimits(throttle, origin);
  const open =
    windows === undefined && blackout === undefined
      ? null
      : jobWindows(
          {
            // days without, and else at any time
            windows: windows ?? ["00:00-24:00"],
            ...(zone === undefined ? {} : { zone }),
            ...(blackout === undefined ? {} : { blackout }),
          },
          origin,
        );
  const canary =
    throttle.canary === undefined ? "row" : throttle.canary === null ? null : await statementOf(throttle.canary, origin);
  return startThrottle({
    gauge: new PressureGauge(target, { relation, workers, canary, warn }),
    limits,
    windows: open,
    clock: () => new Date(),
    sleep: (ms, end) => pause(ms, undefined, { signal: end }).catch(() => undefined),
    onChange,
    signal,
  });
}

// with a second statement or a commit in it, it would not be the one that is measured
async function statementOf(sql: string, origin: string): Promise<{ readonly sql: string }> {
  await loadParser();
  const wrong = (cause?: unknown) =>
    new AppError({
      code: "JOB_INVALID",
      message: `${origin}: throttle.canary must be one statement, without begin or commit.`,
      hint: 'canary: "update app.health set at = now()"',
      ...(cause === undefined ? {} : { cause }),
    });
  try {
    const [only, another] = plainStatements(sql, origin);
    if (only !== undefined && another === undefined) return { sql: only };
  } catch (cause) {
    throw wrong(cause);
  }
  throw wrong();
}

/** The smoke checks of a train: on the target, after the apply. */

import { AppError } from "../../core/app-error.ts";
import type { SmokeResult } from "../../core/release/smoke-record.ts";
import type { Ride } from "./ride.ts";

/** How they went. */
export interface TrainSmoke {
  readonly passed: boolean;
  readonly checks: number;
  readonly failed: readonly SmokeResult[];
  /** Relative to the working folder. */
  readonly evidence: string | null;
}

/** Runs them; null where none are configured. @throws AppError SMOKE_INVALID, CONNECT_* */
export async function smokeTarget(
  { place, context, log, clock }: Ride,
  environment = place.environment,
): Promise<TrainSmoke | null> {
  if (place.project.config.smoke.length === 0) {
    log.skip("smoke", "no smoke checks are configured");
    return null;
  }
  const { smokeEnvironment } = await import("../smoke.ts");
  return log.step(
    "smoke",
    async () => {
      const { passed, checks, evidence } = await smokeEnvironment(environment, place.project, { only: [], clock }, context);
      return { passed, checks: checks.length, failed: checks.filter((one) => !one.passed), evidence };
    },
    ({ passed, checks, failed }) =>
      passed
        ? { state: "done", detail: `${checks} passed` }
        : { state: "failed", detail: failed.map(({ name }) => name).join(", ") },
  );
}

/** Smoke checks that failed, as what failed. */
export function smokeFailed(environment: string, { failed }: TrainSmoke): AppError {
  return new AppError({
    code: "SMOKE_FAILED",
    message: `${environment}: ${failed.map(({ name, message }) => `${name}: ${message}`).join("; ")}`,
    hint: `lockstep smoke ${environment}`,
  });
}

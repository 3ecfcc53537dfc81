/** A monthly train goes to staging first: the same files, then every look that production will get. */

import { AppError } from "../../core/app-error.ts";
import { findEnvironment } from "../../project/find-environment.ts";
import { nextTrain } from "../checklist.ts";
import { noConsent } from "../consent.ts";
import { verify } from "../verify.ts";
import type { Ride } from "./ride.ts";
import { smokeFailed } from "./smoke-target.ts";

/** Applies, verifies and smokes there; returns what was done, in words. @throws what those throw, and then the train ends before production */
export async function passStaging(staging: string, { request, place, context, clock }: Ride): Promise<string> {
  const environment = findEnvironment(place.project.config, staging, context.env);
  const there = await nextTrain(staging, context, { isAfter: true });
  const wanted = new Set(place.train.riding.map(({ version }) => version));
  const missing = [...there.train.riding, ...there.train.staying].map(({ file }) => file);
  const files = place.train.riding
    .filter(({ file, version }) => missing.includes(file) && wanted.has(version))
    .map(({ file }) => file);
  const { waitMs, tool, lockBudgetMs, attempts } = request;
  if (files.length > 0) {
    const { apply } = await import("../apply.ts");
    const apart = {
      environment: staging,
      to: null,
      only: files,
      limit: null,
      isDryRun: false,
      consent: noConsent,
      predicts: true,
    };
    await apply({ ...apart, waitMs, tool, lockBudgetMs, attempts }, context);
  }
  const { holds, why } = await verify(staging, context);
  if (!holds)
    throw new AppError({
      code: "MIGRATION_DIFFERS",
      message: `${staging} is not what its journal says${why === null ? "" : `: ${why}`}. Nothing was done to ${place.environment.name}.`,
      hint: `lockstep verify ${staging}`,
    });
  const smoke = place.project.config.smoke.length === 0 ? null : await smokeThere();
  return `${files.length} applied to ${staging}, verified${smoke === null ? "" : `, ${smoke} checks passed`}`;

  async function smokeThere(): Promise<number> {
    const { smokeEnvironment } = await import("../smoke.ts");
    const { passed, checks, evidence } = await smokeEnvironment(environment, place.project, { only: [], clock }, context);
    if (passed) return checks.length;
    throw smokeFailed(staging, { passed, checks: checks.length, failed: checks.filter((one) => !one.passed), evidence });
  }
}

/** `doctor`: what of the set-up works and what does not, each failure with its remedy. Reads only, never stops at a failure. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { DoctorCheck } from "../core/report/doctor-text.ts";
import { describeScratch } from "../postgres/scratch/describe-scratch.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { checkDumpClient } from "./check-dump-client.ts";
import { checkEnvironment, type EnvironmentCheckup } from "./check-environment.ts";
import { failedCheck } from "./failed-check.ts";
import { openProject, type Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** All checks, from the nearest to the farthest. */
export async function doctor(context: WorkflowContext): Promise<{ readonly checks: readonly DoctorCheck[] }> {
  const checks: DoctorCheck[] = [];
  let project: Project;
  try {
    project = await openProject(context);
    checks.push({ name: "configuration", status: "ok", detail: project.config.file ?? "no file: environment variables decide" });
  } catch (error) {
    return { checks: [failedCheck("configuration", error)] };
  }
  const { environments } = project.config;
  checks.push(secretsSource(context));
  // The two that every audit needs are asked for by name, so that a missing one is told with the line that sets it.
  for (const name of ["dev", "production"]) {
    if (environments.some((environment) => environment.name === name)) continue;
    checks.push(await attempt(name, async () => [void findEnvironment(project.config, name, context.env)].flatMap(() => [])));
  }
  const checkups = await Promise.all(environments.map((environment) => checkEnvironment(environment, project, context)));
  checks.push(...checkups.flatMap((checkup) => checkup.checks));
  checks.push(await checkDumpClient(newestMajor(checkups), context));
  checks.push(await scratch(newestMajor(checkups), context));
  checks.push(migrations(project));
  return { checks };
}

async function attempt(name: string, work: () => Promise<readonly DoctorCheck[]>): Promise<DoctorCheck> {
  try {
    const [check] = await work();
    return check ?? { name, status: "ok", detail: "" };
  } catch (error) {
    return failedCheck(name, error);
  }
}

function secretsSource({ env }: WorkflowContext): DoctorCheck {
  const { DOPPLER_PROJECT: project, DOPPLER_CONFIG: config } = env;
  if (project === undefined || config === undefined)
    return { name: "secrets", status: "ok", detail: "environment variables (not inside doppler run)" };
  return { name: "secrets", status: "ok", detail: `doppler run, project ${project}, config ${config}` };
}

function newestMajor(checkups: readonly EnvironmentCheckup[]): number | undefined {
  const majors = checkups.flatMap(({ major }) => (major === null ? [] : [major]));
  return majors.length === 0 ? undefined : Math.max(...majors);
}

async function scratch(major: number | undefined, context: WorkflowContext): Promise<DoctorCheck> {
  return attempt("scratch server", async () => {
    const { detail, warning } = await describeScratch(major, context.env);
    return [{ name: "scratch server", status: warning === undefined ? "ok" : "warning", detail: warning ?? detail }];
  });
}

function migrations({ config }: Project): DoctorCheck {
  const folder = migrationsPath(config);
  if (!existsSync(folder))
    return {
      name: "migrations",
      status: "warning",
      detail: `there is no folder ${config.migrations.dir}`,
      fix: `mkdir -p ${config.migrations.dir}`,
    };
  const log = resolve(config.directory, config.migrations.log);
  if (!existsSync(log))
    return {
      name: "migrations",
      status: "warning",
      detail: `${config.migrations.dir} has no applied log: a file counts as pending while nothing that it makes is there`,
      fix: `write what production has into ${config.migrations.log}, a line each: FILE.sql | YYYY-MM-DD | WHO`,
    };
  return { name: "migrations", status: "ok", detail: `${config.migrations.dir}, log ${config.migrations.log}` };
}

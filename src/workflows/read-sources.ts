/** Reads several sources at once, whatever they are, and closes all of them when the work is done or one fails. */

import type { AppError } from "../core/app-error.ts";
import { type ClassifiedSource, classifySource } from "../project/classify-source.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { env } from "../project/secrets/env.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { Project } from "./open-project.ts";
import { readLiveSource } from "./read-live-source.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Reads the sources, runs `work` on them in their order, and closes them. @throws what reading and `work` throw */
export async function withSources<T>(
  names: readonly string[],
  project: Project,
  context: WorkflowContext,
  work: (readings: readonly SourceReading[]) => Promise<T>,
): Promise<T> {
  const environments = project.config.environments.map(({ name }) => name);
  const classified = names.map((name) => classifySource(name, { cwd: context.cwd, environments }));
  const live = new Map<number, Promise<SourceReading>>();
  for (const [i, source] of classified.entries()) if (isLive(source)) live.set(i, readLive(source, project, context));
  const outcomes = await Promise.allSettled(live.values());
  const readings = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  try {
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason as AppError; // rejections are errors
    const major = readings
      .map(({ catalog }) => Math.floor((catalog.server?.versionNumber ?? 0) / 10_000))
      .find((found) => found > 0);
    const all: SourceReading[] = [];
    const { readReplayed } = live.size === names.length ? { readReplayed: null } : await import("./read-replayed-source.ts");
    for (const [i, source] of classified.entries()) {
      const known = await live.get(i);
      if (known !== undefined) all.push(known);
      else if (readReplayed !== null) {
        const reading = await readReplayed(source, project, context, major ?? null);
        readings.push(reading);
        all.push(reading);
      }
    }
    return await work(all);
  } finally {
    await Promise.all(readings.map((reading) => reading.close()));
  }
}

function isLive(source: ClassifiedSource): boolean {
  return source.kind === "environment" || source.kind === "url" || source.kind === "variable";
}

async function readLive(source: ClassifiedSource, project: Project, context: WorkflowContext): Promise<SourceReading> {
  const noRoles = {};
  if (source.kind === "url") {
    context.learn(source.url);
    return readLiveSource({ name: source.name, url: source.url, roles: noRoles }, context);
  }
  if (source.kind === "variable") {
    const { value } = await resolveSecret(env(source.variable), project.secrets);
    return readLiveSource({ name: source.name, url: value, roles: noRoles }, context);
  }
  const environment = findEnvironment(project.config, source.name, context.env);
  const { value } = await resolveSecret(environment.url, project.secrets);
  return readLiveSource({ name: environment.name, url: value, roles: environment.roles }, context);
}

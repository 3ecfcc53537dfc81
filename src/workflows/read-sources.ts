/** Reads several sources at once, whatever they are, and closes all of them when the work is done or one fails. */

import type { ServerFacts } from "../core/catalog/catalog.ts";
import { type ClassifiedSource, classifySource } from "../project/classify-source.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { env } from "../project/secrets/env.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { Project } from "./open-project.ts";
import { type ReadingDepth, readLiveSource } from "./read-live-source.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Reads the sources, runs `work` on them in their order, and closes them. @throws what reading and `work` throw */
export async function withSources<T>(
  names: readonly string[],
  project: Project,
  context: WorkflowContext,
  work: (readings: readonly SourceReading[]) => Promise<T>,
  depth: ReadingDepth = {},
): Promise<T> {
  const environments = project.config.environments.map(({ name }) => name);
  const sources = names.map((name) => classifySource(name, { cwd: context.cwd, environments }));
  const open: SourceReading[] = [];
  try {
    const live = await readLiveOnes(sources, project, context, open, depth);
    const readings = new Map<number, SourceReading>(live.flatMap((reading, i) => (reading === null ? [] : [[i, reading]])));
    // Snapshots know their server, so they are read before what has to be replayed: on a server of the other side's version.
    const order = [...sources.keys()].filter((i) => !readings.has(i)).sort((a, b) => rank(sources[a]) - rank(sources[b]));
    for (const i of order) {
      const source = sources[i];
      if (source === undefined) continue;
      const server = [...readings].find(([other]) => knowsServer(sources[other]))?.[1].catalog.server ?? null;
      const reading = await readStored(source, server, project, context, depth);
      open.push(reading);
      readings.set(i, reading);
    }
    return await work(sources.flatMap((_, i) => readings.get(i) ?? []));
  } finally {
    await Promise.all(open.map((reading) => reading.close()));
  }
}

// All at once. When one fails, the others are still waited for, so that every session can be closed.
async function readLiveOnes(
  sources: readonly ClassifiedSource[],
  project: Project,
  context: WorkflowContext,
  open: SourceReading[],
  depth: ReadingDepth,
): Promise<readonly (SourceReading | null)[]> {
  const outcomes = await Promise.allSettled(
    sources.map((source) => (isLive(source) ? readLive(source, project, context, depth) : Promise.resolve(null))),
  );
  for (const outcome of outcomes) if (outcome.status === "fulfilled" && outcome.value !== null) open.push(outcome.value);
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}

async function readStored(
  source: ClassifiedSource,
  server: ServerFacts | null,
  project: Project,
  context: WorkflowContext,
  depth: ReadingDepth,
): Promise<SourceReading> {
  if (isLive(source)) throw new Error("a live source was not read");
  const { readStoredSource } = await import("./read-stored-source.ts"); // brings the scratch servers along
  const wantedMajor = server === null ? null : Math.floor(server.versionNumber / 10_000);
  return readStoredSource(source, {
    workflow: context,
    project,
    wantedMajor,
    owner: server?.owner ?? null,
    dependencies: depth.dependencies === true,
  });
}

// A replay's own scratch server says nothing about where the other side runs.
function knowsServer(source: ClassifiedSource | undefined): boolean {
  return source !== undefined && (isLive(source) || source.kind === "snapshot");
}

function rank(source: ClassifiedSource | undefined): number {
  return source?.kind === "snapshot" ? 0 : 1;
}

type LiveClassified = Extract<ClassifiedSource, { kind: "environment" | "url" | "variable" }>;

function isLive(source: ClassifiedSource): source is LiveClassified {
  return source.kind === "environment" || source.kind === "url" || source.kind === "variable";
}

async function readLive(
  source: LiveClassified,
  project: Project,
  context: WorkflowContext,
  depth: ReadingDepth,
): Promise<SourceReading> {
  const noRoles = {};
  if (source.kind === "url") {
    // Without a password there is nothing to hide, and learning the URL would hide the source's own name.
    if (/:\/\/[^/?#]*:[^/?#]*@/.test(source.url)) context.learn(source.url);
    return readLiveSource({ name: source.name, url: source.url, roles: noRoles }, context, depth);
  }
  if (source.kind === "variable") {
    const { value } = await resolveSecret(env(source.variable), project.secrets);
    return readLiveSource({ name: source.name, url: value, roles: noRoles }, context, depth);
  }
  const environment = findEnvironment(project.config, source.name, context.env);
  const { value } = await resolveSecret(environment.url, project.secrets);
  return readLiveSource({ name: environment.name, url: value, roles: environment.roles }, context, depth);
}

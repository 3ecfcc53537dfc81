/** Files → catalog: runs scripts in a scratch database and reads what came of it, as far as the files can tell. */

import type { Catalog } from "../../core/catalog/catalog.ts";
import type { ObjectId } from "../../core/catalog/object-id.ts";
import type { ObjectKind } from "../../core/catalog/object-kind.ts";
import type { SchemaObject } from "../../core/catalog/schema-object.ts";
import type { Finding } from "../../core/finding.ts";
import type { Telling } from "../../core/sql/replay-traits.ts";
import { openSession } from "../../postgres/connect.ts";
import { inspect } from "../../postgres/inspect.ts";
import type { ScratchDatabase } from "../../postgres/scratch/open-scratch-database.ts";
import { type ReplayScript, replay } from "../../postgres/scratch/replay.ts";
import type { SourceReading } from "../source-reading.ts";
import type { SourceLimits } from "./file-limits.ts";
import { openScratch } from "./open-scratch.ts";
import type { ReplayContext } from "./replay-context.ts";

/** Scripts to run, and what to make of the result. */
export interface ReplayRequest {
  /** As reports call the source. */
  readonly name: string;
  readonly scripts: readonly ReplayScript[];
  /** Run before the scripts; one that fails is left out. */
  readonly preparation?: readonly string[];
  readonly limits: (tells: ReadonlySet<Telling>) => SourceLimits;
  readonly findings: readonly Finding[];
}

/** Replays and reads; the scratch server is kept until `close`, for other sources. @throws as `replay` and `openScratch` */
export async function replaySource(request: ReplayRequest, context: ReplayContext): Promise<SourceReading> {
  const { workflow, wantedMajor } = context;
  const step = `replaying ${request.name}`;
  workflow.progress({ step, state: "start" });
  const database = await openScratch(context);
  try {
    const { signal } = workflow;
    const { preparation = [], scripts } = request;
    const { tells } = await replay(database, scripts, {
      owner: context.owner,
      preparation,
      ...(signal === undefined ? {} : { signal }),
    });
    const catalog = limitCatalog(await inspectScratch(database, context.dependencies, signal), request.limits(tells));
    workflow.progress({ step, state: "done", detail: `${catalog.objects.size} objects` });
    const version = versionFinding(database, wantedMajor);
    const findings = [...request.findings, ...(version === null ? [] : [version])];
    return { name: request.name, catalog, connection: null, live: null, findings, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function inspectScratch(
  database: ScratchDatabase,
  dependencies: boolean,
  signal: AbortSignal | undefined,
): Promise<Catalog> {
  // a session of its own: the scripts may have set a role or a search path
  const session = await openSession(database.target, signal === undefined ? {} : { signal });
  try {
    return (await inspect(session, { dependencies })).catalog;
  } finally {
    await session.close();
  }
}

/** What the scratch server itself brought along is taken out, so that it can be neither missing nor superfluous. */
function limitCatalog(catalog: Catalog, limits: SourceLimits): Catalog {
  const cannotExpress = [...new Set([...catalog.cannotExpress, ...limits.cannotExpress])];
  const hidden = new Set<string>(cannotExpress);
  const objects = [...catalog.objects].flatMap(([id, object]): [ObjectId, SchemaObject][] =>
    hidden.has(object.kind) ? [] : [[id, limits.tellsOwners ? object : { ...object, owner: null }]],
  );
  const owners = limits.tellsOwners ? [] : [{ what: "owner", why: "the source says nothing about owners" }];
  const { cannotExpressObjects } = limits;
  // an older scratch server has limits of its own
  const cannotExpressFacts = { ...limits.cannotExpressFacts };
  for (const [kind, facts] of Object.entries(catalog.cannotExpressFacts ?? {}))
    cannotExpressFacts[kind as ObjectKind] = [...(cannotExpressFacts[kind as ObjectKind] ?? []), ...facts]; // keys of that type's record
  return {
    ...catalog,
    objects: new Map(objects),
    notCompared: [...catalog.notCompared, ...owners],
    cannotExpress,
    cannotExpressFacts,
    cannotExpressObjects,
  };
}

function versionFinding({ warning, major }: ScratchDatabase, wantedMajor: number | null): Finding | null {
  const differs = wantedMajor !== null && wantedMajor !== major;
  if (warning === null && !differs) return null;
  return {
    rule: "scratch-version",
    level: "low",
    message: warning ?? `the scratch server is PostgreSQL ${major}, the other side ${wantedMajor}`,
    why: "Another major spells and knows some things differently, which may show as differences.",
  };
}

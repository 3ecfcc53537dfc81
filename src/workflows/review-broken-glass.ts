/** `checklist attest ENV break-glass`: somebody else has looked at what went past the window and the checklist. */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import { type ReviewRecord, reviewRecord, unreviewed } from "../core/release/broken-glass.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import { readEvidence, saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { openProject } from "./open-project.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Who says what. */
export interface ReviewRequest {
  readonly environment: string;
  readonly name: string;
  readonly reason: string;
  /** Who types it. */
  readonly by: string;
  readonly now: Date;
}

/** What was reviewed. */
export interface Reviewed extends ReviewRecord {
  readonly environment: string;
  readonly files: readonly string[];
  /** Of the evidence, relative to the working folder. */
  readonly path: string;
}

/** Keeps the review. @throws AppError USAGE where nothing is open, or the reviewer is who did it; CONNECT_*, FILE_UNWRITABLE */
export async function reviewBrokenGlass(request: ReviewRequest, context: WorkflowContext): Promise<Reviewed> {
  const { environment: wanted, name, reason, by, now } = request;
  const project = await openProject(context);
  const environment = findEnvironment(project.config, wanted, context.env);
  const folder = migrationsPath(project.config);
  const events = await withEnvironment(environment, project, context, readSummaries);
  const open = unreviewed(events, await readReviews(folder, environment.name));
  const own = open.filter(({ actor }) => actor.toLowerCase() !== name.toLowerCase());
  if (own.length === 0)
    throw new AppError({
      code: "USAGE",
      message:
        open.length === 0
          ? `Nothing on ${environment.name} went past its checklist that nobody has reviewed.`
          : `${name} did it, and somebody else has to look at it.`,
      hint: `lockstep log show ${environment.name}`,
    });
  const data: ReviewRecord = { item: "break-glass", name, reason, events: own.map(({ hash }) => hash) };
  const kept = await saveEvidence(folder, {
    kind: "attestation",
    at: now.toISOString(),
    environment: environment.name,
    by,
    data,
  });
  const files = own.flatMap(({ file }) => file ?? []);
  return { ...data, environment: environment.name, files, path: relative(context.cwd, kept) };
}

/** All reviews of an environment. */
export async function readReviews(folder: string, environment: string): Promise<readonly ReviewRecord[]> {
  return (await readEvidence(folder, "attestation", environment)).flatMap(({ data }) => reviewRecord(data) ?? []);
}

/**
 * What stands around a batch: on a protected environment the gates before it, and a look before each COMMIT; elsewhere a prediction that is
 * made while the batch runs, and one look at its end. It brings the scratch servers along: who needs none does not come here.
 */

import { relative } from "node:path";
import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { EventPayload } from "../core/journal/journal-event.ts";
import { expectedCatalog, unexpectedChanges } from "../core/parity/expected-catalog.ts";
import { type Loss, unacknowledged } from "../core/release/loss.ts";
import { planHash } from "../core/release/plan-hash.ts";
import { readApplyingRole } from "../postgres/applying-role.ts";
import { inspect } from "../postgres/inspect.ts";
import { appendEvent } from "../postgres/journal-store.ts";
import { serverTime } from "../postgres/server-time.ts";
import { hookChecksums } from "./apply-hook.ts";
import { batchChecklist } from "./batch-checklist.ts";
import { type BatchGuard, type GuardRequest, goesOn, nothingAsked, type PredictionOutcome, unguarded } from "./batch-guard.ts";
import { differs, noteFingerprint, PredictionCheck } from "./check-prediction.ts";
import { type Consent, type ConsentSubject, confirmByName, refuseLosses, refuseWithoutConsent } from "./consent.ts";
import { journalWaivers } from "./journal-waivers.ts";
import type { Migrating } from "./migrating.ts";
import { type BatchPrediction, predictBatch, readTarget, rolesOf } from "./predict.ts";
import { findDrift, refuseDrift } from "./refuse-drift.ts";
import { refuseFrozen, refuseOpenItems } from "./refuse-unready.ts";
import { rehearseForApply } from "./rehearse-for-apply.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Looks, asks and refuses. @throws AppError CONFIRMATION_MISSING, ACKNOWLEDGEMENT_MISSING, REHEARSAL_REFUSED, SCHEMA_DRIFTED, MIGRATION_FAILED */
export function guardBatch(request: GuardRequest, run: Migrating, context: WorkflowContext): Promise<BatchGuard> {
  return run.environment.protected ? guardProtected(request, run, context) : guardLightly(request, run, context);
}

async function guardProtected(request: GuardRequest, run: Migrating, context: WorkflowContext): Promise<BatchGuard> {
  const { files, isDryRun, consent, clock } = request;
  const { environment, target } = run;
  const now = clock === null ? await serverTime(target.session) : clock();
  const start = await readTarget(target.session, environment);
  const planned = [...files, ...hookChecksums(run.folder)];
  const hash = planHash({ verb: "apply", environment: environment.name, files: planned, fingerprint: fingerprint(start) });
  const what = files.length === 1 ? (files[0]?.file ?? "") : `${files.length} migrations`;
  const subject: ConsentSubject = { environment, verb: "apply", planHash: hash, line: request.line, what };
  if (!isDryRun) refuseWithoutConsent(consent, subject);
  const isUrgent = consent.breakGlass !== null;
  if (request.resumes) return resumed({ consent, isDryRun, subject });
  if (!isDryRun && !isUrgent) await refuseFrozen(files, run, now);
  const drift = await findDrift(files, start, run);
  context.progress({ step: "rehearse", state: "start", detail: what });
  const refuseTouching = (touched: ReadonlySet<string>) => {
    if (drift !== null) refuseDrift(drift, touched, environment.name);
  };
  const fit = await rehearseForApply({ files, start, keepsEvidence: !isDryRun, now, refuseTouching }, run, context);
  const losses = [...request.attestations, ...fit.losses];
  const checklist = await batchChecklist(
    {
      files,
      fit,
      losses,
      acknowledged: consent.acknowledged,
      isResumed: false,
      schema: start,
      now,
      isShown: isDryRun,
    },
    run,
    context,
  );
  if (!isDryRun) {
    refuseLosses(losses, consent, { environment: environment.name, line: request.line });
    if (!isUrgent) refuseOpenItems(checklist);
    await confirmByName(consent, subject);
    await run.mark();
    if (!isUrgent) await journalWaivers(checklist, run);
  }
  const check = new PredictionCheck(start, fit.prediction, run);
  return {
    batch: {
      check: ({ version }) => check.inside(version),
      checkAfter: (migration) => check.afterwards(migration),
      checkHook: (file) => check.inside(file),
      note: noteOf(hash, losses, consent),
    },
    planHash: hash,
    losses: unacknowledged(losses, consent.acknowledged),
    evidence: fit.evidence === null ? null : relative(context.cwd, fit.evidence),
    checklist,
    finish: async () => ({ kind: "held" }),
    close: async () => {},
  };
}

async function resumed({
  consent,
  isDryRun,
  subject,
}: Pick<GuardRequest, "consent" | "isDryRun"> & { readonly subject: ConsentSubject }): Promise<BatchGuard> {
  if (!isDryRun) await confirmByName(consent, subject);
  return {
    batch: { check: null, checkAfter: null, note: noteOf(subject.planHash, [], consent) },
    planHash: subject.planHash,
    losses: [],
    evidence: null,
    checklist: null,
    finish: async () => ({ kind: "none", why: goesOn }),
    close: async () => {},
  };
}

function noteOf(hash: string, losses: readonly Loss[], { acknowledged, breakGlass }: Consent): EventPayload {
  const names = acknowledged.filter((name) => losses.some((loss) => loss.name === name));
  return {
    planHash: hash,
    ...(names.length === 0 ? {} : { acknowledged: names }),
    ...(breakGlass === null ? {} : { breakGlass }),
  };
}

async function guardLightly(request: GuardRequest, run: Migrating, context: WorkflowContext): Promise<BatchGuard> {
  const { files } = request;
  const { environment, target } = run;
  const none = unguarded(request, environment);
  if (none !== null) return none;
  const start = await readTarget(target.session, environment);
  const role = await readApplyingRole(target.session);
  const prediction = predictBatch(files, start, role, run, context);
  return {
    ...nothingAsked,
    batch: { ...nothingAsked.batch, checkHook: () => noteFingerprint(run) },
    finish: async (batchId) => settle(await prediction, { start, batchId }, run),
    // the copy goes before the run ends
    close: async () => void (await prediction),
  };
}

async function settle(
  prediction: BatchPrediction,
  { start, batchId }: { readonly start: Catalog; readonly batchId: string },
  run: Migrating,
): Promise<PredictionOutcome> {
  const { environment, target } = run;
  if (prediction.kind === "none") return prediction;
  if (prediction.kind === "skips") throw differs("IF NOT EXISTS has hidden something", [prediction.why], environment.name);
  const { catalog } = await inspect(target.session, { roles: rolesOf(environment) });
  const expected = expectedCatalog(start, prediction.changes);
  const differing = await unexpectedChanges(expected, catalog, prediction.isLeftOut);
  if (differing.length > 0)
    throw differs("what was applied did not lead to the schema that was predicted", differing, environment.name);
  const event = run.event(
    { event: "verified", version: null, file: null, checksum: null },
    { batch: batchId, fingerprint: fingerprint(catalog) },
  );
  await appendEvent(target.session, event);
  return { kind: "held" };
}

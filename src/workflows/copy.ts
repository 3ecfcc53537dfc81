/** `copy`: rows of one environment in another one that is not protected, masked, and all of them or a part that belongs together. */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { CopiedTable, CopyOutcome } from "../core/masking/copy-record.ts";
import { travelling } from "../core/masking/copy-table.ts";
import { countOf } from "../core/report/count-words.ts";
import { readCopySchema } from "../postgres/copy-facts.ts";
import { filledTables } from "../postgres/copy-transaction.ts";
import type { AskInMoment } from "../postgres/subset-keys.ts";
import { saveEvidence } from "../project/evidence.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { actorOf } from "./actor-of.ts";
import { fillCopy } from "./copy-fill.ts";
import { copyMasks } from "./copy-masks.ts";
import { type CopyPlace, copyRoute, withCopyPlace } from "./copy-place.ts";
import { type CopyPlan, type CopyWish, planCopy, sourceSchema } from "./copy-plan.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is to be copied. */
export interface CopyRequest extends CopyWish {
  readonly from: string;
  readonly to: string;
  /** `replace:ENV`: the rows that the target holds may go. */
  readonly acknowledged: readonly string[];
  readonly isDryRun: boolean;
  readonly clock: () => Date;
  /** Milliseconds, of a clock that only goes on. */
  readonly now: () => number;
}

/** A copy with where it was written down. */
export interface CopyResult extends CopyOutcome {
  /** Relative to the working folder; null where nothing was copied. */
  readonly evidence: string | null;
}

/** For the source's transaction, which lasts as long as the copy. A policy must not hide rows without a word. */
const sourceSettings = ["set local idle_in_transaction_session_timeout = 0", "set local row_security = off"];

/**
 * Copies, or says what would be copied.
 * @throws AppError COPY_REFUSED, SAME_DATABASE, IDENTITY_MISMATCH, COLUMNS_UNCLASSIFIED, MASKING_INVALID, ACKNOWLEDGEMENT_MISSING, COPY_FAILED,
 * OUTCOME_UNKNOWN, CONNECT_*, SECRET_*, INTERRUPTED
 */
export async function copy(request: CopyRequest, context: WorkflowContext): Promise<CopyResult> {
  const started = request.now();
  const route = await copyRoute(request, context);
  const outcome = await withCopyPlace(route, context, (place) => copyBetween(place, request, context));
  const whole = { ...outcome, ms: request.now() - started };
  if (outcome.kind === "planned" || outcome.refuted.length > 0) return { ...whole, evidence: null };
  const at = request.clock().toISOString();
  const evidence = { kind: "copy" as const, at, environment: route.to.name, by: actorOf(context), data: whole };
  const path = await saveEvidence(migrationsPath(route.project.config), evidence);
  return { ...whole, evidence: relative(context.cwd, path) };
}

type Copied = Omit<CopyOutcome, "ms">;

async function copyBetween(place: CopyPlace, request: CopyRequest, context: WorkflowContext): Promise<Copied> {
  const { source, target } = place;
  const theirs = await readCopySchema((sql) => target.query(sql));
  const stop = () => void Promise.all([source.cancel(), target.cancel()]);
  context.signal?.addEventListener("abort", stop, { once: true });
  try {
    return await source.transaction(sourceSettings, async (_, ask) => {
      try {
        return await inMoment(place, ask, theirs, request, context);
      } catch (error) {
        // rows may still be on their way: only the end of the connection stops them
        await Promise.all([source.close(), target.close()]);
        throw error;
      }
    });
  } catch (error) {
    if (context.signal?.aborted !== true) throw error;
    throw new AppError({
      code: "INTERRUPTED",
      message: `The copy was stopped. ${place.to.name} is written in one transaction: it is as it was.`,
      hint: "Run it again: it starts over.",
      cause: error,
    });
  } finally {
    context.signal?.removeEventListener("abort", stop);
  }
}

async function inMoment(
  place: CopyPlace,
  ask: AskInMoment,
  theirs: Awaited<ReturnType<typeof readCopySchema>>,
  request: CopyRequest,
  context: WorkflowContext,
): Promise<Copied> {
  const { config } = place.project;
  const schema = await sourceSchema(ask, config.copy);
  // before any row is looked at: nothing unclassified is ever read for a copy
  const masks = await copyMasks(place, schema, request);
  const plan = await planCopy(
    { ask, session: place.source, schema, target: theirs, config: config.copy },
    request,
    request,
    context,
  );
  const base = { from: place.from.name, to: place.to.name, notCopied: notCopied(plan) };
  const brought = plan.scope.broughtAlong;
  const warnings = [
    ...masks.warnings,
    ...(brought.length === 0
      ? []
      : [`${brought.join(", ")} came along: rows that are copied refer to ${brought.length === 1 ? "it" : "them"}`]),
  ];
  if (request.isDryRun) {
    const emptied = [...plan.scope.copied, ...plan.scope.leftOut];
    const replaced = await filledTables(async (sql) => (await place.target.query(sql)).rows, emptied);
    const tables: CopiedTable[] = [];
    for (const table of plan.order)
      tables.push({
        table: table.name,
        share: plan.shares.get(table.name)?.kind ?? "whole",
        rows: plan.rows.get(table.name)?.size ?? (await countRows(ask, table.leaves)),
        written: null,
        masked: masks.of(table).map(({ column }) => column),
        ms: null,
      });
    return { ...base, kind: "planned", tables, refuted: [], warnings, proven: [], replaced };
  }
  const { acknowledged, now } = request;
  const filled = await fillCopy({ place, ask, plan, masks, target: theirs, acknowledged, now }, context);
  return { ...base, ...filled, kind: "copied", warnings: [...warnings, ...filled.warnings] };
}

async function countRows(ask: AskInMoment, leaves: readonly string[]): Promise<number> {
  if (leaves.length === 0) return 0;
  const counts = leaves.map((leaf) => `(select count(*) from only ${leaf})`);
  const { rows } = await ask(`select (${counts.join(" + ")})::pg_catalog.text as rows`);
  return Number(rows[0]?.rows);
}

function notCopied({ scope, order, rows, shares, schema }: CopyPlan): readonly string[] {
  const empty = order.filter(({ name }) => rows.get(name)?.size === 0).map(({ name }) => name);
  const out = new Set([...scope.copied, ...scope.leftOut]);
  const others = schema.tables.filter(({ name }) => !out.has(name)).map(({ name }) => name);
  const computed = order.flatMap((table) => (travelling(table).length < table.columns.length ? [table.name] : []));
  return [
    ...(scope.leftOut.length === 0 ? [] : [`${scope.leftOut.join(", ")}: left out, and empty in the target`]),
    ...(others.length === 0 ? [] : [`${countOf(others.length, "table")} that nobody asked for, and as they were`]),
    ...empty.map(
      (name) =>
        `${name}: ${shares.get(name)?.kind === "needed" ? "too large to come whole, and no chosen row needs it" : "no row of it was chosen"}`,
    ),
    ...(computed.length === 0 ? [] : [`generated columns of ${computed.join(", ")}: the target computes them`]),
    "materialized views, large objects, foreign tables and what extensions keep",
  ];
}

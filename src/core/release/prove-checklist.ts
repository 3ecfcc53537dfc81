/**
 * Everything that is known about a batch → its checklist. Pure, so that what turns an item green can be read in one place and tried with
 * every kind of bad evidence.
 */

import { type RiskLevel, riskLevels } from "../risk/risk-level.ts";
import { holding, type StoredAttestation } from "./attestation-record.ts";
import { batchDigest } from "./batch-digest.ts";
import {
  type BatchFile,
  type Checklist,
  type ChecklistItem,
  type ChecklistItemId,
  checklistItems,
  type HighRiskItemId,
  highRiskItems,
  type ItemVerdict,
  isClosed,
} from "./checklist.ts";
import { lowTraffic, type TrafficFacts } from "./items/low-traffic.ts";
import { idempotent, type RehearsedBatch, rollback } from "./items/rehearsed.ts";
import { type Stage, type TestedBatch, testedOn } from "./items/tested-on.ts";
import { teammate } from "./items/vouched.ts";

/** What is known. */
export interface ChecklistFacts {
  readonly environment: string;
  /** The database's own identity; null where nobody has marked it. */
  readonly database: string | null;
  readonly files: readonly BatchFile[];
  readonly held: TestedBatch["held"];
  /** The server's clock. */
  readonly now: Date;
  /** Who runs the batch. */
  readonly runner: string;
  /** As configured for this environment; null where the configuration says nothing. */
  readonly demanded: readonly ChecklistItemId[] | null;
  readonly dev: Stage;
  readonly staging: Stage;
  readonly rehearsal: RehearsedBatch;
  readonly traffic: TrafficFacts;
  readonly backup: ItemVerdict;
  readonly smoke: ItemVerdict;
  /** Whether the team was told of the window; only asked of a batch of high risk. */
  readonly announcement: ItemVerdict;
  readonly attestations: readonly StoredAttestation[];
  readonly waivers: readonly StoredAttestation[];
}

/** Judges every item. */
export function proveChecklist(facts: ChecklistFacts): Checklist {
  const { environment, files } = facts;
  const batch = batchDigest(files);
  const risk = highest(files.map((file) => file.risk));
  const verdicts = verdictsOf(facts);
  // Of a repository that has set nothing up nothing is demanded beyond what can be proven without.
  const isSetUp = facts.demanded !== null || facts.traffic.windows !== null;
  const shown: readonly ChecklistItem["id"][] = [...checklistItems, ...(risk === "high" ? highRiskItems : [])];
  const items = shown.map((id): ChecklistItem => {
    const verdict = verdicts[id];
    const isExtra = (highRiskItems as readonly string[]).includes(id); // widened: `id` may be either
    const isAsked = isExtra ? isSetUp : (facts.demanded?.includes(id as ChecklistItemId) ?? demandedUnasked(id, verdict));
    // nothing is applied without a rehearsal, whatever is demanded
    const isDemanded = isAsked || (facts.rehearsal.failure !== undefined && ofRehearsal.has(id));
    return { id, isDemanded, ...(isClosed(verdict) ? verdict : waived(id, verdict, facts)) };
  });
  const isSatisfied = items.every((item) => !item.isDemanded || isClosed(item));
  return { environment, files, batch, risk, items, isSatisfied };
}

function verdictsOf(facts: ChecklistFacts): Readonly<Record<ChecklistItemId | HighRiskItemId, ItemVerdict>> {
  const { files, database, now, runner, environment } = facts;
  const traffic = lowTraffic(facts.traffic);
  const batch = { files, held: facts.held, target: database };
  return {
    "tested-on-dev": testedOn(facts.dev, batch),
    "tested-on-staging": testedOn(facts.staging, batch),
    idempotent: idempotent(facts.rehearsal),
    rollback: rollback(facts.rehearsal),
    "low-traffic": traffic,
    teammate: teammate(facts.attestations, { files, now, runner, environment, inWords: facts.traffic.inWords }),
    backup: facts.backup,
    smoke: facts.smoke,
    announcement: facts.announcement,
    "maintenance-window": traffic,
    "rehearsed-rollback": rollback(facts.rehearsal),
  };
}

const ofRehearsal: ReadonlySet<ChecklistItem["id"]> = new Set(["idempotent", "rollback"]);

// Whoever has set something up wants it to be kept. The rest is shown, and demanded of those who ask for it.
const setUpByConfiguration: ReadonlySet<string> = new Set(["low-traffic", "backup", "smoke"]);

function demandedUnasked(id: ChecklistItem["id"], { state }: ItemVerdict): boolean {
  return setUpByConfiguration.has(id) && state !== "not-set-up";
}

function waived(
  id: ChecklistItem["id"],
  verdict: ItemVerdict,
  { waivers, files, now, traffic }: ChecklistFacts,
): ItemVerdict | Pick<ChecklistItem, "state" | "why" | "doesNotProve" | "fix"> {
  const { found, why } = holding(waivers, id, { files, now });
  if (found === null) return why === null ? verdict : { ...verdict, why: `${verdict.why}; ${why}` };
  const { name, reason, until } = found.record;
  return {
    state: "waived",
    why: `${name} lets it pass until ${traffic.inWords(until)}: ${reason ?? "no reason was given"}`,
    doesNotProve: verdict.why,
    fix: null,
  };
}

function highest(levels: readonly RiskLevel[]): RiskLevel {
  return riskLevels.findLast((level) => levels.includes(level)) ?? "low";
}

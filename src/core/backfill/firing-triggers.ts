/**
 * The triggers that the updates of a job would fire, and what the job's file decides about them. Nothing is left out or fired without somebody
 * having said so: a stamp on every row, or a row of audit for each, is found too late otherwise. Lockstep's own are kept, and nobody is asked.
 */

import { AppError } from "../app-error.ts";
import { quoteIdentifier } from "../sql/quote.ts";

/** A trigger of the user's that fires on the update. */
export interface FiringTrigger {
  readonly name: string;
  /** Where it was made, or the one partition where it differs; quoted, with its schema. */
  readonly relation: string;
  /** Quoted, with its schema: `app.touch()`. */
  readonly function: string;
  readonly timing: "before" | "after";
  readonly level: "row" | "statement";
  /** What UPDATE OF names; none: any column. */
  readonly columns: readonly string[];
  /** Its WHEN condition. */
  readonly when: string | null;
  /** `replica`: only with session_replication_role = replica, that is, when others are skipped. */
  readonly enabled: "origin" | "always" | "replica";
}

/** What was found for a table and the columns that are written. */
export interface FoundTriggers {
  /** Quoted, with its schema. */
  readonly relation: string;
  /** By relation and name. */
  readonly triggers: readonly FiringTrigger[];
  /** Foreign keys that the written columns are part of, on either side: their checks are triggers as well. `app.orders.orders_user_fkey` */
  readonly foreignKeys: readonly string[];
  /** Unique and exclusion constraints with them that are checked late, which a trigger does too. */
  readonly lateKeys: readonly string[];
  /** Whether the role may set session_replication_role. */
  readonly maySkip: boolean;
  readonly role: string;
}

/** What a job's file says, by a trigger's name, or by its table and name where names meet: `app.users.touch`. */
export type TriggerChoices = Readonly<Record<string, "keep" | "skip">>;

/** What a job's transactions set, and what comes of it. */
export interface TriggerDecision {
  /** Of session_replication_role; null: left as it is. */
  readonly setting: "replica" | null;
  readonly kept: readonly FiringTrigger[];
  readonly skipped: readonly FiringTrigger[];
}

/**
 * Decides. Skipping is a setting of the whole transaction, so that what must go on meanwhile (other triggers, foreign keys) stands against it.
 *
 * @param origin what to call the job's file
 * @throws AppError TRIGGER_UNDECIDED that lists all that fire, JOB_REFUSED where the choices cannot be had
 */
export function decideTriggers(found: FoundTriggers, choices: TriggerChoices, origin: string): TriggerDecision {
  const said = ({ name, relation }: FiringTrigger) => choices[`${relation}.${name}`] ?? choices[name] ?? null;
  const choice = (trigger: FiringTrigger) => said(trigger) ?? (isOurs(trigger) ? "keep" : null);
  const usual = found.triggers.filter(({ enabled }) => enabled !== "replica");
  const isUndecided = (trigger: FiringTrigger) => choice(trigger) === null;
  if (usual.some(isUndecided)) throw undecided(usual, choice, found, origin);
  const skipped = usual.filter((trigger) => choice(trigger) === "skip");
  refuseSkippingOurs(origin, skipped.filter(isOurs));
  const kept = usual.filter((trigger) => choice(trigger) === "keep");
  if (skipped.length === 0) return { setting: null, kept, skipped };
  const woken = found.triggers.filter(({ enabled }) => enabled === "replica");
  if (woken.some(isUndecided)) throw undecided(woken, choice, found, origin);
  refuseMixture(found, origin, { kept, skipped, woken: woken.filter((trigger) => choice(trigger) === "skip") });
  refuseLostChecks(found, origin, skipped);
  if (found.maySkip) return { setting: "replica", kept: [...kept, ...woken], skipped };
  throw new AppError({
    code: "JOB_REFUSED",
    message: `${origin}: ${named(skipped)} cannot be skipped: ${found.role} may not set session_replication_role.`,
    hint: `As a superuser, on PostgreSQL 15 or newer: grant set on parameter session_replication_role to ${found.role}; or decide "keep".`,
  });
}

/**
 * Those of a change in steps, which keep both forms of a row alike, and of an encryption, which keep plain text out. Whatever the job writes, what
 * they watch has to follow: left out, a form of the row would be of yesterday, or plain text be stored.
 */
function isOurs({ name, function: run }: FiringTrigger): boolean {
  return name.startsWith("zz_lockstep_") && /^lockstep\.|\."?lockstep_/.test(run);
}

function refuseSkippingOurs(origin: string, ours: readonly FiringTrigger[]): void {
  if (ours.length === 0) return;
  throw refused(
    `${origin}: ${named(ours)} cannot be skipped: it is Lockstep's own, and what it keeps alike or out would be wrong in each row of the job.`,
    'Take it out of triggers, or decide "keep".',
  );
}

/** A trigger in one clause: `touch_updated_at (before each row: app.touch())`. */
function triggerWords({ name, timing, level, columns, when, function: run, enabled }: FiringTrigger): string {
  const of = columns.length === 0 ? "" : ` of ${columns.join(", ")}`;
  const only = when === null ? "" : ` when ${when}`;
  const state = { origin: "", always: ", always", replica: ", only while others are skipped" }[enabled];
  return `${name} (${timing} each ${level}${of}${only}${state}: ${run})`;
}

function undecided(
  triggers: readonly FiringTrigger[],
  choice: (trigger: FiringTrigger) => "keep" | "skip" | null,
  { relation }: FoundTriggers,
  origin: string,
): AppError {
  const open = triggers.filter((trigger) => choice(trigger) === null);
  const lines = triggers.map((trigger) => `${triggerWords(trigger)}: ${choice(trigger) ?? "not decided"}`);
  // names that meet are told apart by their tables
  const key = ({ name, relation: own }: FiringTrigger) =>
    open.some((other) => other.name === name && other.relation !== own) ? `${own}.${name}` : name;
  const entries = [...new Set(open.map(key))].map((name) => `${/^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name)}: "keep"`);
  return new AppError({
    code: "TRIGGER_UNDECIDED",
    message: `${origin}: updating ${relation} fires ${triggers.length === 1 ? "a trigger" : `${triggers.length} triggers`}, and not all are decided: ${lines.join("; ")}.`,
    hint: `Write into the job: triggers: { ${entries.join(", ")} }, or "skip" for what must not happen for each row of the job.`,
  });
}

function refuseMixture(
  { relation }: FoundTriggers,
  origin: string,
  of: {
    readonly kept: readonly FiringTrigger[];
    readonly skipped: readonly FiringTrigger[];
    readonly woken: readonly FiringTrigger[];
  },
): void {
  const always = of.skipped.filter(({ enabled }) => enabled === "always");
  if (always.length > 0)
    throw refused(
      `${origin}: ${named(always)} cannot be skipped: ENABLE ALWAYS fires it in any case.`,
      `Decide "keep"; or: alter table ${relation} enable trigger ${quoteIdentifier(always[0]?.name ?? "")}`,
    );
  const lost = of.kept.filter(({ enabled }) => enabled === "origin");
  if (lost.length > 0)
    throw refused(
      `${origin}: ${named(of.skipped)} cannot be skipped while ${named(lost)} is kept: session_replication_role leaves out both.`,
      `Make those fire in any case while the job runs: ${lost.map(({ name, relation: own }) => `alter table ${own} enable always trigger ${quoteIdentifier(name)}`).join("; ")}; afterwards: enable trigger. Or decide the same for all.`,
    );
  if (of.woken.length > 0)
    throw refused(
      `${origin}: ${named(of.woken)} is enabled for replicas only: skipping the others is what makes it fire.`,
      `Decide "keep" for it, or "keep" for all.`,
    );
}

function refuseLostChecks({ foreignKeys, lateKeys }: FoundTriggers, origin: string, skipped: readonly FiringTrigger[]): void {
  const lost = [...foreignKeys, ...lateKeys];
  if (lost.length === 0) return;
  throw refused(
    `${origin}: ${named(skipped)} cannot be skipped: that would leave out what checks ${lost.join(", ")} too, and the job writes columns of ${lost.length === 1 ? "it" : "them"}.`,
    'Decide "keep"; or have the trigger itself do nothing for the job\'s rows, by its WHEN condition.',
  );
}

function named(triggers: readonly FiringTrigger[]): string {
  return [...new Set(triggers.map(({ name }) => name))].join(" and ");
}

function refused(message: string, hint: string): AppError {
  return new AppError({ code: "JOB_REFUSED", message, hint });
}

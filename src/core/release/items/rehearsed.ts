/** Idempotent, rollback: what the rehearsal on a scratch copy of the target's schema showed, just now. */

import type { RehearsalVerdict, RehearsedMigration } from "../../lint/rehearsal.ts";
import { isRepeatable } from "../../migration/migration-layout.ts";
import type { ItemVerdict } from "../checklist.ts";
import { type Loss, unacknowledged } from "../loss.ts";

/** The files of a batch as they were rehearsed, and the losses that somebody has acknowledged. */
export interface RehearsedBatch {
  readonly environment: string;
  readonly migrations: readonly RehearsedMigration[];
  readonly losses: readonly Loss[];
  readonly acknowledged: readonly string[];
  /** They were begun by a run that was interrupted: a copy of what it left rehearses nothing. */
  readonly isResumed: boolean;
  /** Why nothing could be rehearsed. */
  readonly failure?: string;
}

/** Each file, run again, changes nothing: it does nothing, or it is refused as a whole by what has no form that skips. */
export function idempotent(batch: RehearsedBatch): ItemVerdict {
  const refused = batch.migrations.flatMap(({ file, idempotent: { refusedAtLine: line } }) =>
    line === undefined ? [] : [`${file} line ${line}`],
  );
  const rest = refused.length > 2 ? ` and ${refused.length - 2} more` : "";
  const how =
    refused.length === 0
      ? ""
      : `; what can say IF [NOT] EXISTS says so, and what cannot is refused as a whole (${refused.slice(0, 2).join(", ")}${rest})`;
  return everyFile(batch, ({ idempotent: verdict }) => verdict, {
    proven: `run twice on a scratch copy, each changed nothing the second time${how}`,
    doesNotProve: "what a second run does on a file that stopped half-way: the journal goes on after what is done",
    fix: "write IF [NOT] EXISTS, or ON CONFLICT for rows",
  });
}

/** Each file's rollback leads back, or what it loses was acknowledged by name. */
export function rollback(batch: RehearsedBatch): ItemVerdict {
  const open = unacknowledged(batch.losses, batch.acknowledged).filter(({ name }) => !name.startsWith("deployed:"));
  return everyFile(batch, (migration) => accepted(migration, batch) ?? leftAlone(migration) ?? migration.rollback, {
    proven: "each rollback was run on a scratch copy and led back to where it started",
    doesNotProve: "what is lost of the rows that come after the batch; lockstep rollback looks at that moment",
    fix:
      open.length === 0
        ? "write the way back below -- Rollback:"
        : `accept by name what does not come back: ${open.map(({ name }) => `--ack ${name}`).join(" ")}`,
  });
}

function accepted({ file }: RehearsedMigration, { losses, acknowledged }: RehearsedBatch): RehearsalVerdict | null {
  const own = losses.filter((loss) => loss.file === file && !loss.name.startsWith("deployed:"));
  if (own.length === 0 || !own.every(({ name }) => acknowledged.includes(name))) return null;
  return { verdict: "proven", why: "its losses are acknowledged by name" };
}

// The text before it is what a repeatable file goes back to.
function leftAlone({ file, rollback: { verdict } }: RehearsedMigration): RehearsalVerdict | null {
  return verdict === "unproven" && isRepeatable(file) ? { verdict: "proven", why: "a rollback leaves it alone" } : null;
}

interface Wording {
  readonly proven: string;
  readonly doesNotProve: string;
  readonly fix: string;
}

function everyFile(
  { environment, migrations, isResumed, failure = "nothing was rehearsed" }: RehearsedBatch,
  verdictOf: (migration: RehearsedMigration) => RehearsalVerdict,
  { proven, doesNotProve, fix }: Wording,
): ItemVerdict {
  if (isResumed) return { state: "proven", why: "it was rehearsed before the run that was interrupted", doesNotProve, fix: null };
  if (migrations.length === 0) return { state: "open", why: failure, doesNotProve: "", fix: `lockstep rehearse ${environment}` };
  let isAboutRows = false;
  for (const migration of migrations) {
    const { verdict, why, heldOnMadeUpRows = false } = verdictOf(migration);
    isAboutRows ||= heldOnMadeUpRows;
    if (verdict !== "proven" && !heldOnMadeUpRows)
      return { state: "open", why: `${migration.file}: ${why}`, doesNotProve: "", fix };
  }
  const rows = isAboutRows ? "; and the copy's rows are made up: nothing about the real ones" : "";
  return { state: "proven", why: proven, doesNotProve: `${doesNotProve}${rows}`, fix: null };
}

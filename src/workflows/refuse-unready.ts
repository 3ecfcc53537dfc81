/** The last question before a protected environment is touched: may it be now, and is the checklist closed? */

import { AppError } from "../core/app-error.ts";
import { type Checklist, openItems } from "../core/release/checklist.ts";
import { freezeAt } from "../core/release/freeze.ts";
import type { StoredFreeze } from "../core/release/freeze-record.ts";
import { criticalFiles, freezesOfEvidence, freezesOfJournal } from "../core/release/freeze-record.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import { readEvidence } from "../project/evidence.ts";
import type { Migrating } from "./migrating.ts";

/** Refuses a batch whose checklist is open. @throws AppError OUTSIDE_WINDOW, CHECKLIST_OPEN, with every item and what closes it */
export function refuseOpenItems(checklist: Checklist): void {
  const open = openItems(checklist);
  if (open.length === 0) return;
  const { environment } = checklist;
  const waits = open.find(({ state }) => state === "waits");
  if (waits !== undefined && open.every(({ state }) => state === "waits"))
    throw new AppError({
      code: "OUTSIDE_WINDOW",
      message: `${environment}: ${waits.why}. Nothing was done.`,
      hint: `Run it again then. What cannot wait: lockstep apply ${environment} --only FILE --break-glass --reason WHY`,
    });
  throw new AppError({
    code: "CHECKLIST_OPEN",
    message: `${environment}: ${open.map(({ id, why }) => `${id}: ${why}`).join("; ")}. Nothing was done.`,
    hint: [
      ...open.map(({ id, fix }) => (fix === null ? id : `${id}: ${fix}`)),
      `Somebody may let an item pass: lockstep checklist waive ${environment} ITEM --by NAME --reason WHY --until DATE`,
    ].join("\n"),
  });
}

/** Refuses what a freeze holds back: everything where somebody froze it, new migrations in the weeks before the launch. @throws AppError FROZEN */
export async function refuseFrozen(
  files: readonly { readonly file: string; readonly version: string }[],
  { project, environment, folder, target }: Migrating,
  now: Date,
): Promise<void> {
  const { launch, cadence } = project.config;
  const freezes: readonly StoredFreeze[] = [
    ...freezesOfEvidence(await readEvidence(folder, "freeze", environment.name)),
    ...freezesOfJournal(await readSummaries(target.session)),
  ];
  const freeze = freezeAt({ launch, freezes, zone: cadence?.zone ?? "UTC" }, now);
  if (freeze === null) return;
  const excepted = criticalFiles(freezes);
  // what was there when the launch's freeze began is to be applied in it
  const isNew = ({ version }: { readonly version: string }) =>
    freeze.source !== "launch" || version.slice(0, 8) >= freeze.since.slice(0, 10).replaceAll("-", "");
  const held = files.filter((file) => isNew(file) && !excepted.has(file.file));
  if (held.length === 0) return;
  throw new AppError({
    code: "FROZEN",
    message: `${environment} is frozen: ${freeze.why}. Held back: ${held.map(({ file }) => file).join(", ")}. Nothing was done.`,
    hint: `${freeze.liftedBy} One file that cannot wait: lockstep apply ${environment} --only FILE --break-glass --reason WHY`,
  });
}

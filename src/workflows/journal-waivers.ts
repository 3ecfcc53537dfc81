/** Whoever let an item pass stands in the journal of the database for which they did: the file that says so can be removed. */

import type { Checklist } from "../core/release/checklist.ts";
import { appendEvent, readSummaries } from "../postgres/journal-store.ts";
import type { Migrating } from "./migrating.ts";

/** Appends a `waived` event for each demanded item that was let pass, once for each batch. @throws AppError of the journal */
export async function journalWaivers({ items, batch }: Checklist, { target, event }: Migrating): Promise<void> {
  const waived = items.filter(({ state, isDemanded }) => state === "waived" && isDemanded);
  if (waived.length === 0) return;
  const known = new Set(
    (await readSummaries(target.session)).flatMap((one) =>
      one.event === "waived" ? [`${one.payload.batch}\n${one.payload.reason}`] : [],
    ),
  );
  for (const { id, why } of waived) {
    const reason = `${id}: ${why}`;
    if (known.has(`${batch}\n${reason}`)) continue;
    await appendEvent(target.session, event({ event: "waived", version: null, file: null, checksum: null }, { reason, batch }));
  }
}

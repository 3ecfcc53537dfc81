/** How long each batch of the journal took on the server: what an estimate of the next train may rest on. */

import { hasJournal } from "./journal-store.ts";
import type { Session } from "./session.ts";

/** Milliseconds of the last hundred batches, oldest first; none without a journal. @throws as `Session.query` */
export async function readBatchDurations(session: Session): Promise<readonly number[]> {
  if (!(await hasJournal(session))) return [];
  const { rows } = await session.query(`
    select b.ms::text as ms from (
      select j.payload ->> 'batch' as batch, pg_catalog.max(j.seq) as seq, pg_catalog.sum(d.ms::pg_catalog.numeric) as ms
      from lockstep.journal j cross join lateral pg_catalog.jsonb_array_elements_text(
        case pg_catalog.jsonb_typeof(j.payload -> 'durationsMs') when 'array' then j.payload -> 'durationsMs' end) d(ms)
      where j.event in ('applied', 'step') and j.payload ->> 'batch' is not null
      group by 1 order by 2 desc limit 100) b
    order by b.seq`);
  return rows.map(({ ms }) => Number(ms));
}

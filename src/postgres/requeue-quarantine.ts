/** Rows of the quarantine are tried once more: each gets a chunk of its own, from the key before it to its own. */

import type { JobRun } from "../core/backfill/job-run.ts";
import { keyBefore, keyColumns, keyLiteral, keyOf, keyTexts } from "../core/backfill/key-order.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { readQuarantine } from "./job-store.ts";
import type { Session } from "./session.ts";

/** Lets them out. @returns how many. @throws as `Session.run` */
export async function requeueQuarantine(session: Session, { id, relation, definition }: JobRun): Promise<number> {
  const { key } = definition;
  const descending = key.map((column) => `${keyColumns([column], "t")} desc`).join(", ");
  const rows = await readQuarantine(session, id, 10_000);
  for (const row of rows) {
    const before = await session.query(
      `select ${keyTexts(key, "t")} from ${relation} t where ${keyBefore(key, "t", row.key)} order by ${descending} limit 1`,
    );
    const lower = keyLiteral(before.rows[0] === undefined ? null : keyOf(key, before.rows[0]));
    await session.run([
      "begin isolation level read committed",
      // two of us wait for each other here, and the second one finds the row gone: it must not be done twice
      `with gone as (
         delete from lockstep.job_quarantine q
         where q.job = ${quoteLiteral(id)} and q.key operator(pg_catalog.=) ${keyLiteral(row.key)} returning 1
       )
       insert into lockstep.job_chunk (job, number, lower, upper, cursor)
       select ${quoteLiteral(id)}, coalesce(pg_catalog.max(c.number), 0) + 1, ${lower}, ${keyLiteral(row.key)}, ${lower}
       from lockstep.job_chunk c where c.job = ${quoteLiteral(id)} having exists (select from gone)`,
      "commit",
    ]);
  }
  return rows.length;
}

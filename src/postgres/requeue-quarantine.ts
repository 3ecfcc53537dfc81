/** Rows of the quarantine are tried once more: each gets a chunk of its own, from the key before it to its own. */

import type { JobRun } from "../core/backfill/job-run.ts";
import { keyColumns, keyLiteral, keyOf, keyRange, keyTexts } from "../core/backfill/key-order.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { readQuarantine } from "./job-store.ts";
import type { Session } from "./session.ts";

/** Lets them out. @returns how many. @throws as `Session.run` */
export async function requeueQuarantine(session: Session, { id, relation, definition }: JobRun): Promise<number> {
  const { key } = definition;
  const rows = await readQuarantine(session, id, 10_000);
  for (const row of rows) {
    const descending = key.map((column) => `${keyColumns([column], "t")} desc`).join(", ");
    // <= its own key, the second one from above: the key before it
    const found = await session.query(
      `select ${keyTexts(key, "t")} from ${relation} t where ${keyRange(key, "t", { after: null, upTo: row.key })} order by ${descending} limit 2`,
    );
    const own = found.rows[0] === undefined ? null : keyOf(key, found.rows[0]);
    const isThere = own?.every((value, i) => value === row.key[i]) === true;
    const before = found.rows[isThere ? 1 : 0];
    const lower = keyLiteral(before === undefined ? null : keyOf(key, before));
    await session.run([
      "begin",
      `delete from lockstep.job_quarantine where job = ${quoteLiteral(id)} and key = ${keyLiteral(row.key)}`,
      `insert into lockstep.job_chunk (job, number, lower, upper, cursor)
       select ${quoteLiteral(id)}, coalesce(pg_catalog.max(c.number), 0) + 1, ${lower}, ${keyLiteral(row.key)}, ${lower}
       from lockstep.job_chunk c where c.job = ${quoteLiteral(id)}`,
      "commit",
    ]);
  }
  return rows.length;
}

/** The last look of a job: are there rows that it should have changed and has not? Keys move while it walks, and rows come in between. */

import { AppError } from "../core/app-error.ts";
import { remedyFor } from "../core/backfill/batch-failure.ts";
import { isCheck } from "../core/backfill/batch-work.ts";
import type { JobRun } from "../core/backfill/job-run.ts";
import { keyEquals, keyRange } from "../core/backfill/key-order.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { readTotals } from "./job-store.ts";
import { type BatchPlace, textForms } from "./run-batch.ts";
import type { Exchange, Session } from "./session.ts";

/**
 * Rows within the run's bounds that still ask for it and are in no quarantine. Those are left out before they are asked, since it may be the
 * question that they cannot answer; where another row cannot either, it counts as one that asks, and the next pass finds it.
 *
 * @throws AppError JOB_FAILED, CONNECT_LOST
 */
export async function countAsking(session: Session, { run, table, work }: BatchPlace, { definition }: JobRun): Promise<number> {
  if (isCheck(work) || work.where === null || definition.upper === null) return 0;
  const range = keyRange(table.key, "t", { after: null, upTo: definition.upper });
  const { quarantined } = await readTotals(session, run);
  const known = `exists (select from lockstep.job_quarantine q where q.job = ${quoteLiteral(run)} and ${keyEquals(table.key, "t", "q.key")})`;
  const asks = quarantined === 0 ? `(${work.where})` : `case when ${known} then false else (${work.where}) end`;
  const statements = [
    "begin transaction isolation level read committed read only",
    // a look at every row of a large table takes longer than the usual timeout
    "set local statement_timeout = 0",
    ...textForms,
    `select pg_catalog.count(*)::pg_catalog.float8 as asking from ${table.qualified} t where ${range} and ${asks}`,
    "commit",
  ];
  const exchange = await session.exchange(statements.join("\n;\n"));
  if (exchange.kind === "done") return Number(exchange.results.at(-2)?.rows[0]?.asking ?? 0);
  if (exchange.kind === "refused") {
    await session.exchange("rollback");
    if (remedyFor(exchange.state) === "halve") return 1;
  }
  throw lookFailed(session, exchange);
}

/** Without the server's own words where they may quote a row. */
function lookFailed(session: Session, exchange: Exclude<Exchange, { readonly kind: "done" }>): AppError {
  const isLost = exchange.kind === "lost";
  return new AppError({
    code: isLost ? "CONNECT_LOST" : "JOB_FAILED",
    message: `${session.display}: the last look for rows that still ask failed${isLost ? ": the connection broke" : ` (SQLSTATE ${exchange.state})`}.`,
    hint: "What was done is done. The same command looks once more.",
    cause: exchange.error,
  });
}

/** Ordered statements → transactions: as few as possible, but what cannot share one stands alone. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { Statement } from "../recipes/statement.ts";
import { rateForm } from "../risk/statement-form.ts";
import type { PlannedStatement, TransactionGroup } from "./plan.ts";

/** A statement that waits this long for a lock lets go, so that nobody queues behind it for longer. */
const lockTimeoutMs = 3_000;

/** Statements that read or write every row of a table may take as long as they need; all others are done in a moment. */
const statementTimeoutMs = 60_000;

/** Groups neighbours. With `isGuarded` each statement is written in the form that lets a second run pass, where it has one. */
export function groupStatements(
  statements: readonly { readonly change: ObjectId; readonly statement: Statement }[],
  isGuarded = false,
): readonly TransactionGroup[] {
  const groups: { transaction: boolean; isClosed: boolean; statements: PlannedStatement[] }[] = [];
  for (const { change, statement } of statements) {
    const { guarded, ...plain } = statement;
    const sql = isGuarded ? (guarded ?? plain.sql) : plain.sql;
    const planned = { ...plain, sql, change, ...timeouts(statement) };
    const last = groups.at(-1);
    if (statement.transaction === "any" && last?.transaction === true && !last.isClosed) last.statements.push(planned);
    else
      groups.push({
        transaction: statement.transaction !== "none",
        isClosed: statement.transaction !== "any",
        statements: [planned],
      });
  }
  return groups.map(({ transaction, statements: own }) => ({ transaction, statements: own }));
}

function timeouts({ form, transaction }: Statement): Pick<PlannedStatement, "lockTimeoutMs" | "statementTimeoutMs"> {
  // a timeout in the middle of a concurrent build leaves an INVALID index behind
  if (transaction === "none") return { lockTimeoutMs: 0, statementTimeoutMs: 0 };
  const { costs } = rateForm(form);
  return { lockTimeoutMs, statementTimeoutMs: costs.length > 0 ? 0 : statementTimeoutMs };
}

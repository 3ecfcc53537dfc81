/** SET, RESET, transactions and DISCARD. */

import { listOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { literalOf } from "./data/literal.ts";
import { changeSetting, endLocalSettings } from "./session-settings.ts";
import type { StatementReader } from "./statement-reader.ts";

/** Reads `VariableSetStmt`. */
export const readSet: StatementReader = (fields, { draft, on }) => {
  on.use("change-setting", null, { part: textOf(fields.name) });
  if (fields.kind === "VAR_RESET_ALL") for (const name of ["search_path", "timezone"]) changeSetting(name, null, false, draft);
  else changeSetting(textOf(fields.name) ?? "", valuesOf(fields), fields.is_local === true, draft);
};

// SET TIME ZONE INTERVAL … is no plain value: the zone is not known then
function valuesOf({ kind, args }: SqlFields): readonly string[] | null {
  return kind === "VAR_SET_VALUE" ? listOf(args).map((value) => String(literalOf(value) ?? "")) : null;
}

const ends: ReadonlySet<unknown> = new Set(["TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE"]);
const outside: ReadonlySet<unknown> = new Set(["TRANS_STMT_COMMIT_PREPARED", "TRANS_STMT_ROLLBACK_PREPARED"]);

/** Reads `TransactionStmt`. What ROLLBACK takes back stays in the draft: a migration that does that is not meant to last. */
export const readTransaction: StatementReader = ({ kind }, { draft, on }) => {
  on.use("control-transaction", null);
  if (outside.has(kind)) on.transaction("outside");
  if (ends.has(kind)) endLocalSettings(draft);
};

/** Reads `DiscardStmt`. */
export const readDiscard: StatementReader = ({ target }, { on }) => {
  on.use("session-command", null);
  if (target === "DISCARD_ALL") on.transaction("outside");
};

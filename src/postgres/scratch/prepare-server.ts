/** What a scratch server must have before statements run there: the roles and tablespaces that they name, and the owner's rights. */

import { quoteIdentifier, quoteLiteral } from "../../core/sql/quote.ts";
import type { Session } from "../session.ts";
import { sqlState } from "../sql-state.ts";
import type { ScratchDatabase } from "./open-scratch-database.ts";

/** Unquoted names. */
export interface ServerNeeds {
  readonly roles: Iterable<string>;
  readonly tablespaces: Iterable<string>;
  /** The role to own the database and what is made in it; null: whoever connects. */
  readonly owner: string | null;
}

/**
 * Makes what is missing, and lets the session act as the owner. On a server of the user's nothing is made. Roles are superusers
 * here: what they may do on the real server is written nowhere.
 */
export async function prepareServer(session: Session, database: ScratchDatabase, needs: ServerNeeds): Promise<void> {
  if (!database.isOurServer) return;
  const { owner } = needs;
  const roles = new Set([...needs.roles, ...(owner === null ? [] : [owner])]);
  for (const role of roles) await createUnlessThere(session, `create role ${quoteIdentifier(role)} nologin superuser`);
  const tablespaces = new Set(needs.tablespaces);
  if (tablespaces.size > 0 && database.major >= 15) {
    // in the data folder: the place that the real one has is of no interest (15+)
    await session.run(["set allow_in_place_tablespaces = on"]);
    for (const name of tablespaces) await createUnlessThere(session, `create tablespace ${quoteIdentifier(name)} location ''`);
  }
  if (owner === null) return;
  await session.run([
    `alter database ${quoteIdentifier(database.name)} owner to ${quoteIdentifier(owner)}`,
    `set session authorization ${quoteLiteral(owner)}`,
  ]);
}

/** Another replay on the shared server may have made it, or be making it now. */
async function createUnlessThere(session: Session, sql: string): Promise<void> {
  await session.run([sql]).catch((error: unknown) => {
    const state = sqlState(error);
    // 42710: duplicate object · 23505: two at the same moment
    if (state !== "42710" && state !== "23505") throw error;
  });
}

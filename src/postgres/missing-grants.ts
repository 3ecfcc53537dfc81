/** What the role that connects lacks around a migration's own statements, as the SQL that gives it: the owner, and the journal. */

import { atLeast } from "../core/catalog/server-version.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** What is wanted. */
export interface WantedRights {
  /** The role that migrations run as; null: the one that connects. */
  readonly owner: string | null;
  readonly writesJournal: boolean;
}

/** A role by its own name, quoted, and what is to be granted to it; nothing where it may do all of it. */
export interface MissingGrants {
  readonly role: string;
  readonly grants: readonly string[];
}

/** Asks. @throws as `Session.query` */
export async function missingGrants(session: Session, { owner, writesJournal }: WantedRights): Promise<MissingGrants> {
  // 16 told membership and the right to SET ROLE apart
  const may = atLeast(session.serverVersion, 16) ? "set" : "member";
  const { rows } = await session.query(`
    select pg_catalog.quote_ident(current_user) as role, ${membership(owner, may)} as may_act,
           pg_catalog.has_schema_privilege(n.oid, 'usage') as may_enter, pg_catalog.has_table_privilege(c.oid, 'select') as may_read,
           pg_catalog.has_table_privilege(c.oid, 'insert') as may_write
    from (select 1) one left join pg_catalog.pg_namespace n on n.nspname = 'lockstep'
    left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = 'journal'`);
  const { role, may_act: mayAct, may_enter: mayEnter, may_read: mayRead, may_write: mayWrite } = rows[0] ?? {};
  // null: there is nothing to be granted a right on
  const onTable = [...(mayRead === false ? ["select"] : []), ...(writesJournal && mayWrite === false ? ["insert"] : [])];
  return {
    role: String(role),
    grants: [
      ...(owner !== null && mayAct === false ? [`grant ${quoteIdentifier(owner)} to ${String(role)}`] : []),
      ...(mayEnter === false ? [`grant usage on schema lockstep to ${String(role)}`] : []),
      ...(onTable.length === 0 ? [] : [`grant ${onTable.join(", ")} on lockstep.journal to ${String(role)}`]),
    ],
  };
}

// A role that there is not is nobody's to be a member of: null.
function membership(owner: string | null, may: "set" | "member"): string {
  if (owner === null) return "true";
  return `(select pg_catalog.pg_has_role(r.oid, '${may}') from pg_catalog.pg_roles r where r.rolname = ${quoteLiteral(owner)})`;
}

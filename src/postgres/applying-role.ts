/** The role that runs migrations, as far as it decides what they may do: on a scratch copy they run as a role of the same rights. */

import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** A role and what it may do. */
export interface ApplyingRole {
  readonly name: string;
  readonly isSuperuser: boolean;
  readonly createDatabase: boolean;
  readonly createRole: boolean;
  readonly bypassRowSecurity: boolean;
  /** Roles that it is a member of. */
  readonly memberOf: readonly string[];
}

const query = `
  select pg_catalog.json_build_object('name', r.rolname, 'isSuperuser', r.rolsuper, 'createDatabase', r.rolcreatedb,
           'createRole', r.rolcreaterole, 'bypassRowSecurity', r.rolbypassrls,
           'memberOf', array(select g.rolname from pg_catalog.pg_auth_members m join pg_catalog.pg_roles g on g.oid = m.roleid
                             where m.member = r.oid order by g.rolname))::pg_catalog.text as role
  from pg_catalog.pg_roles r where r.rolname = current_user`;

/** The session's own role. @throws as `Session.query` */
export async function readApplyingRole(session: Session): Promise<ApplyingRole> {
  const { rows } = await session.query(query);
  return JSON.parse(String(rows[0]?.role)); // as the query builds it
}

/** Lets a superuser's session on a scratch server act as that role: made if it is missing, and given its rights and no more. */
export async function actAs(session: Session, role: ApplyingRole, owner: string | null): Promise<void> {
  const name = quoteIdentifier(role.name);
  const attribute = (has: boolean, word: string) => (has ? word : `no${word}`);
  const rights = [
    attribute(role.isSuperuser, "superuser"),
    attribute(role.createDatabase, "createdb"),
    attribute(role.createRole, "createrole"),
    attribute(role.bypassRowSecurity, "bypassrls"),
  ].join(" ");
  await ensureRole(session, role.name);
  // the scratch server's own superuser stays what it is
  await session.attempt([`alter role ${name} ${rights}`]);
  for (const group of role.memberOf) {
    await ensureRole(session, group);
    await session.attempt([`grant ${quoteIdentifier(group)} to ${name}`]);
  }
  await session.run([`set session authorization ${quoteLiteral(role.name)}`]);
  if (owner !== null && owner !== role.name) await session.run([`set role ${quoteIdentifier(owner)}`]);
}

async function ensureRole(session: Session, role: string): Promise<void> {
  await session.attempt([`create role ${quoteIdentifier(role)} nologin`]);
}

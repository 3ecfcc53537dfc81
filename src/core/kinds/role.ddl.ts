/**
 * Roles as SQL. They belong to the whole cluster, and a catalog has those that its database refers to: one that is new there may
 * exist all the same, and one that is gone from there is left alone.
 */

import { nameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { dollarQuote } from "../sql/dollar-quote.ts";
import { quoteLiteral, unquoteIdentifier } from "../sql/quote.ts";
import { roleSql } from "./attached-name.ddl.ts";
import { type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { RoleFacts } from "./role.ts";

type Role = ObjectOf<RoleFacts>;

const plain: RoleFacts = {
  superuser: false,
  inherit: true,
  createRole: false,
  createDatabase: false,
  login: false,
  replication: false,
  bypassRowSecurity: false,
  connectionLimit: -1,
  validUntil: null,
};

const flag = (word: string, isSet: boolean) => (isSet ? word : `NO${word}`);

const clauses: { readonly [F in keyof RoleFacts]: (facts: RoleFacts) => string } = {
  superuser: ({ superuser }) => flag("SUPERUSER", superuser),
  inherit: ({ inherit }) => flag("INHERIT", inherit),
  createRole: ({ createRole }) => flag("CREATEROLE", createRole),
  createDatabase: ({ createDatabase }) => flag("CREATEDB", createDatabase),
  login: ({ login }) => flag("LOGIN", login),
  replication: ({ replication }) => flag("REPLICATION", replication),
  bypassRowSecurity: ({ bypassRowSecurity }) => flag("BYPASSRLS", bypassRowSecurity),
  connectionLimit: ({ connectionLimit }) => `CONNECTION LIMIT ${connectionLimit}`,
  validUntil: ({ validUntil }) => `VALID UNTIL ${quoteLiteral(validUntil ?? "infinity").trim()}`,
};

/** The clauses of the facts that `differs`. */
const clausesOf = (facts: RoleFacts, differs: (fact: string) => boolean): string =>
  Object.entries(clauses)
    .flatMap(([fact, clause]) => (differs(fact) ? [` ${clause(facts)}`] : []))
    .join("");

function hazardsOf({ superuser, replication, bypassRowSecurity }: RoleFacts): Hazard {
  const isStrong = superuser || replication || bypassRowSecurity;
  const who = isStrong ? "a superuser" : "a role with CREATEROLE";
  return { hazard: "needs-privilege", detail: `${who}; a role belongs to every database of the cluster` };
}

function createRole({ id, facts }: Role, context: DdlContext): Statement {
  const role = roleSql(nameOf(id), context);
  const values: { readonly [fact: string]: unknown } = facts;
  const defaults: { readonly [fact: string]: unknown } = plain;
  const create = `CREATE ROLE ${role}${clausesOf(facts, (fact) => values[fact] !== defaults[fact])}`;
  const name = quoteLiteral(unquoteIdentifier(role)).trim();
  const exists = `EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${name})`;
  const block = `\nBEGIN\n  IF NOT ${exists} THEN\n    ${create};\n  END IF;\nEND\n`;
  const noPassword: Hazard = { hazard: "needs-privilege", detail: `${role} has no password until someone sets one` };
  return statement("change-role", `DO ${dollarQuote(block)}`, {
    hazards: [
      hazardsOf(facts),
      { hazard: "may-fail", detail: `where ${role} exists already it keeps its attributes` },
      ...(facts.login ? [noPassword] : []),
    ],
  });
}

const alterAttributes: AlterFacts<RoleFacts> = ({ before, after, facts }, context) => {
  const clause = clausesOf(after.facts, (fact) => facts.has(fact));
  const sql = `ALTER ROLE ${roleSql(nameOf(after.id), context)}${clause}`;
  const strongest = hazardsOf({
    ...after.facts,
    superuser: before.facts.superuser || after.facts.superuser,
    replication: facts.has("replication"),
    bypassRowSecurity: facts.has("bypassRowSecurity"),
  });
  return oneStep(statement("change-role", sql, { hazards: [strongest] }));
};

/** Changes in place, by fact. */
export const roleAlterations = { alterAttributes };

/** How roles are written. */
export const roleDdl: KindDdl<RoleFacts> = {
  noun: ({ id }, guard = "") => `ROLE ${guard}${nameOf(id)}`,
  create: (role, context) => oneStep(createRole(role, context)),
  drop: () => [],
  comesFirst: true,
};

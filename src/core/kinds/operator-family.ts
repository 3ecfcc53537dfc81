/**
 * Operator families with the members that belong to no class of theirs. A family of the server's own appears when
 * someone added to it, with the additions only.
 */

import { signatureId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { alter, defineKind } from "./define-kind.ts";
import { operatorFamilyAlterations, operatorFamilyDdl } from "./operator-family.ddl.ts";
import { memberCatalog, memberJoins, memberRow, type OperatorMembers, readMembers } from "./operator-members.ts";
import { firstUserOid, inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** An operator family. */
export const operatorFamilyKind = defineKind<OperatorMembers>()({
  kind: "operator-family",
  classId: "pg_opfamily",
  query: () => `
    select f.oid, n.nspname as schema, f.opfname as name, pg_catalog.pg_get_userbyid(f.opfowner) as owner, am.amname as method,
           ops.members as operators, procs.members as functions
    from pg_catalog.pg_opfamily f
    join pg_catalog.pg_namespace n on n.oid = f.opfnamespace and ${inUserSchema("n")}
    join pg_catalog.pg_am am on am.oid = f.opfmethod
    ${memberJoins("pg_opfamily", "f")}
    where ${madeByUser("f.oid")} or ops.owner is not null or procs.owner is not null
    order by n.nspname, f.opfname, am.amname`,
  row: { oid: "int", schema: "text", name: "text", owner: "text", method: "text", ...memberRow },
  read: (row, context) => {
    const id = signatureId("operator-family", [row.schema, row.name], quoteIdentifier(row.method));
    const isBuiltIn = row.oid < firstUserOid;
    // What an extension adds to a built-in family is the extension's, though nothing in pg_depend says so.
    const members = readMembers(row, id, (classId, oid) => {
      const member = isBuiltIn ? context.resolve(classId, oid, 0) : null;
      return member === null || !context.isExtensionMember(member);
    });
    const isEmpty = members.facts.operators.length === 0 && members.facts.functions.length === 0;
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: isBuiltIn ? null : row.owner,
      isRestated: isBuiltIn && isEmpty,
      aliases: members.aliases,
      facts: members.facts,
    };
  },
  changes: {
    operators: alter("alter-object", operatorFamilyAlterations.alterMembers),
    functions: alter("alter-object", operatorFamilyAlterations.alterMembers),
  },
  ddl: operatorFamilyDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    ...memberCatalog,
    "pg_opfamily.oid": "identity",
    "pg_opfamily.opfmethod": "identity",
    "pg_opfamily.opfname": "identity",
    "pg_opfamily.opfnamespace": "identity",
    "pg_opfamily.opfowner": "owner",
  },
});

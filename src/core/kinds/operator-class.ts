/** Operator classes: how an index method handles a type, with the members that belong to the class itself. */

import { signatureId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { defineKind, replace } from "./define-kind.ts";
import { operatorClassDdl } from "./operator-class.ddl.ts";
import { memberCatalog, memberJoins, memberRow, type OperatorMembers, readMembers } from "./operator-members.ts";
import { familyName, typeName } from "./references.sql.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What an operator class is. */
export type OperatorClassFacts = OperatorMembers & {
  readonly inputType: string;
  /** What the index stores when that is not the input type. */
  readonly storageType: string | null;
  readonly isDefault: boolean;
  /** `app.numbers USING btree`. */
  readonly family: string | null;
};

/** An operator class. */
export const operatorClassKind = defineKind<OperatorClassFacts>()({
  kind: "operator-class",
  classId: "pg_opclass",
  query: () => `
    select c.oid, n.nspname as schema, c.opcname as name, pg_catalog.pg_get_userbyid(c.opcowner) as owner, am.amname as method,
           pg_catalog.format_type(c.opcintype, null) as input_type, ${typeName("c.opckeytype")} as storage_type,
           c.opcdefault as is_default, ${familyName("c.opcfamily")} as family,
           ops.members as operators, procs.members as functions
    from pg_catalog.pg_opclass c
    join pg_catalog.pg_namespace n on n.oid = c.opcnamespace and ${inUserSchema("n")}
    join pg_catalog.pg_am am on am.oid = c.opcmethod
    ${memberJoins("pg_opclass", "c")}
    where ${madeByUser("c.oid")}
    order by n.nspname, c.opcname, am.amname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    method: "text",
    input_type: "text",
    storage_type: "text?",
    is_default: "bool",
    family: "text?",
    ...memberRow,
  },
  read: (row, context) => {
    const id = signatureId("operator-class", [row.schema, row.name], quoteIdentifier(row.method));
    const members = readMembers(row, id, () => true);
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      aliases: members.aliases,
      facts: {
        ...members.facts,
        inputType: row.input_type,
        storageType: row.storage_type,
        isDefault: row.is_default,
        family: row.family,
      },
    };
  },
  changes: {
    operators: replace("replace-object"),
    functions: replace("replace-object"),
    inputType: replace("replace-object"),
    storageType: replace("replace-object"),
    isDefault: replace("replace-object"),
    family: replace("replace-object"),
  },
  ddl: operatorClassDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    ...memberCatalog,
    "pg_opclass.oid": "identity",
    "pg_opclass.opcmethod": "identity",
    "pg_opclass.opcname": "identity",
    "pg_opclass.opcnamespace": "identity",
    "pg_opclass.opcowner": "owner",
    "pg_opclass.opcfamily": ["family"],
    "pg_opclass.opcintype": ["inputType"],
    "pg_opclass.opcdefault": ["isDefault"],
    "pg_opclass.opckeytype": ["storageType"],
  },
});

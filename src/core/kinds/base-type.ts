/**
 * Base types with input and output functions, and shell types, which are their first half. Array types are left out:
 * PostgreSQL makes one beside every type.
 */

import { baseTypeAlterations, baseTypeDdl, keepsToast } from "./base-type.ddl.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { typeCatalog } from "./type-catalog.ts";
import { typeColumns, typeIdentity, typeRow, typeSchema } from "./type-identity.ts";
import { madeByUser } from "./user-objects.sql.ts";

const alignments: { readonly [code: string]: string } = { c: "char", s: "int2", i: "int4", d: "double" };
const storages: { readonly [code: string]: string } = { p: "plain", e: "external", m: "main", x: "extended" };

/** Functions are `schema.name(argument types)`, null where the type has none. */
export type BaseTypeFacts = {
  /** False for a shell type. */
  readonly isDefined: boolean;
  readonly input: string;
  readonly output: string;
  readonly receive: string | null;
  readonly send: string | null;
  readonly typmodIn: string | null;
  readonly typmodOut: string | null;
  readonly analyze: string | null;
  readonly subscript: string | null;
  /** Bytes; -1 is variable, -2 a C string. */
  readonly internalLength: number;
  readonly passedByValue: boolean;
  readonly alignment: string;
  readonly storage: string;
  /** One letter, as in `pg_type.typcategory`. */
  readonly category: string;
  readonly preferred: boolean;
  /** The external form of the default value, not an expression. */
  readonly default: string | null;
  readonly element: string | null;
  readonly delimiter: string;
  readonly collatable: boolean;
};

const routine = (column: string) => `nullif(t.${column}::pg_catalog.oid, 0)::pg_catalog.regprocedure::text`;

/** A base or shell type. */
export const baseTypeKind = defineKind<BaseTypeFacts>()({
  kind: "base-type",
  classId: "pg_type",
  // Only array types can have the array handler (findTypeSubscriptingFunction in src/backend/commands/typecmds.c).
  query: () => `
    select ${typeColumns}, t.typisdefined as is_defined,
           ${routine("typinput")} as input, ${routine("typoutput")} as output, ${routine("typreceive")} as receive,
           ${routine("typsend")} as send, ${routine("typmodin")} as typmod_in, ${routine("typmodout")} as typmod_out,
           ${routine("typanalyze")} as analyze_routine, ${routine("typsubscript")} as subscript,
           t.typlen as length, t.typbyval as passed_by_value, t.typalign as alignment, t.typstorage as storage,
           t.typcategory as category, t.typispreferred as preferred, t.typdefault as default_value,
           case when t.typelem <> 0 then pg_catalog.format_type(t.typelem, null) end as element,
           t.typdelim as delimiter, t.typcollation <> 0 as collatable
    from pg_catalog.pg_type t
    ${typeSchema}
    where t.typtype in ('b', 'p') and t.typsubscript <> 'pg_catalog.array_subscript_handler'::pg_catalog.regproc
      and ${madeByUser("t.oid")}
    order by n.nspname, t.typname`,
  row: {
    ...typeRow,
    is_defined: "bool",
    input: "text",
    output: "text",
    receive: "text?",
    send: "text?",
    typmod_in: "text?",
    typmod_out: "text?",
    analyze_routine: "text?",
    subscript: "text?",
    length: "int",
    passed_by_value: "bool",
    alignment: "text",
    storage: "text",
    category: "text",
    preferred: "bool",
    default_value: "text?",
    element: "text?",
    delimiter: "text",
    collatable: "bool",
  },
  read: (row, context) => ({
    ...typeIdentity("base-type", row, context),
    facts: {
      isDefined: row.is_defined,
      input: row.input,
      output: row.output,
      receive: row.receive,
      send: row.send,
      typmodIn: row.typmod_in,
      typmodOut: row.typmod_out,
      analyze: row.analyze_routine,
      subscript: row.subscript,
      internalLength: row.length,
      passedByValue: row.passed_by_value,
      alignment: alignments[row.alignment] ?? row.alignment,
      storage: storages[row.storage] ?? row.storage,
      category: row.category,
      preferred: row.preferred,
      default: row.default_value,
      element: row.element,
      delimiter: row.delimiter,
      collatable: row.collatable,
    },
  }),
  changes: {
    isDefined: replace("replace-object"),
    input: replace("replace-object"),
    output: replace("replace-object"),
    receive: alter("alter-type", baseTypeAlterations.alterOptions),
    send: alter("alter-type", baseTypeAlterations.alterOptions),
    typmodIn: alter("alter-type", baseTypeAlterations.alterOptions),
    typmodOut: alter("alter-type", baseTypeAlterations.alterOptions),
    analyze: alter("alter-type", baseTypeAlterations.alterOptions),
    subscript: alter("alter-type", baseTypeAlterations.alterOptions),
    internalLength: replace("replace-object"),
    passedByValue: replace("replace-object"),
    alignment: replace("replace-object"),
    storage: { ...alter("alter-type", baseTypeAlterations.alterOptions), canAlter: keepsToast },
    category: replace("replace-object"),
    preferred: replace("replace-object"),
    default: replace("replace-object"),
    element: replace("replace-object"),
    delimiter: replace("replace-object"),
    collatable: replace("replace-object"),
  },
  ddl: baseTypeDdl,
  add: () => "create-type",
  remove: () => "drop-type",
  renameBy: ["isDefined", "internalLength", "passedByValue", "alignment", "category", "element"],
  catalog: {
    ...typeCatalog,
    "pg_type.typlen": ["internalLength"],
    "pg_type.typbyval": ["passedByValue"],
    "pg_type.typcategory": ["category"],
    "pg_type.typispreferred": ["preferred"],
    "pg_type.typisdefined": ["isDefined"],
    "pg_type.typdelim": ["delimiter"],
    "pg_type.typsubscript": ["subscript"],
    "pg_type.typelem": ["element"],
    "pg_type.typinput": ["input"],
    "pg_type.typoutput": ["output"],
    "pg_type.typreceive": ["receive"],
    "pg_type.typsend": ["send"],
    "pg_type.typmodin": ["typmodIn"],
    "pg_type.typmodout": ["typmodOut"],
    "pg_type.typanalyze": ["analyze"],
    "pg_type.typalign": ["alignment"],
    "pg_type.typstorage": ["storage"],
    "pg_type.typcollation": ["collatable"],
    "pg_type.typdefault": ["default"],
  },
});

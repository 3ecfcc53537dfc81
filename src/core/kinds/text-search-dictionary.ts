/** Text search dictionaries: a template and its options. */

import { objectId } from "../catalog/object-id.ts";
import { qualifiedName } from "../sql/quote.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { dictionaryOptions } from "./dictionary-options.ts";
import { textSearchDictionaryAlterations, textSearchDictionaryDdl } from "./text-search-dictionary.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What a text search dictionary is. */
export type TextSearchDictionaryFacts = {
  /** Qualified name. */
  readonly template: string;
  readonly options: { readonly [option: string]: string };
};

/** A text search dictionary. */
export const textSearchDictionaryKind = defineKind<TextSearchDictionaryFacts>()({
  kind: "text-search-dictionary",
  classId: "pg_ts_dict",
  query: () => `
    select d.oid, n.nspname as schema, d.dictname as name, pg_catalog.pg_get_userbyid(d.dictowner) as owner,
           tn.nspname as template_schema, t.tmplname as template_name, d.dictinitoption as options
    from pg_catalog.pg_ts_dict d
    join pg_catalog.pg_namespace n on n.oid = d.dictnamespace and ${inUserSchema("n")}
    join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate
    join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace
    where ${madeByUser("d.oid")}
    order by n.nspname, d.dictname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    template_schema: "text",
    template_name: "text",
    options: "text?",
  },
  read: (row, context) => ({
    id: objectId("text-search-dictionary", row.schema, row.name),
    oid: row.oid,
    parent: context.schema(row.schema),
    owner: row.owner,
    facts: { template: qualifiedName(row.template_schema, row.template_name), options: dictionaryOptions(row.options) },
  }),
  changes: { template: replace("replace-object"), options: alter("alter-object", textSearchDictionaryAlterations.alterOptions) },
  ddl: textSearchDictionaryDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["template", "options"],
  catalog: {
    "pg_ts_dict.oid": "identity",
    "pg_ts_dict.dictname": "identity",
    "pg_ts_dict.dictnamespace": "identity",
    "pg_ts_dict.dictowner": "owner",
    "pg_ts_dict.dicttemplate": ["template"],
    "pg_ts_dict.dictinitoption": ["options"],
  },
});

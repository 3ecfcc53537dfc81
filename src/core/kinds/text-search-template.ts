/** Text search templates: the functions behind dictionaries. They have no owner, and SQL can only rename or move them. */

import { objectId } from "../catalog/object-id.ts";
import { defineKind, replace } from "./define-kind.ts";
import { textSearchTemplateDdl } from "./text-search-template.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** Functions are `schema.name(argument types)`. */
export type TextSearchTemplateFacts = {
  readonly init: string | null;
  readonly lexize: string;
};

/** A text search template. */
export const textSearchTemplateKind = defineKind<TextSearchTemplateFacts>()({
  kind: "text-search-template",
  classId: "pg_ts_template",
  query: () => `
    select t.oid, n.nspname as schema, t.tmplname as name,
           nullif(t.tmplinit::pg_catalog.oid, 0)::pg_catalog.regprocedure::text as init,
           t.tmpllexize::pg_catalog.oid::pg_catalog.regprocedure::text as lexize
    from pg_catalog.pg_ts_template t
    join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace and ${inUserSchema("n")}
    where ${madeByUser("t.oid")}
    order by n.nspname, t.tmplname`,
  row: { oid: "int", schema: "text", name: "text", init: "text?", lexize: "text" },
  read: (row, context) => ({
    id: objectId("text-search-template", row.schema, row.name),
    oid: row.oid,
    parent: context.schema(row.schema),
    facts: { init: row.init, lexize: row.lexize },
  }),
  changes: { init: replace("replace-object"), lexize: replace("replace-object") },
  ddl: textSearchTemplateDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["init", "lexize"],
  catalog: {
    "pg_ts_template.oid": "identity",
    "pg_ts_template.tmplname": "identity",
    "pg_ts_template.tmplnamespace": "identity",
    "pg_ts_template.tmplinit": ["init"],
    "pg_ts_template.tmpllexize": ["lexize"],
  },
});

/**
 * Comments on whatever the other kinds have read. Comments that initdb wrote say nothing about the user's schema and
 * change between server versions; those on members of an extension go with the extension.
 */

import { attachedId } from "../catalog/object-id.ts";
import { attachedTarget, sharedTarget } from "./attached-target.ts";
import { commentAlterations, commentDdl } from "./comment.ddl.ts";
import { alter, defineKind } from "./define-kind.ts";
import { hiddenObjects } from "./hidden-objects.sql.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type CommentFacts = { readonly text: string };

/** A comment: `comment:table:public.users`. */
export const commentKind = defineKind<CommentFacts>()({
  kind: "comment",
  classId: null,
  // The texts that are left out are initdb's own, in src/include/catalog/pg_*.dat and the control file of plpgsql.
  query: () => `
    with ${hiddenObjects}
    select d.classoid::pg_catalog.regclass::pg_catalog.text as class_id, d.objoid as oid, d.objsubid as sub_id, d.description as text
    from pg_catalog.pg_description d
    where (${madeByUser("d.objoid")} or d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
      and (d.classoid, d.objoid) not in (select h.classid, h.objid from hidden h)
      and not (d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
               and (${notPublic("d.objoid")} or d.description = 'standard public schema'))
      and not (d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.description = 'PL/pgSQL procedural language')
    union all
    select d.classoid::pg_catalog.regclass::pg_catalog.text, d.objoid, 0, d.description
    from pg_catalog.pg_shdescription d
    where ${sharedTarget("d")} and not (not ${madeByUser("d.objoid")} and d.description in
      ('default administrative connection database', 'default template for new databases', 'unmodifiable empty database'))
    order by class_id, oid, sub_id`,
  row: { class_id: "text", oid: "int", sub_id: "int", text: "text" },
  read: (row, context) => {
    const target = attachedTarget(row, "comment", context);
    if (target === null) return null;
    return { id: attachedId("comment", target), oid: 0, parent: target, facts: { text: row.text } };
  },
  changes: { text: alter("comment", commentAlterations.alterText) },
  ddl: commentDdl,
  add: () => "comment",
  remove: () => "comment",
  renameBy: [],
  catalog: {
    "pg_description.objoid": "identity",
    "pg_description.classoid": "identity",
    "pg_description.objsubid": "identity",
    "pg_description.description": ["text"],
    "pg_shdescription.objoid": "identity",
    "pg_shdescription.classoid": "identity",
    "pg_shdescription.description": ["text"],
  },
});

// pg_catalog and pg_toast have comments of initdb's; public's own oid is 2200 unless it was dropped and made again.
function notPublic(oid: string): string {
  return `(${oid} < 16384 and ${oid} <> 2200)`;
}

/** Procedural languages that no extension brought: CREATE LANGUAGE with its own handler functions. */

import { objectId } from "../catalog/object-id.ts";
import { alter, defineKind } from "./define-kind.ts";
import { languageAlterations, languageDdl } from "./language.ddl.ts";
import { routineName } from "./references.sql.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** What a procedural language is. */
export type LanguageFacts = {
  readonly isTrusted: boolean;
  readonly handler: string | null;
  /** Runs DO blocks. */
  readonly inlineHandler: string | null;
  readonly validator: string | null;
};

/** A procedural language. */
export const languageKind = defineKind<LanguageFacts>()({
  kind: "language",
  classId: "pg_language",
  query: () => `
    select l.oid, l.lanname as name, pg_catalog.pg_get_userbyid(l.lanowner) as owner, l.lanpltrusted as is_trusted,
           ${routineName("l.lanplcallfoid")} as handler, ${routineName("l.laninline")} as inline_handler,
           ${routineName("l.lanvalidator")} as validator
    from pg_catalog.pg_language l
    where ${madeByUser("l.oid")}
    order by l.lanname`,
  row: {
    oid: "int",
    name: "text",
    owner: "text",
    is_trusted: "bool",
    handler: "text?",
    inline_handler: "text?",
    validator: "text?",
  },
  read: (row) => ({
    id: objectId("language", row.name),
    oid: row.oid,
    owner: row.owner,
    facts: {
      isTrusted: row.is_trusted,
      handler: row.handler,
      inlineHandler: row.inline_handler,
      validator: row.validator,
    },
  }),
  changes: {
    // CREATE OR REPLACE LANGUAGE takes all of them
    isTrusted: alter("replace-object", languageAlterations.redefine),
    handler: alter("replace-object", languageAlterations.redefine),
    inlineHandler: alter("replace-object", languageAlterations.redefine),
    validator: alter("replace-object", languageAlterations.redefine),
  },
  ddl: languageDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    "pg_language.oid": "identity",
    "pg_language.lanname": "identity",
    "pg_language.lanowner": "owner",
    "pg_language.lanispl": "derived",
    "pg_language.lanpltrusted": ["isTrusted"],
    "pg_language.lanplcallfoid": ["handler"],
    "pg_language.laninline": ["inlineHandler"],
    "pg_language.lanvalidator": ["validator"],
    "pg_language.lanacl": "privileges",
  },
});

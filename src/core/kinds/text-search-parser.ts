/** Text search parsers: five functions under a name. They have no owner, and SQL can only rename or move them. */

import { objectId } from "../catalog/object-id.ts";
import { defineKind, replace } from "./define-kind.ts";
import { textSearchParserDdl } from "./text-search-parser.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** Functions are `schema.name(argument types)`. */
export type TextSearchParserFacts = {
  readonly start: string;
  readonly getToken: string;
  readonly end: string;
  readonly headline: string | null;
  readonly lexTypes: string;
};

const routine = (column: string) => `nullif(p.${column}::pg_catalog.oid, 0)::pg_catalog.regprocedure::text`;

/** A text search parser. */
export const textSearchParserKind = defineKind<TextSearchParserFacts>()({
  kind: "text-search-parser",
  classId: "pg_ts_parser",
  query: () => `
    select p.oid, n.nspname as schema, p.prsname as name, ${routine("prsstart")} as start_routine,
           ${routine("prstoken")} as get_token, ${routine("prsend")} as end_routine,
           ${routine("prsheadline")} as headline, ${routine("prslextype")} as lex_types
    from pg_catalog.pg_ts_parser p
    join pg_catalog.pg_namespace n on n.oid = p.prsnamespace and ${inUserSchema("n")}
    where ${madeByUser("p.oid")}
    order by n.nspname, p.prsname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    start_routine: "text",
    get_token: "text",
    end_routine: "text",
    headline: "text?",
    lex_types: "text",
  },
  read: (row, context) => ({
    id: objectId("text-search-parser", row.schema, row.name),
    oid: row.oid,
    parent: context.schema(row.schema),
    facts: {
      start: row.start_routine,
      getToken: row.get_token,
      end: row.end_routine,
      headline: row.headline,
      lexTypes: row.lex_types,
    },
  }),
  changes: {
    start: replace("replace-object"),
    getToken: replace("replace-object"),
    end: replace("replace-object"),
    headline: replace("replace-object"),
    lexTypes: replace("replace-object"),
  },
  ddl: textSearchParserDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["start", "getToken", "end", "headline", "lexTypes"],
  catalog: {
    "pg_ts_parser.oid": "identity",
    "pg_ts_parser.prsname": "identity",
    "pg_ts_parser.prsnamespace": "identity",
    "pg_ts_parser.prsstart": ["start"],
    "pg_ts_parser.prstoken": ["getToken"],
    "pg_ts_parser.prsend": ["end"],
    "pg_ts_parser.prsheadline": ["headline"],
    "pg_ts_parser.prslextype": ["lexTypes"],
  },
});

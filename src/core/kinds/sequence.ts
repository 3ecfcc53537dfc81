/** Sequences: free ones, those of serial columns, and those behind identity columns. Their position is data, not schema. */

import type { ObjectId } from "../catalog/object-id.ts";
import { objectId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, ignored, replace } from "./define-kind.ts";
import { sequenceAlterations, sequenceDdl } from "./sequence.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What a sequence is. */
export type SequenceFacts = {
  readonly persistence: "permanent" | "unlogged";
  readonly dataType: string;
  /** int8 values as text. */
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
  /** The column that owns it. */
  readonly ownedBy: string | null;
  readonly isIdentity: boolean;
};

/** A sequence. */
export const sequenceKind = defineKind<SequenceFacts>()({
  kind: "sequence",
  classId: "pg_class",
  query: () => `
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
           c.relpersistence = 'u' as unlogged, pg_catalog.format_type(s.seqtypid, null) as data_type,
           s.seqstart::text as start, s.seqincrement::text as increment, s.seqmin::text as minimum, s.seqmax::text as maximum,
           s.seqcache::text as cache, s.seqcycle as cycle,
           d.refobjid as owner_table, d.refobjsubid as owner_column, coalesce(d.deptype = 'i', false) as is_identity
    from pg_catalog.pg_sequence s
    join pg_catalog.pg_class c on c.oid = s.seqrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.objsubid = 0
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
    where ${madeByUser("c.oid")}
    order by n.nspname, c.relname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    unlogged: "bool",
    data_type: "text",
    start: "text",
    increment: "text",
    minimum: "text",
    maximum: "text",
    cache: "text",
    cycle: "bool",
    owner_table: "int?",
    owner_column: "int?",
    is_identity: "bool",
  },
  read: (row, context) => {
    const column: ObjectId | null =
      row.owner_table === null || row.owner_column === null
        ? null
        : context.resolve("pg_class", row.owner_table, row.owner_column);
    return {
      id: objectId("sequence", row.schema, row.name),
      oid: row.oid,
      parent: column ?? context.schema(row.schema),
      owner: row.owner,
      facts: {
        persistence: row.unlogged ? "unlogged" : "permanent",
        dataType: row.data_type,
        start: row.start,
        increment: row.increment,
        minimum: row.minimum,
        maximum: row.maximum,
        cache: row.cache,
        cycle: row.cycle,
        ownedBy: column,
        isIdentity: row.is_identity,
      },
    };
  },
  changes: {
    persistence: {
      ...alter("alter-sequence", sequenceAlterations.alterPersistence),
      canAlter: (_change, { version }) => atLeast(version, 15),
    },
    dataType: alter("alter-sequence", sequenceAlterations.alterOptions),
    start: alter("alter-sequence", sequenceAlterations.alterOptions),
    increment: alter("alter-sequence", sequenceAlterations.alterOptions),
    minimum: alter("alter-sequence", sequenceAlterations.alterOptions),
    maximum: alter("alter-sequence", sequenceAlterations.alterOptions),
    cache: alter("alter-sequence", sequenceAlterations.alterOptions),
    cycle: alter("alter-sequence", sequenceAlterations.alterOptions),
    ownedBy: alter("alter-sequence", sequenceAlterations.alterOwner),
    isIdentity: replace("alter-sequence"),
  },
  ddl: sequenceDdl,
  add: () => "create-sequence",
  remove: () => "drop-sequence",
  renameBy: ["dataType", "start", "increment", "minimum", "maximum", "cache", "cycle", "ownedBy", "isIdentity"],
  catalog: {
    "pg_class.relpersistence": ["persistence"],
    "pg_sequence.seqrelid": "identity",
    "pg_sequence.seqtypid": ["dataType"],
    "pg_sequence.seqstart": ["start"],
    "pg_sequence.seqincrement": ["increment"],
    "pg_sequence.seqmax": ["maximum"],
    "pg_sequence.seqmin": ["minimum"],
    "pg_sequence.seqcache": ["cache"],
    "pg_sequence.seqcycle": ["cycle"],
    "pg_depend.refobjid": ["ownedBy"],
    "pg_depend.refobjsubid": ["ownedBy"],
    "pg_depend.deptype": ["isIdentity"],
    "pg_depend.classid": ignored("edges between objects, read as dependencies"),
    "pg_depend.objid": ignored("edges between objects, read as dependencies"),
    "pg_depend.objsubid": ignored("edges between objects, read as dependencies"),
    "pg_depend.refclassid": ignored("edges between objects, read as dependencies"),
  },
});

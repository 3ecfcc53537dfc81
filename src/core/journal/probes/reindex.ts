/**
 * REINDEX outside of a transaction rebuilds one index after the other: CONCURRENTLY builds a new index beside the old one (`_ccnew`), swaps
 * their names and drops the old one (`_ccold`); else the index gets a new file. What is not swapped yet is left behind, INVALID.
 */

import { qualifiedName, quoteLiteral } from "../../sql/quote.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { defineProbe, type Verdict } from "./probe.ts";
import { relationText } from "./relation-text.ts";

/** The indexes that a REINDEX is about. */
export interface SeenIndexes {
  readonly indexes: readonly {
    readonly oid: number;
    readonly schema: string;
    readonly name: string;
    /** The file that holds it. */
    readonly file: number | null;
    readonly isValid: boolean;
    /** CONCURRENTLY leaves those of exclusion constraints alone. */
    readonly isExclusion: boolean;
  }[];
}

/** Reads `ReindexStmt`. */
export const reindexProbe = defineProbe<SeenIndexes>("reindex", ["ReindexStmt"], (fields) => {
  const kind = textOf(fields.kind) ?? "";
  const isConcurrent = listOf(fields.params).some(
    (one) => fieldsOf(nodeOf(one, "DefElem") ?? undefined).defname === "concurrently",
  );
  return {
    query: `
select pg_catalog.jsonb_build_object('indexes', coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
         'oid', c.oid::pg_catalog.int8, 'schema', n.nspname, 'name', c.relname,
         'file', pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.int8, 'isValid', i.indisvalid, 'isExclusion', i.indisexclusion)
         order by c.oid), '[]'))::pg_catalog.text as seen
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i' and c.relpersistence <> 't'
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class t on t.oid = i.indrelid
left join pg_catalog.pg_class owner on owner.reltoastrelid = t.oid
where ${scopeOf(kind, fields)}`,
    judge: (before, now) => judgeReindex(before, now, { isConcurrent, isOne: kind === "REINDEX_OBJECT_INDEX" }),
    // without CONCURRENTLY each index is needed alone
    isImpatient: !isConcurrent,
    ...(isConcurrent ? { waitsFor: { relation: fields.relation === undefined ? null : relationText(fields.relation) } } : {}),
  };
});

/** Indexes of TOAST tables go with their owner's. */
function scopeOf(kind: string, fields: SqlFields): string {
  const regclass = `pg_catalog.to_regclass(${quoteLiteral(relationText(fields.relation))})`;
  const heirs = `(select p.relid from pg_catalog.pg_partition_tree(${regclass}) p)`;
  switch (kind) {
    case "REINDEX_OBJECT_INDEX":
      // what is left behind has another name, so that the index's table is asked for all of its indexes
      return `t.oid in (select k.indrelid from pg_catalog.pg_index k where k.indexrelid = ${regclass} or k.indexrelid in ${heirs})
  and (c.oid = ${regclass} or c.oid in ${heirs} or c.relname ~ '_cc(new|old)\\d*$')`;
    case "REINDEX_OBJECT_TABLE":
      return `coalesce(owner.oid, t.oid) = ${regclass} or coalesce(owner.oid, t.oid) in ${heirs}`;
    case "REINDEX_OBJECT_SCHEMA":
      return `coalesce(owner.relnamespace, t.relnamespace) = (select s.oid from pg_catalog.pg_namespace s where s.nspname = ${quoteLiteral(textOf(fields.name) ?? "")})`;
    case "REINDEX_OBJECT_SYSTEM":
      return "coalesce(owner.relnamespace, t.relnamespace) = 'pg_catalog'::pg_catalog.regnamespace";
    default:
      return "coalesce(owner.relnamespace, t.relnamespace) not in ('pg_catalog'::pg_catalog.regnamespace, 'information_schema'::pg_catalog.regnamespace)";
  }
}

const leftover = /_cc(new|old)\d*$/;

/** All were rebuilt, or it runs again: to rebuild an index twice costs time and changes nothing. */
export function judgeReindex(
  before: SeenIndexes | null,
  now: SeenIndexes | null,
  { isConcurrent, isOne }: { readonly isConcurrent: boolean; readonly isOne: boolean },
): Verdict {
  const nameBefore = new Map(before?.indexes.map(({ oid, name }) => [oid, name]));
  const left = (now?.indexes ?? []).filter(
    ({ oid, name, isValid }) => isConcurrent && !isValid && leftover.test(name) && nameBefore.get(oid) !== name,
  );
  const nowByName = new Map(now?.indexes.map((index) => [qualifiedName(index.schema, index.name), index]));
  const due = (before?.indexes ?? []).filter(({ isValid, isExclusion, name }) =>
    isConcurrent ? !isExclusion && (isValid || isOne) && !leftover.test(name) : true,
  );
  const isRebuilt = due.every(({ schema, name, oid, file }) => {
    const index = nowByName.get(qualifiedName(schema, name));
    // one that is gone was dropped by somebody, and needs nothing any more
    return index === undefined || index.oid !== oid || index.file !== file;
  });
  const afterwards = due.length > 0 && isRebuilt ? "took-effect" : "did-not";
  if (left.length === 0) return { kind: afterwards };
  return {
    kind: "half",
    cleanUp: left.map(({ schema, name }) => `drop index concurrently if exists ${qualifiedName(schema, name)}`),
    afterwards,
  };
}

/**
 * CREATE INDEX CONCURRENTLY commits an INVALID index first and makes it valid at its end. What fails in between leaves it behind, where it
 * costs every write and helps no read; and IF NOT EXISTS takes it for an index.
 */

import { qualifiedName, quoteLiteral } from "../../sql/quote.ts";
import { textOf } from "../../sql/sql-tree.ts";
import { haveSameShape, predictionOf } from "./index-shape.ts";
import { defineProbe, type Objection, type Verdict } from "./probe.ts";
import { relationText } from "./relation-text.ts";

/** What there is on the table. */
export interface SeenIndexes {
  /** Whatever has the index's name in its schema. */
  readonly taken: number | null;
  readonly indexes: readonly SeenIndex[];
}

/** An index of the table. */
export interface SeenIndex {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** `pg_get_indexdef`. */
  readonly definition: string;
  readonly isValid: boolean;
  /** Process that builds it now. */
  readonly builder: number | null;
}

/** Reads `IndexStmt`. */
export const createIndexProbe = defineProbe<SeenIndexes>("create-index", ["IndexStmt"], (fields, sql) => {
  if (fields.concurrent !== true) return null;
  const name = textOf(fields.idxname);
  const table = relationText(fields.relation);
  return {
    query: queryOf(table, name),
    prediction: predictionOf(fields, sql),
    objection: (seen, predicted) =>
      fields.if_not_exists === true && name !== null ? objectionTo(seen, name, predicted ?? sql) : null,
    judge: (before, now, predicted) => judgeIndex(before, now, { name, definition: predicted ?? sql }),
    waitsFor: { relation: table },
  };
});

function queryOf(table: string, name: string | null): string {
  return `
select pg_catalog.jsonb_build_object(
    'taken', (select c.oid::pg_catalog.int8 from pg_catalog.pg_class c
              where c.relnamespace = t.relnamespace and c.relname = ${name === null ? "null" : quoteLiteral(name)}),
    'indexes', coalesce((
      select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('oid', c.oid::pg_catalog.int8, 'schema', n.nspname, 'name', c.relname,
               'definition', pg_catalog.pg_get_indexdef(c.oid), 'isValid', i.indisvalid,
               'builder', (select p.pid from pg_catalog.pg_stat_progress_create_index p where p.index_relid = c.oid limit 1)) order by c.oid)
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where i.indrelid = t.oid), '[]'))::pg_catalog.text as seen
from pg_catalog.pg_class t
where t.oid = pg_catalog.to_regclass(${quoteLiteral(table)})`;
}

/** IF NOT EXISTS looks at the name only. */
function objectionTo(seen: SeenIndexes | null, name: string, definition: string): Objection | null {
  if (seen === null || seen.taken === null) return null;
  const index = seen.indexes.find(({ oid }) => oid === seen.taken);
  if (index === undefined)
    return {
      message: `${name} is there already and is no index of this table: IF NOT EXISTS would skip it.`,
      hint: "Give the index another name.",
    };
  const full = qualifiedName(index.schema, index.name);
  if (!index.isValid)
    return {
      message: `${full} is there already and INVALID: IF NOT EXISTS would take it for an index, and no query can use it.`,
      hint: `Drop it, and run again: drop index concurrently ${full}`,
    };
  if (haveSameShape(index.definition, definition)) return null;
  return {
    message: `${full} is there already and is another index: ${index.definition}. IF NOT EXISTS would skip it.`,
    hint: "Give the index another name, or drop the one that is there first.",
  };
}

/** Who built it is told by what is new: an index that was there before is not this statement's. */
export function judgeIndex(
  before: SeenIndexes | null,
  now: SeenIndexes | null,
  { name, definition }: { readonly name: string | null; readonly definition: string },
): Verdict {
  const known = new Set(before?.indexes.map(({ oid }) => oid));
  const made = (now?.indexes ?? []).filter(
    (index) => !known.has(index.oid) && (name === null || index.name === name) && haveSameShape(index.definition, definition),
  );
  if (made.some(({ isValid }) => isValid)) return { kind: "took-effect" };
  const builder = made.find((index) => index.builder !== null)?.builder ?? null;
  if (builder !== null) return { kind: "busy", who: `process ${builder} builds this index now` };
  if (made.length === 0) return { kind: "did-not" };
  const cleanUp = made.map((index) => `drop index concurrently if exists ${qualifiedName(index.schema, index.name)}`);
  return { kind: "half", cleanUp, afterwards: "did-not" };
}

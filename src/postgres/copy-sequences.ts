/**
 * Sequences after a copy: above everything that the rows hold, so that the next insert does not collide, and where the source stood for
 * tables that came whole. `setval` is not undone by a rollback, so that it comes last; a sequence that stands too high harms nobody.
 */

import type { CopySchema } from "../core/masking/copy-table.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import { inCopy } from "./copy-statement.ts";
import type { Session } from "./session.ts";
import type { AskInMoment } from "./subset-keys.ts";

/** Sequence → the value that it gave out last, as text; those that have given out none, or may not be read, are missing. */
export type SequenceStands = ReadonlyMap<string, string>;

/** Where the source's sequences stand. They are no part of a snapshot: the answer is newer than the rows, which is the safe side. */
export async function readSequenceStands(ask: AskInMoment): Promise<SequenceStands> {
  const { rows } = await ask(`
    select pg_catalog.format('%I.%I', s.schemaname, s.sequencename) as name, s.last_value::pg_catalog.text as last
    from pg_catalog.pg_sequences s
    where s.schemaname <> 'lockstep' and s.last_value is not null
    order by s.schemaname collate "C", s.sequencename collate "C"`);
  return new Map(rows.map(({ name, last }) => [String(name), String(last)]));
}

const ownedQuery = `
  select pg_catalog.format('%I.%I', sn.nspname, s.relname) as name, q.seqstart::pg_catalog.text as start, q.seqincrement > 0 as ascends,
         case when c.oid is not null then pg_catalog.format('%I.%I', n.nspname, c.relname) end as "table", a.attname as "column", t.typcategory = 'N' as is_number
  from pg_catalog.pg_sequence q
  join pg_catalog.pg_class s on s.oid = q.seqrelid
  join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace and sn.nspname <> 'lockstep'
  left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0
  left join pg_catalog.pg_class c on c.oid = d.refobjid
  left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
  left join pg_catalog.pg_type t on t.oid = a.atttypid
  order by 1`;

/** Sets those that belong to copied tables, and those that belong to none; returns how many. @throws AppError COPY_FAILED, CONNECT_LOST */
export async function setSequences(
  session: Session,
  stands: SequenceStands,
  scope: { readonly copied: ReadonlySet<string>; readonly whole: ReadonlySet<string>; readonly isEverything: boolean },
  schema: CopySchema,
): Promise<number> {
  const rootOf = new Map(schema.tables.flatMap(({ name, leaves }) => leaves.map((leaf) => [leaf, name] as const)));
  let set = 0;
  for (const row of await inCopy(session, "looking at sequences", ownedQuery)) {
    const name = String(row.name);
    const owner = row.table === null ? null : (rootOf.get(String(row.table)) ?? String(row.table));
    if (owner === null ? !scope.isEverything : !scope.copied.has(owner)) continue;
    const isNumber = row.is_number === true;
    const stand = owner === null || scope.whole.has(owner) || !isNumber ? (stands.get(name) ?? null) : null;
    const [best, edge] = row.ascends === true ? ["greatest", "max"] : ["least", "min"];
    const used =
      owner !== null && isNumber
        ? `(select ${edge}(t.${quoteIdentifier(String(row.column))})::pg_catalog.int8 from ${owner} t)`
        : "null::pg_catalog.int8";
    const value = `${best}(${used}, ${stand === null ? "null::pg_catalog.int8" : `${quoteLiteral(stand)}::pg_catalog.int8`})`;
    await inCopy(
      session,
      `setting ${name}`,
      `select case when v.value is null then pg_catalog.setval(${quoteLiteral(name)}, ${row.start}, false)
              else pg_catalog.setval(${quoteLiteral(name)}, v.value, true) end from (select ${value} as value) v`,
    );
    set++;
  }
  return set;
}

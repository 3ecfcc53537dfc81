/** Finds the triggers that an UPDATE of given columns would fire, on a table and its partitions, and what else stands or falls with them. */

import { AppError } from "../core/app-error.ts";
import type { FiringTrigger, FoundTriggers } from "../core/backfill/firing-triggers.ts";
import { enabledState } from "../core/kinds/enabled-state.ts";
import { findOutsideQuotes } from "../core/kinds/find-outside-quotes.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** Looks. @param relation as SQL spells it, with its schema @param columns that are written; names, not quoted @throws AppError as `Session.query` */
export async function readFiringTriggers(session: Session, relation: string, columns: readonly string[]): Promise<FoundTriggers> {
  const written = writtenColumns(relation, columns);
  const [tables, triggers, constraints] = await session.snapshot([
    `select pg_catalog.format('%I.%I', n.nspname, c.relname) as relation, pg_catalog.quote_ident(current_user) as role
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.oid = pg_catalog.to_regclass(${quoteLiteral(relation)})`,
    triggersQuery(written),
    constraintsQuery(written),
  ]);
  const found = firing(triggers?.rows ?? []);
  const named = (isForeign: boolean) =>
    (constraints?.rows ?? []).filter((row) => (row.type === "f") === isForeign).map((row) => String(row.name));
  return {
    relation: String(tables?.rows[0]?.relation ?? relation),
    triggers: found,
    foreignKeys: named(true),
    lateKeys: named(false),
    maySkip: found.length > 0 && (await maySkip(session)),
    role: String(tables?.rows[0]?.role ?? ""),
  };
}

/**
 * The table with its partitions and heirs, and of each the columns that are written or computed from those: UPDATE OF a generated column fires by
 * what it is computed from. Before 15 a generated column itself, since then its expression, depends on the others.
 */
function writtenColumns(relation: string, columns: readonly string[]): string {
  const names = columns.map((name) => quoteLiteral(name)).join(", ");
  return `
  with recursive member as (
    select pg_catalog.to_regclass(${quoteLiteral(relation)})::pg_catalog.oid as oid, true as is_root
    union
    select i.inhrelid, false from pg_catalog.pg_inherits i join member m on m.oid = i.inhparent
  ), named as (
    select a.attrelid, a.attnum from member m join pg_catalog.pg_attribute a on a.attrelid = m.oid
    where a.attname in (${names === "" ? "''" : names}) and a.attnum > 0 and not a.attisdropped
  ), written as (
    select attrelid, attnum from named
    union
    select g.attrelid, g.attnum
    from named n
    join pg_catalog.pg_attribute g on g.attrelid = n.attrelid and g.attgenerated <> ''
    join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = n.attrelid and d.refobjsubid = n.attnum
    where (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = g.attrelid and d.objsubid = g.attnum)
       or (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
           and d.objid in (select e.oid from pg_catalog.pg_attrdef e where e.adrelid = g.attrelid and e.adnum = g.attnum))
  )`;
}

// tgtype's bits (src/include/catalog/pg_trigger.h): 1 row, 2 before, 16 update, 64 instead of
// what stands behind foreign and late keys is told by its constraint; a copy on a partition is internal before 15
const triggersQuery = (written: string) => `${written}
  select t.oid::pg_catalog.text as oid, nullif(t.tgparentid, 0)::pg_catalog.text as parent, t.tgname::pg_catalog.text as name,
         pg_catalog.format('%I.%I', n.nspname, c.relname) as relation, c.relkind::pg_catalog.text as kind, m.is_root,
         pg_catalog.format('%I.%I', fn.nspname, f.proname) || '()' as function, t.tgtype as type, t.tgenabled::pg_catalog.text as enabled,
         (select coalesce(pg_catalog.json_agg(a.attname order by a.attnum), '[]') from pg_catalog.pg_attribute a
          where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr::pg_catalog.int2[])) as columns,
         case when t.tgqual is not null then pg_catalog.pg_get_triggerdef(t.oid) end as definition
  from member m
  join pg_catalog.pg_trigger t on t.tgrelid = m.oid
  join pg_catalog.pg_class c on c.oid = t.tgrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_proc f on f.oid = t.tgfoid
  join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
  where (t.tgtype & 16) <> 0 and (t.tgtype & 64) = 0
    and not exists (select from pg_catalog.pg_constraint k where k.oid = t.tgconstraint and k.contype <> 't')
    and (pg_catalog.cardinality(t.tgattr::pg_catalog.int2[]) = 0
         or exists (select from written w where w.attrelid = t.tgrelid and w.attnum = any (t.tgattr::pg_catalog.int2[])))
  order by c.oid, t.tgname`;

// of a foreign key's copies on partitions only the one that was written down is named
const constraintsQuery = (written: string) => `${written}
  select distinct k.contype::pg_catalog.text as type, pg_catalog.format('%I.%I.%I', n.nspname, c.relname, k.conname) as name
  from pg_catalog.pg_constraint k
  join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_constraint p on p.oid = k.conparentid
  where (k.contype = 'f' or (k.contype in ('p', 'u', 'x') and k.condeferrable))
    and (exists (select from written w where w.attrelid = k.conrelid and w.attnum = any (k.conkey))
         or exists (select from written w where w.attrelid = k.confrelid and w.attnum = any (k.confkey)))
    and (p.oid is null or not exists (select from member m where m.oid in (p.conrelid, p.confrelid)))
  order by type, name`;

/** On a partitioned table it is the partitions' copies of a row trigger that fire, each enabled on its own; a statement's fires where it is aimed. */
function firing(rows: readonly ResultRow[]): readonly FiringTrigger[] {
  const byOid = new Map(rows.map((row) => [String(row.oid), row]));
  const declared = (row: ResultRow): ResultRow => {
    const parent = row.parent === null ? undefined : byOid.get(String(row.parent));
    return parent === undefined ? row : declared(parent);
  };
  const isRow = (row: ResultRow) => (Number(row.type) & 1) !== 0;
  const firing = rows.filter((row) => row.enabled !== "D" && (isRow(row) ? row.kind !== "p" : row.is_root === true));
  const states = (row: ResultRow) =>
    new Set(rows.filter((one) => one.kind !== "p" && declared(one) === declared(row)).map(({ enabled }) => enabled));
  const found = new Map<string, FiringTrigger>();
  for (const row of firing) {
    const origin = declared(row);
    const trigger = triggerOf(row, isRow(row) && states(row).size > 1 ? row : origin);
    found.set(`${trigger.relation} ${trigger.name}`, trigger);
  }
  return [...found.values()].sort((one, other) => (`${one.relation} ${one.name}` < `${other.relation} ${other.name}` ? -1 : 1));
}

function triggerOf(row: ResultRow, place: ResultRow): FiringTrigger {
  const type = Number(row.type);
  const enabled = enabledState(String(row.enabled));
  return {
    name: String(row.name),
    relation: String(place.relation),
    function: String(row.function),
    timing: (type & 2) === 0 ? "after" : "before",
    level: (type & 1) === 0 ? "statement" : "row",
    columns: Array.isArray(row.columns) ? row.columns.map(String) : [],
    when: row.definition === null ? null : whenOf(String(row.definition)),
    enabled: enabled === "disabled" ? "origin" : enabled, // those that are disabled have been left out
  };
}

// `… FOR EACH ROW WHEN (condition) EXECUTE FUNCTION f()`
function whenOf(definition: string): string {
  const start = findOutsideQuotes(definition, " WHEN (") + " WHEN ".length;
  return definition.slice(start, findOutsideQuotes(definition, " EXECUTE FUNCTION ", start));
}

// only trying tells: a provider may allow it by means of its own, which no privilege shows
async function maySkip(session: Session): Promise<boolean> {
  try {
    await session.snapshot(["set local session_replication_role = replica"]);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "PERMISSION_DENIED") return false;
    throw error;
  }
}

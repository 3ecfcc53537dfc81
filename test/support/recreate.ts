/**
 * SQL that drops what Postgres keeps as an expression or a query and creates it again from what Postgres prints of it: what a
 * dump and a restore do to a schema, on servers for which there is no pg_dump too.
 */

/** One block that re-creates checks, foreign keys, defaults, indexes, views, policies, rules, triggers, statistics and routines. */
export function recreateFromPrinted(schema: string): string {
  return `do $recreate$
declare r record;
begin
${steps(`'${schema}'::pg_catalog.regnamespace`).map(loop).join("\n")}
end $recreate$`;
}

interface Step {
  /** Gives the text columns `gone` (null: nothing to drop) and `made`, in this order. */
  readonly query: string;
}

function loop({ query }: Step): string {
  return `  for r in ${query} loop
    if r.gone is not null then execute r.gone; end if;
    execute r.made;
  end loop;`;
}

// Inherited constraints, partitions' indexes and triggers come with their parents', and constructors with their range types.
const steps = (schema: string): readonly Step[] => [
  {
    query: `select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as gone,
              format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as made
            from pg_constraint k join pg_class c on c.oid = k.conrelid
            where k.contype in ('c', 'f') and k.connamespace = ${schema} and k.coninhcount = 0 and c.relkind = 'r'`,
  },
  {
    query: `select format('alter domain %s drop constraint %I', contypid::regtype, conname) as gone,
              format('alter domain %s add constraint %I %s', contypid::regtype, conname, pg_get_constraintdef(oid)) as made
            from pg_constraint where contype = 'c' and contypid <> 0 and connamespace = ${schema}`,
  },
  {
    query: `select null as gone, format('alter table %s alter %I set default %s', d.adrelid::regclass, a.attname,
              pg_get_expr(d.adbin, d.adrelid)) as made
            from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
            join pg_class c on c.oid = d.adrelid where c.relnamespace = ${schema} and a.attgenerated = ''`,
  },
  {
    query: `select format('drop index %s', i.indexrelid::regclass) as gone, pg_get_indexdef(i.indexrelid) as made
            from pg_index i join pg_class c on c.oid = i.indexrelid
            where c.relnamespace = ${schema} and c.relkind = 'i' and not c.relispartition
              and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
  },
  {
    query: `select null as gone, format('create or replace view %s%s as %s', c.oid::regclass,
              ' with (' || array_to_string(c.reloptions, ', ') || ')', pg_get_viewdef(c.oid)) as made
            from pg_class c where c.relnamespace = ${schema} and c.relkind = 'v'`,
  },
  {
    query: `select null as gone, format('alter policy %I on %s%s%s', p.polname, p.polrelid::regclass,
              ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
              ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as made
            from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = ${schema}`,
  },
  {
    query: `select format('drop rule %I on %s', w.rulename, w.ev_class::regclass) as gone, pg_get_ruledef(w.oid) as made
            from pg_rewrite w join pg_class c on c.oid = w.ev_class
            where c.relnamespace = ${schema} and w.rulename <> '_RETURN'`,
  },
  {
    query: `select format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass) as gone, pg_get_triggerdef(t.oid) as made
            from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = ${schema} and not t.tgisinternal and t.tgparentid = 0`,
  },
  {
    query: `select format('drop statistics %I.%I', s.stxnamespace::regnamespace, s.stxname) as gone,
              pg_get_statisticsobjdef(s.oid) as made
            from pg_statistic_ext s where s.stxnamespace = ${schema}`,
  },
  {
    query: `select null as gone, pg_get_functiondef(p.oid) as made
            from pg_proc p where p.pronamespace = ${schema} and p.prokind in ('f', 'p') and not exists (
              select from pg_depend d where d.objid = p.oid and d.deptype = 'i')`,
  },
];

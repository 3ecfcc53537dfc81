import type { MutationSuite } from "./mutation.ts";

const remake = (table: string, name: string, definition: string) =>
  `alter table m_constraint.${table} drop constraint ${name}; alter table m_constraint.${table} add constraint ${name} ${definition}`;

// Only by their names, which hold oids, can triggers behind constraints be told to fire otherwise.
const setTriggers = (constraint: string, action: string) => `do $$ declare t record; begin
  for t in select g.tgrelid::regclass as relation, g.tgname from pg_trigger g join pg_constraint k on k.oid = g.tgconstraint
    where k.conname = '${constraint}'
  loop execute format('alter table %s ${action} trigger %I', t.relation, t.tgname); end loop; end $$`;

/** Constraints of tables and domains: every fact once. */
export const constraintMutations: MutationSuite = {
  kind: "constraint",
  setup: (major) => `
    create schema m_constraint;
    create table m_constraint.ref (id int, other int, constraint ref_pk primary key (id), constraint ref_other unique (other), constraint ref_both unique (id, other));
    create table m_constraint.ref2 (id int primary key);
    create table m_constraint.t (
      a int, b int, c int, d int references m_constraint.ref2 (id), s varchar(10), r circle, during int4range,
      constraint t_u unique (a), constraint t_ck check (b > 0), constraint t_in check (s in ('x', 'y')),
      constraint t_fk foreign key (c) references m_constraint.ref (id), constraint t_fk2 foreign key (c, d) references m_constraint.ref (id, other),
      constraint t_ex exclude using gist (r with &&), constraint t_exw exclude using gist (during with &&) where (a > 0),
      constraint t_exe exclude using gist (int4range(a, b) with &&)
    );
    create domain m_constraint.positive as int constraint positive_ck check (value > 0);
    create table m_constraint.base (x int, constraint base_ck check (x > 0));
    create table m_constraint.child (x int, constraint base_ck check (x > 0)) inherits (m_constraint.base);
    create table m_constraint.parted (id int, constraint parted_pk primary key (id)) partition by range (id);
    create table m_constraint.parted_1 (id int not null, constraint parted_1_pk primary key (id));
    create table m_constraint.cited (id int primary key) partition by range (id);
    create table m_constraint.cited_1 partition of m_constraint.cited for values from (0) to (10);
    create table m_constraint.citing (id int references m_constraint.cited);
    create table m_constraint.halved (id int primary key, constraint halved_u unique (id) deferrable);
    create table m_constraint.half (id int, constraint t_half foreign key (id) references m_constraint.halved (id));
    ${major >= 18 ? "create table m_constraint.temporal (id int4range, during daterange, constraint temporal_pk primary key (id, during without overlaps));" : ""}`,
  mutations: [
    {
      name: "unique becomes primary key",
      sql: remake("t", "t_u", "primary key (a)"),
      expect: { fact: "type" },
      also: ["column"],
    },
    { name: "other column", sql: remake("t", "t_u", "unique (b)"), expect: { fact: "columns" } },
    { name: "two columns", sql: remake("t", "t_u", "unique (a, b)"), expect: { fact: "columns" } },
    { name: "other check", sql: remake("t", "t_ck", "check (b > 1)"), expect: { fact: "check" } },
    { name: "other list", sql: remake("t", "t_in", "check (s in ('x', 'z'))"), expect: { fact: "check" } },
    {
      name: "check of a domain",
      sql: "alter domain m_constraint.positive drop constraint positive_ck; alter domain m_constraint.positive add constraint positive_ck check (value > 1)",
      expect: { fact: "check" },
    },
    { name: "not validated check", sql: remake("t", "t_ck", "check (b > 0) not valid"), expect: { fact: "isValid" } },
    {
      name: "not validated foreign key",
      sql: remake("t", "t_fk", "foreign key (c) references m_constraint.ref (id) not valid"),
      expect: { fact: "isValid" },
    },
    { name: "not enforced", sql: remake("t", "t_ck", "check (b > 0) not enforced"), expect: { fact: "isEnforced" }, since: 18 },
    { name: "no inherit", sql: remake("t", "t_ck", "check (b > 0) no inherit"), expect: { fact: "noInherit" } },
    {
      name: "deferrable foreign key",
      sql: "alter table m_constraint.t alter constraint t_fk deferrable",
      expect: { fact: "deferrable" },
    },
    { name: "deferrable unique", sql: remake("t", "t_u", "unique (a) deferrable"), expect: { fact: "deferrable" } },
    {
      name: "initially deferred",
      sql: "alter table m_constraint.t alter constraint t_fk deferrable initially deferred",
      expect: { fact: "initiallyDeferred" },
    },
    {
      name: "merged with the parent's only",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "update pg_constraint set conislocal = false where conrelid = 'm_constraint.child'::regclass",
      expect: { fact: "isLocal" },
    },
    {
      name: "no longer inherited",
      sql: "alter table m_constraint.child no inherit m_constraint.base",
      expect: { fact: "inheritedFrom" },
      also: ["table", "column"],
    },
    {
      name: "attached to the parent's",
      sql: "alter table m_constraint.parted attach partition m_constraint.parted_1 for values from (0) to (10)",
      expect: { fact: "attachedTo" },
      also: ["table", "column"],
    },
    {
      name: "other table",
      sql: remake("t", "t_fk", "foreign key (c) references m_constraint.ref2 (id)"),
      expect: { fact: "referencedTable" },
    },
    {
      name: "other referenced column",
      sql: remake("t", "t_fk", "foreign key (c) references m_constraint.ref (other)"),
      expect: { fact: "referencedColumns" },
    },
    {
      name: "on update",
      sql: remake("t", "t_fk", "foreign key (c) references m_constraint.ref (id) on update cascade"),
      expect: { fact: "onUpdate" },
    },
    {
      name: "on delete",
      sql: remake("t", "t_fk", "foreign key (c) references m_constraint.ref (id) on delete cascade"),
      expect: { fact: "onDelete" },
    },
    {
      name: "restrict is not no action",
      sql: remake("t", "t_fk", "foreign key (c) references m_constraint.ref (id) on delete restrict"),
      expect: { fact: "onDelete" },
    },
    {
      name: "on delete set null of one column",
      sql: remake("t", "t_fk2", "foreign key (c, d) references m_constraint.ref (id, other) on delete set null (d)"),
      expect: { fact: "onDeleteColumns" },
      since: 15,
    },
    {
      name: "match full",
      sql: remake("t", "t_fk2", "foreign key (c, d) references m_constraint.ref (id, other) match full"),
      expect: { fact: "match" },
    },
    {
      name: "without overlaps",
      sql: remake("temporal", "temporal_pk", "primary key (id, during)"),
      expect: { fact: "temporal" },
      since: 18,
    },
    { name: "exclusion operator", sql: remake("t", "t_ex", "exclude using gist (r with ~=)"), expect: { fact: "operators" } },
    {
      name: "nulls not distinct",
      sql: remake("t", "t_u", "unique nulls not distinct (a)"),
      expect: { fact: "nullsNotDistinct" },
      since: 15,
    },
    { name: "included column", sql: remake("t", "t_u", "unique (a) include (b)"), expect: { fact: "index" } },
    {
      name: "exclusion expression",
      sql: remake("t", "t_ex", "exclude using gist (circle(box(r)) with &&)"),
      expect: { fact: "indexExpressions" },
    },
    {
      name: "exclusion predicate",
      sql: remake("t", "t_exw", "exclude using gist (during with &&) where (a > 1)"),
      expect: { fact: "predicate" },
    },
    {
      name: "partitioned index that a partition lacks",
      sql: "alter table m_constraint.cited_1 add constraint cited_1_w unique (id); alter table only m_constraint.cited add constraint cited_w unique (id)",
      expect: { change: "add" },
    },
    {
      name: "invalid index",
      unplannable: "nobody asks for an index that is invalid",
      sql: "update pg_index set indisvalid = false where indexrelid = 'm_constraint.t_u'::regclass",
      expect: { fact: "indexIsValid" },
    },
    {
      name: "fillfactor of a unique index",
      sql: "alter index m_constraint.t_u set (fillfactor = 60)",
      expect: { fact: "indexOptions" },
    },
    {
      name: "tablespace of a primary key",
      sql: "alter index m_constraint.ref_pk set tablespace lockstep_test",
      expect: { fact: "indexTablespace" },
    },
    {
      name: "statistics of an exclusion expression",
      sql: "alter index m_constraint.t_exe alter column 1 set statistics 500",
      expect: { fact: "indexStatistics" },
    },
    {
      name: "disabled triggers of a referenced partition",
      unplannable: "the key of a partition that is referenced is made by the server",
      sql: "alter table m_constraint.cited_1 disable trigger all",
      expect: { change: "add" },
    },
    { name: "disabled triggers", sql: "alter table m_constraint.ref2 disable trigger all", expect: { fact: "triggers" } },
    {
      name: "triggers on replicas",
      sql: setTriggers("t_half", "enable replica"),
      expect: { fact: "triggers" },
    },
    { name: "triggers always", sql: setTriggers("t_half", "enable always"), expect: { fact: "triggers" } },
    {
      name: "disabled recheck of a deferrable constraint",
      sql: setTriggers("halved_u", "disable"),
      expect: { fact: "triggers" },
    },
    { name: "new check", sql: "alter table m_constraint.t add constraint t_new check (c < 100)", expect: { change: "add" } },
    {
      name: "new foreign key",
      sql: "alter table m_constraint.t add foreign key (d) references m_constraint.ref2 (id)",
      expect: { change: "add" },
    },
    { name: "dropped", sql: "alter table m_constraint.t drop constraint t_ck", expect: { change: "remove" } },
    { name: "renamed", sql: "alter table m_constraint.t rename constraint t_ck to t_check", expect: { change: "add" } },
    {
      name: "check of a domain dropped",
      sql: "alter domain m_constraint.positive drop constraint positive_ck",
      expect: { change: "remove" },
    },
  ],
};

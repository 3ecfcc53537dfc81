/** Migrations of several statements: each is judged by what the ones before it left. */

import type { StatementFamily } from "../statement-form-case.ts";

export const relationsFiles: StatementFamily = {
  family: "relations: several statements",
  cases: [
    {
      sql: "alter table logs_asia add constraint c check (region = 'asia'); alter table logs attach partition logs_asia for values in ('asia')",
    },
    {
      sql: "alter table events_rest add constraint c check (at < '2027-01-01' or at >= '2028-01-01') not valid; alter table events_rest validate constraint c; alter table events attach partition events_2027 for values from ('2027-01-01') to ('2028-01-01')",
    },
    {
      sql: "create index ek_only on only events (size); create index ek_2025 on events_2025 (size); alter index ek_only attach partition ek_2025",
    },
    {
      sql: "create index lk on only logs (id); create index lke on logs_eu (id); create index lku on logs_us (id); alter index lk attach partition lke; alter index lk attach partition lku",
    },
    { sql: "create schema s1; drop schema s1" },
    { sql: "create or replace view v1 as select 1 as a; create or replace view v1 as select 2 as a" },
    { sql: "create table n1 (id int); alter table n1 rename to n2; drop table n2" },
    {
      sql: "create table x (a int) partition by range (a); create table y partition of x default; create table z partition of x for values from (1) to (2)",
    },
    { sql: "create table x (id int); create index on x (id); drop table x" },
    {
      sql: "create table x (id int primary key, a text); alter table x rename column a to b; create index on x (b); drop index x_b_idx",
    },
    { sql: "create table x (a int); create view v as select a from x; drop table x cascade" },
    { sql: "create view v as select * from users; drop view v" },
    { sql: "create view v as select id from orders; drop table orders cascade" },
    { sql: "create view v as select id from lonely; create view w as select id from v; drop table lonely cascade" },
    { sql: "create index i on lonely (a); drop index i" },
    { sql: "create index i on lonely (a); alter index i rename to j; drop index j" },
    { sql: "create index on lonely (a); drop index lonely_a_idx" },
    { sql: "create index on lonely (a); create index on lonely (a); drop index lonely_a_idx1" },
    { sql: "create index on lonely (lower(a), (id + 1)) include (c); drop index lonely_lower_expr_c_idx" },
    { sql: "create index if not exists i on lonely (a); create index if not exists i on lonely (a)" },
    {
      sql: "create table p (id int, at date) partition by range (at); create table p1 partition of p for values from ('2025-01-01') to ('2026-01-01'); create index on p (id); drop table p1; drop table p",
    },
    {
      sql: "create table np (id int, at date, note text); alter table rp attach partition np for values from ('2028-01-01') to ('2029-01-01')",
    },
    {
      sql: "create table np (like rp including all); alter table rp attach partition np for values from ('2028-01-01') to ('2029-01-01'); drop table np",
    },
    { sql: "create table np (id int, at date, note text); alter table rl rename to rl2; drop table rl2" },
    {
      sql: "create table x partition of rc for values from (100) to (150); create table y partition of rc for values from (150) to (200)",
    },
    { sql: "create table x partition of rl default; create table y partition of rl for values in ('asia')" },
    {
      sql: "alter table rp detach partition rp_rest; create table y partition of rp for values from ('2028-01-01') to ('2029-01-01')",
    },
    { sql: "alter table rp detach partition rp_1; drop table rp_1" },
    {
      sql: "alter table rp detach partition rp_1; alter table rp attach partition rp_1 for values from ('2025-01-01') to ('2026-01-01')",
    },
    { sql: "drop index accounts_region; create index accounts_region on accounts (region)" },
    { sql: "create sequence s1 owned by lonely.id; drop table lonely" },
    { sql: "create table x (id serial); drop sequence x_id_seq cascade" },
    {
      sql: "create table x (id serial); alter sequence x_id_seq owned by none; alter table x set schema app; drop table app.x cascade; drop sequence x_id_seq",
    },
    { sql: "alter sequence ticket_number owned by lonely.id; drop table lonely" },
    { sql: "alter sequence users_id_seq owned by none; alter table users set schema app" },
    { sql: "create schema s2; alter table lonely set schema s2; truncate s2.lonely" },
    { sql: "create schema s2; alter table users set schema s2; drop index s2.users_name" },
    { sql: "alter schema app rename to app2; truncate app2.settings" },
    { sql: "alter schema app rename to app2; drop schema app2 cascade" },
    { sql: "create table x (id int primary key); create table y (xid int references x); drop table x cascade" },
    { sql: "create table x (a_id bigint references accounts (id)); drop table x" },
    { sql: "create table x (a_id bigint references accounts); truncate accounts cascade" },
    {
      sql: "create materialized view m as select * from lonely; create unique index on m (id); refresh materialized view concurrently m",
    },
    {
      sql: "create materialized view m as select id from lonely with no data; refresh materialized view m; drop materialized view m",
    },
    { sql: "create or replace view rd_view as select id, name from rd where id > 0; refresh materialized view rd_counts" },
    { sql: "create or replace view rd_view as select r.id, r.name from rd r, lonely l; refresh materialized view rd_counts" },
    { sql: "create temp table t as select * from lonely; create index on t (a); truncate t; drop table t" },
    { sql: "create temp table lonely (id int); truncate lonely; drop table lonely" },
    { sql: "select * into t from lonely; alter table t add column x int; drop table t" },
    { sql: "create table app.y (id int); alter table app.y set schema public; drop table public.y" },
    { sql: "alter table rg_user rename to rg_u; alter table rg detach partition rg_1" },
    { sql: "alter table rg rename to rg2; alter table rg2 detach partition rg_1" },
    { sql: "lock table lonely in share mode; truncate lonely" },
    { sql: "set search_path = app; truncate settings" },
    { sql: "create statistics st on a, b from lonely; drop statistics st" },
    { sql: "create statistics st on a, b from lonely; alter statistics st rename to st2; drop statistics st2" },
    { sql: "alter table lonely rename column a to z; create index on lonely (z); drop index lonely_z_idx" },
    { sql: "alter table accounts rename column id to key; create table q (a bigint references accounts)" },
    { sql: "create table q (like lonely including all); drop index q_id_idx; truncate q" },
    {
      sql: "create table q (a int, b int, unique (a, b), check (a > b)); alter table q rename constraint q_a_b_key to k; alter table q rename constraint q_check to c; alter index k rename to l; alter table q rename constraint l to m",
    },
    { sql: "create table x (a int) inherits (r_parent); drop table r_parent cascade" },
    { sql: "create table x () inherits (r_parent); truncate r_parent" },
    { sql: "create table x () inherits (r_parent); alter table r_parent rename column id to key" },
    { sql: "drop view rd_view_2; drop view rd_view cascade" },
    { sql: "drop table rd_child; drop table rd cascade" },
    { sql: "drop table rf_user; drop table rf cascade" },
    { sql: "drop table rl_eu; create table rl_uk partition of rl for values in ('uk')" },
    {
      sql: "alter table rp_new rename column at to day; alter table rp_new rename column day to at; alter table rp attach partition rp_new for values from ('2028-01-01') to ('2029-01-01')",
    },
    {
      sql: "alter table rl_new rename constraint rl_new_region_check to x; alter table rl attach partition rl_new for values in ('asia')",
    },
    { sql: "alter table rc rename column id to nr; create table x partition of rc for values from (100) to (200)" },
    { sql: "create unlogged table u (id int); insert into u values (1); create index on u (id)" },
    {
      sql: "create table x (id int generated always as identity primary key, name text not null default 'x', constraint n check (name <> '')); comment on table x is 'new'; truncate x restart identity; drop table x",
    },
    {
      sql: "create table if not exists x (id int); create table if not exists x (id int); drop table if exists x; drop table if exists x",
    },
    {
      sql: "create or replace view v as select id from lonely; create or replace view v as select id from lonely where id > 1; drop view v; drop table lonely",
    },
    { sql: "create view v as select r.id from rd r union all select l.id from lonely l; drop view v; truncate lonely" },
    { sql: "create view v as select * from doomed.one; drop schema doomed cascade" },
    { sql: "create type doomed.tone as enum ('a'); create table y (t doomed.tone); drop schema doomed cascade" },
    { sql: "create table y (s doomed.shade); drop schema doomed cascade" },
    { sql: "create index on only rg (kind); create index on rg_2 (kind)" },
    {
      sql: "alter index lonely_id set (fillfactor = 50); alter index lonely_id reset (fillfactor); alter index lonely_id rename to l2",
    },
    { sql: "alter table lonely cluster on lonely_id; cluster lonely" },
    { sql: "create table x (id int); alter table x add constraint k unique (id); alter index k rename to l; drop table x" },
    { sql: "create table x (id int); alter table x add column y serial; drop sequence x_y_seq cascade" },
    { sql: "create table x (a bigint); alter table x add foreign key (a) references accounts (id); drop table x" },
    { sql: "alter table rd_child drop constraint rd_child_rd_id_fkey; drop table rd cascade" },
    { sql: "alter table orders drop constraint orders_user_id_fkey; truncate users" },
    { sql: "alter table event_notes drop constraint event_notes_event_id_event_at_fkey; truncate events" },
    {
      sql: "alter table event_notes drop constraint event_notes_event_id_event_at_fkey; alter table events detach partition events_2025",
    },
    { sql: "alter table lonely alter column a type varchar(10); create index on lonely (a)" },
    { sql: "alter table users drop column account_id cascade; drop table accounts cascade" },
    { sql: "alter table lonely add primary key using index lonely_id; create table x (id int references lonely)" },
    {
      sql: "alter table rf_bare add primary key (id); create index on rf_bare (kind); alter table rf attach partition rf_bare for values from (200) to (300)",
    },
    {
      sql: "alter table rf_bare add primary key (id), add foreign key (target_id) references rf_target (id); create index on rf_bare (kind); alter table rf attach partition rf_bare for values from (200) to (300)",
    },
    { sql: "create index concurrently_x on rd (name); drop index concurrently_x; drop table rd_child" },
    { sql: "alter table r_child no inherit r_parent; drop table r_parent" },
    {
      sql: "alter table rp add column extra int; create table y partition of rp for values from ('2028-01-01') to ('2029-01-01'); drop table y",
    },
  ],
};

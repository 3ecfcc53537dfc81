/** Surroundings that one form needs and no other: proofs of every sort, indexes that partitions have already, chains of dependents. */

import type { StatementFamily } from "../statement-form-case.ts";

export const relationsPrepared: StatementFamily = {
  family: "relations: prepared",
  cases: [
    {
      sql: "alter index only_id attach partition logs_eu_id",
      setup: "create index only_id on only logs (id); create index logs_eu_id on logs_eu (id)",
    },
    {
      sql: "create table x partition of rc for values from (100) to (200)",
      setup: "alter table rc_rest drop constraint rc_rest_bound",
    },
    {
      sql: "create table x partition of rc for values from (100) to (200)",
      setup: "alter table rc_rest drop constraint rc_rest_bound; alter table rc_rest add check (id < 100 or id >= 200) not valid",
    },
    {
      sql: "create table x partition of rc for values from (100) to (200)",
      setup: "alter table rc_rest drop constraint rc_rest_bound; alter table rc_rest add check (id >= 300)",
    },
    {
      sql: "create table x partition of rl for values in ('asia')",
      setup: "create table rl_rest partition of rl default; alter table rl_rest add check (region = 'mars')",
    },
    {
      sql: "create table x partition of rl for values in ('asia', 'mars')",
      setup: "create table rl_rest partition of rl default; alter table rl_rest add check (region in ('venus', 'moon'))",
    },
    {
      sql: "create table x partition of rl for values in ('asia')",
      setup: "create table rl_rest partition of rl default; alter table rl_rest add check (region <> 'asia')",
    },
    {
      sql: "create table x partition of rl for values in ('asia')",
      setup: "create table rl_rest partition of rl default; alter table rl_rest add check (region not in ('asia', 'mars'))",
    },
    {
      sql: "alter table logs attach partition logs_asia for values in ('asia')",
      setup: "alter table logs_asia add constraint c check (region = 'asia')",
    },
    {
      sql: "alter table logs attach partition logs_asia for values in ('asia')",
      setup: "alter table logs_asia add constraint c check (region = 'asia') not valid",
    },
    {
      sql: "alter table events attach partition events_2027 for values from ('2027-01-01') to ('2028-01-01')",
      setup: "alter table events_rest add constraint c check (at < '2027-01-01' or at >= '2028-01-01')",
    },
    {
      sql: "create table events_2027_x partition of events for values from ('2027-01-01') to ('2028-01-01')",
      setup: "alter table events_rest add constraint c check (at < '2027-01-01' or at >= '2028-01-01')",
    },
    {
      sql: "alter table rp attach partition rp_new for values from ('2028-01-01') to ('2029-01-01')",
      setup: "alter table rp_new add check (at is not null and at >= '2028-01-01' and at < '2029-01-01')",
    },
    {
      sql: "alter table rp attach partition rp_new for values from ('2028-01-01') to ('2029-01-01')",
      setup: "alter table rp_new alter at set not null, add check (at between '2028-02-01' and '2028-04-01')",
    },
    {
      sql: "alter table rp attach partition rp_new for values from ('2028-01-01') to ('2029-01-01')",
      setup: "alter table rp_new alter at set not null, add check (at > '2027-12-31' and at < '2029-01-01')",
    },
    {
      sql: "alter table ts attach partition ts_new for values from ('2028-01-01') to ('2028-02-01')",
      setup:
        "create table ts (at timestamp) partition by range (at); create table ts_new (at timestamp not null, check (at >= '2028-01-01' and at < '2028-02-01')); insert into ts_new values ('2028-01-05')",
    },
    {
      sql: "alter table ts attach partition ts_new for values from ('2028-01-01') to ('2028-02-01')",
      setup:
        "create table ts (at timestamptz) partition by range (at); create table ts_new (at timestamptz not null, check (at >= '2028-01-01 00:00:00+00' and at < '2028-02-01 00:00:00+00')); insert into ts_new values ('2028-01-05')",
    },
    {
      sql: "alter table vl attach partition vl_a for values in ('a', 'b')",
      setup:
        "create table vl (k varchar(10)) partition by list (k); create table vl_a (k varchar(10) not null, check (k in ('a', 'b'))); insert into vl_a values ('a')",
    },
    {
      sql: "alter table vl attach partition vl_a for values in ('sad')",
      setup:
        "create table vl (k mood) partition by list (k); create table vl_a (k mood not null, check (k = 'sad')); insert into vl_a values ('sad')",
    },
    {
      sql: "alter table vl attach partition vl_a for values in (true)",
      setup:
        "create table vl (k boolean) partition by list (k); create table vl_a (k boolean not null); insert into vl_a values (true)",
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (1, minvalue) to (2, minvalue)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_1 (a int not null, b int not null, check (a >= 1 and a < 2)); insert into mc_1 values (1, 5)",
    },
    {
      sql: "alter table ek attach partition ek_1 for values from (1) to (2)",
      setup:
        "create table ek (a int) partition by range ((a + 1)); create table ek_1 (a int not null, check (a = 0)); insert into ek_1 values (0)",
    },
    {
      sql: "alter table rp attach partition nested for values from ('2028-01-01') to ('2029-01-01')",
      setup:
        "create table nested (id int, at date, note text) partition by list (id); create table nested_1 partition of nested for values in (1); insert into nested values (1, '2028-05-05')",
    },
    {
      sql: "alter table rp attach partition nested for values from ('2028-01-01') to ('2029-01-01')",
      setup:
        "create table nested (id int, at date not null, note text, check (at >= '2028-01-01' and at < '2029-01-01')) partition by list (id); create table nested_1 partition of nested for values in (1); create index on nested (id); insert into nested values (1, '2028-05-05')",
    },
    {
      sql: "drop table q cascade",
      setup:
        "create table q (id int primary key); create table q_user (q_id int references q, v q); create view q_view as select v from q_user; create function q_all() returns setof q language sql as 'select * from q'; create view q_fn as select * from q_all()",
    },
    { sql: "drop view rd_view cascade", setup: "create view rd_view_3 as select count(*) from rd_view_2" },
    { sql: "drop index lonely_id cascade", setup: "create table lonely_user (id int references lonely (id))" },
    {
      sql: "drop schema doomed cascade",
      setup:
        "create function doomed.f() returns int language sql immutable as 'select 1'; create table uses_f (a int default doomed.f(), b int check (b > doomed.f())); create index on rd (abs(doomed.f() + id))",
    },
    { sql: "create index on logs (body)", setup: "create index logs_eu_body on logs_eu (body)" },
    {
      sql: "create unique index on logs (region, id)",
      setup: "create index logs_eu_plain on logs_eu (region, id); create unique index logs_us_unique on logs_us (region, id)",
    },
    {
      sql: "create index on logs (lower(body)) where id > 0",
      setup: "create index logs_eu_lower on logs_eu (lower(body)) where id > 0",
    },
    { sql: "truncate rd cascade", setup: "delete from rd_log; alter table rd_log add foreign key (id) references rd" },
    { sql: "refresh materialized view concurrently rd_counts", setup: "create unique index rd_counts_unique on rd_counts (n)" },
    { sql: "analyze rd", setup: "create statistics rd_stats on id, name from rd" },
    {
      sql: "alter table rename_me rename to renamed",
      setup: "create table rename_me (id serial, check (id > 0)); create view rename_view as select * from rename_me",
    },
    { sql: 'alter view "Odd View" rename column "Id" to id', setup: 'create view "Odd View" as select "Id" from "Odd Name"' },
    {
      sql: 'drop table "Odd Name" cascade',
      setup: 'create view "Odd View" as select "Id" from "Odd Name"; create table odd_user (a int references "Odd Name")',
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (1, 5) to (1, 9)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_1 (a int not null, b int not null, check (a = 1 and b >= 5 and b < 9)); insert into mc_1 values (1, 5)",
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (1, 5) to (3, 9)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_1 (a int not null, b int not null, check (a = 2)); insert into mc_1 values (2, 5)",
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (1, 5) to (3, 9)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_1 (a int not null, b int not null, check (a = 1 and b = 5)); insert into mc_1 values (1, 5)",
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (1, 5) to (3, maxvalue)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_1 (a int not null, b int not null, check (a > 1 and a <= 3)); insert into mc_1 values (3, 5)",
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (1, 5) to (3, 9)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_1 (a int not null, b int not null, check (a >= 1 and a < 3)); insert into mc_1 values (2, 5)",
    },
    {
      sql: "create table x partition of mc for values from (1, 5) to (3, 9)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_rest partition of mc default; alter table mc_rest add check (a > 3); insert into mc values (4, 5)",
    },
    {
      sql: "create table x partition of mc for values from (1, 5) to (3, 9)",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_rest partition of mc default; alter table mc_rest add check (a >= 3); insert into mc values (4, 5)",
    },
    {
      sql: "alter table mc attach partition mc_1 default",
      setup:
        "create table mc (a int, b int) partition by range (a, b); create table mc_0 partition of mc for values from (1, 5) to (3, 9); create table mc_1 (a int not null, b int not null, check (a > 3)); insert into mc_1 values (4, 5)",
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (minvalue) to (10)",
      setup:
        "create table mc (a bigint) partition by range (a); create table mc_1 (a bigint not null, check (a < 10)); insert into mc_1 values (4)",
    },
    {
      sql: "alter table mc attach partition mc_1 for values from (10) to (maxvalue)",
      setup:
        "create table mc (a numeric) partition by range (a); create table mc_1 (a numeric not null, check (a >= 10.5)); insert into mc_1 values (14)",
    },
  ],
};

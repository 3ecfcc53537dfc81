/** Files of several statements, where a later one stands on what an earlier one left. */

import type { StatementFamily } from "../statement-form-case.ts";

export const alterTableFiles: StatementFamily = {
  family: "alter table: files",
  cases: [
    {
      sql: "create table fresh (id int); alter table fresh add column x int default random(), add column y bigint references accounts",
    },
    { sql: "create table fresh (id int); alter table fresh add column x int default 1; alter table lonely add column x int" },
    { sql: "alter table lonely add column x int; alter table lonely add column if not exists x int default random()" },
    { sql: "alter table lonely add column x int; alter table lonely alter column x set default 5" },
    { sql: "alter table lonely add column x int; alter table lonely add check (x > 0)" },
    { sql: "create table fresh (id int, a bigint references accounts); alter table fresh drop column a" },
    { sql: "alter table lonely add column x bigint references accounts; alter table lonely drop column x" },
    { sql: "alter table lonely drop column a; alter table lonely add column a int" },
    { sql: "alter table proofs validate constraint proofs_d_check; alter table proofs alter column d set not null" },
    {
      sql: "alter table proofs add constraint c_there check (c is not null) not valid; alter table proofs alter column c set not null",
    },
    { sql: "alter table proofs add constraint c_there check (c is not null); alter table proofs alter column c set not null" },
    { sql: "alter table proofs drop constraint proofs_a_check; alter table proofs alter column a set not null" },
    { sql: "alter table cars alter column wheels set not null; alter table vehicles alter column wheels set not null" },
    { sql: "alter table logs_eu alter column body set not null; alter table logs alter column body set not null" },
    { sql: "alter table logs_eu add check (body is not null); alter table logs alter column body set not null" },
    { sql: "alter table logs add check (body is not null); alter table logs alter column body set not null" },
    {
      sql: "alter table logs add constraint body_there check (body is not null) not valid; alter table logs validate constraint body_there; alter table logs alter column body set not null",
    },
    { sql: "create table fresh (id int); alter table fresh alter column id set not null" },
    { sql: "create table fresh (id int check (id is not null)); alter table fresh alter column id set not null" },
    { sql: "alter table lonely add column x int not null default 1; alter table lonely alter column x set not null" },
    { sql: "alter table lonely add column x int; alter table empty_table alter column a set not null" },
    { sql: "alter table lonely alter column b drop not null; alter table lonely alter column b set not null" },
    { sql: "alter table vehicles alter column wheels set not null; alter table vehicles alter column wheels drop not null" },
    {
      sql: "alter table lonely add constraint a_there not null a not valid; alter table lonely validate constraint a_there",
      since: 18,
    },
    {
      sql: "alter table lonely add constraint a_there not null a not valid; alter table lonely alter column a set not null",
      since: 18,
    },
    {
      sql: "alter table proofs add constraint a_there not null a not valid; alter table proofs validate constraint a_there",
      since: 18,
    },
    {
      sql: "alter table vehicles add constraint wheels_there not null wheels not valid; alter table vehicles validate constraint wheels_there",
      since: 18,
    },
    {
      sql: "alter table logs add constraint body_there not null body not valid; alter table logs validate constraint body_there",
      since: 18,
    },
    {
      sql: "alter table lonely add constraint a_there not null a; alter table lonely alter constraint a_there no inherit",
      since: 18,
    },
    {
      sql: "alter table vehicles add constraint wheels_there not null wheels; alter table vehicles alter constraint wheels_there no inherit",
      since: 18,
    },
    { sql: "create table fresh (id int); alter table fresh alter column id type bigint" },
    { sql: "alter table lonely add column x varchar(10); alter table lonely alter column x type text" },
    { sql: "alter table lonely add column x varchar(10); alter table lonely alter column x type varchar(5)" },
    { sql: "alter table lonely alter column a type varchar(50); alter table lonely alter column a type text" },
    { sql: "alter table lonely add constraint a_long check (length(a) < 1000); alter table lonely alter column a type varchar" },
    { sql: "create index on lonely (lower(a)); alter table lonely alter column a type varchar" },
    { sql: "create index on lonely (a); alter table lonely alter column a type varchar" },
    { sql: "drop index indexed_lower; alter table indexed alter column t type varchar" },
    { sql: "set timezone = 'Europe/Vienna'; alter table samples alter column ts type timestamptz" },
    {
      sql: "alter table lonely add constraint b_small check (b < 100) not valid; alter table lonely validate constraint b_small",
    },
    {
      sql: "alter table cars add constraint wheels_ok check (wheels > 0); alter table vehicles add constraint wheels_ok check (wheels > 0)",
    },
    {
      sql: "alter table cars add constraint wheels_ok check (wheels > 0) not valid; alter table vehicles add constraint wheels_ok check (wheels > 0) not valid",
    },
    { sql: "alter table shapes add constraint id_big check (id > -5) not valid; alter table shapes validate constraint id_big" },
    { sql: "alter table shapes add constraint id_big check (id > -5) not valid; alter table squares validate constraint id_big" },
    {
      sql: "alter table sized add constraint depth_ok check (depth > 0) not valid; alter table sized validate constraint depth_ok",
    },
    {
      sql: "alter table events add constraint size_ok check (size > 0) not valid; alter table events validate constraint size_ok",
    },
    { sql: "alter table logs_eu add constraint id_ok check (id > 0); alter table logs add constraint id_ok check (id > 0)" },
    { sql: "alter table pending validate constraint a_small; alter table pending validate constraint a_small" },
    { sql: "create unique index logs_eu_id on logs_eu (id, region); alter table logs add unique (id, region)" },
    {
      sql: "create unique index logs_eu_id on logs_eu (id, region); create unique index logs_us_id on logs_us (id, region); alter table logs add unique (id, region)",
    },
    { sql: "alter table waiting alter column id set not null; alter table waiting add primary key using index waiting_id" },
    {
      sql: "create unique index lonely_a_once on lonely (a); alter table lonely add constraint a_once unique using index lonely_a_once",
    },
    {
      sql: "alter table lonely add constraint b_account foreign key (b) references accounts (id) not valid; alter table lonely validate constraint b_account",
    },
    {
      sql: "alter table visits add constraint visits_parent foreign key (parent_id) references parents not valid; alter table visits validate constraint visits_parent",
      since: 18,
    },
    {
      sql: "alter table visits_eu add constraint eu_parent foreign key (parent_id) references parents (id); alter table visits add constraint visits_parent foreign key (parent_id) references parents (id)",
    },
    {
      sql: "alter table guests add constraint guests_visit foreign key (visit_id, region) references visits (id, region) not valid; alter table guests validate constraint guests_visit",
    },
    { sql: "alter table lonely add constraint b_small check (b < 100); alter table lonely drop constraint b_small" },
    { sql: "alter table lonely add constraint a_once unique (a); alter table lonely drop constraint a_once" },
    {
      sql: "alter table lonely add constraint b_account foreign key (b) references accounts; alter table lonely drop constraint b_account",
    },
    {
      sql: "alter table guests alter constraint guests_place not enforced; alter table guests alter constraint guests_place enforced",
      since: 18,
    },
    {
      sql: "alter table visits alter constraint visits_place not enforced; alter table visits alter constraint visits_place enforced",
      since: 18,
    },
    { sql: "create table fresh (id int, b bigint); alter table fresh add foreign key (b) references accounts" },
    { sql: "create table fresh (id int, b bigint); alter table fresh add check (id > 0), add unique (id)" },
    { sql: "create table fresh (id bigint primary key); alter table lonely add foreign key (b) references fresh not valid" },
    { sql: "alter table lone_cars inherit vehicles; alter table vehicles add column x int" },
    { sql: "alter table cars no inherit vehicles; alter table vehicles add column x int" },
    { sql: "create table fresh (id int, wheels int); alter table fresh inherit vehicles" },
    { sql: "create table fresh () inherits (vehicles); alter table fresh no inherit vehicles" },
    { sql: "create sequence fresh_seq; alter table lonely add column x int default nextval('fresh_seq')" },
    {
      sql: "alter table proofs add constraint a_there not null a not valid; alter table proofs alter column a set not null",
      since: 18,
    },
    { sql: "alter table lonely rename column a to z; alter table lonely alter column z set not null" },
    { sql: "alter table lonely rename column a to z; alter table lonely alter column z type varchar" },
    { sql: "alter table lonely rename to lonelier; alter table lonelier add column x int default random()" },
    { sql: "alter table accounts rename column note to remark; alter table accounts alter column remark type varchar(10)" },
    { sql: "alter table lonely add column x int; alter table lonely drop column x" },
    { sql: "alter table lonely add column x int default random(); alter table lonely alter column x set not null" },
    {
      sql: "alter table lonely add column x int default 1; alter table lonely add constraint x_there check (x is not null) not valid; alter table lonely validate constraint x_there; alter table lonely alter column x set not null; alter table lonely drop constraint x_there",
    },
    {
      sql: "alter table lonely add constraint a_there check (a is not null) not valid; alter table lonely alter column a set not null",
    },
    {
      sql: "alter table lonely add constraint a_there check (a is not null); alter table lonely alter column a set not null; alter table lonely alter column a drop not null",
    },
    { sql: "alter table lonely alter column a type varchar(200); alter table lonely alter column a type varchar(300)" },
    {
      sql: "alter table lonely add column x varchar(10); create index on lonely (x); alter table lonely alter column x type text",
    },
    {
      sql: "alter table lonely add constraint lonely_account foreign key (b) references accounts not valid; alter table lonely alter column b type bigint",
    },
    {
      sql: "create table fresh (id int primary key, parent_id varchar(10)); alter table fresh add foreign key (parent_id) references parents; alter table fresh alter column parent_id type text",
    },
    {
      sql: "create table fresh (a int, b int check (b > 0)); alter table fresh alter column b type bigint; alter table fresh alter column a set not null; alter table fresh add primary key (a)",
    },
    { sql: "create domain upper_code as text check (value = upper(value)); alter table lonely add column x upper_code" },
    { sql: "create domain upper_code as text; alter table lonely add column x upper_code default 'A'" },
    { sql: "create type feeling2 as enum ('a'); alter table lonely add column x feeling2 default 'a'" },
    {
      sql: "create function fresh_volatile() returns int language plpgsql as $$ begin return 1; end $$; alter table lonely add column x int default fresh_volatile()",
    },
    {
      sql: "create function fresh_stable() returns int stable language plpgsql as $$ begin return 1; end $$; alter table lonely add column x int default fresh_stable()",
    },
    { sql: "create table fresh () inherits (vehicles); alter table vehicles add column x int default random()" },
    { sql: "create table fresh (like lonely including all); alter table fresh add column x int default random()" },
    { sql: "create table fresh partition of logs for values in ('mars'); alter table logs add column x int default random()" },
    { sql: "set local search_path = app; alter table settings add column x int" },
    { sql: "alter table lonely alter column a set not null; alter table lonely alter column a set not null" },
    { sql: "alter table samples alter column v10 type text; alter table samples alter column v10 type varchar" },
    { sql: "alter table samples alter column v10 type text; alter table samples alter column v10 type varchar(10)" },
    { sql: "alter table orders drop constraint orders_user_id_fkey; alter table orders alter column user_id type bigint" },
    { sql: "drop view active_users; alter table users alter column email type varchar" },
    { sql: "alter table children drop column parent_id; alter table parents alter column id type text" },
    {
      sql: "alter table waiting add constraint waiting_key unique using index waiting_id; alter table waiting drop constraint waiting_key",
    },
    {
      sql: "alter table waiting add primary key using index waiting_code; alter table waiting drop constraint waiting_code; alter table waiting alter column code set not null",
    },
    { sql: "alter table lonely add unique (a); alter table lonely alter column a type varchar" },
    { sql: "alter table vehicles add check (wheels > 0) not valid; alter table cars validate constraint vehicles_wheels_check" },
    { sql: "alter table users disable trigger all; alter table users enable trigger all" },
    {
      sql: "alter table stay_notes add constraint sn foreign key (id, period span) references stays (id, period span) not valid; alter table stay_notes validate constraint sn",
      since: 18,
    },
  ],
};

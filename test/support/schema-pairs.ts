/**
 * Pairs of small schemas that differ in what hangs together: rights and who gave them, triggers and their copies on partitions, rules,
 * policies, foreign tables, publications, settings. A plan must lead from each one to the other and back.
 */

/** A name, and the SQL of both sides. */
export type SchemaPair = readonly [name: string, from: string, to: string];

const base = `
create schema s;
create function s.f() returns trigger language plpgsql as 'begin return new; end';
create table s.t (id int primary key, a int, b text);
create table s.p (id int, a int) partition by range (id);
create table s.p1 partition of s.p for values from (0) to (10);
create table s.p2 partition of s.p for values from (10) to (20) partition by range (id);
create table s.p21 partition of s.p2 for values from (10) to (15);
create view s.v as select id, a from s.t;`;

/** The pairs for a major version. The roles m_role_a, m_role_b, m_reader and m_delegate must be there. */
export const schemaPairs = (major: number): readonly SchemaPair[] => [
  [
    "trigger-states",
    base,
    base +
      `
    create trigger tr before insert on s.p for each row execute function s.f();
    alter table s.p disable trigger tr;
    alter table only s.p2 enable always trigger tr;
    alter table s.p1 enable replica trigger tr;`,
  ],
  [
    "trigger-states-2",
    base +
      `
    create trigger tr before insert on s.p for each row execute function s.f();
    alter table s.p1 disable trigger tr;`,
    base +
      `
    create trigger tr before insert or update on s.p for each row when (new.a > 0) execute function s.f('x');
    alter table s.p1 disable trigger tr;`,
  ],
  [
    "trigger-states-3",
    base +
      `
    create trigger tr before insert on s.p for each row execute function s.f();
    alter table s.p1 disable trigger tr;`,
    base +
      `
    create trigger tr before insert on s.p for each row execute function s.f();
    alter table s.p enable always trigger tr; alter table s.p1 disable trigger tr;`,
  ],
  [
    "trigger-constraint-parted",
    base +
      `
    create constraint trigger tr after insert on s.p deferrable for each row execute function s.f();
    alter table s.p1 disable trigger tr;`,
    base +
      `
    create constraint trigger tr after insert on s.p deferrable initially deferred for each row execute function s.f('a b', E'it''s \\\\ x');
    alter table s.p1 disable trigger tr;`,
  ],
  [
    "trigger-view-function",
    `${base}create trigger tv instead of insert on s.v for each row execute function s.f(); comment on trigger tv on s.v is 'x';`,
    base.replace("select id, a from", "select a, id from") +
      `create trigger tv instead of insert on s.v for each row execute function s.f(); comment on trigger tv on s.v is 'x'; comment on column s.v.a is 'col'; grant select (a) on s.v to m_reader; grant select on s.v to m_reader;`,
  ],
  [
    "trigger-column-type",
    base +
      `create trigger tr before update of a on s.t for each row when (new.a > 1) execute function s.f(); alter table s.t disable trigger tr;
     create policy po on s.t to m_reader using (a > 1); create rule ru as on delete to s.t where old.a > 2 do instead nothing; alter table s.t disable rule ru; create statistics s.st on a, b from s.t; comment on policy po on s.t is 'pol'; comment on rule ru on s.t is 'r'`,
    base.replace("a int, b text", "a bigint, b text") +
      `create trigger tr before update of a on s.t for each row when (new.a > 1) execute function s.f(); alter table s.t disable trigger tr;
     create policy po on s.t to m_reader using (a > 1); create rule ru as on delete to s.t where old.a > 2 do instead nothing; alter table s.t disable rule ru; create statistics s.st on a, b from s.t; comment on policy po on s.t is 'pol'; comment on rule ru on s.t is 'r'`,
  ],
  [
    "privileges",
    base +
      `grant usage on schema s to m_delegate; grant select on s.t to m_delegate with grant option; set role m_delegate; grant select on s.t to m_reader; reset role;`,
    base +
      `grant usage on schema s to m_delegate; grant select, update on s.t to m_delegate with grant option; grant insert (a), select (a, b) on s.t to m_reader; set role m_delegate; grant update on s.t to m_reader with grant option; reset role; grant all on s.v to m_reader with grant option;
     revoke execute on function s.f() from public; grant execute on function s.f() to m_reader; revoke all on schema s from postgres; grant usage on schema s to public; grant create on schema public to m_reader; revoke all on schema public from public`,
  ],
  [
    "privileges-owner",
    `${base}alter table s.t owner to m_role_a; revoke delete on s.t from m_role_a; grant select on s.t to m_role_b`,
    `${base}alter table s.t owner to m_role_b; grant select on s.t to m_role_a`,
  ],
  [
    "privileges-owner-2",
    base,
    `${base}alter table s.t owner to m_role_b; revoke truncate on s.t from m_role_b; grant select on s.t to m_role_a`,
  ],
  [
    "public-schema",
    "",
    `revoke all on schema public from public; grant usage on schema public to m_reader; comment on schema public is 'mine'`,
  ],
  ["public-schema-dropped", "", `drop schema public`],
  [
    "default-privileges",
    "create schema s; alter default privileges for role m_role_a revoke execute on functions from public; alter default privileges for role m_role_a grant all on tables to m_reader",
    `create schema "S:s"; alter default privileges for role m_role_a in schema "S:s" grant all on tables to m_reader with grant option; alter default privileges for role m_role_a in schema "S:s" grant usage on sequences to public; alter default privileges for role m_role_a grant select, insert on tables to m_reader;  alter default privileges for role m_role_a revoke usage on types from public; alter default privileges for role m_role_a revoke all on tables from m_role_a`,
  ],
  [
    "settings",
    `do $$ begin execute format('alter database %I set search_path = "$user", public, "A b"', current_database()); execute format('alter role m_reader in database %I set work_mem = ''1MB''', current_database()); end $$`,
    `do $$ begin execute format('alter database %I set search_path = ''''', current_database()); execute format('alter database %I set m_app.x = ''it''''s \\ "q"''', current_database()); execute format('alter database %I set datestyle = ''ISO, DMY''', current_database()); execute format('alter database %I set m_app.password = ''x''', current_database());  execute format('alter role m_delegate in database %I set temp_tablespaces = ''''', current_database()); end $$`,
  ],
  [
    "policies",
    `${base}create policy a on s.t; create policy b on s.t for select to m_reader, m_delegate using (true);`,
    base +
      `create policy a on s.t as restrictive for update using (a > 0) with check (a > 1 and b is not null); create policy b on s.t for select to current_user using (exists (select from s.v where v.id = t.id)); create policy c on s.t for insert with check (s.t.a in (1,2))`,
  ],
  [
    "rules",
    base +
      `create rule r as on insert to s.v do instead (insert into s.t values (new.id, new.a, ';)'); delete from s.t where id = 3;)`,
    base +
      `create rule r as on insert to s.v do instead insert into s.t values (new.id, new.a, ';)'); create rule "R x" as on update to s.t where new.a > old.a do also (delete from s.t where id = -1; update s.p set a = 1 where id = new.id + 1000)`,
  ],
  [
    "statistics",
    base,
    base +
      `create statistics s.s1 (mcv, dependencies) on a, b, (a + id) from s.t; create statistics s.s2 on (a * 2), (lower(b)) from s.t; create statistics s."S 3" (ndistinct) on id, a from s.t; alter statistics s.s1 set statistics 0`,
  ],
  [
    "foreign",
    `create foreign data wrapper w; create server s1 foreign data wrapper w; create schema s; create table s.b (a int); create table s.q (a int, b text) partition by list (a); create foreign table s.ft (a int, b text) server s1;`,
    `create foreign data wrapper w options (debug 'true'); create server s1 type 't' version '2' foreign data wrapper w options (host 'h', "Odd one" 'x''y'); create schema s; create table s.b (a int); create table s.q (a int, b text) partition by list (a); create foreign table s.ft (a int options (c 'x') not null, b text collate "C" default 'z') server s1 options (t 'u'); create foreign table s.part partition of s.q for values in (1, 2) server s1; create foreign table s.ch (z int) inherits (s.b) server s1; alter foreign table s.ft add check (a > 0); create user mapping for public server s1 options (u 'x'); create user mapping for current_user server s1; comment on foreign table s.ft is 'f'; comment on column s.ft.a is 'c'; comment on server s1 is 's'; alter foreign table s.ft alter column a set statistics 7`,
  ],
  [
    "publications",
    `${base}create publication p for table s.t, s.p;`,
    base +
      `create publication p for table s.t${major >= 15 ? " (id, a) where (a > 3)" : ""} with (publish = 'insert'); create publication q for all tables with (publish_via_partition_root = true); comment on publication q is 'q'`,
  ],
  [
    "publications-replace",
    `${base}create publication p for all tables; comment on publication p is 'x'`,
    `${base}create publication p for table s.t; comment on publication p is 'x'`,
  ],
  [
    "event-triggers",
    base +
      `create function s.e() returns event_trigger language plpgsql as 'begin end'; create event trigger e1 on sql_drop execute function s.e();`,
    base +
      `create function s.e() returns event_trigger language plpgsql as 'begin end'; create event trigger e1 on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function s.e(); alter event trigger e1 disable; comment on event trigger e1 is 'e'`,
  ],
  ["extension", "", `create schema x; create extension tcn schema x; comment on extension tcn is 'mine'`],
  [
    "subscription",
    `create subscription u connection 'dbname=x' publication a, "B c" with (connect = false, slot_name = none)`,
    `create subscription u connection 'dbname=x' publication a with (connect = false, slot_name = 'zz', binary = true, streaming = on); alter subscription u set (synchronous_commit = 'local'); create subscription "V v" connection 'dbname=y' publication k with (connect = false)`,
  ],
  [
    "comments-odd",
    base,
    `${base} comment on table s.t is E'a\\\\b''c'; comment on index s.t_pkey is 'pk'; create index on s.t (a);
      comment on index s.t_a_idx is 'ix';
      do $$ begin execute format('comment on database %I is %L', current_database(), 'it''s'); end $$`,
  ],

  [
    "view-columns-keep",
    base +
      `comment on column s.v.a is 'col'; grant select (a) on s.v to m_reader; grant select on s.v to m_delegate; comment on view s.v is 'v'; create rule r as on insert to s.v do instead nothing; create trigger tv instead of update on s.v for each row execute function s.f();`,
    base.replace("select id, a from", "select a, id from") +
      `comment on column s.v.a is 'col'; grant select (a) on s.v to m_reader; grant select on s.v to m_delegate; comment on view s.v is 'v'; create rule r as on insert to s.v do instead nothing; create trigger tv instead of update on s.v for each row execute function s.f();`,
  ],
  [
    "column-replace-keep",
    base +
      `alter table s.t add c int generated always as (a + 1) stored; comment on column s.t.c is 'c'; grant select (c) on s.t to m_reader; create statistics s.st on c, a from s.t; create policy po on s.t using (c > 1);`,
    base +
      `alter table s.t add c bigint generated always as (a + 2) stored; comment on column s.t.c is 'c'; grant select (c) on s.t to m_reader; create statistics s.st on c, a from s.t; create policy po on s.t using (c > 1);`,
  ],
  [
    "fn-replace",
    base +
      `create function s.g(x int) returns boolean language sql as 'select x > 1'; revoke execute on function s.g from public; grant execute on function s.g to m_reader; create policy po on s.t to m_reader using (s.g(a)); create trigger tr before insert on s.t for each row when (s.g(new.a)) execute function s.f(); alter table s.t enable always trigger tr; create rule ru as on delete to s.t where s.g(old.a) do instead nothing; create statistics s.st on (s.g(a)) from s.t; comment on trigger tr on s.t is 'x';`,
    base +
      `create function s.g(y int) returns boolean language sql as 'select y > 1'; revoke execute on function s.g from public; grant execute on function s.g to m_reader; create policy po on s.t to m_reader using (s.g(a)); create trigger tr before insert on s.t for each row when (s.g(new.a)) execute function s.f(); alter table s.t enable always trigger tr; create rule ru as on delete to s.t where s.g(old.a) do instead nothing; create statistics s.st on (s.g(a)) from s.t; comment on trigger tr on s.t is 'x';`,
  ],
  [
    "server-replace",
    `create foreign data wrapper w; create server s1 foreign data wrapper w; create schema s; create table s.q (a int, b text) partition by list (a); create foreign table s.ft (a int, b text) server s1; create foreign table s.pt partition of s.q for values in (3) server s1; create user mapping for public server s1 options (a 'b'); grant usage on foreign server s1 to m_reader; grant select on s.ft to m_reader; comment on column s.ft.a is 'k'`,
    `create foreign data wrapper w; create server s1 type 'x' foreign data wrapper w; create schema s; create table s.q (a int, b text) partition by list (a); create foreign table s.ft (a int, b text) server s1;create foreign table s.pt partition of s.q for values in (3) server s1;  create user mapping for public server s1 options (a 'b'); grant usage on foreign server s1 to m_reader; grant select on s.ft to m_reader; comment on column s.ft.a is 'k'`,
  ],
  [
    "publication-column-type",
    `${base}create publication p for table s.t${major >= 15 ? " (id, a) where (a > 3)" : ""}`,
    base.replace("a int, b text", "a bigint, b text") +
      `create publication p for table s.t${major >= 15 ? " (id, a) where (a > 3)" : ""}`,
  ],
  [
    "owners",
    base +
      `create statistics s.st on a, b from s.t; create foreign data wrapper w; create server s1 foreign data wrapper w; create publication p; create foreign table s.ft (a int) server s1;`,
    base +
      `create statistics s.st on a, b from s.t; create foreign data wrapper w; create server s1 foreign data wrapper w; create publication p; create foreign table s.ft (a int) server s1; grant usage on foreign data wrapper w to m_role_a; grant create on schema s to m_role_a; alter server s1 owner to m_role_a; alter statistics s.st owner to m_role_a; do $$ begin execute format('grant create on database %I to m_role_a', current_database()); end $$; alter publication p owner to m_role_a; alter foreign table s.ft owner to m_role_a; alter schema s owner to m_role_b`,
  ],
  [
    "table-gone",
    base,
    base +
      `create table s.z (id int primary key, a int); create publication p for table s.z; create policy po on s.z using (true); create trigger tr after insert on s.z for each row execute function s.f(); create statistics s.st on id, a from s.z; grant select on s.z to m_reader; grant select (a) on s.z to m_reader; comment on table s.z is 'z'; create rule r as on delete to s.z do instead nothing; alter table s.z enable row level security`,
  ],
  [
    "attach-detach",
    `${base}create trigger tr before insert on s.p for each row execute function s.f(); create table s.n (id int, a int);`,
    base +
      `create trigger tr before insert on s.p for each row execute function s.f(); alter table s.p disable trigger tr; create table s.n (id int, a int); alter table s.p attach partition s.n for values from (30) to (40); alter table s.n enable trigger tr`,
  ],
  [
    "copy-own",
    `${base}create trigger tr before insert on s.p for each row execute function s.f();`,
    base.replace("create table s.p1 partition of s.p for values from (0) to (10);", "create table s.p1 (id int, a int);") +
      `create trigger tr before insert on s.p for each row execute function s.f(); create trigger tr before insert on s.p1 for each row execute function s.f();`,
  ],

  [
    "new-roles",
    base,
    base +
      `alter table s.t owner to m_role_b; create policy po on s.p to m_role_a using (true); alter default privileges for role m_role_a grant select on tables to m_reader`,
  ],

  [
    "pk-comment",
    base +
      `comment on index s.t_pkey is 'pk'; comment on constraint t_pkey on s.t is 'k'; grant select on s.t to m_reader; grant select (a), insert (a) on s.t to m_reader; grant select (a) on s.v to m_reader; grant select on s.v to m_reader;`,
    base.replace("id int primary key, a int", "id int, a int, constraint t_pkey primary key (id, a)") +
      `comment on index s.t_pkey is 'pk'; comment on constraint t_pkey on s.t is 'k';grant select (a), insert (a) on s.t to m_reader; grant select (a) on s.v to m_reader;`,
  ],
  [
    "parted-trigger-type",
    base +
      `create trigger tr before update of a on s.p for each row when (new.a > 1) execute function s.f(); alter table s.p1 disable trigger tr; create policy po on s.p1 using (a > 1)`,
    base.replace("create table s.p (id int, a int)", "create table s.p (id int, a bigint)") +
      `create trigger tr before update of a on s.p for each row when (new.a > 1) execute function s.f(); alter table s.p1 disable trigger tr; create policy po on s.p1 using (a > 1)`,
  ],

  ...(major >= 18 ? notNullNames : []),
  [
    "extension-versions",
    `create extension hstore version '1.4'; create schema x; create extension citext schema x version '1.4'; comment on extension citext is 'mine'`,
    `create extension hstore version '1.8'; create schema x; create extension citext schema x version '1.6'; comment on extension citext is 'mine'`,
  ],
  [
    "default-privileges-left",
    "create schema s; alter default privileges grant select on tables to m_reader; alter default privileges in schema s grant insert, select on tables to m_delegate; alter default privileges grant usage on sequences to public; alter default privileges revoke execute on functions from public; alter default privileges grant usage on schemas to m_reader; alter default privileges revoke usage on types from public",
    `create schema s; create table s.t (a int); grant select on s.t to m_delegate; create view s.v as select 1 as a; create materialized view s.m as select 1 as a; create sequence s.q; create table s.serial (id serial, two int generated always as identity); create function s.f() returns int language sql as 'select 1'; create procedure s.r() language sql as 'select 1'; create aggregate s.g(int) (sfunc = int4pl, stype = int); create schema z; create type s.e as enum ('a'); create domain s.d as int; create type s.c as (a int); create type s.x as range (subtype = timestamp);
     alter default privileges grant select on tables to m_reader; alter default privileges in schema s grant insert, select on tables to m_delegate; alter default privileges grant usage on sequences to public; alter default privileges revoke execute on functions from public; alter default privileges grant usage on schemas to m_reader; alter default privileges revoke usage on types from public`,
  ],
  [
    "default-privileges-gone",
    "create schema s; alter default privileges grant select on tables to m_reader; alter default privileges revoke execute on functions from public",
    `create schema s; create table s.t (a int); create function s.f() returns int language sql as 'select 1'; alter default privileges in schema s grant insert on tables to m_delegate`,
  ],
  [
    "default-privileges-own",
    "create schema s; alter default privileges revoke delete on tables from current_user; alter default privileges grant select on tables to m_reader with grant option",
    "create schema s; create table s.t (a int); create table s.u (a int); alter table s.u owner to m_role_a; alter default privileges revoke delete on tables from current_user; alter default privileges grant select on tables to m_reader with grant option; create table s.w (a int); revoke grant option for select on s.w from m_reader",
  ],
  [
    "owner-and-privileges",
    `${base}grant select, insert on s.t to m_role_a; grant select on s.t to m_role_b; grant select (a) on s.t to m_role_a; alter table s.v owner to m_role_a; grant all on s.v to m_role_b; grant all on function s.f() to m_role_a`,
    `${base}alter table s.t owner to m_role_a; grant update on s.t to m_role_b; alter table s.v owner to m_role_b; grant select on s.v to m_role_a; alter function s.f() owner to m_role_b; revoke execute on function s.f() from public; grant execute on function s.f() to m_role_a`,
  ],
  [
    "owner-swapped",
    `${base}alter table s.t owner to m_role_a; grant select on s.t to m_role_b; alter schema s owner to m_role_a; grant usage on schema s to m_role_b`,
    `${base}alter table s.t owner to m_role_b; grant select on s.t to m_role_a; alter schema s owner to m_role_b; grant usage on schema s to m_role_a`,
  ],
  [
    "owner-same-rights",
    `${base}alter table s.t owner to m_role_a; revoke all on s.t from m_role_a; grant select on s.t to m_role_a; grant update on s.t to m_role_b; grant select on s.v to m_role_a; alter table s.p owner to m_role_a; revoke insert on s.p from m_role_a`,
    `${base}alter table s.t owner to m_role_b; grant select on s.t to m_role_a; revoke all on s.t from m_role_b; grant update on s.t to m_role_b; alter table s.v owner to m_role_a; revoke all on s.v from m_role_a; grant select on s.v to m_role_a; alter table s.p owner to m_role_b; grant select on s.p to m_role_a`,
  ],
  [
    "owner-same-rights-of-former",
    `${base}alter table s.t owner to m_role_a; revoke all on s.t from m_role_a; grant select on s.t to m_role_a`,
    `${base}alter table s.t owner to m_role_b; grant select on s.t to m_role_a`,
  ],
  [
    "owner-without-rights",
    `${base}alter table s.t owner to m_role_a; revoke all on s.t from m_role_a; grant select on s.t to m_role_b with grant option; grant all on s.p to m_role_a with grant option`,
    `${base}alter table s.t owner to m_role_b; revoke all on s.t from m_role_b; grant select on s.t to m_role_a with grant option; alter table s.p owner to m_role_a; grant select on s.p to m_reader`,
  ],
];

const notNullNames: readonly SchemaPair[] = [
  [
    "not-null-names-swapped",
    "create table t (a int constraint one not null, b int constraint two not null, c int constraint three not null)",
    "create table t (a int constraint two not null, b int constraint one not null, c int constraint three not null)",
  ],
  [
    "not-null-names-shifted",
    "create table t (a int constraint one not null, b int constraint two not null, c int not null)",
    "create table t (a int constraint three not null, b int constraint one not null, c int constraint two not null)",
  ],
  [
    "not-null-of-a-partition-that-leaves",
    "create table e (id int not null, at date, k int constraint known not null, primary key (id, at)) partition by range (at); create table e1 partition of e for values from ('2025-01-01') to ('2026-01-01')",
    "create table e (id int not null, at date, k int constraint known not null, primary key (id, at)) partition by range (at); create table e1 partition of e for values from ('2025-01-01') to ('2026-01-01'); alter table e detach partition e1",
  ],
  [
    "not-null-validation-undone",
    "create table t (a int not null, b int constraint known not null)",
    "create table t (a int, b int); alter table t add constraint t_a_not_null not null a not valid; alter table t add constraint known not null b not valid",
  ],
];

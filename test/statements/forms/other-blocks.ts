/** DO blocks and called routines: what their bodies do. */

import type { StatementFamily } from "../statement-form-case.ts";

export const otherBlockForms: StatementFamily = {
  family: "other: code blocks",
  ownSession: true,
  locksOnly: true,
  cases: [
    { sql: "do $$ begin alter table lonely add column z int; end $$" },
    { sql: "do $$ begin null; end $$" },
    { sql: "do 'begin drop table lonely; end'" },
    { sql: "do language plpgsql $$ begin drop table lonely; end $$" },
    { sql: "do $$ declare n int := 1; begin n := n + 1; raise notice '%', n; end $$" },
    { sql: "do $$ declare n int := (select count(*) from scratch_pad); begin null; end $$" },
    { sql: "do $$ declare n int; begin select count(*) into n from scratch_pad; end $$" },
    { sql: "do $$ declare n int; begin n := (select count(*) from scratch_pad); end $$" },
    { sql: "do $$ declare n int; begin n := 5; if n > 3 then drop table lonely; end if; end $$" },
    { sql: "do $$ begin if exists (select 1 from scratch_pad) then alter table lonely add column z int; end if; end $$" },
    {
      sql: "do $$ begin if not exists (select from pg_class where relname = 'nope') then create index on lonely (a); end if; end $$",
    },
    { sql: "do $$ begin execute 'drop table lonely'; end $$" },
    { sql: "do $$ begin execute 'drop table ' || 'lonely'; end $$" },
    { sql: "do $$ begin execute 'drop table ' || quote_ident('Odd Name'); end $$" },
    { sql: "do $$ begin execute format('alter table %I add column %I int', 'lonely', 'New Column'); end $$" },
    { sql: "do $$ begin execute format('alter table %I.%I add column x int', 'app', 'settings'); end $$" },
    { sql: "do $$ begin execute format('comment on table %I is %L', 'lonely', 'it''s'); end $$" },
    { sql: "do $$ begin execute format('alter table %1$s add column x int', 'lonely'); end $$" },
    { sql: "do $$ begin execute 'alter table lonely add column x int; alter table scratch_pad add column y int'; end $$" },
    { sql: "do $$ declare t constant text := 'lonely'; begin execute format('drop table %I', t); end $$" },
    { sql: "do $$ declare t text := 'lonely'; begin execute 'drop table ' || t; end $$" },
    {
      sql: "do $$ declare t text; begin foreach t in array array['lonely', 'scratch_pad'] loop execute format('alter table %I add column x int', t); end loop; end $$",
    },
    {
      sql: "do $$ declare t text; begin foreach t in array '{lonely,scratch_pad}'::text[] loop execute 'alter table ' || t || ' add column x int'; end loop; end $$",
    },
    { sql: "do $$ declare i int; begin for i in 1..3 loop insert into scratch_pad values (i, 'x'); end loop; end $$" },
    { sql: "do $$ declare r record; begin for r in select * from scratch_pad loop perform 1; end loop; end $$" },
    {
      sql: "do $$ declare r record; begin for r in select * from accounts loop update masters set name = r.name where id = r.id; end loop; end $$",
    },
    { sql: "do $$ declare r record; begin for r in execute 'select * from scratch_pad' loop null; end loop; end $$" },
    { sql: "do $$ declare n int := 0; begin while n < 2 loop n := n + 1; delete from scratch_pad; end loop; end $$" },
    { sql: "do $$ begin loop delete from scratch_pad; exit; end loop; end $$" },
    { sql: "do $$ begin begin alter table lonely add column z int; exception when duplicate_column then null; end; end $$" },
    { sql: "do $$ declare n int := 1; begin case n when 1 then drop table lonely; else null; end case; end $$" },
    { sql: "do $$ begin perform setval('ticket_number', 5); end $$" },
    { sql: "do $$ begin perform add_extra(); end $$" },
    { sql: "do $$ begin perform count(*) from scratch_pad; end $$" },
    { sql: "do $$ begin call touch_lonely(); end $$" },
    { sql: "do $$ begin create table tt (a int); insert into tt values (1); alter table tt add column b int; end $$" },
    { sql: "do $$ begin create type colour as enum ('a'); exception when duplicate_object then null; end $$" },
    { sql: "do $$ begin do $x$ begin drop table lonely; end $x$; end $$" },
    { sql: "do $$ begin set local search_path = app; drop table settings; end $$" },
    { sql: "do $$ begin perform set_config('search_path', 'app', true); alter table settings add column z int; end $$" },
    { sql: "do $$ declare c cursor for select * from scratch_pad; r record; begin open c; fetch c into r; close c; end $$" },
    { sql: "do $$ declare c refcursor; begin open c for select * from scratch_pad; close c; end $$" },
    { sql: "do $$ declare c refcursor; begin open c for execute 'select * from scratch_pad'; close c; end $$" },
    {
      sql: "do $$ declare n int; begin update scratch_pad set a = 'x' returning id into n; get diagnostics n = row_count; end $$",
    },
    { sql: "do $$ begin lock table lonely in share mode; end $$" },
    {
      sql: "do $$ <<first>> declare x int := 1; begin <<second>> declare x int := 2; begin perform first.x; end; alter table lonely add column z int; end $$",
    },
    { sql: "create function f() returns void language plpgsql as 'begin alter table lonely add column z int; end'; select f()" },
    {
      sql: "create function f() returns void language plpgsql as 'begin alter table lonely add column z int; end'; do $$ begin perform f(); end $$",
    },
    { sql: "create function f() returns void language sql as 'alter table lonely add column z int'; select f()" },
    { sql: "create function f() returns bigint language sql as 'select count(*) from scratch_pad'; select f()" },
    {
      sql: "create function f() returns bigint language sql begin atomic select count(*) from scratch_pad; end; select f()",
      since: 14,
    },
    {
      sql: "create function f(t text) returns void language plpgsql as 'begin update scratch_pad set a = t; end'; select f('lonely')",
    },
    { sql: "create procedure p() language plpgsql as 'begin drop table lonely; end'; call p()" },
    { sql: "create procedure p(inout x int) language plpgsql as 'begin x := 5; delete from scratch_pad; end'; call p(1)" },
    {
      sql: "create function f() returns table (a int) language plpgsql as 'begin return query select id from scratch_pad; return next; end'; select * from f()",
    },
    {
      sql: "create function f() returns setof scratch_pad language plpgsql as 'begin return query execute ''select * from scratch_pad''; end'; select * from f()",
    },
    {
      sql: "create function f() returns trigger language plpgsql as 'begin insert into scratch_pad values (1, new.a); return new; end'; create trigger t before insert on lonely for each row execute function f(); insert into lonely (id, a, b) values (9, 'x', 9)",
    },
    {
      sql: "create function f() returns int language plpgsql as 'begin return (select count(*) from scratch_pad); end'; alter table empty_table alter column a set default f()::text; insert into empty_table (id) values (1)",
    },
    {
      sql: "create function f(n int) returns int language plpgsql as 'begin if n > 0 then return f(n - 1); end if; delete from scratch_pad; return 1; end'; select f(3)",
    },
    { sql: "create function app.f() returns void language plpgsql as 'begin drop table lonely; end'; select app.f()" },
    {
      sql: "create function app.f() returns void language plpgsql as 'begin drop table lonely; end'; set search_path = app, public; select f()",
    },
    {
      sql: "create or replace function add_extra() returns void language plpgsql as 'begin drop table scratch_pad; end'; select add_extra()",
    },
  ],
};

import { ensureRole } from "../support/ensure-role.ts";
import type { Mutation, MutationSuite } from "./mutation.ts";

const added = (target: string): Mutation => ({
  name: target,
  sql: `comment on ${target} is 'a note'`,
  expect: { change: "add" },
});
const commentOnDatabase =
  "do $$ begin execute pg_catalog.format('comment on database %I is %L', current_database(), 'a note'); end $$";

/** Comments on whatever can carry one. */
export const commentMutations: MutationSuite = {
  kind: "comment",
  setup: () => `
    ${ensureRole("m_commented")}
    create schema m_comment;
    create table m_comment.t (id int constraint t_key primary key, a text not null, b int generated always as identity,
      constraint t_check check (id > 0));
    create index t_a on m_comment.t (a);
    create statistics m_comment.stats on id, a from m_comment.t;
    create table m_comment.parted (id int, a text) partition by range (id);
    create table m_comment.part partition of m_comment.parted for values from (0) to (9);
    create index parted_a on m_comment.parted (a);
    create view m_comment.v as select 1 as a;
    create materialized view m_comment.mv as select 1 as a;
    create sequence m_comment.s;
    create function m_comment.f(a int) returns int language sql as 'select 1';
    create procedure m_comment.p() language sql as 'select 1';
    create aggregate m_comment.agg(int) (sfunc = int4pl, stype = int);
    create function m_comment.trg() returns trigger language plpgsql as 'begin return new; end';
    create trigger trg before insert on m_comment.t for each row execute function m_comment.trg();
    create function m_comment.etrg() returns event_trigger language plpgsql as 'begin end';
    create event trigger m_comment_etrg on sql_drop when tag in ('DROP TRANSFORM') execute function m_comment.etrg();
    create rule rul as on delete to m_comment.v do instead nothing;
    create policy pol on m_comment.t using (true);
    create type m_comment.e as enum ('a');
    create type m_comment.c as (a int);
    create domain m_comment.d as int constraint d_check check (value > 0);
    create type m_comment.r as range (subtype = int);
    create type m_comment.shell;
    create collation m_comment.coll (locale = 'C');
    create conversion m_comment.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
    create operator m_comment.### (procedure = int4pl, leftarg = int, rightarg = int);
    create operator family m_comment.fam using btree;
    create operator class m_comment.cls for type int using btree family m_comment.fam as function 1 btint4cmp(int, int);
    create cast (m_comment.c as text) with inout;
    create text search configuration m_comment.cfg (parser = pg_catalog."default");
    create text search dictionary m_comment.dict (template = pg_catalog.simple);
    create foreign data wrapper m_comment_w;
    create server m_comment_s foreign data wrapper m_comment_w;
    create foreign table m_comment.ft (a int) server m_comment_s;
    create publication m_comment_pub for table m_comment.t;
    grant select on m_comment.t to m_commented;
    comment on table m_comment.t is 'one';
    comment on column m_comment.t.a is 'two';`,
  mutations: [
    { name: "another text", sql: "comment on table m_comment.t is 'two'", expect: { fact: "text" } },
    { name: "another text on a column", sql: "comment on column m_comment.t.a is 'three'", expect: { fact: "text" } },
    { name: "taken away", sql: "comment on table m_comment.t is null", expect: { change: "remove" } },
    added("column m_comment.t.id"),
    added("constraint t_check on m_comment.t"),
    added("constraint t_key on m_comment.t"),
    added("index m_comment.t_key"),
    added("index m_comment.t_a"),
    added("index m_comment.parted_a"),
    added("index m_comment.part_a_idx"),
    added("column m_comment.part.a"),
    added("statistics m_comment.stats"),
    added("view m_comment.v"),
    added("column m_comment.v.a"),
    added("materialized view m_comment.mv"),
    added("column m_comment.mv.a"),
    added("sequence m_comment.s"),
    added("sequence m_comment.t_b_seq"),
    added("function m_comment.f(int)"),
    added("procedure m_comment.p()"),
    added("aggregate m_comment.agg(int)"),
    added("trigger trg on m_comment.t"),
    added("event trigger m_comment_etrg"),
    added("rule rul on m_comment.v"),
    added("policy pol on m_comment.t"),
    added("type m_comment.e"),
    added("type m_comment.c"),
    added("column m_comment.c.a"),
    added("domain m_comment.d"),
    added("constraint d_check on domain m_comment.d"),
    added("type m_comment.r"),
    added("type m_comment.shell"),
    added("collation m_comment.coll"),
    added("conversion m_comment.conv"),
    added("operator m_comment.### (int, int)"),
    added("operator family m_comment.fam using btree"),
    added("operator class m_comment.cls using btree"),
    added("cast (m_comment.c as text)"),
    added("text search configuration m_comment.cfg"),
    added("text search dictionary m_comment.dict"),
    added("foreign data wrapper m_comment_w"),
    added("server m_comment_s"),
    added("foreign table m_comment.ft"),
    added("column m_comment.ft.a"),
    added("publication m_comment_pub"),
    added("schema m_comment"),
    added("schema public"),
    { ...added("role m_commented"), undo: "comment on role m_commented is null" },
    { name: "database", sql: commentOnDatabase, expect: { change: "add" } },
  ],
};

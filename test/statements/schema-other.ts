/** What types, code and data stand on: typed tables, domains over domains, triggers and defaults that call functions, foreign keys with actions. */
export const otherSchema = `
  create type person_type as (id int, name text);
  create table typed_people of person_type;
  create table typed_more of person_type (primary key (id));
  insert into typed_people values (1, 'a');

  create domain small_score as int constraint below_100 check (value < 100);
  create domain tiny_score as small_score constraint below_10 check (value < 10);
  create table scored (id int primary key, score small_score, tiny tiny_score, all_scores small_score[]);
  create table scored_tiny (id int, tiny tiny_score);
  create table scored_parts (id int, score small_score) partition by list (id);
  create table scored_parts_1 partition of scored_parts for values in (1);
  create table scored_parts_rest partition of scored_parts default;
  insert into scored values (1, 1, 1), (2, 2, 2);
  insert into scored_tiny values (1, 1);
  insert into scored_parts values (1, 1), (2, 2);
  create materialized view score_list as select score from scored;
  create view score_view as select score from scored;
  create domain lax as text;
  create table laxly (id int, value lax);
  insert into laxly values (1, 'a');
  alter domain lax add constraint not_empty check (value <> '') not valid;

  create table audit_log (id bigserial primary key, what text);
  create function log_change() returns trigger language plpgsql as $$ begin insert into audit_log (what) values ('x'); return new; end $$;
  create table watched (id int primary key, name text);
  insert into watched values (1, 'a'), (2, 'b');
  create trigger watched_log after insert or update on watched for each row execute function log_change();

  create function default_code() returns text volatile language sql as $$ select 'a' $$;
  create function logging_code() returns text volatile language sql as $$ insert into audit_log (what) values ('c') returning what $$;
  create function double(int) returns int immutable language sql as $$ select $1 * 2 $$;
  create table derived (
    id int primary key, code text default default_code(), twice int generated always as (double(id)) stored,
    constraint doubles check (double(id) > 0)
  );
  create index derived_double on derived (double(id));
  insert into derived (id) values (1);
  create view derived_view as select double(id) as two, id from derived;
  create view derived_again as select two from derived_view;
  create policy derived_policy on derived using (double(id) > 1);
  create table logging (id int primary key, code text default logging_code());

  create table masters (id int primary key, code int unique, name text);
  create table pupils_null (id int primary key, parent_id int references masters on delete set null on update cascade);
  create index pupils_null_parent on pupils_null (parent_id);
  create table pupils_plain (id int primary key, parent_code int references masters (code));
  create table pupils_gone (id int primary key, parent_id int references masters on delete cascade);
  create table grandpupils (id int primary key, child_id int references pupils_gone (id));
  insert into masters values (1, 1, 'a'), (2, 2, 'b');
  insert into pupils_null values (1, 1);
  insert into pupils_gone values (1, 2);
  create view simple_masters as select id, name from masters;
  create table serials (id serial primary key, other_id bigint generated always as identity, note text);
  insert into serials (note) values ('a');

  create function add_extra() returns void language plpgsql as $$ begin execute format('alter table %I add column extra int', 'lonely'); end $$;
  create function copy_names() returns int language plpgsql as $$
    declare r record; n int := 0;
    begin
      for r in select id, name from accounts loop
        update masters set name = r.name where id = r.id;
        n := n + 1;
      end loop;
      return n;
    end $$;
  create procedure tidy_up(keep int) language plpgsql as $$ begin delete from audit_log where id < keep; perform add_extra(); end $$;
  create collation own_collation (locale = 'C');
  create table collated (id int, name text collate own_collation);
  create index collated_name on collated (name);
  create foreign data wrapper no_wrapper;
  create server faraway_server foreign data wrapper no_wrapper;
  create foreign table far_away (a int) server faraway_server;
  create function takes_mood(mood) returns text language sql as $$ select $1::text $$;
  create table mooded (id int, text_of text default takes_mood('ok'));
  create view mooded_view as select takes_mood('sad') as one;
  analyze;
`;

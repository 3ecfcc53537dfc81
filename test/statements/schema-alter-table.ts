/** What ALTER TABLE needs beside the common schema: columns of many types, proofs of NOT NULL, keys that reference each other. */

/** SQL that makes it; nothing outside of it is touched. */
export function alterTableSchema(major: number): string {
  return `
    create type feel as enum ('sad', 'happy');
    create type duo as (a int, b text);
    create domain address as text constraint address_has_at check (value like '%@%');
    create domain tag as text;
    create domain firm_int as int not null;
    create domain loose_int as int;
    alter domain loose_int add constraint loose_positive check (value > 0) not valid;
    create domain deep_address as address;
    create domain short_text as varchar(10);

    -- a column of every type, no indexes
    create table samples (id int, v10 varchar(10), v varchar, t text, c5 char(5), bp bpchar, n82 numeric(8, 2), n numeric, vb4 varbit(4), vb varbit,
      b4 bit(4), ip cidr, net inet, ts timestamp, ts3 timestamp(3), tz timestamptz, tz3 timestamptz(3), tm3 time(3), tmz3 timetz(3), iv interval, iv3 interval(3),
      ivy interval year to month, ivd3 interval day to second(3), va varchar(10)[], ta text[], ia int[], doc json, docb jsonb, feeling feel, home address, label tag, short short_text,
      tight firm_int default 1, loose loose_int, small smallint, big bigint, f4 real, f8 double precision, d date, flag boolean, raw bytea, nm name,
      u uuid, o oid, x xml, ch "char", p duo, deep deep_address, rc regclass);
    insert into samples (id, ts, tz) select i, now(), now() from generate_series(1, 3) i;

    -- every sort of index on columns whose types can change
    create table indexed (id int primary key, v10 varchar(10), v20 varchar(20) unique, t text, n82 numeric(8, 2), ts timestamp, tz timestamptz, plain varchar(10),
      label tag, ip cidr, seen varchar(10), other varchar(10), extra varchar(10), coll text, hashed varchar(10), big bigint, area int4range, deferred varchar(10) unique deferrable,
      exclude using gist (area with &&));
    create index indexed_v10 on indexed (v10);
    create index indexed_lower on indexed (lower(t));
    create index indexed_partial on indexed (id) where seen <> 'x';
    create index indexed_partial_key on indexed (seen) where id > 0;
    create index indexed_mixed on indexed (lower(other), plain);
    create index indexed_include on indexed (id) include (extra);
    create index indexed_n82 on indexed (n82 desc);
    create index indexed_ts on indexed (ts);
    create index indexed_tz on indexed (tz);
    create index indexed_label on indexed (label);
    create index indexed_ip on indexed (ip);
    create index indexed_coll on indexed (coll);
    create index indexed_pattern on indexed (coll text_pattern_ops);
    create index indexed_posix on indexed (t collate "POSIX");
    create index indexed_hash on indexed using hash (hashed);
    create index indexed_brin on indexed using brin (big);
    create statistics indexed_stats on id, v10 from indexed;
    create statistics indexed_expressions on (lower(plain)), id from indexed;
    insert into indexed (id, v10) values (1, 'a'), (2, 'b');

    -- columns that checks and generated columns mention
    create table checked (id int, a varchar(10), b varchar(10), c varchar(10), d varchar(10), e varchar(10), f varchar(10),
      g int generated always as (length(f)) stored ${major >= 18 ? ", h varchar(10), hv int generated always as (length(h)) virtual" : ""});
    alter table checked add constraint a_long check (length(a) > 0);
    alter table checked add constraint b_c check (b <> c);
    alter table checked add constraint d_new check (d <> 'x') not valid;
    ${major >= 18 ? "alter table checked add constraint e_off check (e <> 'x') not enforced;" : ""}
    insert into checked (id) values (1), (2);

    -- foreign keys of every type that can change
    create table parents (id varchar(10) primary key, num int unique, code numeric(8, 2) unique, at timestamp unique, note text, selfie varchar(10) references parents (id));
    create table children (id int primary key, parent_id varchar(10) references parents (id), parent_num int references parents (num), parent_code numeric(8, 2) references parents (code),
      parent_at timestamp references parents (at), parent_note text);
    create index children_parent on children (parent_id);
    insert into parents (id, num, code, at) values ('a', 1, 1, '2025-01-01'), ('b', 2, 2, '2025-01-02');
    insert into children (id, parent_id, parent_num, parent_code, parent_at) values (1, 'a', 1, 1, '2025-01-01'), (2, 'b', 2, 2, '2025-01-02');

    -- what proves NOT NULL and what does not
    create table proofs (a int, b int, c int, d int, e int, f int, g int, h int, i int, j int, k int, l int, m int, n int, o int, p duo, q duo, r int, s int, tt int, u int);
    insert into proofs select x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, (1, 'a')::duo, (1, 'a')::duo, x, x, x, x from generate_series(1, 3) x;
    alter table proofs add check (a is not null);
    alter table proofs add check (b is not null and b > 0);
    alter table proofs add check (c > 0);
    alter table proofs add check (d is not null) not valid;
    alter table proofs add check (e is not null or f is not null);
    alter table proofs add check ((g is not null and g > 0) or (g is not null and g < -5));
    alter table proofs add check (not (h is null));
    alter table proofs add check (not (i is null or j is null));
    alter table proofs add check ((k is not null) is true);
    alter table proofs add check ((l is not null) = true);
    alter table proofs add check (m is distinct from null);
    alter table proofs add check (n is not null or false);
    alter table proofs add check (case when o is null then false else true end);
    alter table proofs add check (p is not null);
    alter table proofs add check (q is distinct from null);
    alter table proofs add check (coalesce(r is not null, false));
    alter table proofs add check (s is not null) no inherit;
    alter table proofs add check ((tt is null) = false);
    alter table proofs add check (1 = 1 and u is not null);

    -- three levels of inheritance, and a second parent
    create table shapes (id int, name varchar(10), title varchar(10), area int default 1, constraint area_positive check (area > 0), constraint own_rule check (id > 0) no inherit);
    create table sized (depth int, name varchar(10));
    create table polygons (corners int) inherits (shapes);
    create table squares (side int) inherits (polygons);
    create table boxes (lid boolean) inherits (shapes, sized);
    create index squares_name on squares (name);
    create index squares_title on squares (lower(title));
    create index polygons_title on polygons (title);
    alter table polygons add constraint title_known check (title <> 'x');
    insert into shapes (id, name) values (1, 'a');
    insert into squares (id, name, side) values (1, 'b', 2);
    insert into boxes (id, name) values (2, 'c');

    -- identity, generated and serial columns
    create table counted (id int generated by default as identity, n int not null default 0, s serial, base int, twice int generated always as (base * 2) stored, plain int);
    create index counted_twice on counted (twice);
    insert into counted (base) values (1), (2);
    alter table counted add constraint twice_small check (twice < 1000);
    ${
      major >= 18
        ? `create table computed (id int, base int, v int generated always as (base * 2) virtual, s int generated always as (base * 3) stored, check (v < 1000));
    insert into computed (base) values (1), (2);`
        : ""
    }

    -- indexes that wait for a constraint
    create table waiting (id int, code text not null, ref text, part int, extra int, unique (extra));
    create unique index waiting_id on waiting (id);
    create unique index waiting_code on waiting (code);
    create unique index waiting_ref on waiting (ref);
    create unique index waiting_pair on waiting (code, part);
    alter table waiting add constraint ref_known check (ref is not null);
    insert into waiting values (1, 'a', 'a', 1), (2, 'b', 'b', 2);

    -- constraints that are there already, in every state
    create table pending (id int primary key, a int, b int, parent_id varchar(10), twin int, node int);
    insert into pending values (1, 1, 1, 'a', 1, 1);
    alter table pending add constraint a_small check (a < 1000) not valid;
    alter table pending add constraint b_small check (b < 1000);
    alter table pending add constraint pending_parent foreign key (parent_id) references parents (id) not valid;
    alter table pending add constraint pending_twin foreign key (twin) references pending (id) not valid;
    alter table pending add constraint pending_node foreign key (node) references pending (id) deferrable;
    ${
      major >= 18
        ? `alter table pending add constraint a_known not null a not valid;
    alter table pending add constraint pending_off foreign key (parent_id) references parents (id) not enforced;
    alter table pending add constraint b_off check (b > -1000) not enforced;
    create table loosely (id int, a int, constraint a_there not null a no inherit);
    create table loosely_child () inherits (loosely);
    alter table loosely_child add constraint a_there not null a;`
        : ""
    }

    -- partitioned on both sides of a foreign key, two levels deep
    create table places (id int, region text, name varchar(10), size int, note text, primary key (id, region)) partition by list (region);
    create table places_eu partition of places for values in ('eu');
    create table places_us partition of places for values in ('us') partition by range (id);
    create table places_us_low partition of places_us for values from (0) to (100);
    create index places_name on places (name);
    create table visits (id int, place_id int, region text, at date, parent_id varchar(10), amount numeric(8, 2), primary key (id, region)) partition by list (region);
    create table visits_eu partition of visits for values in ('eu');
    create table visits_us partition of visits for values in ('us');
    alter table visits add constraint visits_place foreign key (place_id, region) references places (id, region);
    alter table visits add constraint visits_size check (amount > -1);
    create table guests (id int primary key, place_id int, region text, visit_id int, name varchar(10));
    alter table guests add constraint guests_place foreign key (place_id, region) references places (id, region);
    insert into places values (1, 'eu', 'a', 1), (2, 'us', 'b', 2);
    insert into visits values (1, 1, 'eu', '2025-01-01', 'a', 1), (2, 2, 'us', '2025-01-01', 'b', 2);
    insert into guests values (1, 1, 'eu', 1, 'g'), (2, 2, 'us', 2, 'h');

    -- relations that are no tables
    create table viewed (id int, t text, flag boolean);
    create view sample_view as select id, t from viewed;
    create materialized view sample_counts as select flag, count(*) as n from viewed group by flag;
    create index sample_counts_flag on sample_counts (flag);
    create extension file_fdw;
    create server nowhere foreign data wrapper file_fdw;
    create foreign table remote (id int, a varchar(10), b int not null, constraint b_small check (b < 10)) server nowhere options (filename '/dev/null');
    create foreign table remote_shape (corners int) inherits (sized) server nowhere options (filename '/dev/null');
    create type person as (id int, name text);
    create table people of person;
    create table almost_people (id int, name text);
    create sequence loose_sequence;
    create table guarded (id int primary key, a text not null, b text);
    create unique index guarded_a on guarded (a);
    create trigger guarded_touch before update on guarded for each row execute function trigger_noop();
    create rule guarded_log as on delete to guarded where old.id < 0 do instead nothing;
    alter table guarded enable row level security;
    insert into guarded values (1, 'a', 'b');
    cluster guarded using guarded_pkey;
    create unlogged table drafts (id serial primary key, a text);
    create index drafts_a on drafts (a);
    insert into drafts (a) values ('a');

    -- inheritance with columns of one's own, NOT NULL all the way down, and a parent to come
    create table graded (level int not null, mark text);
    create table graded_child () inherits (graded);
    create table graded_grandchild () inherits (graded_child);
    create table circles (title varchar(10)) inherits (shapes);
    create index circles_title on circles (title);
    create table named (name varchar(10));
    insert into circles (id) values (3);
    insert into graded_grandchild values (1);

    -- partitions without a primary key, with triggers and with an identity
    create table trips (id int not null, region text not null, place_id int, parent_num int references parents (num), num int, parent_id varchar(10)) partition by list (region);
    create table trips_eu partition of trips for values in ('eu');
    create table trips_us partition of trips for values in ('us') partition by range (id);
    create table trips_us_low partition of trips_us for values from (0) to (100);
    insert into trips values (1, 'eu', 1, 1, 1, 'a'), (2, 'us', 2, 2, 2, 'b');
    ${
      major >= 18
        ? `alter table trips add constraint trips_parent_later foreign key (parent_id) references parents (id) not valid;
    alter table trips add constraint trips_place_later foreign key (place_id, region) references places (id, region) not valid;
    alter table trips add constraint trips_place_off foreign key (num, region) references places (id, region) not enforced;
    alter table trips add constraint trips_num_known not null num not valid;`
        : ""
    }
    create table arrivals (id int primary key, place_id int, region text);
    insert into arrivals values (1, 1, 'eu'), (2, 2, 'us');
    alter table arrivals add constraint arrivals_later foreign key (place_id, region) references places (id, region) not valid;
    ${major >= 18 ? "alter table arrivals add constraint arrivals_off foreign key (place_id, region) references places (id, region) not enforced;" : ""}
    create table watched_parts (id int, region text) partition by list (region);
    create table watched_parts_eu partition of watched_parts for values in ('eu');
    create trigger watched_row after insert on watched_parts for each row execute function trigger_noop();
    create trigger watched_statement after insert on watched_parts for each statement execute function trigger_noop();
    create table counted_parts (id int generated by default as identity, region text) partition by list (region);
    create table counted_parts_eu partition of counted_parts for values in ('eu');
    insert into counted_parts_eu values (1, 'eu');

    ${
      major >= 18
        ? `create table stays (id int, span int4range, extra int, primary key (id, span without overlaps));
    create index stays_extra on stays (extra);
    create table stay_notes (id int, span int4range, note text);
    create index stay_notes_note on stay_notes (note);
    insert into stays values (1, '[1,5)');
    insert into stay_notes values (1, '[2,3)');`
        : ""
    }

    -- functions and domains whose values differ from row to row
    create sequence tickets;
    create function volatile_text() returns text volatile language plpgsql as $$ begin return 'x'; end $$;
    create function guarded_one() returns int volatile language sql security definer as $$ select 1 $$;
    create function random_one() returns float8 volatile language sql as $$ select random() $$;
    create function counting() returns bigint volatile language sql as $$ select count(*) from named $$;
    create function stable_text() returns text stable language plpgsql as $$ begin return 'x'; end $$;
    create domain ticket as int default nextval('tickets');
    create domain marked as text default 'm';
    create extension citext;
    create table worded (id int, t text, c citext, v varchar(10));
    create index worded_t on worded (t);
    create index worded_c on worded (c);
    insert into worded values (1, 'a', 'a', 'a');
    ${major >= 18 ? "create table shown (id int, base int, v int generated always as (base * 2) virtual);\n    insert into shown (base) values (1);" : ""}
    analyze;
  `;
}

/** The tables and the rows that a piece of advice starts from: large enough that reading or writing a table takes its time. */

/** SQL by name of the world. Notes are unique, `n` is never null. */
export const worlds = {
  orders: `
    create table accounts (id bigint primary key, n integer, note text);
    insert into accounts select i, i % 100, 'account ' || i from generate_series(1, 10000) as i;
    create table orders (id bigint primary key, n integer, note text, account_id bigint default 7);
    insert into orders select i, i % 100, 'order ' || i, 1 + i % 10000 from generate_series(1, 120000) as i;`,
  drafts: `
    create table drafts (id bigint, n integer, note text);
    insert into drafts select i, i % 100, 'draft ' || i from generate_series(1, 120000) as i;
    create index drafts_id on drafts (id);`,
  events: `
    create table accounts (id bigint primary key, n integer, note text);
    insert into accounts select i, i % 100, 'account ' || i from generate_series(1, 10000) as i;
    create table events (id bigint primary key, n integer, note text, account_id bigint default 7) partition by range (id);
    create table events_1 partition of events for values from (0) to (200000);
    create table events_2 partition of events for values from (200000) to (maxvalue);
    insert into events select i, i % 100, 'event ' || i, 1 + i % 10000 from generate_series(1, 260000) as i
      where i <= 60000 or i > 200000;`,
} as const;

/** The name of a world. */
export type World = keyof typeof worlds;

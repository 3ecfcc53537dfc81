/** Migrations that nothing is wrong with, as people and their tools write them: what a linter says of these is noise. */

import { beforeAll, describe, expect, it } from "vitest";
import { modelOfText, type SchemaModel } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { judgeMigration } from "./judge-migration.ts";
import { lintMigration } from "./lint-migration.ts";
import { modelAfter } from "./model-after.ts";
import { rules } from "./rules/registry.ts";

beforeAll(loadParser);

/** Name → text. */
const good: { readonly [name: string]: string } = {
  "the template of a team": `
-- Migration: Add feature table
-- Date: 2025-10-09
-- Safe to run: YES (additive only)

CREATE TABLE IF NOT EXISTS feature (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at TIMESTAMPTZ DEFAULT NOW()
);

-- Rollback (if needed):
-- DROP TABLE IF EXISTS feature;
`,
  "a table in a transaction of its own": `
BEGIN;
CREATE TABLE IF NOT EXISTS user_roles (
  user_id BIGINT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
  PRIMARY KEY (user_id, role)
);
COMMIT;
-- Rollback:
-- DROP TABLE IF EXISTS user_roles;
`,
  "drizzle: tables with enum, foreign keys and indexes": `
CREATE TYPE "public"."order_status" AS ENUM('pending', 'paid', 'shipped');--> statement-breakpoint
CREATE TABLE "customers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customers_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"customer_id" uuid NOT NULL,
	"status" "order_status" DEFAULT 'pending' NOT NULL,
	"total" numeric(12, 2) NOT NULL
);
--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_customer_idx" ON "orders" USING btree ("customer_id");
`,
  "drizzle: guarded foreign key in a DO block": `
CREATE TABLE IF NOT EXISTS "teams" ("id" serial PRIMARY KEY NOT NULL, "name" text NOT NULL);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "members" ("id" serial PRIMARY KEY NOT NULL, "team_id" integer NOT NULL);
--> statement-breakpoint
DO $$ BEGIN
 ALTER TABLE "members" ADD CONSTRAINT "members_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "members_team_idx" ON "members" ("team_id");
`,
  "drizzle: enum in a DO block": `
DO $$ BEGIN
 CREATE TYPE "public"."role" AS ENUM('admin', 'user');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
`,
  "drizzle: a nullable column": `ALTER TABLE "users" ADD COLUMN "avatar_url" text;`,
  "drizzle: a column with a default": `ALTER TABLE "users" ADD COLUMN "plan" text DEFAULT 'free' NOT NULL;`,
  "drizzle: a new composite key": `
CREATE TABLE "users_to_groups" (
	"user_id" integer NOT NULL,
	"group_id" integer NOT NULL,
	CONSTRAINT "users_to_groups_user_id_group_id_pk" PRIMARY KEY("user_id","group_id")
);
--> statement-breakpoint
CREATE INDEX "users_to_groups_group_id" ON "users_to_groups" USING btree ("group_id");
`,
  "prisma: tables": `
-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Post" (
    "id" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "Post_authorId_idx" ON "Post"("authorId");

-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
`,
  "prisma: an enum and a table of it": `
-- CreateEnum
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');

-- CreateTable
CREATE TABLE "Account" ("id" SERIAL NOT NULL, "role" "Role" NOT NULL DEFAULT 'USER', CONSTRAINT "Account_pkey" PRIMARY KEY ("id"));
`,
  "prisma: nullable columns of one table": `
-- AlterTable
ALTER TABLE "User" ADD COLUMN     "bio" TEXT,
ADD COLUMN     "website" TEXT;
`,
  "an index, concurrently": `
-- lockstep: transaction = none
CREATE INDEX CONCURRENTLY users_email ON users (email);
-- Rollback:
-- DROP INDEX CONCURRENTLY IF EXISTS users_email;
`,
  "an index that can be tried again": `
-- lockstep: transaction = none
DROP INDEX CONCURRENTLY IF EXISTS users_email;
CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (lower(email));
-- Rollback:
-- DROP INDEX CONCURRENTLY IF EXISTS users_email;
`,
  "a partial index": `
-- lockstep: transaction = none
CREATE INDEX CONCURRENTLY orders_open ON orders (created_at) WHERE shipped_at IS NULL;
`,
  "an index dropped": `
-- lockstep: transaction = none
DROP INDEX CONCURRENTLY IF EXISTS users_old;
`,
  "a nullable column with its rollback": `
ALTER TABLE users ADD COLUMN IF NOT EXISTS avatar_url TEXT;
-- Rollback:
-- ALTER TABLE users DROP COLUMN IF EXISTS avatar_url;
`,
  "two nullable columns": `
alter table users add column if not exists first_name text, add column if not exists last_name text;
-- Rollback:
-- alter table users drop column if exists first_name, drop column if exists last_name;
`,
  "a constant default": "alter table users add column if not exists is_admin boolean not null default false;",
  "a default of now()": "alter table users add column if not exists seen_at timestamptz default now();",
  "a default for new rows": "alter table users alter column plan set default 'free';",
  "nullable columns of two tables": `
alter table users add column if not exists locale text;
alter table teams add column if not exists locale text;
`,
  "a view": `
create or replace view active_users as select id, email from users where deleted_at is null;
-- Rollback:
-- drop view if exists active_users;
`,
  "a view in a schema":
    "create schema if not exists reporting;\ncreate or replace view reporting.totals as select count(*) as n from public.orders;",
  "a materialized view":
    "create materialized view if not exists order_totals as select customer_id, sum(total) as total from orders group by 1 with no data;",
  "a function": `
create or replace function public.slugify(input text) returns text language sql immutable as $$
  select lower(regexp_replace(input, '[^a-zA-Z0-9]+', '-', 'g'))
$$;
-- Rollback:
-- drop function if exists public.slugify(text);
`,
  "a definer function": `
create or replace function public.current_team() returns bigint
language sql stable security definer set search_path = ''
as $$ select team_id from public.members where user_id = current_setting('app.user')::bigint $$;
revoke all on function public.current_team() from public;
grant execute on function public.current_team() to app;
`,
  "a trigger on a new table": `
create table if not exists notes (id bigint generated always as identity primary key, body text, updated_at timestamptz);
create or replace function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
create or replace trigger notes_touch before update on notes for each row execute function touch();
-- Rollback:
-- drop table if exists notes;
-- drop function if exists touch();
`,
  "row security on a new table": `
create table if not exists documents (id bigint generated always as identity primary key, owner text not null default current_user);
alter table documents enable row level security;
create policy own_documents on documents using (owner = current_user);
grant select, insert on documents to app;
`,
  "a foreign key in steps, first": `
alter table orders add constraint orders_customer foreign key (customer_id) references customers (id) not valid;
-- Rollback:
-- alter table orders drop constraint if exists orders_customer;
`,
  "a foreign key in steps, then": "alter table orders validate constraint orders_customer;",
  "a check in steps, first": "alter table orders add constraint total_positive check (total >= 0) not valid;",
  "a check in steps, then": "alter table orders validate constraint total_positive;",
  "not null in steps, with the proof at hand": `
alter table users add constraint email_known check (email is not null) not valid;
-- Rollback:
-- alter table users drop constraint email_known;
`,
  "a comment": "comment on table users is 'People who may sign in';\ncomment on column users.email is 'Lower case';",
  "an extension": "create extension if not exists pgcrypto;",
  "two extensions and a table": `
create extension if not exists citext;
create extension if not exists "uuid-ossp";
create table if not exists contacts (id uuid primary key default gen_random_uuid(), email citext not null unique);
-- Rollback:
-- drop table if exists contacts;
`,
  "a schema with its tables": `
create schema if not exists billing;
create table if not exists billing.plans (name text primary key, price numeric(10, 2) not null);
create table if not exists billing.subscriptions (
  id bigint generated always as identity primary key,
  plan text not null references billing.plans (name)
);
create index if not exists subscriptions_plan on billing.subscriptions (plan);
-- Rollback:
-- drop table if exists billing.subscriptions;
-- drop table if exists billing.plans;
`,
  "a sequence": "create sequence if not exists invoice_number;\n-- Rollback:\n-- drop sequence if exists invoice_number;",
  "a domain":
    "create domain email_address as text check (value like '%@%');\n-- Rollback:\n-- drop domain if exists email_address;",
  "a composite type":
    "create type money_amount as (amount numeric, currency text);\n-- Rollback:\n-- drop type if exists money_amount;",
  "an enum value": "alter type order_status add value if not exists 'refunded';",
  "rights for a role":
    "grant select on users to reporting;\nalter default privileges in schema public grant select on tables to reporting;",
  "rights taken from everybody": "revoke create on schema public from public;",
  "a table with seed rows": `
create table if not exists currencies (code text primary key, name text not null);
insert into currencies (code, name) values ('EUR', 'Euro'), ('USD', 'US dollar') on conflict (code) do nothing;
-- Rollback:
-- drop table if exists currencies;
`,
  "rows of a lookup table": `
-- lockstep: kind = data
insert into roles (name, label) values ('editor', 'Editor') on conflict (name) do update set label = excluded.label;
-- Rollback:
-- delete from roles where name = 'editor';
`,
  "a row changed by its key": `
-- lockstep: kind = data
update settings set value = 'on' where key = 'beta';
-- Rollback:
-- update settings set value = 'off' where key = 'beta';
`,
  "a batch": `
-- lockstep: kind = data
with batch as (select id from users where plan is null order by id limit 1000 for update skip locked)
update users set plan = 'free' from batch where users.id = batch.id;
`,
  "a partitioned table with its first partitions": `
create table if not exists events (id bigint generated always as identity, at timestamptz not null, body jsonb, primary key (id, at)) partition by range (at);
create table if not exists events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
create table if not exists events_rest partition of events default;
create index if not exists events_at on events (at);
-- Rollback:
-- drop table if exists events;
`,
  "a table like another one": "create table if not exists archived_users (like users including all);",
  "a temporary table on the way": `
create temporary table ids (id bigint) on commit drop;
insert into ids values (1), (2);
update ids set id = id + 1;
`,
  "a generated column of a new table": `
create table if not exists boxes (
  id bigint generated always as identity primary key,
  width numeric not null, height numeric not null,
  area numeric generated always as (width * height) stored
);
`,
  "an exclusion constraint of a new table": `
create extension if not exists btree_gist;
create table if not exists bookings (
  id bigint generated always as identity primary key,
  room_id bigint not null, during tstzrange not null,
  exclude using gist (room_id with =, during with &&)
);
`,
  "a column renamed by a view": "create or replace view users_v2 as select id, email as mail from users;",
  "settings of one transaction":
    "set local lock_timeout = '2s';\nset local statement_timeout = '1min';\nalter table users add column if not exists nick text;",
  "settings of a session, put back": `
-- lockstep: transaction = none
set statement_timeout = 0;
create index concurrently orders_at on orders (created_at);
reset statement_timeout;
`,
  "a table's settings": "alter table events set (autovacuum_vacuum_scale_factor = 0.02);",
  "statistics of columns":
    "create statistics if not exists orders_stats on customer_id, status from orders;\nalter table orders alter column status set statistics 500;",
  "a table made and filled from constants": `
create table if not exists steps as select generate_series(1, 10) as step;
alter table steps add primary key (step);
`,
  "self reference": `
create table if not exists categories (
  id bigint generated always as identity primary key,
  parent_id bigint references categories (id),
  name text not null
);
create index if not exists categories_parent on categories (parent_id);
-- Rollback:
-- drop table if exists categories;
`,
  "two tables that reference each other": `
create table if not exists authors (id bigint primary key, best_book_id bigint);
create table if not exists books (id bigint primary key, author_id bigint not null references authors (id));
alter table authors add constraint authors_best_book foreign key (best_book_id) references books (id);
create index if not exists books_author on books (author_id);
create index if not exists authors_best on authors (best_book_id);
-- Rollback:
-- alter table authors drop constraint if exists authors_best_book;
-- drop table if exists books;
-- drop table if exists authors;
`,
  "full text search of a new table": `
create table if not exists pages (id bigint generated always as identity primary key, body text not null,
  search tsvector generated always as (to_tsvector('english', body)) stored);
create index if not exists pages_search on pages using gin (search);
`,
  "a constraint from an index that is there": "alter table users add constraint users_email_key unique using index users_email;",
  "a procedure": `
create or replace procedure public.archive(days integer) language plpgsql as $$
begin
  delete from public.logs where created_at < now() - make_interval(days => days);
end $$;
`,
  "nothing to do": "-- Migration: Baseline\nselect 1;",
};

const names = Object.keys(good);

/** What the migrations meet where a database is at hand. */
const before = `
  create table users (id bigint primary key, email text, plan text, deleted_at timestamptz);
  create unique index users_email on users (email);
  create table teams (id bigint primary key, name text);
  create table customers (id bigint primary key);
  create table orders (id bigint primary key, customer_id bigint, total numeric, status text, created_at timestamptz, shipped_at timestamptz);
  create index orders_customer on orders (customer_id);
  create table events (id bigint primary key);
  create table logs (id bigint primary key, created_at timestamptz);
  create table roles (name text primary key, label text);
  create table settings (key text primary key, value text);
  create table "User" (id text primary key);
`;

const findingsOf = (text: string, model: SchemaModel) => {
  const migration = judgeMigration({ file: "good.sql", text, down: null }, model);
  const safety = rules.filter(({ group }) => group === "safety");
  const context = { major: model.major, isLive: model.isComplete, runnerSetsTimeouts: true };
  return lintMigration(migration, { ...context, rules: safety, today: "2026-01-01" }).findings;
};
const loud = (text: string, model: SchemaModel) =>
  findingsOf(text, model)
    .filter(({ level }) => level !== "low")
    .map(({ rule, line, message }) => `${rule} (line ${line}): ${message}`);

describe("good migrations", () => {
  it.each(names)("%s: nothing above low from the text alone", (name) => {
    expect(loud(good[name] ?? "", modelOfText(18))).toEqual([]);
  });

  it("give nothing above low with a database at hand, where they can run on it", () => {
    const model = modelAfter(before, 18);
    const found = names
      // these make what is there already
      .filter((name) => !/partitioned table|constraint from an index|seed rows|guarded foreign key/.test(name))
      .flatMap((name) => loud(good[name] ?? "", model).map((said) => `${name}: ${said}`));
    expect(found).toEqual([]);
  });

  it("have few low findings but for those that a missing rollback or a missing IF NOT EXISTS gives", () => {
    const expected = new Set(["rollback-missing", "not-idempotent"]);
    const low = names.flatMap((name) =>
      findingsOf(good[name] ?? "", modelOfText(18))
        .filter(({ rule }) => !expected.has(rule))
        .map(({ rule, message }) => `${name}: ${rule}: ${message}`),
    );
    expect(low.length / names.length, low.join("\n")).toBeLessThan(0.05);
  });

  it("give the same findings each time", () => {
    for (const name of names) {
      const [one, other] = [1, 2].map(() => findingsOf(good[name] ?? "", modelOfText(18)));
      expect(one).toEqual(other);
    }
  });
});

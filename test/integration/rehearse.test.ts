/** `lockstep rehearse` as a user has it: what runs, what goes back, what is not idempotent, and who may not do it. */

import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureRole } from "../support/ensure-role.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import type { Ended } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";

const { folder, migration, read, lockstep } = useProgramDesk();

const schema = `
  create table teams (id bigint primary key, name text not null);
  create table members (id serial primary key, team_id bigint references teams (id), email text check (email like '%@%'),
    status text check (status in ('new', 'old')));
  create index members_team on members (team_id);`;

const rehearse = (url: string, ...words: readonly string[]): Promise<Ended> =>
  lockstep(["rehearse", "production", ...words], { PRODUCTION_DATABASE_URL: url });

const data = ({ stdout }: Ended) => JSON.parse(stdout).data;

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  it("proves a migration that runs, goes back and can run again, and keeps the evidence", async () => {
    const url = await createDatabase(server(), schema);
    migration(
      "20260101000000_feature.sql",
      "create table if not exists feature (id text primary key);\nalter table members add column if not exists nick text;\n\n-- Rollback:\n-- alter table members drop column if exists nick;\n-- drop table if exists feature;\n",
    );
    const ended = await rehearse(url, "--format", "json");
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    const [one] = data(ended).migrations;
    expect(one).toMatchObject({
      applies: { verdict: "proven" },
      rollback: { verdict: "proven" },
      idempotent: { verdict: "proven" },
      locks: { "public.members": "ACCESS EXCLUSIVE" },
      costs: {},
      predictionErrors: [],
    });
    expect(data(ended).rows).toEqual({ tables: 2, empty: [] });
    const [file = ""] = readdirSync(join(folder(), "db/migrations/evidence"));
    expect(file).toMatch(/^\d{4}-\d\d-\d\d-rehearsal-[0-9a-f]{12}\.json$/);
    const evidence = JSON.parse(read(`db/migrations/evidence/${file}`));
    expect(evidence).toMatchObject({
      kind: "rehearsal",
      environment: "production",
      data: { migrations: [{ checksum: one.checksum }] },
    });
    // the target was only read
    expect(await execSql(url, "select to_regclass('feature') as found")).toEqual([{ found: null }]);
  });

  it("does not hold it against a rollback that a sequence goes on", async () => {
    const url = await createDatabase(server(), schema);
    migration(
      "20260101000000_a.sql",
      "insert into members (email) select 'a@b' where not exists (select from members where email = 'a@b');\n\n-- Rollback:\n-- delete from members where email = 'a@b';\n",
    );
    const [one] = data(await rehearse(url, "--format", "json")).migrations;
    expect(one).toMatchObject({ rollback: { verdict: "proven" }, idempotent: { verdict: "proven" } });
  });

  it("refutes what a second run doubles or breaks, and a rollback that leaves something", async () => {
    const url = await createDatabase(server(), schema);
    migration("20260101000000_a.sql", "insert into teams select max(id) + 1, 'more' from teams;\n");
    migration(
      "20260102000000_b.sql",
      "create table kept (id int);\ncreate table gone (id int);\n\n-- Rollback:\n-- drop table gone;\n",
    );
    const ended = await rehearse(url, "--format", "json");
    expect(ended.code).toBe(2);
    const [doubling, leaving] = data(ended).migrations;
    expect(doubling.idempotent).toEqual({ verdict: "refuted", why: "a second run changes the rows of public.teams" });
    expect(doubling.rollback).toMatchObject({ verdict: "unproven" });
    expect(leaving.rollback.verdict).toBe("refuted");
    expect(leaving.rollback.why).toContain("its rollback leaves table:public.kept");
    expect(leaving.idempotent).toEqual({
      verdict: "refuted",
      why: 'a second run fails at line 1: relation "kept" already exists (SQLSTATE 42P07); write CREATE TABLE IF NOT EXISTS',
    });
  });

  it("proves what `new` wrote from drift: it skips what is there, or is refused as a whole by what cannot", async () => {
    const url = await createDatabase(server(), schema);
    const dev = await createDatabase(
      server(),
      `${schema}
       create type mood as enum ('sad', 'ok');
       create table boards (id bigint primary key, team_id bigint not null references teams (id), mood mood default 'ok');
       create table notes (id serial primary key, board_id bigint not null references boards (id), text text, seen timestamptz);
       create index notes_board on notes (board_id);
       create view open_notes as select n.id, b.mood from notes n join boards b on b.id = n.board_id where n.seen is null;
       create function touch() returns trigger language plpgsql as $$ begin new.seen := now(); return new; end $$;
       create trigger notes_touch before update on notes for each row execute function touch();
       alter table members add column nick text; alter table members drop constraint members_email_check;`,
    );
    const made = await lockstep(["new", "catch up", "--from-drift", "--format", "json"], {
      PRODUCTION_DATABASE_URL: url,
      DATABASE_URL: dev,
    });
    expect(made.code, made.stderr).toBe(0);
    const [{ path }, ...others] = data(made).files;
    expect(others).toEqual([]);
    const text = read(path);
    for (const form of [
      "CREATE TABLE IF NOT EXISTS public.boards",
      "CREATE SEQUENCE IF NOT EXISTS public.notes_id_seq",
      "CREATE INDEX IF NOT EXISTS notes_board",
      "CREATE OR REPLACE VIEW public.open_notes",
      "CREATE OR REPLACE FUNCTION public.touch",
      "CREATE OR REPLACE TRIGGER notes_touch",
      "ADD COLUMN IF NOT EXISTS nick",
      "DROP CONSTRAINT IF EXISTS members_email_check",
      "-- DROP TABLE IF EXISTS public.notes",
    ])
      expect(text).toContain(form);
    const ended = await rehearse(url, "--format", "json");
    expect(ended.code, ended.stdout).toBe(0);
    const [{ applies, rollback, idempotent, skipped }] = data(ended).migrations;
    expect([applies.verdict, rollback.verdict, skipped]).toEqual(["proven", "proven", []]);
    expect(idempotent).toMatchObject({ verdict: "proven", refusedAtLine: expect.any(Number) });
    expect(idempotent.why).toMatch(
      /^what can say IF \[NOT\] EXISTS says so; a second run is refused as a whole at line \d+, and/,
    );
    expect(text.split("\n")[idempotent.refusedAtLine - 1]).toMatch(/^(CREATE TYPE|ALTER TABLE .* ADD CONSTRAINT) /);
  });

  it("runs as a role of the applying role's rights, and stops where that may not do it", async () => {
    const role = ensureRole("rehearse_app", "login password 'x'");
    const url = await createDatabase(server(), `${role}\n${schema}\ngrant select on members to rehearse_app;`);
    const as = new URL(url);
    as.username = "rehearse_app";
    as.password = "x";
    migration("20260101000000_a.sql", "select 1;\nalter table members add column nick text;\n");
    migration("20260102000000_b.sql", "select 1;\n");
    const ended = await rehearse(as.href, "--format", "json");
    expect(ended.code).toBe(2);
    expect(data(ended)).toMatchObject({
      role: "rehearse_app",
      notRun: ["20260102000000_b.sql"],
      migrations: [{ failedAt: { line: 2, message: "must be owner of table members (SQLSTATE 42501)" } }],
    });
  });

  it("watches statements that cannot run in a transaction, at every catalog update that they make", async () => {
    const url = await createDatabase(server(), schema);
    migration(
      "20260101000000_a.sql",
      "-- lockstep: transaction = none\ncreate index concurrently if not exists members_status on members (status);\n\n-- Rollback:\n-- lockstep: transaction = none\n-- drop index concurrently if exists members_status;\n",
    );
    const ended = await rehearse(url, "--format", "json");
    expect(ended.code, ended.stdout).toBe(0);
    expect(data(ended).migrations[0]).toMatchObject({
      locks: { "public.members": "SHARE UPDATE EXCLUSIVE" },
      costs: { "public.members": ["index-build"] },
      rollback: { verdict: "proven" },
      idempotent: { verdict: "proven" },
      predictionErrors: [],
    });
  });

  it("never calls a data migration proven by fabricated rows", async () => {
    const url = await createDatabase(server(), schema);
    migration(
      "20260101000000_a.sql",
      "-- lockstep: kind = data\nupdate members set status = 'old' where status = 'new';\n\n-- Rollback:\n-- select 1;\n",
    );
    const { applies, idempotent } = data(await rehearse(url, "--format", "json")).migrations[0];
    expect([applies.verdict, idempotent.verdict]).toEqual(["proven", "unproven"]);
    expect(idempotent.why).toContain("fabricated rows prove nothing");
  });

  it("says so when nothing is pending", async () => {
    mkdirSync(join(folder(), "db/migrations"), { recursive: true });
    const ended = await rehearse(await createDatabase(server(), schema));
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain("Nothing is pending");
    expect(existsSync(join(folder(), "db/migrations/evidence"))).toBe(false);
  });
});

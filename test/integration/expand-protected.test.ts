/** Every file of a change in steps on a protected environment, where each is rehearsed with made-up rows and refused if one does not hold. */

import { beforeEach, describe, expect, it } from "vitest";
import { ensureRole } from "../support/ensure-role.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";

const tables = `
  create table users (id int primary key, age text not null unique, name text, seen timestamptz);
  create view ages as select id, age from users;
  comment on column users.age is 'in years';
  insert into users (id, age, name) select i, i::text, 'Person ' || i from generate_series(1, 30) i;`;

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();
  let url = "";
  beforeEach(async () => {
    const rights = "grant select (id, age, name) on users to expand_reader";
    url = await createDatabase(server(), `${ensureRole("expand_reader")} ${tables} ${rights}`);
    project().write(
      "lockstep.config.json",
      JSON.stringify({ environments: { production: { url: { env: "PRODUCTION_DATABASE_URL" }, protected: true } } }),
    );
    project().connect({ PRODUCTION_DATABASE_URL: url });
  });

  const done = async (...words: readonly string[]) => {
    const ended = await project().lockstep(...words);
    expect(ended, `${words.join(" ")}\n${ended.stdout}${ended.stderr}`).toMatchObject({ code: 0 });
  };
  const apply = (...words: readonly string[]) => done("apply", "production", "--confirm", "production", ...words);

  it("is rehearsed with rows that are alike, and loses by name what the last step drops", async () => {
    await done("expand", "change-type", "users.age", "integer");
    await apply();
    await done("backfill", "run", "users_age_type", "--env", "production", "--confirm", "production");
    await done("backfill", "verify", "users_age_type", "--env", "production");
    await done("switch", "users_age_type");
    await apply("--ack", "deployed:users_age_type");
    await done("contract", "users_age_type");
    expect(await project().lockstep("apply", "production", "--confirm", "production")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("--ack drop:column:public.users.age__old"),
    });
    await apply("--ack", "drop:column:public.users.age__old");
    expect(await execSql(url, "select sum(age) as years from users")).toEqual([{ years: "465" }]);
  }, 60_000);

  it("rehearses a column's move between tables whose made-up rows belong together", async () => {
    await execSql(url, "create table pages (owner_id int not null unique, title text); insert into pages select id from users");
    await done("expand", "move", "users.name", "pages.name", "--on", "pages.owner_id = users.id", "--name", "to_pages");
    await apply();
    await done("backfill", "run", "to_pages", "--env", "production", "--confirm", "production");
    await done("backfill", "verify", "to_pages", "--env", "production");
    await done("switch", "to_pages");
    await apply("--ack", "deployed:to_pages");
    await done("contract", "to_pages");
    await apply("--ack", "drop:column:public.users.name");
    expect(await execSql(url, "select count(name)::int as names from pages")).toEqual([{ names: 30 }]);
  }, 60_000);

  const parts = ["--using", "split_part(name, ' ', 1)", "--using", "ltrim(substr(name, strpos(name, ' ')))"];
  const whole = ["--using", "concat_ws(' ', name, age)"];
  const halves = ["--back", "split_part(card, ' ', 1)", "--back", "split_part(card, ' ', 2)"];
  it.each(
    sampled([
      {
        words: ["rename", "users.age", "years"],
        olds: ["age"],
        // under either name, before and after
        write: "insert into users (id, age) values (40, '40'); insert into users (id, years) values (41, '41')",
        read: "select count(distinct years)::int as n from users",
        n: 32,
      },
      {
        words: ["split", "users.name", "first,last", ...parts, "--back", "concat_ws(' ', first, last)"],
        olds: ["name"],
        write:
          "insert into users (id, age, name) values (40, '40', 'Ada King'); insert into users (id, age, first, last) values (41, '41', 'Alan', 'T')",
        read: "select count(*)::int as n from users where first <> '' and last <> ''",
        n: 32,
      },
      {
        words: ["merge", "users.age,name", "card", ...whole, ...halves],
        olds: ["age", "name"],
        write: "insert into users (id, age, name) values (40, '40', 'Ada'); insert into users (id, card) values (41, '41 Alan')",
        read: "select count(card)::int as n from users",
        n: 32,
      },
    ]),
  )(
    "rehearses $words.0 in every step, and acknowledges each old column by name",
    async ({ words, olds, write, read, n }) => {
      // what uses the old columns otherwise than by carrying over would stop the clean-up, and rightly so
      await execSql(url, words[0] === "rename" ? "select 1" : "drop view ages");
      await done("expand", ...words, "--name", "step");
      await apply();
      await done("backfill", "run", "step", "--env", "production", "--confirm", "production");
      await done("backfill", "verify", "step", "--env", "production");
      await done("switch", "step");
      await apply("--ack", "deployed:step");
      await execSql(url, write);
      await done("contract", "step");
      expect(await project().lockstep("apply", "production", "--confirm", "production")).toMatchObject({ code: 3 });
      await apply(...olds.flatMap((old) => ["--ack", `drop:column:public.users.${old}`]));
      expect(await execSql(url, read)).toEqual([{ n }]);
    },
    60_000,
  );

  it("rehearses a partitioned table, whose made-up rows are alike in every partition", async () => {
    await execSql(
      url,
      `create table visits (id int not null, at date not null, pages text not null, primary key (id, at)) partition by range (at);
       create table visits_1 partition of visits for values from ('2025-01-01') to ('2026-01-01');
       create table visits_2 partition of visits for values from ('2026-01-01') to ('2027-01-01');
       create index visits_pages_idx on visits (pages);
       insert into visits select i, date '2025-01-01' + i * 20, i::text from generate_series(1, 30) i`,
    );
    await done("expand", "change-type", "visits.pages", "integer", "--name", "pages");
    await apply();
    await done("backfill", "run", "pages", "--env", "production", "--confirm", "production");
    await done("backfill", "verify", "pages", "--env", "production");
    await done("switch", "pages");
    await apply("--ack", "deployed:pages");
    await done("contract", "pages");
    await apply("--ack", "drop:column:public.visits.pages__old");
    expect(await execSql(url, "select sum(pages)::int as pages from visits")).toEqual([{ pages: 465 }]);
  }, 120_000);
});

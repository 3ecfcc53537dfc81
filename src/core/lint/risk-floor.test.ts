/** The least care that a change takes, known without any database: what people agreed on before there was a linter. */

import { beforeAll, describe, expect, it } from "vitest";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { judgeMigration } from "./judge-migration.ts";

beforeAll(loadParser);

const rate = (text: string) => judgeMigration({ file: "one.sql", text, down: null }, modelOfText(18)).rating;

describe("LOW", () => {
  it.each([
    ["create table notes (id bigint primary key, body text not null);", "a new table"],
    [
      "create table notes (id bigint primary key);\ncreate index on notes (id);\nalter table notes add column body text not null;",
      "public.notes is new: nobody uses it yet",
    ],
    ["alter table users add column bio text;", "a nullable column, instant under a short lock"],
    ["alter table users add column plan text default 'free';", "a column with a default, instant when the default is constant"],
    ["-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);", "an index, built concurrently"],
    ["create view active_users as select id from users;", "a view holds no rows"],
    ["create or replace view active_users as select id from users;", "replaces a view's query"],
  ])("%s", (text, why) => {
    const { level, reasons } = rate(text);
    expect([level, reasons.map((reason) => reason.why)]).toEqual(["low", expect.arrayContaining([why])]);
  });

  it("says of a short lock that others wait for it", () => {
    expect(rate("alter table users add column bio text;").reasons.map(({ why }) => why)).toContain(
      "ACCESS EXCLUSIVE on public.users: reads and writes wait for a moment, behind every open transaction there",
    );
  });
});

describe("MEDIUM", () => {
  it.each([
    ["alter table users rename to people;", "code that uses the old name breaks"],
    ["alter table users rename column email to mail;", "code that uses the old name breaks"],
    ["alter table users alter column age type bigint;", "a type change may rewrite the table and its indexes"],
    ["alter table users alter column name type text;", "a type change may rewrite the table and its indexes"],
    ["alter table users add column plan text not null default 'free';", "a NOT NULL column needs a default for existing rows"],
    ["alter table users alter column email set not null;", "scans for nulls and fails if there are any"],
    ["create index users_email on users (email);", "blocks writes for as long as it is built"],
  ])("%s", (text, why) => {
    const { level, reasons } = rate(text);
    expect([level, reasons[0]?.why]).toEqual(["medium", expect.stringContaining(why)]);
  });
});

describe("HIGH", () => {
  const many = [..."abcdef"].map((name) => `alter table ${name} add column note text;`).join("\n");
  it.each([
    ["drop table users;", "drops a table and its rows"],
    ["alter table users drop constraint users_team_id_fkey;", "lost references are no longer refused"],
    ["alter table users drop column email;", "drops a column and its values"],
    ["update users set plan = 'free';", "reads the whole table"],
    ["update users set plan = 'free' where plan is null;", "reads the whole table"],
    ["delete from sessions;", "reads the whole table"],
    ["delete from sessions where expires_at < now();", "reads the whole table"],
    ["truncate sessions;", "deletes every row at once"],
    ["alter table users alter column email drop not null;", "may now meet null"],
    [many, "alters 6 existing tables at once: a major refactor"],
  ])("%s", (text, why) => {
    const { level, reasons } = rate(text);
    expect([level, reasons.filter((reason) => reason.level === "high").map((reason) => reason.why)]).toEqual([
      "high",
      expect.arrayContaining([expect.stringContaining(why)]),
    ]);
  });

  it("is not reached by a handful of tables, nor by new ones", () => {
    const five = many.split("\n").slice(0, 5).join("\n");
    expect(rate(five).level).toBe("low");
    const made = [..."abcdefg"].map((name) => `create table ${name} (id int);\nalter table ${name} add column note text;`);
    expect(rate(made.join("\n")).level).toBe("low");
  });
});

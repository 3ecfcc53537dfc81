/** Renames that somebody confirmed: rows stay, and what depends on the old name follows. */

import { describe, expect, it } from "vitest";
import { statementsOf, usePlans } from "../support/plan-context.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

const desk = usePlans();

const before = `
create table users (id serial primary key, mail text not null unique, age int check (age > 0));
create table posts (id int primary key, author int references users (id));
create index users_mail_lower on users (lower(mail));
create view mails as select id, mail from users where age > 1;
create function mail_of(who int) returns text language sql begin atomic select mail from users where id = who; end;
alter table users enable row level security;
create policy own on users using (mail = current_user);
insert into users (mail, age) values ('a', 2), ('b', 3);`;

const after = before
  .replaceAll(/\busers\b/g, "people")
  .replaceAll("users_mail_lower", "people_email_lower")
  .replaceAll(/\bmail\b/g, "email")
  .replace(/insert into.*/, "");

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  const run = async (url: string, statements: readonly string[]) => {
    await execSql(url, ["set search_path = ''", ...statements].join(";\n"));
  };

  it("keeps rows, renames what belongs to the table, and makes again only what spells the old name", async () => {
    const from = await createDatabase(server(), before);
    const to = await createDatabase(server(), after);
    const renames = [
      { from: "users", to: "people" },
      { from: "mail", to: "email" },
    ];
    const outcome = await desk.plan(from, to, { renames });
    expect(outcome.proof.kind).toBe("proven");
    expect(outcome.stages[0]?.rollback.proof.kind).toBe("proven");
    const statements = statementsOf(outcome);
    expect(statements.slice(0, 2)).toEqual([
      "ALTER TABLE public.users RENAME TO people",
      "ALTER TABLE public.people RENAME COLUMN mail TO email",
    ]);
    expect(statements.join("\n")).not.toMatch(/DROP (TABLE|COLUMN|CONSTRAINT|INDEX|SEQUENCE|POLICY)|ADD (COLUMN|CONSTRAINT)/);
    expect(outcome.report.changes.filter(({ change }) => change === "rename").map(({ formerId }) => formerId)).toEqual(
      expect.arrayContaining(["table:public.users", "column:public.people.mail", "constraint:public.people.users_pkey"]),
    );
    await run(from, statements);
    expect(await execSql(from, "select email, age from people order by id")).toEqual([
      { email: "a", age: 2 },
      { email: "b", age: 3 },
    ]);
    const left = await desk.plan(from, to);
    expect(statementsOf(left)).toEqual([]);
    // and back, by the plan's own way back
    await run(from, statementsOf({ plan: outcome.stages[0]?.rollback.plan ?? { groups: [] } }));
    expect(await execSql(from, "select mail from users order by id")).toEqual([{ mail: "a" }, { mail: "b" }]);
    const origin = await createDatabase(server(), before);
    expect(statementsOf(await desk.plan(from, origin))).toEqual([]);
  });

  it("counts the rows that it can ask for before the rename, and says which it cannot", async () => {
    const from = await createDatabase(
      server(),
      "create table t (mail text, a int); create table u (b int); insert into t values (null, null); insert into u values (null)",
    );
    const to = await createDatabase(server(), "create table t (email text not null, a int); create table u (b int not null)");
    const { findings } = await desk.plan(from, to, { renames: [{ from: "mail", to: "email" }] });
    const told = findings.map(({ level, message }) => `${level} ${message}`).join("\n");
    expect(told).toMatch(/high column:public\.u\.b: .*\(1 now in /);
    expect(told).toMatch(/low column:public\.t\.email: .*\(not counted: /);
  });

  it("puts a rename into a file of its own where the next one has no transaction", async () => {
    const from = await createDatabase(server(), "create table t (mail text)");
    const to = await createDatabase(server(), "create table t (email text); create index i on t (email)");
    const { stages } = await desk.plan(from, to, { renames: [{ from: "mail", to: "email" }], staged: true });
    expect(stages.map((stage) => statementsOf(stage))).toEqual([
      ["ALTER TABLE public.t RENAME COLUMN mail TO email"],
      ["CREATE INDEX CONCURRENTLY i ON public.t USING btree (email)"],
    ]);
    expect(stages.map(({ rollback }) => rollback.proof.kind)).toEqual(["proven", "proven"]);
  });

  it("drops and makes what nobody confirmed, and asks where somebody can answer", async () => {
    const from = await createDatabase(server(), "create table t (a int, mail text)");
    const to = await createDatabase(server(), "create table t (a int, email text)");
    const silent = await desk.plan(from, to);
    expect(statementsOf(silent).join("\n")).toMatch(/DROP COLUMN mail[\s\S]*ADD COLUMN email/);
    const asked: string[] = [];
    const confirmRename = async ({ from: old, to: now }: { from: string; to: string }) => asked.push(`${old} ${now}`) > 0;
    const confirmed = await desk.plan(from, to, { confirmRename });
    expect(asked).toEqual(["column:public.t.mail column:public.t.email"]);
    expect(statementsOf(confirmed)).toEqual(["ALTER TABLE public.t RENAME COLUMN mail TO email"]);
  });

  it("refuses a rename that fits nothing, or two things", async () => {
    const from = await createDatabase(server(), "create table t (mail text); create table u (mail text)");
    const to = await createDatabase(server(), "create table t (email text); create table u (email text)");
    const wish = (old: string, now: string) => desk.plan(from, to, { renames: [{ from: old, to: now }] });
    await expect(wish("nothing", "email")).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("nothing") });
    await expect(wish("mail", "email")).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("could mean") });
    const one = await wish("u.mail", "email");
    expect(statementsOf(one)).toContain("ALTER TABLE public.u RENAME COLUMN mail TO email");
  });
});

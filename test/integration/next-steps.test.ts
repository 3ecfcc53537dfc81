/** What a refusal says to do next: rows in the order of their keys, the rights to grant, the line to type; and that nothing was marked or changed. */

import { describe, expect, it } from "vitest";
import { ensureRole } from "../support/ensure-role.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

/** Messages are wrapped. */
const flat = (text: string) => text.replaceAll(/\s+/g, " ");

const numbers = (more = "") => `import { defineBackfill } from "lockstep";
  export default defineBackfill({ table: "codes", set: { number: "code::int" }, where: "number is null", ${more} });`;
const codes = `create table codes (id bigint primary key, code text, number int);
  insert into codes select n, case when n % 100 = 9 then 'x' else n::text end from generate_series(1, 1100) n;`;

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  it("lists refused rows in the order of their keys", async () => {
    const { write, newDev, data } = project();
    await newDev(server(), codes);
    write("db/jobs/numbers.ts", numbers());
    await data("backfill", "run", "numbers", "--env", "dev");
    const shown = await data("backfill", "status", "numbers", "--env", "dev");
    expect(shown).toMatchObject({
      jobs: [{ quarantine: [9, 109, 209, 309, 409, 509, 609, 709, 809, 909, 1009].map((id) => ({ key: [String(id)] })) }],
    });
  });

  it("names the line that shows the rows when too many were refused", async () => {
    const { write, newDev, lockstep } = project();
    await newDev(server(), codes);
    write("db/jobs/numbers.ts", numbers("quarantine: 3"));
    const { code, stderr } = await lockstep("backfill", "run", "numbers", "--env", "dev");
    expect(code).toBe(1);
    expect(flat(stderr)).toContain("More than 3 rows were refused");
    expect(flat(stderr)).toContain("lockstep backfill status numbers --env dev");
  });

  it("tells a role that may not read the ledger which rights it takes", async () => {
    const { write, newDev, lockstep, connect } = project();
    const url = await newDev(server(), codes);
    write("db/jobs/numbers.ts", numbers());
    await lockstep("backfill", "run", "numbers", "--env", "dev");
    await execSql(url, ensureRole("ledger_guest", "login password 'guest'"));
    connect({ DATABASE_URL: url.replace(/\/\/[^@]*@/, "//ledger_guest:guest@") });
    const status = () => lockstep("backfill", "status", "--env", "dev");
    const refused = await status();
    expect(refused.code).toBe(1);
    expect(flat(refused.stderr)).toContain("ledger_guest may not read the ledger of data jobs");
    for (const grant of /grant usage on .+ to ledger_guest; grant select on .+ to ledger_guest/
      .exec(flat(refused.stderr))?.[0]
      .split("; ") ?? [])
      await execSql(url, grant);
    expect(await status()).toMatchObject({ code: 0, stdout: expect.stringContaining("1 job run") });
  });

  it("does not mark a database as an environment's by a baseline that has no file to mark", async () => {
    const { connect, lockstep, migration } = project();
    const url = await createDatabase(server(), "create table users (id int primary key);");
    connect({ PRODUCTION_DATABASE_URL: url });
    const baseline = () => lockstep("baseline", "production", "--confirm", "production");
    const refused = await baseline();
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining("Nothing was done") });
    expect(await execSql(url, "select 1 as n from pg_namespace where nspname = 'lockstep'")).toEqual([]);
    migration("20260101000000_users.sql", "create table users (id int primary key);\n");
    expect(await baseline()).toMatchObject({ code: 0 });
  });

  it("shows the whole checklist where a file does not run on the copy", async () => {
    const { connect, lockstep, migration, data } = project();
    connect({ PRODUCTION_DATABASE_URL: await createDatabase(server(), "create table users (id int primary key);") });
    migration("20260101000000_wrong.sql", "alter table nowhere add column a int;\n");
    const shown = await lockstep("checklist", "production");
    expect(shown.code).toBe(2);
    expect(flat(shown.stdout)).toContain('relation "nowhere" does not exist');
    const { checklist, planHash } = Object(await data("checklist", "production"));
    expect(planHash).toBeNull();
    const why = expect.stringContaining("on a scratch copy of production it fails");
    expect(checklist.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: "idempotent", state: "open", why }),
        expect.objectContaining({ id: "rollback", state: "open", why }),
        expect.objectContaining({ id: "teammate" }),
      ]),
    );
    expect(await lockstep("apply", "production", "--dry-run")).toMatchObject({ code: 1 });
  });
});

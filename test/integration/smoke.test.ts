/** `lockstep smoke`: the user's own checks, what they may not do, and that they were seen to fail. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openProject } from "../../src/workflows/open-project.ts";
import { readSmokeStanding } from "../../src/workflows/smoke-standing.ts";
import { openHttpWorld } from "../support/http-world.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { testedMajors } from "../support/tested-majors.ts";

const shop = `
  create schema app;
  create table app.orders (id int primary key, total int not null);
  insert into app.orders values (1, 10), (2, 20);
  do $$ begin execute format('alter database %I set search_path = app', current_database()); end $$;`;

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();
  const program = useProgramDesk();

  const configure = (smoke: readonly unknown[]) => project().write("lockstep.config.json", JSON.stringify({ smoke }));
  const standing = async (env: Readonly<Record<string, string>>) => {
    const context = { cwd: project().folder, env, osUser: "tester", learn: () => undefined, progress: () => undefined };
    const request = { environment: "production", stage: "dev", folder: join(project().folder, "db/migrations"), now: new Date() };
    return readSmokeStanding(request, await openProject(context), context);
  };

  it("runs all three kinds, keeps how they went, and exits 2 where one fails", async () => {
    const { write, newDev, lockstep, data, folder } = project();
    const web = await openHttpWorld();
    await newDev(server(), shop);
    write("smoke/orders.sql", "-- Smoke: orders can be read\nselect id from orders limit 1;\n");
    write("smoke/total.sql", "-- Expect: >= 30\nselect sum(total) from orders;\n");
    write("smoke/none.sql", "-- Expect: no rows\nselect from orders where total < 0;\n");
    write(
      "smoke/whole.ts",
      `import { defineSmokeCheck } from "lockstep";
       export default defineSmokeCheck({ name: "the web and the database agree", run: async ({ query, http, expect, environment }) => {
         const [row] = await query("select count(*) as n from orders");
         const { status, body } = await http("${web.url}/orders");
         expect(row?.n === "2" && status === 200 && body === "ok" && environment === "dev", \`\${row?.n} \${status} \${body}\`);
       } });`,
    );
    configure(["smoke/*.sql", "smoke/*.ts", { kind: "http", url: `${web.url}/health?token=hidden`, contains: "ok" }]);
    const good = await lockstep("smoke", "dev");
    expect(good).toMatchObject({ code: 0 });
    expect(good.stdout).toContain("dev: 5 smoke checks passed.");
    expect(good.stdout).toContain("evidence: db/migrations/evidence/");
    expect(good.stdout).not.toContain("hidden");
    web.answer = { status: 503, body: "down" };
    const bad = await lockstep("smoke", "dev");
    expect(bad.code).toBe(2);
    expect(bad.stdout).toContain("dev: 2 of 5 smoke checks failed.");
    expect(bad.stdout).toContain("answered 503, expected a status below 400");
    expect(bad.stdout).toContain("2 503 down");
    expect(await data("smoke", "dev", "--only", "total.sql")).toMatchObject({
      passed: true,
      checks: [{ name: "total" }],
      evidence: null,
    });
    const junit = await lockstep("smoke", "dev", "--format", "junit");
    expect(junit.stdout).toContain('tests="5" failures="2"');
    expect(readdirSync(join(folder, "db/migrations/evidence")).filter((name) => name.includes("-smoke-"))).toHaveLength(3);
    expect((await lockstep("smoke", "dev", "--only", "totl")).stderr).toContain('Did you mean "total"?');
  });

  it("lets no check write, whatever it tries, and none stop another", async () => {
    const { write, newDev, data } = project();
    const url = await newDev(
      server(),
      `${shop} create function app.sneak() returns int language sql as 'insert into app.orders values (9, 9) returning 1';`,
    );
    write("smoke/a_delete.sql", "delete from orders returning id;\n");
    write("smoke/b_function.sql", "select sneak();\n");
    write("smoke/c_setting.sql", "select set_config('transaction_read_only', 'off', true);\ndelete from orders returning id;\n");
    write("smoke/d_hangs.ts", "export default { name: 'hangs', timeoutMs: 300, run: () => new Promise(() => {}) };\n");
    write(
      "smoke/e_goes_on.ts",
      `export default { name: "goes on", run: async ({ query }) => {
         await query("select 1 / 0").catch(() => undefined);
         await query("delete from orders");
       } };`,
    );
    write(
      "smoke/f_ends.ts",
      `export default { name: "ends", run: async ({ query }) => { await query("commit; delete from orders"); } };`,
    );
    write("smoke/g_good.sql", "select from orders;\n");
    configure(["smoke/*"]);
    const outcome = (await data("smoke", "dev")) as { checks: { name: string; passed: boolean; message: string }[] };
    const told = Object.fromEntries(outcome.checks.map(({ name, message }) => [name, message]));
    for (const name of ["a_delete", "b_function", "goes on"]) expect(told[name]).toMatch(/read-only transaction/);
    expect(told.c_setting).toMatch(/read-write mode|read-only transaction/);
    expect(told.hangs).toBe("no answer within 0.3 s");
    expect(told.ends).toMatch(/transaction around it/);
    expect(told.g_good).toBeNull();
    expect(await execSql(url, "select count(*)::int as n from app.orders")).toEqual([{ n: 2 }]);
  });

  it("masks secrets in what checks say, in the evidence too", async () => {
    const { write, connect, lockstep, read, folder } = project();
    const url = new URL(await createDatabase(server(), shop));
    const secret = "canary-Pa55word";
    connect({ DATABASE_URL: url.href, SHOP_TOKEN: secret });
    write(
      "smoke/tells.ts",
      "export default { name: 'tells', run: ({ env }) => { throw new Error('token ' + env.SHOP_TOKEN + ' at https://jon:hunter22@example.com/'); } };",
    );
    configure(["smoke/tells.ts"]);
    const { stdout } = await lockstep("smoke", "dev");
    const [file = ""] = readdirSync(join(folder, "db/migrations/evidence"));
    for (const text of [stdout, read(`db/migrations/evidence/${file}`) ?? ""]) {
      expect(text).toContain("token ***");
      expect(text).not.toContain(secret);
      expect(text).not.toContain("hunter22");
    }
  });

  it("sees each check fail on a planted fault, and names the one that never does", async () => {
    const { write, newDev, lockstep } = project();
    const web = await openHttpWorld();
    const url = await newDev(server(), shop);
    write("smoke/orders.sql", "select id from orders limit 1;\n");
    write("smoke/count.sql", "-- Expect: >= 0\nselect count(*) from orders;\n");
    write(
      "smoke/web.ts",
      `export default { name: "web", run: async ({ http, expect }) => { expect((await http("${web.url}/")).body === "ok", "not ok"); } };`,
    );
    configure(["smoke/*.sql", "smoke/*.ts", { kind: "http", url: web.url, headers: { authorization: "Bearer abcdef1234" } }]);
    const proven = await lockstep("smoke", "dev", "--prove", "--format", "json");
    expect(proven.code).toBe(0);
    const { data: outcome }: { data: { checks: { name: string; failedOn: { fault: string }[]; passedOn: string[] }[] } } =
      JSON.parse(proven.stdout);
    const seen = Object.fromEntries(
      outcome.checks.map(({ name, failedOn, passedOn }) => [name, [failedOn.map(({ fault }) => fault), passedOn]]),
    );
    expect(seen.orders).toEqual([["no-rows", "empty-database"], []]);
    // it finds the table without a row through the environment's own search path
    expect(seen.count).toEqual([["empty-database"], ["no-rows"]]);
    expect(seen.web).toEqual([["no-rows", "empty-database"], []]);
    expect(seen[`GET ${web.url}`]).toEqual([["http-503"], ["http-empty"]]);
    // nothing of it reached the real server
    expect(web.heard).toEqual([]);
    write("smoke/one.sql", "select 1;\n");
    const toothless = await lockstep("smoke", "dev", "--prove");
    expect(toothless).toMatchObject({ code: 2 });
    expect(toothless.stdout).toContain("dev: 1 of 5 smoke checks noticed no planted fault.");
    expect((await standing({ DATABASE_URL: url })).ready).toMatchObject({ state: "open", why: expect.stringContaining('"one"') });
  });

  it("is green for the next stage until something happens on this one", async () => {
    const { write, migration, newDev, lockstep } = project();
    const url = await newDev(server());
    migration("20260101000000_orders.sql", "create table orders (id int);\n");
    await lockstep("apply", "dev");
    write("smoke/orders.sql", "-- Expect: no rows\nselect from orders;\n");
    configure(["smoke/*.sql"]);
    expect((await standing({ DATABASE_URL: url })).green).toMatchObject({
      state: "open",
      why: "the checks were never run on dev",
    });
    await lockstep("smoke", "dev");
    expect((await standing({ DATABASE_URL: url })).green).toMatchObject({ state: "proven" });
    migration("20260102000000_more.sql", "alter table orders add column total int;\n");
    await lockstep("apply", "dev");
    expect((await standing({ DATABASE_URL: url })).green).toMatchObject({
      state: "open",
      why: expect.stringContaining("went on from #"),
    });
  });

  it("refuses a database that belongs to another environment, and says what to write where there is no check", async () => {
    const { write, migration, connect, newDev, lockstep } = project();
    const url = await newDev(server());
    migration("20260101000000_orders.sql", "create table orders (id int);\n");
    await lockstep("apply", "dev");
    expect(await lockstep("smoke", "dev")).toMatchObject({ code: 4, stderr: expect.stringContaining("smoke/*.sql") });
    write("smoke/orders.sql", "select from orders;\n");
    configure(["smoke/*.sql"]);
    connect({ STAGING_DATABASE_URL: url });
    expect(await lockstep("smoke", "staging")).toMatchObject({ code: 3, stderr: expect.stringContaining("IDENTITY_MISMATCH") });
  });

  it("runs through the program as it is installed", async () => {
    const url = await createDatabase(server(), shop);
    program.write("smoke/orders.sql", "select id from orders limit 1;\n");
    program.write(
      "smoke/typed.ts",
      'import { defineSmokeCheck } from "lockstep";\nexport default defineSmokeCheck({ name: "typed", run: async ({ query, expect }) => expect((await query("select 1 as n"))[0]?.n === 1, "one") });\n',
    );
    program.write(
      "lockstep.config.ts",
      'import { defineConfig } from "lockstep";\nexport default defineConfig({ smoke: ["smoke/*.sql", "smoke/*.ts"] });\n',
    );
    program.write("db/migrations/.keep", "");
    const ended = await program.lockstep(["smoke", "dev"], { DATABASE_URL: url });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining("dev: 2 smoke checks passed.") });
    // with nothing else to wait for, the program must not end before the check's time does
    program.write("smoke/typed.ts", "export default { name: 'hangs', timeoutMs: 1_500, run: () => new Promise(() => {}) };\n");
    const hung = await program.lockstep(["smoke", "dev"], { DATABASE_URL: url });
    expect(hung).toMatchObject({ code: 2, stdout: expect.stringContaining("no answer within 1.5 s") });
  });
});

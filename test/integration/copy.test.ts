/** `lockstep copy`: masked rows that belong together, in a target that is as it was until everything is proven. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { copy } from "../../src/workflows/copy.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { startProgram } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";

/** References of every kind: composite, to itself, in a circle, twice to one table, to a unique key, by partitions. */
const schema = `
  create table public.countries (code char(2) primary key, name text not null);
  create table public.accounts (
    id bigint generated always as identity primary key, name text not null, parent_id bigint references public.accounts,
    slug text generated always as (lower(name)) stored);
  create table public.users (
    account_id bigint not null references public.accounts, id serial, email text not null unique, phone varchar(20), country char(2) references public.countries,
    manager_id int, home_id int, profile jsonb not null default '{}', note text,
    primary key (account_id, id), foreign key (account_id, manager_id) references public.users (account_id, id) match full not valid);
  alter table public.users drop constraint users_account_id_manager_id_fkey, add foreign key (account_id, manager_id) references public.users (account_id, id);
  create table public.addresses (id serial primary key, account_id bigint not null, user_id int not null, street text not null,
    foreign key (account_id, user_id) references public.users (account_id, id));
  alter table public.users add foreign key (home_id) references public.addresses;
  create table public.orders (
    id int not null, at date not null, account_id bigint not null, user_id int not null, ship_to int references public.addresses, bill_to int references public.addresses,
    foreign key (account_id, user_id) references public.users (account_id, id), primary key (id, at)) partition by range (at);
  create table public.orders_2025 partition of public.orders for values from ('2025-01-01') to ('2026-01-01');
  create table public.orders_rest partition of public.orders default;
  create table public.logins (user_email text not null references public.users (email) on update cascade, at timestamptz not null);
  create table public.logs (id int, line text);
  create table public.events (id int primary key, account bigint, kind text);
  create sequence public.tickets;
  create function public.boom() returns trigger language plpgsql as $$ begin raise exception 'fired'; end $$;
  create trigger boom before insert on public.users for each row execute function public.boom();
  create trigger always_boom before insert on public.orders for each row execute function public.boom();
  alter table public.orders enable always trigger always_boom;`;

const rows = `
  set session_replication_role = replica;
  alter table public.orders disable trigger always_boom;
  insert into public.countries select chr(65 + i / 26) || chr(65 + i % 26), 'Country ' || i from generate_series(0, 39) i;
  insert into public.accounts (name, parent_id) select 'Firm ' || i, case when i > 10 then i - 10 end from generate_series(1, 40) i;
  insert into public.users (account_id, email, phone, country, manager_id, home_id, profile, note)
    select 1 + i % 40, 'person' || i || '@corp-' || i || '.example', '+49 30 ' || 1000000 + i, chr(65 + (i % 40) / 26) || chr(65 + (i % 40) % 26),
           case when i > 40 then i - 39 end, i + 1, jsonb_build_object('nick', 'nick-of-' || i, 'plan', 'pro'), E'tab\\there\\nline\\\\N ünï ' || i
    from generate_series(0, 199) i;
  insert into public.addresses (account_id, user_id, street) select account_id, id, 'Secret Street ' || id from public.users order by id;
  insert into public.orders select i, date '2025-06-01' + i, u.account_id, u.id, u.id, 1 + (i * 7) % 200
    from generate_series(1, 600) i join public.users u on u.id = 1 + i % 200;
  insert into public.logins select email, now() from public.users;
  insert into public.logs select i, 'line ' || i from generate_series(1, 300) i;
  insert into public.events select i, 1 + i % 40, 'click' from generate_series(1, 400) i;
  select setval('public.tickets', 77);
  alter table public.orders enable always trigger always_boom;`;

const mask = (table: string, column: string, type: string, kind: string, more = {}) => ({
  table: `public.${table}`,
  column,
  type,
  mask: { kind, ...more },
  confidence: "sure",
  why: "by hand",
  confirmed: "ada",
});

const choices = [
  mask("countries", "code", "character(2)", "keep"),
  mask("countries", "name", "text", "keep"),
  mask("accounts", "name", "text", "company"),
  mask("users", "email", "text", "email"),
  mask("users", "phone", "character varying(20)", "phone"),
  mask("users", "profile", "jsonb", "json", { keep: ["plan"] }),
  mask("users", "note", "text", "text"),
  mask("addresses", "street", "text", "street"),
  mask("logs", "line", "text", "keep"),
  mask("events", "kind", "text", "keep"),
];

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();
  const program = useProgramDesk();

  const sides = async (target = schema, source = `${schema}${rows}`) => {
    const urls = { production: await createDatabase(server(), source), staging: await createDatabase(server(), target) };
    project().connect({ PRODUCTION_DATABASE_URL: urls.production, STAGING_DATABASE_URL: urls.staging, MASK_KEY: "k".repeat(40) });
    return urls;
  };
  const masking = (columns: readonly object[] = choices) =>
    project().write("db/masking.json", JSON.stringify({ schemaVersion: 1, columns }));
  const configure = (copy: object = {}) =>
    project().write("lockstep.config.json", JSON.stringify({ copy: { key: "env://MASK_KEY", ...copy } }));
  const count = async (url: string, table: string) =>
    Number((await execSql(url, `select count(*)::int as n from public.${table}`))[0]?.n);
  /** Rows that refer to nothing, over every foreign key that there is. */
  const orphans = async (url: string) =>
    execSql(
      url,
      `select (select count(*) from public.users u where not exists (select from public.accounts a where a.id = u.account_id))
            + (select count(*) from public.users u where manager_id is not null and not exists (select from public.users m where (m.account_id, m.id) = (u.account_id, u.manager_id)))
            + (select count(*) from public.users u where home_id is not null and not exists (select from public.addresses a where a.id = u.home_id))
            + (select count(*) from public.accounts c where parent_id is not null and not exists (select from public.accounts a where a.id = c.parent_id))
            + (select count(*) from public.addresses d where not exists (select from public.users u where (u.account_id, u.id) = (d.account_id, d.user_id)))
            + (select count(*) from public.orders o where not exists (select from public.users u where (u.account_id, u.id) = (o.account_id, o.user_id)))
            + (select count(*) from public.orders o where not exists (select from public.addresses a where a.id = o.ship_to) or not exists (select from public.addresses a where a.id = o.bill_to))
            + (select count(*) from public.logins l where not exists (select from public.users u where u.email = l.user_email)) as n`,
    );

  it("brings every row masked, with triggers silent, sequences above them and partitions where they belong", async () => {
    const { lockstep, read, folder } = project();
    const { production, staging } = await sides();
    configure();
    masking();
    const { code, stdout, stderr } = await lockstep("copy", "production", "staging");
    expect(stderr + stdout).toMatch(/foreign keys? holds? for every row/);
    expect(code).toBe(0);
    for (const table of ["countries", "accounts", "users", "addresses", "orders", "orders_2025", "logins", "logs", "events"])
      expect([table, await count(staging, table)]).toEqual([table, await count(production, table)]);
    expect((await orphans(staging))[0]?.n).toBe("0");
    const [both] = await execSql(
      staging,
      "select count(*) filter (where email like 'person%')::int as plain, count(distinct email)::int as emails from public.users",
    );
    expect(both).toEqual({ plain: 0, emails: 200 });
    const [first] = await execSql(staging, "select note, profile, phone, home_id from public.users where id = 1");
    expect(first?.profile).toMatchObject({ plan: "pro" });
    expect(JSON.stringify(first)).not.toMatch(/nick-of|1000000|tab/);
    const [next] = await execSql(
      staging,
      `select pg_get_serial_sequence('public.users', 'id') is not null as has, nextval(pg_get_serial_sequence('public.users', 'id'))::int as users, nextval('public.tickets')::int as tickets`,
    );
    expect(next).toMatchObject({ users: 201, tickets: 78 });
    // as they were before, each by itself
    const states = await execSql(
      staging,
      "select tgname, tgenabled::text as state from pg_trigger where tgname like '%boom' and tgparentid = 0 order by 1",
    );
    expect(states).toEqual([
      { tgname: "always_boom", state: "A" },
      { tgname: "boom", state: "O" },
    ]);
    const evidence = readdirSync(join(folder, "db/migrations/evidence")).find((name) => name.includes("-copy-")) ?? "";
    expect(read(`db/migrations/evidence/${evidence}`)).not.toMatch(/person1@|Secret Street/);
    // the same key gives the same values, and what is there goes only when somebody says so
    const emails = await execSql(staging, "select id, email from public.users order by id");
    const again = await lockstep("copy", "production", "staging");
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining("--ack replace:staging") });
    expect((await lockstep("copy", "production", "staging", "--ack", "replace:staging")).code).toBe(0);
    expect(await execSql(staging, "select id, email from public.users order by id")).toEqual(emails);
  });

  it("takes a subset that is closed over every kind of reference, and says what it did not take", async () => {
    const { lockstep, data } = project();
    const { production, staging } = await sides();
    configure({ wholeUnder: 50, references: [{ table: "events", columns: ["account"], to: "accounts", toColumns: ["id"] }] });
    masking();
    const wish = ["copy", "production", "staging", "--subset", "accounts: id = 7"];
    const dry = await lockstep(...wish, "--dry-run");
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was done.") });
    expect(await count(staging, "users")).toBe(0);
    const copied = (await data(...wish)) as { refuted: string[]; tables: { table: string; rows: number; share: string }[] };
    expect(copied.refuted).toEqual([]);
    const taken = Object.fromEntries(copied.tables.map(({ table, rows, share }) => [table, `${share} ${rows}`]));
    expect(taken).toMatchObject({ "public.countries": "whole 40", "public.logs": "needed 0" });
    // accounts 7, 17, 27 and 37 are each other's parents; with them all that they have
    expect(await execSql(staging, "select id::int from public.accounts where id % 10 = 7 order by 1")).toHaveLength(4);
    const [own] = await execSql(staging, "select count(*)::int as users from public.users where account_id % 10 = 7");
    expect(own?.users).toBe(20);
    expect(await execSql(staging, "select count(*)::int as n from public.events")).toEqual([{ n: 40 }]);
    expect((await orphans(staging))[0]?.n).toBe("0");
    // addresses that an order names bring their owners, and those nothing more
    expect(await count(staging, "users")).toBeGreaterThan(20);
    const near = "select id from public.addresses where account_id % 10 = 7";
    const [expected] = await execSql(
      production,
      `select count(*)::int as n from public.orders where account_id % 10 = 7 or ship_to in (${near}) or bill_to in (${near})`,
    );
    expect(await count(staging, "orders")).toBe(expected?.n);
    const share = (await data("copy", "production", "staging", "--percent", "20", "--dry-run")) as typeof copied;
    const ofOrders = share.tables.find(({ table }) => table === "public.orders")?.rows ?? 0;
    expect(ofOrders).toBeGreaterThan(0);
    expect(ofOrders).toBeLessThan(600);
  });

  it("refuses what must not be: a protected target, the same database, another schema, columns that nobody looked at", async () => {
    const { lockstep, connect } = project();
    const { production, staging } = await sides();
    configure();
    masking(choices.filter(({ column }) => column !== "note"));
    expect(await lockstep("copy", "staging", "production")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("is protected"),
    });
    const open = await lockstep("copy", "production", "staging");
    expect(open).toMatchObject({ code: 3, stderr: expect.stringContaining("public.users.note") });
    expect(open.stderr).toContain("lockstep copy production staging --classify");
    masking();
    expect(await lockstep("copy", "production", "staging", "--exclude", "users")).toMatchObject({ code: 3 });
    expect((await lockstep("copy", "production", "staging", "--tables", "userz")).stderr).toContain("public.users");
    expect((await lockstep("copy", "production", "staging", "--subset", "users: id = 1) or (true")).code).toBe(4);
    await execSql(
      staging,
      "alter table public.logs add column extra int not null; alter table public.events alter column kind type varchar(9)",
    );
    const differs = await lockstep("copy", "production", "staging");
    expect(differs.code).toBe(3);
    expect(differs.stderr).toMatch(/public\.events\.kind[\s\S]*public\.logs\.extra/);
    connect({ PRODUCTION_DATABASE_URL: production, STAGING_DATABASE_URL: production, MASK_KEY: "k".repeat(40) });
    expect(await lockstep("copy", "production", "staging")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("SAME_DATABASE"),
    });
    // one that says it is somebody else
    connect({
      PRODUCTION_DATABASE_URL: production,
      STAGING_DATABASE_URL: staging,
      DATABASE_URL: staging,
      MASK_KEY: "k".repeat(40),
    });
    expect(await lockstep("identify", "dev")).toMatchObject({ code: 0 });
    expect(await lockstep("copy", "production", "staging")).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/says that it is\s+dev/),
    });
    // by another name
    connect({
      PRODUCTION_DATABASE_URL: production,
      STAGING_DATABASE_URL: production,
      DATABASE_URL: staging,
      MASK_KEY: "k".repeat(40),
    });
    expect(await lockstep("copy", "dev", "staging")).toMatchObject({ code: 3, stderr: expect.stringContaining("protected") });
  });

  it("leaves the target as it was when a mask breaks a check, and quotes no value", async () => {
    const { lockstep } = project();
    const { staging } = await sides(
      `${schema} insert into public.logs values (1, 'old'); alter table public.users add check (phone like '+49 30 10000%')`,
    );
    configure();
    masking();
    const failed = await lockstep("copy", "production", "staging", "--ack", "replace:staging");
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("23514");
    expect(failed.stderr).toContain("users_phone_check");
    expect(failed.stderr + failed.stdout).not.toMatch(/corp-|\+49/);
    expect(await execSql(staging, "select id, line from public.logs")).toEqual([{ id: 1, line: "old" }]);
    expect(await count(staging, "accounts")).toBe(0);
  });

  it("takes a copy back in which a value of a masked column still stands somewhere", async () => {
    const { lockstep } = project();
    const { production, staging } = await sides();
    configure();
    masking();
    await execSql(production, "update public.logs set line = 'mail to person17@corp-17.example failed' where id = 200");
    const leaked = await lockstep("copy", "production", "staging");
    expect(leaked.code).toBe(2);
    expect(leaked.stdout).toContain("public.logs.line");
    expect(leaked.stdout).not.toContain("person17@");
    expect(await count(staging, "users")).toBe(0);
    const accepted = await lockstep("copy", "production", "staging", "--ack", "leak:public.logs.line");
    expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining("as was acknowledged") });
  });

  it("takes a copy back whose rows refer to nothing, be it in part", async () => {
    const { lockstep } = project();
    const keys = `
      create table public.parents (a int, b int, primary key (a, b));
      create table public.halves (a int, b int, foreign key (a, b) references public.parents);
      create table public.torn (a int, b int, foreign key (a, b) references public.parents match full);
      create table public.loose (a int, b int);
      alter table public.loose add foreign key (a, b) references public.parents not valid;`;
    const { staging } = await sides(
      keys,
      `${keys} set session_replication_role = replica; insert into public.parents values (1, 1);
       insert into public.halves values (1, 1), (1, 2), (1, null); insert into public.torn values (1, 1), (1, null);
       insert into public.loose values (2, 2)`,
    );
    configure();
    masking([]);
    const refuted = await lockstep("copy", "production", "staging");
    expect(refuted).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("public.halves: 1 row refers to no row of public.parents"),
    });
    expect(refuted.stdout).toContain("public.torn: 1 row refers to no row of public.parents");
    expect(refuted.stdout).not.toContain("✗ public.loose");
    expect(await count(staging, "parents")).toBe(0);
  });

  it("follows keys of several columns and chains up and down, and no further", async () => {
    const { lockstep } = project();
    const keys = `
      create table public.parents (a int, b int, primary key (a, b));
      create table public.halves (a int, b int, foreign key (a, b) references public.parents);
      create table public.pins (a int, b int, foreign key (a, b) references public.parents);
      create table public.tree (id int primary key, above int references public.tree);`;
    const { staging } = await sides(
      keys,
      `${keys} insert into public.parents values (1, 1), (1, 2), (1, 3); insert into public.halves values (1, 1), (1, 2), (1, 2);
       insert into public.pins values (1, 1); insert into public.tree values (1, null), (2, 1), (3, 2), (4, 3)`,
    );
    // what is small comes whole, and brings what it refers to
    configure({ wholeUnder: 2 });
    masking([]);
    for (const [subset, ...taken] of [
      ["halves: b = 1", 1, 1, 1, 0],
      ["parents: b = 2", 1, 2, 0, 0],
      ["parents: b = 3", 1, 0, 0, 0],
      ["tree: id = 3", 1, 0, 1, 4],
    ] as const) {
      const words = ["copy", "production", "staging", "--subset", subset, "--ack", "replace:staging"];
      expect(await lockstep(...words)).toMatchObject({ code: 0 });
      const rows = await Promise.all(["parents", "halves", "pins", "tree"].map((table) => count(staging, table)));
      expect([subset, ...rows]).toEqual([subset, ...taken]);
    }
  });

  it("fills tables of a role that may not turn foreign keys off, circles too", async () => {
    const { lockstep, connect } = project();
    const { production, staging } = await sides();
    const role = `copier_${Math.random().toString(36).slice(2, 10)}`;
    await execSql(
      staging,
      `create role ${role} login password 'x'; grant all on schema public to ${role};
      do $$ declare r record; begin
        for r in select oid::regclass as name, relkind from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S') and relname <> 'users_id_seq' and relname !~ '_seq$' loop
          execute format('alter table %s owner to ${role}', r.name);
        end loop; alter sequence public.tickets owner to ${role}; end $$`,
    );
    const own = new URL(staging);
    own.username = role;
    own.password = "x";
    connect({ PRODUCTION_DATABASE_URL: production, STAGING_DATABASE_URL: own.href, MASK_KEY: "k".repeat(40) });
    configure();
    masking();
    const { code, stdout, stderr } = await lockstep("copy", "production", "staging");
    expect(stderr + stdout).toContain("session_replication_role");
    expect(code).toBe(0);
    expect((await orphans(staging))[0]?.n).toBe("0");
    const strict = await execSql(staging, "select count(*)::int as n from pg_constraint where contype = 'f' and condeferrable");
    expect(strict).toEqual([{ n: 0 }]);
  });

  it("proposes masks without showing a value, keeps what was confirmed, and asks about a column that came since", async () => {
    const { lockstep, read, write } = project();
    const { production } = await sides();
    configure();
    const proposed = await lockstep("copy", "production", "staging", "--classify");
    expect(proposed).toMatchObject({ code: 0 });
    type Choice = { table: string; column: string; mask: { kind: string }; confirmed: string | false };
    const file = () => JSON.parse(read("db/masking.json") ?? "") as { schemaVersion: 1; columns: Choice[] };
    const kinds = Object.fromEntries(file().columns.map(({ table, column, mask: { kind } }) => [`${table}.${column}`, kind]));
    expect(kinds).toMatchObject({ "public.users.email": "email", "public.users.phone": "phone", "public.users.profile": "json" });
    // what refers to another column follows it, and what tells nothing is not asked about
    expect(Object.keys(kinds).filter((name) => /user_email|\.at$|_id$/.test(name))).toEqual([]);
    expect(`${read("db/masking.json")}${proposed.stdout}${proposed.stderr}`).not.toMatch(
      /corp-\d|nick-of|Secret Street \d|Firm \d/,
    );
    expect((await lockstep("copy", "production", "staging")).code).toBe(3);
    write("db/masking.json", JSON.stringify({ ...file(), columns: file().columns.map((one) => ({ ...one, confirmed: "ada" })) }));
    expect(await lockstep("copy", "production", "staging", "--dry-run")).toMatchObject({ code: 0 });
    await execSql(production, "alter table public.events add column remark text");
    expect((await lockstep("copy", "production", "staging", "--dry-run")).stderr).toContain("public.events.remark");
    const again = await lockstep("copy", "production", "staging", "--classify");
    expect(again.stdout).toMatch(/1 to be confirmed/);
    expect(file().columns.filter(({ confirmed }) => confirmed === false)).toMatchObject([{ column: "remark" }]);
    write("db/masking.json", JSON.stringify({ schemaVersion: 1, columns: [{ ...file().columns[0], mask: { kind: "emial" } }] }));
    expect(await lockstep("copy", "production", "staging")).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/[a-z0]: ?\s*mask\.kind|columns\.0\.mask\.kind/),
    });
  });

  it("stops at Ctrl-C, in the middle of a table, with nothing changed", async () => {
    const many = `${schema}${rows} insert into public.logs select i, 'line ' || i from generate_series(301, 400000) i;`;
    const { production, staging } = await sides(`${schema} insert into public.logs values (1, 'old')`, many);
    configure();
    masking();
    const stop = new AbortController();
    const asked = { from: "production", to: "staging", subset: [], percent: null, tables: [], exclude: [], isDryRun: false };
    const stopped = copy(
      { ...asked, acknowledged: ["replace:staging"], clock: () => new Date(), now: () => performance.now() },
      {
        cwd: project().folder,
        env: { PRODUCTION_DATABASE_URL: production, STAGING_DATABASE_URL: staging, MASK_KEY: "k".repeat(40) },
        osUser: "tester",
        signal: stop.signal,
        learn: () => undefined,
        progress: ({ step, state }) => {
          if (step === "copying public.logs" && state === "start") setTimeout(() => stop.abort(), 20);
        },
      },
    );
    await expect(stopped).rejects.toMatchObject({ code: "INTERRUPTED", message: expect.stringContaining("it is as it was") });
    expect(await execSql(staging, "select id, line from public.logs")).toEqual([{ id: 1, line: "old" }]);
    for (const url of [production, staging])
      await vi.waitFor(async () =>
        expect(
          await execSql(
            url,
            "select from pg_stat_activity where application_name = 'lockstep copy' and datname = current_database()",
          ),
        ).toEqual([]),
      );
  });

  it("leaves everything as it was when it is killed half-way, and starts over", async () => {
    const many = `${schema}${rows} insert into public.logs select i, 'line ' || i from generate_series(301, 400000) i;`;
    const { production, staging } = await sides(`${schema} insert into public.logs values (1, 'old')`, many);
    const env = { PRODUCTION_DATABASE_URL: production, STAGING_DATABASE_URL: staging };
    program.write("db/masking.json", JSON.stringify({ schemaVersion: 1, columns: choices }));
    const words = ["copy", "production", "staging", "--ack", "replace:staging"];
    const running = startProgram(process.execPath, [program.main(), ...words], {
      cwd: program.folder(),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    });
    const isAtWork = async () =>
      (await execSql(staging, "select from pg_stat_activity where query like 'copy %' and datname = current_database()")).length >
      0;
    while (!(await isAtWork())) await sleep(5);
    running.kill();
    await running.ended;
    expect(await execSql(staging, "select id, line from public.logs")).toEqual([{ id: 1, line: "old" }]);
    const again = await program.lockstep(words, env);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/rows of 8 tables copied/);
    expect(await count(staging, "logs")).toBe(400_000);
  });
});

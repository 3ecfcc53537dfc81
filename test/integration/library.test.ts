/** The library on real databases: the same answers as the command line, surroundings as arguments, errors without secrets. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AppError,
  apply,
  audit,
  backfill,
  checklist,
  copy,
  diff,
  encrypt,
  formatSnapshot,
  inspect,
  lint,
  objectId,
  parseSnapshot,
  plan,
  rehearse,
  schedule,
  smoke,
  status,
  sync,
  verdict,
  verify,
  verifyBackfill,
  verifyEncryption,
} from "../../src/index.ts";
import { runLine } from "../support/command-line.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";

const server = useServer(18);
const common = "create table users (id bigint primary key, email text not null); create table tmp_1 (id int);";
let dev = "";
let production = "";
let folder = "";

beforeAll(async () => {
  dev = await createDatabase(server(), `${common} alter table users add nickname text;`);
  production = await createDatabase(server(), `${common} alter table tmp_1 add extra int;`);
  folder = await mkdtemp(join(tmpdir(), "lockstep-library-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const surroundings = () => ({ cwd: folder, env: { DATABASE_URL: dev, PRODUCTION_DATABASE_URL: production } });
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe("audit", () => {
  it("compares dev with production, from the variables that it was given", async () => {
    const report = await audit(surroundings());
    expect(report.changes.map(({ change, id }) => `${change} ${id}`)).toEqual([
      "remove column:public.tmp_1.extra",
      "add column:public.users.nickname",
    ]);
    expect(report).toMatchObject({ inSync: false, source: { name: "dev" }, target: { name: "production" }, findings: [] });
    expect(report.parity.length).toBeGreaterThan(5);
    expect(verdict(report).status).toBe("drift");
  });

  it("leaves out what is ignored and counts it", async () => {
    const report = await audit({ ...surroundings(), ignore: ["table:public.tmp_*"] });
    expect(report.changes.map(({ id }) => id)).toEqual(["column:public.users.nickname"]);
    expect(report.summary.ignored).toBe(1);
  });

  it("takes sources by any name, in the order in which changes travel", async () => {
    const report = await audit({ cwd: folder, env: { A: production, B: dev }, source: "env:A", target: "env:B" });
    expect(report.summary).toMatchObject({ add: 1, remove: 1 });
    expect(report.source.name).toBe("env:A");
  });

  it("reads the configuration that lies in cwd", async () => {
    const project = await mkdtemp(join(folder, "project-"));
    await writeFile(join(project, "lockstep.config.json"), JSON.stringify({ ignore: ["table:public.*"] }));
    expect(await audit({ ...surroundings(), cwd: project })).toMatchObject({ inSync: true, summary: { ignored: 2 } });
  });

  it("tells of its progress only where somebody listens, and writes nothing to the streams", async () => {
    const events: string[] = [];
    const project = await mkdtemp(join(folder, "warning-"));
    await writeFile(join(project, "lockstep.config.json"), JSON.stringify({ environments: { dev, production } }));
    await audit({ cwd: project, env: {}, onProgress: ({ step, state }) => events.push(`${step} ${state}`) });
    expect(events).toContain("configuration warning");
  });
});

describe("inspect and diff", () => {
  it("gives a catalog by id, with its fingerprint", async () => {
    const catalog = await inspect("dev", surroundings());
    expect(catalog.objects.get(objectId("column", "public", "users", "email"))).toMatchObject({
      kind: "column",
      parent: "table:public.users",
      facts: { type: "text" },
    });
    expect(catalog).toMatchObject({ name: "dev", fingerprint: expect.stringMatching(/^v1:pg18:[0-9a-f]{64}$/), findings: [] });
  });

  it("compares catalogs without any connection, `add` being what `to` has", async () => {
    const [from, to] = [await inspect("production", surroundings()), await inspect("dev", surroundings())];
    const report = await diff(from, to, { cwd: folder, env: {} });
    expect(report).toMatchObject({ source: { name: "dev" }, target: { name: "production" }, summary: { add: 1, remove: 1 } });
    expect(report.changes).toEqual((await diff("production", "dev", surroundings())).changes);
  });

  it("compares a catalog of before with the database of now", async () => {
    const url = await createDatabase(server(), common);
    const env = { DATABASE_URL: url };
    const text = formatSnapshot(await inspect("dev", { cwd: folder, env }));
    const before = parseSnapshot(text, "before.snapshot.json");
    expect((await diff(before, "dev", { cwd: folder, env })).inSync).toBe(true);
    await execSql(url, "drop table tmp_1; alter table users alter email drop not null");
    const report = await diff(before, "dev", { cwd: folder, env });
    expect(report).toMatchObject({ source: { name: "dev" }, target: { name: "from" } });
    expect(report.changes.map(({ change, id }) => `${change} ${id}`)).toContain("remove table:public.tmp_1");
    expect((await diff("dev", before, { cwd: folder, env })).changes.map(({ change, id }) => `${change} ${id}`)).toContain(
      "add table:public.tmp_1",
    );
  });
});

describe("errors", () => {
  it("are AppErrors with a code and a hint", async () => {
    const error = await failure(audit({ cwd: folder, env: { DATABASE_URL: dev } }));
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "SECRET_MISSING", hint: expect.stringContaining("PRODUCTION_DATABASE_URL") });
  });

  it("refuse two names of one database", async () => {
    const env = { DATABASE_URL: dev, PRODUCTION_DATABASE_URL: dev.replace("?", "?application_name=other&") };
    expect(await failure(audit({ cwd: folder, env }))).toMatchObject({ code: "SAME_DATABASE" });
  });

  it("hold no password, whatever the server answers", async () => {
    const url = new URL(dev);
    url.username = "nobody";
    url.password = "canary-Zq7x";
    url.pathname = "/db_canary-Zq7x_copy"; // so that it shows up in what is said about the database
    const error = await failure(inspect(url.href, { cwd: folder, env: {} }));
    expect(error).toBeInstanceOf(AppError);
    const { message, hint, cause, stack } = error as AppError; // just checked
    const causeText = cause instanceof Error ? `${cause.message}${cause.stack}` : String(cause);
    expect(`${message}${hint}${stack}${causeText}`).not.toContain("Zq7x");
  });

  it("say INTERRUPTED when the signal ends the work", async () => {
    const signal = AbortSignal.abort();
    expect(await failure(audit({ ...surroundings(), signal }))).toMatchObject({ code: "INTERRUPTED" });
  });
});

describe("plan", () => {
  it("gives the SQL, what was proven of it, and the way back", async () => {
    const planned = await plan("production", "dev", { ...surroundings(), tables: ["users"] });
    expect(planned.sql).toContain("ALTER TABLE public.users ADD COLUMN nickname text;");
    expect(planned).toMatchObject({
      plan: { proof: { kind: "proven" } },
      rollback: {
        proof: { kind: "proven" },
        verdicts: [{ change: "column:public.users.nickname", verdict: "lossy" }],
      },
    });
    const renamed = await plan("production", "dev", { ...surroundings(), renames: { "tmp_1.extra": "nothing" } }).catch(
      (error: unknown) => error,
    );
    expect(renamed).toMatchObject({ code: "USAGE" });
  });
});

describe("apply, status and verify", () => {
  it("bring an environment up to date, and say how it stands", async () => {
    const own = await mkdtemp(join(tmpdir(), "lockstep-library-"));
    try {
      await mkdir(join(own, "db/migrations"), { recursive: true });
      await writeFile(join(own, "db/migrations/20260101000000_a.sql"), "create table a (id int primary key);");
      const here = { cwd: own, env: { ...process.env, DATABASE_URL: await createDatabase(server(), "") } };
      const planned = await apply("dev", { ...here, dryRun: true });
      expect(planned).toMatchObject({ isDryRun: true, applied: [{ file: "20260101000000_a.sql", seq: null }] });
      const { applied, prediction } = await apply("dev", here);
      expect(applied).toMatchObject([{ file: "20260101000000_a.sql", seq: 2 }]);
      expect(prediction).toEqual({ kind: "held" });
      expect(await verify("dev", here)).toMatchObject({ holds: true });
      const { environments } = await status([], here);
      expect(environments).toMatchObject([{ environment: "dev", migrations: [{ state: "applied" }] }]);
      await expect(apply("dev", { ...here, only: ["20260101000000_a.sql"] })).rejects.toMatchObject({ code: "USAGE" });
    } finally {
      await rm(own, { recursive: true });
    }
  });
});

describe("lint and rehearse", () => {
  it("judge the migrations of the folder, by their text or by a database, and run them on a copy", async () => {
    const project = await mkdtemp(join(folder, "migrations-"));
    await mkdir(join(project, "db/migrations"), { recursive: true });
    const sql =
      "alter table users alter column email type varchar(400);\n\n-- Rollback:\n-- alter table users alter column email type text;\n";
    await writeFile(join(project, "db/migrations/20260101000000_a.sql"), sql);
    const here = { ...surroundings(), cwd: project };
    const [fromText] = (await lint(here)).migrations;
    expect(fromText?.statements[0]).toMatchObject({ form: "alter-column-type", costs: [] });
    const { migrations, source, major } = await lint({ ...here, source: "production" });
    expect({ source, major }).toEqual({ source: "production", major: 18 });
    expect(migrations[0]?.statements[0]).toMatchObject({ costs: [{ relation: "public.users", cost: "rewrite" }] });
    const rehearsed = await rehearse("production", here);
    expect(rehearsed.migrations[0]).toMatchObject({
      applies: { verdict: "proven" },
      rollback: { verdict: "proven" },
      costs: { "public.users": ["rewrite"] },
      predictionErrors: [],
    });
  });
});

describe("a train", () => {
  it("goes with the plan that somebody has approved, and says no where its checks do", async () => {
    const cwd = await mkdtemp(join(folder, "train-"));
    const url = await createDatabase(server(), common);
    const options = { cwd, env: { PRODUCTION_DATABASE_URL: url } };
    await mkdir(join(cwd, "db/migrations"), { recursive: true });
    await mkdir(join(cwd, "smoke"));
    await writeFile(join(cwd, "db/migrations/20260101000000_teams.sql"), "create table if not exists teams (id int);\n");
    await writeFile(join(cwd, "smoke/teams.sql"), "select 1 from teams;\n");
    const cadence = { every: { kind: "cron", expression: "0 * * * *", minutes: 60 }, zone: "UTC" };
    await writeFile(join(cwd, "lockstep.config.json"), JSON.stringify({ cadence, checklist: { production: [] } }));
    expect(await schedule(options)).toMatchObject({ environment: "production", batches: [{ tables: ["teams"] }] });
    const { planHash, acknowledgements } = await checklist("production", options);
    expect(await failure(sync("production", options))).toMatchObject({ code: "CONFIRMATION_MISSING" });
    const said = { approve: planHash ?? "", acknowledge: acknowledgements.map(({ name }) => name) };
    expect(await sync("production", { ...options, ...said })).toMatchObject({
      outcome: "done",
      applied: [{ file: "20260101000000_teams.sql" }],
    });
    expect(await sync("production", { ...options, confirm: "production" })).toMatchObject({ outcome: "empty" });
    await writeFile(join(cwd, "lockstep.config.json"), JSON.stringify({ smoke: ["smoke/*.sql"] }));
    expect(await smoke("production", options)).toMatchObject({ passed: false, checks: [{ name: "teams", passed: false }] });
    expect(await failure(smoke("production", { ...options, only: ["none"] }))).toMatchObject({ code: "USAGE" });
  });
});

describe("rows", () => {
  it("are changed, encrypted and copied by jobs of the folder", async () => {
    const cwd = await mkdtemp(join(folder, "data-"));
    const people =
      "create table people (id int primary key, age text, years int, token text); create table flags (id int primary key, is_on bool);";
    const rows =
      "insert into people values (1, '30', null, 'token-1'), (2, 'old', null, null); insert into flags select n, true from generate_series(1, 5) n;";
    const url = await createDatabase(server(), people + rows);
    const env = {
      PRODUCTION_DATABASE_URL: url,
      STAGING_DATABASE_URL: await createDatabase(server(), people),
      KEY: "7b".repeat(32),
    };
    const [options, here] = [
      { cwd, env },
      { cwd, env, environment: "production", confirm: "production" },
    ];
    for (const name of ["db/jobs", "db/migrations"]) await mkdir(join(cwd, name), { recursive: true });
    await writeFile(join(cwd, "db/migrations/20260101000000_people.sql"), people);
    const job = (name: string, text: string) =>
      writeFile(join(cwd, `db/jobs/${name}.ts`), `import * as lockstep from "lockstep";\nexport default lockstep.${text};\n`);
    await job("years", `defineBackfill({ table: "people", set: { years: "age::int" }, where: "years is null" })`);
    const places = `id: "6f8b0c3e-58b7-4a44-9d0c-3f1e2d4c5b6a", table: "people", columns: ["token"]`;
    await job("tokens", `defineEncryption({ ${places}, key: lockstep.env("KEY"), binding: "row" })`);
    expect(await failure(backfill("years", options))).toMatchObject({ code: "USAGE", hint: expect.stringContaining("--env") });
    // nobody marked it as production yet
    expect(await failure(backfill("years", here))).toMatchObject({ code: "IDENTITY_MISMATCH" });
    expect(await runLine(["baseline", "production", "--confirm", "production"], options)).toMatchObject({ code: 0, stderr: "" });
    expect(await failure(backfill("years", { ...here, confirm: undefined }))).toMatchObject({ code: "CONFIRMATION_MISSING" });
    expect(await failure(backfill("years", { ...here, signal: AbortSignal.abort() }))).toMatchObject({ code: "INTERRUPTED" });
    const steps: string[] = [];
    expect(await backfill("years", { ...here, onProgress: ({ step }) => steps.push(step) })).toMatchObject({
      ending: "blocked",
      totals: { written: 1, openQuarantine: 1 },
      quarantine: [{ key: ["2"], state: "22P02" }],
    });
    expect(steps).toContain("backfill years");
    expect((await status(["production"], options)).environments).toMatchObject([
      { jobs: [{ name: "years", standing: "blocked" }] },
    ]);
    expect(await backfill("years", { ...here, acceptQuarantine: "no number" })).toMatchObject({ ending: "done" });
    expect(await verifyBackfill("years", here)).toMatchObject({ isRight: true, totals: { read: 2 } });
    expect(await failure(encrypt("tokens", here))).toMatchObject({ code: "ENCRYPTION_REFUSED" });
    expect(await encrypt("tokens", { ...here, acknowledge: ["deployed:tokens"] })).toMatchObject({ isComplete: true });
    expect(await verifyEncryption("tokens", here)).toMatchObject({ verification: { passed: true }, isChecked: true });
    expect(await failure(copy("production", "staging", options))).toMatchObject({ code: "COLUMNS_UNCLASSIFIED" });
    const plain = { ...options, tables: ["public.flags"] };
    expect(await copy("production", "staging", { ...plain, dryRun: true })).toMatchObject({ kind: "planned", evidence: null });
    const copied = { kind: "copied", refuted: [], tables: [{ table: "public.flags", written: 5 }] };
    expect(await copy("production", "staging", plain)).toMatchObject(copied);
  });
});

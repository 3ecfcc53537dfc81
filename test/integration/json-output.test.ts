/** Every command that migrates, runs trains or changes data prints what its published JSON Schema says, down to the last field. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import { jsonSchemas } from "../../scripts/json-schemas.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, useServer } from "../support/postgres.ts";

const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true });
const schemas = jsonSchemas({ strict: true });
const validators = new Map<string, ValidateFunction>();
const validatorOf = (name: string) => {
  const known = validators.get(name) ?? ajv.compile(schemas[`${name}.schema.json`] ?? false);
  validators.set(name, known);
  return known;
};

describe("the schema of a command", () => {
  const server = useServer(18);
  const project = useMigrationProject();

  /** Runs the line, and holds what it prints against the schema that is called like its command. */
  const fits = async (line: string, code = 0): Promise<Record<string, unknown>> => {
    const words = line.split(" ");
    const ended = await project().lockstep(...words, "--format", "json");
    expect({ line, code: ended.code, stdout: code === ended.code ? "" : ended.stdout }).toEqual({ line, code, stdout: "" });
    const document: { data: Record<string, unknown> } = JSON.parse(ended.stdout);
    const validate = validatorOf(words[0] ?? "");
    expect([line, validate(document) ? null : validate.errors]).toEqual([line, null]);
    // a document without data would fit whatever the schema says of it
    expect([line, document.data]).not.toEqual([line, null]);
    return document.data;
  };

  it("fits what applies and undoes migrations, and what tells of them", async () => {
    const { migration, connect } = project();
    migration("20260101000000_a.sql", "create table if not exists a (id int);\n\n-- Rollback:\n-- drop table if exists a;\n");
    migration("20260102000000_b.sql", "create table b (id int);\n");
    connect({
      DATABASE_URL: await createDatabase(server()),
      PRODUCTION_DATABASE_URL: await createDatabase(server(), "create table b (id int);"),
    });
    await fits("status");
    await fits("rehearse dev", 2);
    await fits("identify dev");
    await fits("apply dev --dry-run");
    await fits("apply dev --to 20260101000000_a.sql");
    await fits("rollback dev --dry-run");
    await fits("rollback dev");
    await fits("apply dev");
    await fits("apply production --dry-run --only 20260101000000_a.sql");
    expect(await fits("verify dev")).toMatchObject({ holds: true });
    await fits("log show dev");
    await fits("log verify dev");
    await fits("log export dev");
    migration("20260101000000_a.sql", "create table if not exists a (id bigint);\n");
    await fits("repair dev --restore 20260101000000_a.sql");
    migration("20260101000000_a.sql", "create table if not exists a (id bigint);\n");
    await fits("amend dev 20260101000000_a.sql --reason wider");
    await fits("baseline production --to 20260101000000_a.sql --confirm production");
    await fits("repair production --ran-by-hand 20260102000000_b.sql --confirm production");
    await fits("status");
  });

  it("fits what another tool's log gives", async () => {
    const { migration, write, connect } = project();
    migration("20260101000000_a.sql", "create table a (id int);\n");
    write("db/migrations/applied_to_prod.log", "20260101000000_a.sql | 2026-01-02 | jon\n");
    connect({ PRODUCTION_DATABASE_URL: await createDatabase(server(), "create table a (id int);") });
    expect(await fits("import production --confirm production")).toMatchObject({ from: "log" });
  });

  it("fits what runs a train, and what a train rests on", async () => {
    const { migration, write, connect } = project();
    const cadence = { every: "week", on: "friday", window: "17:00-18:00", zone: "UTC" };
    const load = { rate: 20, seconds: 1, mix: [{ sql: "load/a.sql" }] };
    write("lockstep.config.json", JSON.stringify({ smoke: ["smoke/*.sql"], load }));
    write("smoke/a.sql", "select 1 from a;\n");
    write("load/a.sql", "select count(*) from a;\n");
    migration(
      "20260101000000_a.sql",
      "create table if not exists a (id int);\ninsert into a values (1);\n\n-- Rollback:\n-- drop table if exists a;\n",
    );
    connect({ DATABASE_URL: await createDatabase(server()), PRODUCTION_DATABASE_URL: await createDatabase(server()) });
    await fits("apply dev");
    await fits("smoke dev");
    await fits("smoke dev --prove");
    await fits("load dev");
    await fits("checklist production");
    await fits("checklist attest production teammate --by ana");
    await fits("backup list production");
    write("lockstep.config.json", JSON.stringify({ smoke: ["smoke/*.sql"], load, cadence, launch: { date: "2030-01-01" } }));
    await fits("schedule");
    await fits("schedule sample production");
    await fits("launch plan");
    await fits("launch status");
    await fits("launch watch --for 300ms --every 100ms");
    await fits("schedule freeze production --reason fair --confirm production");
    // its train of last week did not come
    await fits("status", 2);
    await fits("schedule unfreeze production --reason over --confirm production");
    write("lockstep.config.json", JSON.stringify({ smoke: ["smoke/*.sql"] }));
    await fits("sync production --confirm production");
    expect(await fits("sync production --confirm production")).toMatchObject({ outcome: "empty" });
    write(
      "lockstep.config.json",
      JSON.stringify({ launch: { date: new Date(Date.now() + 26 * 86_400_000).toISOString().slice(0, 10) } }),
    );
    await fits("launch check freeze");
    await fits("launch check parity --waive --by ana --reason later --until 2099-01-01");
  });

  it("fits what sets a repository up", async () => {
    const { write, connect } = project();
    write("package.json", JSON.stringify({ name: "portal" }));
    connect({
      DATABASE_URL: await createDatabase(server(), "create table a (id int);"),
      PRODUCTION_DATABASE_URL: await createDatabase(server()),
    });
    await fits("init --dry-run");
    await fits("init");
  });

  it("fits what a backfill does, and what is done to it", async () => {
    const { write, connect, lockstep } = project();
    const sql = `create table people (id int primary key, age text, years int);
      insert into people values (1, '30', null), (2, 'old', null), (3, '7', null);`;
    connect({ DATABASE_URL: await createDatabase(server(), sql), QUEUE_URL: await createDatabase(server()) });
    const job = `{ table: "people", set: { years: "age::int" }, where: "years is null" }`;
    write("db/jobs/years.ts", `import { defineBackfill } from "lockstep";\nexport default defineBackfill(${job});\n`);
    const secret = `{ id: "people", table: "people", columns: ["age"], key: env("AGE_KEY"), binding: "row" }`;
    write("db/jobs/ages.ts", `import { defineEncryption, env } from "lockstep";\nexport default defineEncryption(${secret});\n`);
    expect(await fits("backfill status --env dev")).toMatchObject({ jobs: [], neverRan: ["years"], neverEncrypted: ["ages"] });
    expect(await fits("backfill run years --dry-run --env dev")).toMatchObject({ key: ["id"], open: null });
    const { stdout } = await lockstep("backfill", "run", "years", "--env", "dev", "--format", "ndjson");
    const events: { type: string; step?: string; state?: string }[] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.filter(({ step }) => step === "backfill years")).toMatchObject([
      { state: "start" },
      { state: "progress" },
      { state: "done" },
    ]);
    expect(events.at(-1)).toMatchObject({ type: "result", command: "backfill", ok: false, data: { ending: "blocked" } });
    expect(await fits("backfill run years --env dev", 2)).toMatchObject({
      ending: "blocked",
      run: { state: "open", relation: "public.people" },
      quarantine: [{ key: ["2"], acknowledgedBy: null }],
    });
    expect(await fits("backfill pause years --env dev --reason later")).toMatchObject({ run: { state: "paused" } });
    expect(await fits("backfill status years --env dev")).toMatchObject({ jobs: [{ run: { reason: "later" } }] });
    expect(await fits("status dev")).toMatchObject({ environments: [{ jobs: [{ name: "years", standing: "paused" }] }] });
    await fits("backfill resume years --env dev");
    await fits("backfill work years --env dev --queue env:QUEUE_URL --idle 1ms");
    expect(await fits("backfill verify years --env dev", 2)).toMatchObject({ isRight: false, totals: { wrong: 1 } });
    await fits("backfill run years --env dev --accept-quarantine --reason typo");
    expect(await fits("backfill run years --env dev")).toMatchObject({ ending: "done-before" });
    await fits("backfill run years --again --env dev", 2);
    await fits("backfill cancel years --env dev --reason enough");
  });

  it("fits what encrypts, and what brings back", async () => {
    const { write, connect } = project();
    const sql = `create table secrets (id int primary key, token text);
      insert into secrets select n, 'token-of-somebody-' || n from generate_series(1, 30) n;`;
    connect({ DATABASE_URL: await createDatabase(server(), sql), TOKEN_KEY: "7b".repeat(32) });
    const job = `{ id: "6f8b0c3e-58b7-4a44-9d0c-3f1e2d4c5b6a", table: "public.secrets", columns: ["token"], key: env("TOKEN_KEY"), binding: "row" }`;
    write("db/jobs/tokens.ts", `import { defineEncryption, env } from "lockstep";\nexport default defineEncryption(${job});\n`);
    expect(await fits("encrypt run tokens --env dev --ack deployed:tokens")).toMatchObject({ isComplete: true });
    expect(await fits("encrypt verify tokens --env dev")).toMatchObject({
      verification: { tally: { classes: { current: 30 } } },
    });
    expect(await fits("encrypt rotate tokens --env dev --kek")).toMatchObject({ did: "nothing" });
    expect(await fits("encrypt rotate tokens --env dev")).toMatchObject({ did: "announced" });
    expect(await fits("encrypt rotate tokens --env dev --ack reloaded:tokens")).toMatchObject({ did: "rotated" });
    await fits("encrypt scrub tokens --env dev --ack rewrite:public.secrets");
    expect(await fits("encrypt decrypt tokens --env dev --ack decrypt:tokens")).toMatchObject({ left: 0 });
  });

  it("fits what copies, and what proposes masks", async () => {
    const { write, connect } = project();
    const sql = "create table people (id int primary key, email text not null, profile jsonb);";
    connect({
      STAGING_DATABASE_URL: await createDatabase(server(), sql),
      PRODUCTION_DATABASE_URL: await createDatabase(
        server(),
        `${sql} insert into people values (1, 'ada@x.org', '{"plan": "pro"}');`,
      ),
    });
    const proposed = await fits("copy production staging --classify");
    expect(proposed).toMatchObject({ file: "db/masking.json", added: ["public.people.email", "public.people.profile"] });
    const { choices } = proposed as { choices: { columns: { column: string; mask: object }[] } }; // as just asserted
    const columns = choices.columns.map((choice) => ({
      ...choice,
      ...(choice.column === "profile" && {
        mask: { kind: "json", keep: ["plan"], paths: [{ path: "home.ip", mask: { kind: "ip", anywhere: true } }] },
      }),
      confirmed: "ada",
    }));
    write("db/masking.json", JSON.stringify({ schemaVersion: 1, columns }));
    expect(await fits("copy production staging --classify")).toMatchObject({ added: [], choices: { columns } });
    expect(await fits("copy production staging --dry-run")).toMatchObject({ kind: "planned", evidence: null });
    expect(await fits("copy production staging")).toMatchObject({ kind: "copied", tables: [{ rows: 1, written: 1 }] });
  });

  it("fits what writes the steps of a change", async () => {
    const { connect } = project();
    connect({ DATABASE_URL: await createDatabase(server(), "create table people (id int primary key, email text);") });
    expect(await fits("expand not-null people.email --default 'none' --env dev")).toMatchObject({
      step: "expand",
      name: "people_email_not_null",
      kind: "not-null",
      jobs: ["people_email_not_null"],
    });
    await fits("apply dev --no-prediction");
    await fits("backfill run people_email_not_null --env dev");
    await fits("backfill verify people_email_not_null --env dev");
    expect(await fits("switch people_email_not_null --env dev")).toMatchObject({ step: "switch", others: [] });
    await fits("apply dev --no-prediction");
    expect(await fits("contract people_email_not_null --env dev")).toMatchObject({ step: "contract" });
  });

  it("fits how a command fails", async () => {
    expect((await project().lockstep("sync", "nowhere", "--format", "json")).code).toBe(4);
    const { stdout } = await project().lockstep("sync", "nowhere", "--format", "json");
    expect(validatorOf("sync")(JSON.parse(stdout)), JSON.stringify(validatorOf("sync").errors)).toBe(true);
  });
});

it("is listed on the library's page, each of them", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/library.md"), "utf8");
  const names = Object.keys(schemas).map((file) => file.replace(".schema.json", ""));
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

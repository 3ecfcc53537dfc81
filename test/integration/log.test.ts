/** `lockstep log`: shown, verified in the database and without it, exported. */

import { describe, expect, it } from "vitest";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

/** One change per column; each must be found. */
const edits: Readonly<Record<string, string>> = {
  seq: "update lockstep.journal set seq = 99 where seq = 3",
  attempt: "update lockstep.journal set attempt = gen_random_uuid() where seq = 3",
  event: "update lockstep.journal set event = 'failed' where seq = 3",
  version: "update lockstep.journal set version = '1' where seq = 3",
  file: "update lockstep.journal set file = 'other.sql' where seq = 3",
  checksum: "update lockstep.journal set checksum = null where seq = 3",
  actor: "update lockstep.journal set actor = 'somebody else' where seq = 3",
  at: "update lockstep.journal set at = at + interval '1 microsecond' where seq = 3",
  payload: 'update lockstep.journal set payload = payload || \'{"sql": "select 1"}\' where seq = 3',
  durations: "update lockstep.journal set payload = payload - 'durationsMs' where seq = 3",
  previous_hash: "update lockstep.journal set previous_hash = 'sha256:0' where seq = 3",
  hash: "update lockstep.journal set hash = 'sha256:0' where seq = 3",
  canonical: "update lockstep.journal set canonical = replace(canonical, 'create', 'CREATE') where seq = 3",
  deletion: "delete from lockstep.journal where seq = 3",
  exchange:
    "update lockstep.journal set seq = case seq when 2 then 3 else 2 end + 100 where seq in (2, 3); update lockstep.journal set seq = seq - 100 where seq > 100",
  "a row of its own":
    "insert into lockstep.journal select seq + 1, attempt, event, version, file, checksum, actor, at, payload, hash, 'sha256:1', canonical from lockstep.journal order by seq desc limit 1",
};

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  const threeApplied = async () => {
    const { migration, connect, lockstep, keepStagingLog } = project();
    keepStagingLog();
    const url = await createDatabase(server());
    connect({ STAGING_DATABASE_URL: url });
    for (const n of [1, 2, 3]) migration(`2026010${n}000000_t${n}.sql`, `create table t${n} (id int); -- "é", \\ and 'quotes'\n`);
    const applied = await lockstep("apply", "staging");
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    return url;
  };

  it("shows the last events, newest last", async () => {
    await threeApplied();
    const { lockstep, data } = project();
    const ended = await lockstep("log", "show", "staging", "--limit", "3");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(
      /2 older events.*#3 .*applied 20260102000000_t2\.sql.*#4 .*applied 20260103000000_t3\.sql.*#5 .*5 events, last #5 sha256:/s,
    );
    expect(await data("log", "show", "staging", "--limit", "all")).toMatchObject({
      total: 5,
      events: [
        { event: "identified" },
        { event: "applied", payload: { sql: expect.stringContaining("create table t1") } },
        {},
        {},
        { event: "verified" },
      ],
    });
    expect((await lockstep("log", "show", "staging", "--limit", "0")).code).toBe(4);
    expect((await lockstep("log", "explode", "staging")).code).toBe(4);
  });

  it("verifies an untouched journal, and says what that shows and what not", async () => {
    await threeApplied();
    const ended = await project().lockstep("log", "verify", "staging");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const said = ended.stdout.replace(/\s+/g, " ");
    expect(said).toContain("3 hashes of db/migrations/applied_to_staging.log compared");
    expect(said).toContain("this shows that no event was edited, taken out or put elsewhere");
    expect(said).toContain("it does not show that nobody with the right to write appended events of their own");
  });

  it("finds every kind of change in the database and in an export", { timeout: 60_000 }, async () => {
    const url = await threeApplied();
    const { lockstep } = project();
    for (const [what, sql] of Object.entries(edits)) {
      await execSql(url, `create table kept as select * from lockstep.journal; ${sql}`);
      const ended = await lockstep("log", "verify", "staging");
      expect(ended.code, `${what}: ${ended.stdout}`).toBe(2);
      await lockstep("log", "export", "staging", "--out", "j.ndjson");
      expect((await lockstep("log", "verify", "./j.ndjson")).code, `${what}, exported`).toBe(2);
      await execSql(url, "truncate lockstep.journal; insert into lockstep.journal select * from kept; drop table kept");
    }
    expect((await lockstep("log", "verify", "staging")).code).toBe(0);
  });

  it("finds that the end was cut off, by the applied log", async () => {
    const url = await threeApplied();
    const { lockstep, write, read } = project();
    await lockstep("log", "export", "staging", "--out", "whole.ndjson");
    const log = "db/migrations/applied_to_staging.log";
    expect(await lockstep("log", "verify", "./whole.ndjson", "--against", log)).toMatchObject({ code: 0 });
    write("cut.ndjson", (read("whole.ndjson") ?? "").split("\n").slice(0, 3).join("\n"));
    expect(await lockstep("log", "verify", "./cut.ndjson")).toMatchObject({ code: 0 });
    expect(await lockstep("log", "verify", "./cut.ndjson", "--against", log)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("truncated"),
    });
    await execSql(url, "delete from lockstep.journal where seq > 2");
    const ended = await lockstep("log", "verify", "staging");
    expect(ended.code).toBe(2);
    expect(ended.stdout.replace(/\s+/g, " ")).toContain(`${log}:5 names event #3, which the journal does not have`);
    await execSql(url, "drop schema lockstep cascade");
    expect((await lockstep("log", "verify", "staging")).code).toBe(2);
  });

  it("has nothing to show where there is no journal", async () => {
    const { connect, lockstep } = project();
    connect({ DATABASE_URL: await createDatabase(server()) });
    for (const action of ["show", "verify", "export"])
      expect(await lockstep("log", action, "dev")).toMatchObject({ code: 1, stderr: expect.stringContaining("JOURNAL_MISSING") });
  });

  it("finds a journal that came along with a copy", async () => {
    const url = await threeApplied();
    const { connect, lockstep, write } = project();
    write("lockstep.config.json", "{}");
    connect({ DATABASE_URL: url });
    expect(await lockstep("log", "verify", "dev")).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("says that it is staging"),
    });
  });
});

/**
 * `lockstep backup` on real servers with the machine's own pg_dump. Where no client fits the server, backups did not run; what is tested
 * there is that this is said, because nothing may look like a backup then.
 */

import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import type { BackupRecord } from "../../src/core/release/backup-record.ts";
import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import type { BackupFile, ConfigFile } from "../../src/project/config-file.ts";
import { saveEvidence } from "../../src/project/evidence.ts";
import { findEnvironment } from "../../src/project/find-environment.ts";
import { apply } from "../../src/workflows/apply.ts";
import { attestBackup } from "../../src/workflows/backup-attest.ts";
import { createBackup } from "../../src/workflows/backup-create.ts";
import { listBackups } from "../../src/workflows/backup-list.ts";
import { restoreBackup } from "../../src/workflows/backup-restore.ts";
import { verifyBackup } from "../../src/workflows/backup-verify.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import { openProject } from "../../src/workflows/open-project.ts";
import { readBackupStanding } from "../../src/workflows/read-backup-standing.ts";
import { refusal } from "../support/apply-desk.ts";
import { useBackupDesk } from "../support/backup-desk.ts";
import { runLine } from "../support/command-line.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { createDatabase, execSql, pgDumpPath, startServer, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { runProgram } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";

const clock = () => new Date();
const fitting = testedMajors().filter((major) => pgDumpPath(major) !== null);
const unfit = testedMajors().filter((major) => pgDumpPath(major) === null);

const schema = `
  create table public.customers (id int primary key, name text not null);
  create table public."Orders" (id bigint generated always as identity primary key, customer int references public.customers, note text);
  create view public.named as select c.name, o.note from public.customers c join public."Orders" o on o.customer = c.id;
  create materialized view public.totals as select customer, count(*) from public."Orders" group by 1;
  create function public.one() returns int language sql as 'select 1';
  insert into public.customers select i, 'customer ' || i from generate_series(1, 500) i;
  insert into public."Orders" (customer, note) select 1 + i % 500, repeat('x', i % 90) from generate_series(1, 5000) i;`;

describe.each(unfit)("on PostgreSQL %i, for which no pg_dump is installed, the backup step does not run", (major) => {
  const server = useServer(major);
  const desk = useBackupDesk();

  it("is refused with the package to install, and leaves nothing that looks like a backup", async () => {
    desk.configure({ environments: { production: { url: await createDatabase(server()) } } });
    const error = await refusal(
      createBackup({ environment: "production", to: null, jobs: null, write: null, clock }, desk.context()),
    );
    expect(error).toMatchObject({ code: "BACKUP_CLIENT_MISSING", hint: expect.stringContaining(`postgresql-client-${major}`) });
    expect(error.message).toMatch(/There is no backup\.$/);
    expect(existsSync(join(desk.folder(), "backups"))).toBe(false);
    expect(existsSync(join(desk.folder(), "db/migrations/evidence"))).toBe(false);
    const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
    expect((await runLine(["backup", "create", "production"], { cwd: desk.folder(), env })).code).toBe(1);
  });
});

describe.each(fitting)("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const desk = useBackupDesk();
  const program = useProgramDesk();
  // what does not depend on the server is tried on one of them
  const once = it.runIf(major === fitting[0]);

  /** Production, configured; its URL. */
  const production = async ({ sql = schema, backup, ...more }: ConfigFile & { sql?: string; backup?: BackupFile } = {}) => {
    const url = await createDatabase(server(), sql);
    desk.configure({ environments: { production: { url } }, ...(backup === undefined ? {} : { backup }), ...more });
    return url;
  };
  const create = (
    request: { to?: string; jobs?: number; write?: (bytes: Uint8Array) => Promise<void> } = {},
    signal?: AbortSignal,
  ) =>
    createBackup(
      { environment: "production", to: request.to ?? null, jobs: request.jobs ?? null, write: request.write ?? null, clock },
      { ...desk.context(), ...(signal === undefined ? {} : { signal }) },
    );
  const verify = (backup: string | null = null, env: Readonly<Record<string, string>> = {}) =>
    verifyBackup({ environment: "production", backup, clock }, desk.context(env));
  const at = (file: string | null) => join(desk.folder(), file ?? "");
  /** Makes a file pass for the one that was written, as somebody who can commit could. */
  const forge = async (record: BackupRecord) => {
    const bytes = readFileSync(at(record.file));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const data = { ...record, bytes: bytes.length, sha256 };
    const evidence = { kind: "backup" as const, at: new Date(Date.now() + 1_000).toISOString(), environment: "production", data };
    await saveEvidence(join(desk.folder(), "db/migrations"), evidence);
  };
  const restore = (backup: string, into: string, said: { ack?: string[]; confirm?: string; noOwner?: boolean } = {}) =>
    restoreBackup(
      {
        environment: "production",
        backup,
        into,
        acknowledged: said.ack ?? [],
        confirm: said.confirm ?? null,
        askText: null,
        noOwner: said.noOwner ?? false,
        clock,
      },
      desk.context(),
    );
  const databaseOf = (url: string) => new URL(url).pathname.slice(1);

  it("takes what was there at one moment while others write, and proves it by restoring", async () => {
    await execSql(server().url(), ensureRole("backup_app"));
    const url = await production({
      sql: `${schema} alter table public.customers owner to backup_app; grant select on public."Orders" to backup_app;
        alter table public."Orders" enable row level security; create policy own on public."Orders" to backup_app using (true);`,
    });
    const writer = new Client({ connectionString: url });
    await writer.connect();
    let isWriting = true;
    const writing = (async () => {
      while (isWriting)
        await writer.query(`insert into public."Orders" (customer, note) select 1, 'late' from generate_series(1, 50)`);
    })();
    const { record } = await create().finally(async () => {
      isWriting = false;
      await writing;
      await writer.end();
    });
    expect(record).toMatchObject({ kind: "pg_dump", format: "custom", head: null, tables: { "public.customers": 500 } });
    expect(record.tables?.['public."Orders"']).toBeGreaterThanOrEqual(5000);
    const names = readdirSync(at("backups")).sort();
    expect(names).toEqual([".gitignore", `production-${record.id}.dump`, `production-${record.id}.snapshot.json`]);
    expect(statSync(at("backups")).mode & 0o777).toBe(0o700);
    expect(statSync(at(record.file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(at("backups/.gitignore"), "utf8")).toBe("*\n");
    expect(
      createHash("sha256")
        .update(readFileSync(at(record.file)))
        .digest("hex"),
    ).toBe(record.sha256);
    const verified = await verify();
    expect(verified.problems).toEqual([]);
    expect(verified.record.verified).toMatchObject({ tables: 2, server: expect.stringContaining("started for it") });
    expect((await listBackups("production", desk.context())).backups).toMatchObject([
      { state: "same", record: { id: record.id, verified: { tables: 2 } } },
    ]);
  });

  it("finds out a file that is cut off, bit-flipped, of another database, or passed off as the one that was written", async () => {
    await production();
    const { record } = await create();
    const original = readFileSync(at(record.file));
    truncateSync(at(record.file), original.length - 100);
    expect((await verify()).problems).toEqual([expect.stringContaining("is not the one that was written")]);
    const flipped = Buffer.from(original);
    flipped[original.length - 200] = (flipped[original.length - 200] ?? 0) ^ 1;
    writeFileSync(at(record.file), flipped);
    expect((await verify()).record.refuted?.why).toMatch(/size or checksum is another/);
    // evidence of the right size and checksum does not help: what is restored counts
    writeFileSync(at(record.file), original.subarray(0, original.length - 2_000));
    await forge(record);
    expect((await verify()).problems).toEqual([expect.stringMatching(/^pg_restore: /)]);
    await production({
      sql: "create table public.customers (id int primary key, name text not null); create table other (id int)",
    });
    const foreign = await create();
    copyFileSync(at(foreign.record.file), at(record.file));
    await forge(record);
    const { problems } = await verify(record.id);
    expect(problems).toContain("table:public.other is there and was not dumped");
    expect(problems).toContain("public.customers has 0 rows and had 500");
    const ended = await runLine(["backup", "verify", "production", record.id], {
      cwd: desk.folder(),
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" },
    });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain("is no backup to rely on");
  });

  once("restores production's rows on no server where anybody lives, and leaves nothing where it does", async () => {
    const url = await production();
    const { record } = await create();
    const dev = await createDatabase(server());
    const alias = server().url("postgres").replace("127.0.0.1", "localhost");
    desk.configure({ environments: { dev: { url: dev }, production: { url } }, scratch: { production: alias } });
    const error = await refusal(verify());
    expect(error).toMatchObject({ code: "RESTORE_REFUSED", message: expect.stringContaining("the server on which dev lives") });
    expect((await listBackups("production", desk.context())).backups[0]?.record).toEqual(record);
    const named = await startServer(Math.max(major, 18));
    try {
      desk.configure({ environments: { dev: { url: dev }, production: { url } }, scratch: { production: named.url() } });
      const verified = await verify();
      expect(verified).toMatchObject({ problems: [], server: expect.stringContaining("of scratch.production") });
      const left = await execSql(named.url(), "select datname from pg_database where datname like 'lockstep%'");
      expect(left).toEqual([]);
    } finally {
      await named.stop();
    }
  });

  once("deletes the server that it started, with all that was on it", async () => {
    await production();
    await create();
    const cache = program.folder();
    chmodSync(cache, 0o755);
    expect((await verify(null, { XDG_CACHE_HOME: cache })).problems).toEqual([]);
    expect(readdirSync(join(cache, "lockstep/servers"))).toEqual([]);
  });

  once("makes a folder of files with several connections, and verifies that too", async () => {
    // neither has what every new database has
    await production({
      sql: "drop schema public cascade; drop extension plpgsql; create schema app; create table app.t as select generate_series(1, 9) as i",
    });
    const { record } = await create({ jobs: 2 });
    expect(record).toMatchObject({ format: "directory", file: expect.stringMatching(/\.dir$/) });
    expect(statSync(at(record.file)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(at(record.file))) expect(statSync(join(at(record.file), name)).mode & 0o777).toBe(0o600);
    expect((await verify()).problems).toEqual([]);
    writeFileSync(join(at(record.file), "more"), "");
    expect((await verify()).problems).toEqual([expect.stringContaining("is not the one that was written")]);
  });

  once("gives the dump to a program, which is stopped when the dump is not whole", async () => {
    const store = join(desk.folder(), "store");
    const script = `cat > "$1.part" && mv "$1.part" "$1" && echo '{"id":"s3-7"}'`;
    const to = { kind: "exec" as const, command: ["/bin/sh", "-c", script, "sh", store] };
    const url = await production({ backup: { to } });
    const { record } = await create();
    expect(record).toMatchObject({ file: null, target: "/bin/sh", foreignId: "s3-7", bytes: statSync(store).size });
    expect(createHash("sha256").update(readFileSync(store)).digest("hex")).toBe(record.sha256);
    await execSql(url, ensureRole("backup_blind", "login password 'blind'"));
    const poor = url.replace(/\/\/[^@]*@/, "//backup_blind:blind@");
    const other = `${store}-other`;
    desk.configure({
      environments: { production: { url: poor } },
      backup: { to: { ...to, command: ["/bin/sh", "-c", script, "sh", other] } },
    });
    const error = await refusal(create());
    expect(["BACKUP_FAILED", "PERMISSION_DENIED"]).toContain(error.code);
    expect(existsSync(other)).toBe(false);
    desk.configure({
      environments: { production: { url } },
      backup: { to: { ...to, command: ["/bin/sh", "-c", "cat >/dev/null; echo full >&2; exit 3"] } },
    });
    expect(await refusal(create())).toMatchObject({ code: "BACKUP_FAILED", message: expect.stringContaining("full") });
    expect((await listBackups("production", desk.context())).backups).toHaveLength(1);
  });

  once("leaves nothing under a backup's name when it is stopped or may not read", async () => {
    const url = await production({
      sql: `create table big as select i, md5(i::text) || md5((i + 1)::text) as t from generate_series(1, 600000) i`,
    });
    const stop = new AbortController();
    const stopped = create({}, stop.signal);
    const drafts = () =>
      existsSync(at("backups")) ? readdirSync(at("backups")).filter((name) => name.endsWith(".partial")) : [];
    await expect.poll(drafts, { interval: 5, timeout: 20_000 }).not.toEqual([]);
    stop.abort(new Error("Ctrl-C"));
    await expect(stopped).rejects.toThrow();
    expect(readdirSync(at("backups"))).toEqual([".gitignore"]);
    await execSql(url, ensureRole("backup_blind", "login password 'blind'"));
    desk.configure({ environments: { production: { url: url.replace(/\/\/[^@]*@/, "//backup_blind:blind@") } } });
    const error = await refusal(create());
    expect(error.message).toMatch(/permission denied/);
    expect(readdirSync(at("backups"))).toEqual([".gitignore"]);
    expect((await listBackups("production", desk.context())).backups).toEqual([]);
  });

  once("keeps as many as it was told, and the one that was restored", async () => {
    const url = await production({ sql: "create table t (id int)", backup: { to: "safe", keep: 1 } });
    // two dumps of the same rows in the same second are one and the same file
    const another = () => execSql(url, "insert into t values (1)");
    const first = await create();
    expect((await verify()).problems).toEqual([]);
    await another();
    const second = await create();
    expect(second.removed).toEqual([]);
    await another();
    const third = await create();
    expect(third.removed).toEqual([second.record.file]);
    const states = (await listBackups("production", desk.context())).backups.map(({ record, state }) => [record.id, state]);
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        [third.record.id, "same"],
        [second.record.id, "gone"],
        [first.record.id, "same"],
      ]),
    );
    expect(readdirSync(at("safe")).filter((name) => name.endsWith(".json"))).toHaveLength(2);
  });

  it("counts for a database that stands where it stood, until the journal goes on", async () => {
    const url = await createDatabase(server());
    desk.configure({ environments: { staging: { url } } });
    const migrate = async (name: string, sql: string) => {
      writeFileSync(join(desk.folder(), "db/migrations", name), sql);
      const request = {
        environment: "staging",
        to: null,
        only: [],
        limit: null,
        isDryRun: false,
        lockBudgetMs: 3_000,
        attempts: 3,
      };
      await apply(
        { ...request, waitMs: 5_000, tool: "lockstep test", consent: { ...noConsent, confirm: "staging" } },
        desk.context(),
      );
    };
    const standing = async () => {
      const project = await openProject(desk.context());
      const environment = findEnvironment(project.config, "staging", {});
      const session = await openSession(parseConnectionUrl(url, { env: {}, osUser: "" }));
      try {
        return await readBackupStanding({ project, environment, session, now: new Date(), fingerprint: null, windowOpens: null });
      } finally {
        await session.close();
      }
    };
    await migrate("20260101000000_a.sql", "create table a (id int);\n-- Rollback:\n-- drop table a;\n");
    expect(await standing()).toMatchObject({ state: "open", why: "there is no backup" });
    const { record } = await createBackup({ environment: "staging", to: null, jobs: null, write: null, clock }, desk.context());
    expect(record.head?.seq).toBeGreaterThan(0);
    expect(record.tables).toHaveProperty(["lockstep.journal"]);
    expect((await standing()).why).toMatch(/nobody has restored it/);
    const verified = await verifyBackup({ environment: "staging", backup: null, clock }, desk.context());
    expect(verified.problems).toEqual([]);
    expect(await standing()).toMatchObject({ state: "proven", record: { id: record.id } });
    const bytes = readFileSync(at(record.file));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(at(record.file), bytes);
    expect((await standing()).why).toMatch(/its file has changed/);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(at(record.file), bytes);
    expect((await standing()).state).toBe("proven");
    await migrate("20260102000000_b.sql", "create table b (id int);\n-- Rollback:\n-- drop table b;\n");
    expect((await standing()).why).toMatch(/the journal was at #\d+ then/);
  });

  once("takes a provider's and a person's word for what they are", async () => {
    const url = await production({ backup: { kind: "exec", command: ["/bin/echo", '{"id":"rds:portal-1"}'] } });
    const provided = await create();
    expect(provided.record).toMatchObject({ kind: "exec", foreignId: "rds:portal-1", verified: null, tables: null });
    const said = { environment: "production", by: "kim", reason: "snapshot of 03:00", clock };
    expect(await refusal(attestBackup(said, desk.context()))).toMatchObject({ code: "CONFIG_INVALID" });
    desk.configure({ environments: { production: { url } }, backup: { kind: "attested", maxAgeHours: 2 } });
    const { record } = await attestBackup(said, desk.context());
    expect(record).toMatchObject({ kind: "attested", target: "kim says: snapshot of 03:00" });
    expect(await refusal(verify())).toMatchObject({ code: "BACKUP_UNKNOWN" });
  });

  it("is restored into an empty database, and over another only with an acknowledgement by name", async () => {
    const url = await production();
    const { record } = await create();
    const empty = await createDatabase(server());
    // the same server, on which nobody but production lives
    const outcome = await restore(record.id, empty);
    expect(outcome).toMatchObject({ tables: 2, rows: 5_500, problems: [] });
    expect(await execSql(empty, "select count(*)::int as n from public.totals")).toEqual([{ n: 500 }]);
    await execSql(empty, `delete from public."Orders"; create table mine (id int)`);
    expect(await refusal(restore(record.id, empty))).toMatchObject({
      code: "RESTORE_REFUSED",
      hint: `If that is meant, the same line with --ack restore:${databaseOf(empty)}`,
    });
    const over = await restore(at(record.file), empty, { ack: [`restore:${databaseOf(empty)}`] });
    expect(over).toMatchObject({ rows: 5_500, problems: [] });
    expect(await execSql(empty, "select to_regclass('mine') is not null as there")).toEqual([{ there: true }]);
    const back = `restore:${databaseOf(url)}`;
    expect(await refusal(restore(record.id, url))).toMatchObject({ code: "RESTORE_REFUSED" });
    expect(await refusal(restore(record.id, url, { ack: [back] }))).toMatchObject({ code: "CONFIRMATION_MISSING" });
    await execSql(url, `delete from public."Orders"`);
    expect(await restore(record.id, url, { ack: [back], confirm: "production" })).toMatchObject({ rows: 5_500, problems: [] });
  });

  once("does not put production's rows beside dev unasked, nor restores what was changed", async () => {
    const url = await production();
    const { record } = await create();
    const other = await startServer(major);
    try {
      const dev = await createDatabase(other);
      desk.configure({ environments: { dev: { url: dev }, production: { url } } });
      const beside = await createDatabase(other);
      expect(await refusal(restore(record.id, beside))).toMatchObject({
        code: "RESTORE_REFUSED",
        message: expect.stringContaining("dev lives on the same server"),
      });
      expect((await restore(record.id, beside, { ack: [`restore:${databaseOf(beside)}`] })).rows).toBe(5_500);
    } finally {
      await other.stop();
    }
    truncateSync(at(record.file), 100);
    expect(await refusal(restore(record.id, await createDatabase(server())))).toMatchObject({ code: "RESTORE_REFUSED" });
    expect(await refusal(restore("nonsense", url))).toMatchObject({ code: "BACKUP_UNKNOWN" });
  });

  once("works as a program: to standard output, verified from a file, listed in 60 columns", async () => {
    const url = await createDatabase(server(), schema);
    const env = { PRODUCTION_DATABASE_URL: url, COLUMNS: "60" };
    const made = await program.lockstep(["backup", "create", "production"], env);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining("2 tables, 5,500 rows") });
    expect(made.stdout).not.toContain(new URL(url).password);
    const verified = await program.lockstep(["backup", "verify", "production", "--format", "json"], env);
    expect(JSON.parse(verified.stdout)).toMatchObject({
      ok: true,
      data: { problems: [], record: { verified: { rows: 5_500 } } },
    });
    const listed = await program.lockstep(["backup", "list", "production"], env);
    expect(listed.code).toBe(0);
    for (const line of listed.stdout.split("\n").filter((one) => !one.includes(dirname("backups/x"))))
      expect(line.length).toBeLessThanOrEqual(60);
    const script = `"$1" "$2" backup create production --to - > "$3"`;
    const piped = await runProgram("/bin/sh", ["-c", script, "sh", process.execPath, program.main(), "out.dump"], {
      cwd: program.folder(),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    });
    expect(piped.code).toBe(0);
    expect(readFileSync(join(program.folder(), "out.dump")).subarray(0, 5).toString()).toBe("PGDMP");
    expect((await program.lockstep(["backup", "restore", "production", "x"], env)).code).toBe(4);
    const parallel = await program.lockstep(["backup", "create", "production", "--to", "-", "--jobs", "2"], env);
    expect(parallel).toMatchObject({ code: 4, stderr: expect.stringContaining("--jobs makes a folder of files") });
  });
});

/** Many databases with one command: in waves by one process, and by workers of which some are killed. Each has everything once, or is named. */

import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { apply } from "../../src/workflows/apply.ts";
import { applyFleet, type FleetRequest } from "../../src/workflows/apply-fleet.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import { findPlace } from "../../src/workflows/find-place.ts";
import type { ProgressEvent, WorkflowContext } from "../../src/workflows/workflow-context.ts";
import { applyRequest, refusal } from "../support/apply-desk.ts";
import { execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { runProgram } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";

const { main, folder, migration, write } = useProgramDesk();
const children: ChildProcess[] = [];

beforeEach(() => {
  migration("20260101000000_ledger.sql", "create table ledger (entry int not null);\ninsert into ledger values (1);");
  migration("20260102000000_more.sql", "create table more (id int);\ninsert into ledger values (2);\nselect pg_sleep(0.02);");
  migration(
    "20260103000000_index.sql",
    "-- lockstep: transaction = none\ninsert into ledger values (3);\ncreate index concurrently ledger_entry on ledger (entry);",
  );
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}_${String(i + 1).padStart(3, "0")}`);

/** Makes the databases; in the broken ones a table stands in the second migration's way. */
async function createFleet(server: ScratchServer, all: readonly string[], broken: readonly string[]): Promise<void> {
  for (const name of all) await server.createDatabase(name);
  for (const name of broken) await execSql(server.url(name), "create table more (other text)");
}

function configure(prefix: string, more: object = {}): void {
  const query = `select datname from pg_catalog.pg_database where datname like '${prefix}\\_%' order by 1`;
  const customers = { tenants: { url: "env://CATALOG_URL", query }, ...more };
  write("lockstep.config.json", JSON.stringify({ environments: { customers } }));
}

const entries = async (server: ScratchServer, name: string) =>
  (await execSql(server.url(name), "select entry from ledger order by 1")).map(({ entry }) => entry);
const events = async (server: ScratchServer, name: string) =>
  (await execSql(server.url(name), "select event from lockstep.journal where event = 'applied' order by seq")).length;

describe.each(testedMajors())("a fleet on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { max_connections: "200" } });
  const env = (): Record<string, string | undefined> => ({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CATALOG_URL: `${server().url("postgres")}?sslmode=disable`,
  });
  const contextOf = (told: ProgressEvent[] = [], signal?: AbortSignal): WorkflowContext => ({
    cwd: folder(),
    env: env(),
    osUser: "tester",
    learn: () => undefined,
    progress: (event) => void told.push(event),
    ...(signal === undefined ? {} : { signal }),
  });
  const goThrough = async (request: Partial<FleetRequest> = {}, context = contextOf()) =>
    applyFleet(
      {
        ...applyRequest("customers", { consent: noConsent }),
        place: await findPlace("customers", context),
        waves: "1,5%",
        jobs: 4,
        maxFailures: 1,
        queue: null,
        leaseMs: 60_000,
        ...request,
      },
      context,
    );
  const statesOf = ({ databases }: Awaited<ReturnType<typeof goThrough>>) =>
    Object.fromEntries(
      ["applied", "up-to-date", "failed", "not-begun"].map((state) => [
        state,
        databases.filter((one) => one.state === state).length,
      ]),
    );

  it("begins with one, stops when the failures are spent, and goes on with what is left", async () => {
    const all = names("wave", 24);
    await createFleet(server(), all, ["wave_009", "wave_017", "wave_018"]);
    configure("wave");
    const told: ProgressEvent[] = [];
    const first = await goThrough({}, contextOf(told));
    const steps = told.map(({ step }) => step);
    expect(steps.findIndex((step) => step.startsWith("customers/wave_002"))).toBeGreaterThan(
      steps.findIndex((step) => step.startsWith("1 of 24: customers/wave_001")),
    );
    // the second wave of two, and of the third what had begun beside the one that failed
    expect(steps.findIndex((step) => step.startsWith("customers/wave_004"))).toBeGreaterThan(
      steps.findIndex((step) => step.startsWith("3 of 24")),
    );
    const failed = first.databases.filter(({ state }) => state === "failed");
    expect(failed).toMatchObject([
      { name: "wave_009", database: expect.stringMatching(/\/wave_009$/), error: { code: "MIGRATION_FAILED" } },
    ]);
    expect(statesOf(first)["not-begun"]).toBeGreaterThanOrEqual(12);

    const second = await goThrough({ maxFailures: 4 });
    expect(statesOf(second)).toEqual({
      applied: 21 - Number(statesOf(first).applied),
      "up-to-date": Number(statesOf(first).applied),
      failed: 3,
      "not-begun": 0,
    });
    for (const name of all) {
      const isBroken = ["wave_009", "wave_017", "wave_018"].includes(name);
      expect([name, await entries(server(), name), await events(server(), name)]).toEqual([
        name,
        isBroken ? [1] : [1, 2, 3],
        isBroken ? 1 : 3,
      ]);
    }

    // one of them, once its trouble is out of the way
    await execSql(server().url("wave_017"), "drop table more");
    const context = contextOf();
    const one = { environment: "customers/wave_017", to: null, only: [], limit: null, isDryRun: false };
    const rest = { lockBudgetMs: 3_000, attempts: 3, waitMs: 5_000, tool: "lockstep test" };
    expect((await apply({ ...one, ...rest }, context)).applied.map(({ file }) => file)).toHaveLength(2);
    expect(await refusal(apply({ ...one, environment: "customers", ...rest }, context))).toMatchObject({
      code: "ENVIRONMENT_IS_FLEET",
    });
    expect(await refusal(apply({ ...one, environment: "customers/nobody", ...rest }, context))).toMatchObject({
      code: "ENVIRONMENT_UNKNOWN",
    });
  });

  it("is asked for its name once where it is protected, and lists what it would do", async () => {
    await createFleet(server(), names("guarded", 2), []);
    configure("guarded", { protected: true });
    expect(await refusal(goThrough())).toMatchObject({ code: "CONFIRMATION_MISSING" });
    const dry = await goThrough({ isDryRun: true });
    expect(dry.databases.map(({ name, state, files }) => [name, state, files.length])).toEqual([
      ["guarded_001", "applied", 3],
      ["guarded_002", "applied", 3],
    ]);
    const asked: string[] = [];
    const askText = async (question: string) => {
      asked.push(question);
      return "customers";
    };
    const acknowledged = [
      "no-rollback:20260101000000_ledger.sql",
      "no-rollback:20260102000000_more.sql",
      "no-rollback:20260103000000_index.sql",
    ];
    expect(statesOf(await goThrough({ consent: { ...noConsent, askText, acknowledged } }))).toMatchObject({ applied: 2 });
    expect(asked).toHaveLength(1);
  });

  it("loses and doubles nothing when two of four workers are killed over a hundred databases", { timeout: 180_000 }, async () => {
    const all = names("tenant", 100);
    const broken = ["tenant_013", "tenant_050", "tenant_088"];
    await createFleet(server(), all, broken);
    await server().createDatabase("jobs");
    configure("tenant");
    const world = { ...env(), QUEUE_URL: `${server().url("jobs")}?sslmode=disable` };
    const workers = Array.from({ length: 4 }, () => {
      const words = [main(), "work", "customers", "--queue", "env:QUEUE_URL", "--jobs", "2"];
      const child = spawn(process.execPath, words, { cwd: folder(), env: world, stdio: "ignore" });
      children.push(child);
      return child;
    });
    const flags = ["--queue", "env:QUEUE_URL", "--waves", "4", "--max-failures", "4", "--lease", "3s", "--no-prediction"];
    let isOver = false;
    const words = [main(), "apply", "customers", ...flags, "--format", "json"];
    const run = runProgram(process.execPath, words, { cwd: folder(), env: world }).finally(() => {
      isOver = true;
    });
    const jobs = (state: string) =>
      execSql(
        server().url("jobs"),
        `select count(*)::int as n from lockstep_queue.job where name = 'lockstep-customers' and state = '${state}'`,
      )
        .then(([row]) => Number(row?.n))
        .catch(() => 0); // the queue is not there yet
    for (const [i, share] of [20, 45].entries()) {
      while (!isOver && (await jobs("completed")) < share) await delay(50);
      workers[i]?.kill("SIGKILL");
    }
    const ended = await run;
    expect([ended.code, ended.stderr]).toEqual([1, expect.any(String)]);
    const { data } = JSON.parse(ended.stdout);
    const failed = data.databases.filter(({ state }: { state: string }) => state === "failed");
    expect(failed.map(({ name, error }: { name: string; error: { code: string } }) => [name, error.code])).toEqual(
      broken.map((name) => [name, "MIGRATION_FAILED"]),
    );
    for (const name of all) {
      const isBroken = broken.includes(name);
      expect([name, await entries(server(), name), await events(server(), name)]).toEqual([
        name,
        isBroken ? [1] : [1, 2, 3],
        isBroken ? 1 : 3,
      ]);
    }
    const dead = await execSql(
      server().url("jobs"),
      "select data->>'database' as name, data::text || output::text as said from lockstep_queue.job where name = 'lockstep-customers-dead' order by 1",
    );
    expect(dead.map(({ name }) => name)).toEqual(broken);
    const retried = await execSql(
      server().url("jobs"),
      "select count(*)::int as n from lockstep_queue.job where name = 'lockstep-customers' and state = 'completed' and retry_count > 0",
    );
    // the kills hit somebody at work
    expect(Number(retried[0]?.n)).toBeGreaterThan(0);
    const stored = await execSql(
      server().url("jobs"),
      "select data::text || coalesce(output::text, '') as said from lockstep_queue.job",
    );
    expect(stored.some(({ said }) => /postgres(?:ql)?:\/\/[^ "]*:[^*"@]+@/.test(String(said)))).toBe(false);

    const left = workers.slice(2).map(
      (child) =>
        new Promise((ended) => {
          child.on("exit", ended).kill("SIGTERM");
        }),
    );
    expect(await Promise.all(left)).toEqual([0, 0]);
  });
});

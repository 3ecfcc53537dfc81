/**
 * Data jobs while something breaks, at a message of the protocol that is chosen by a seed: the worker dies, is stopped for longer than its lease,
 * loses its connection or its backend, the server crashes. Whoever runs the job again goes on, and the application's own record is the judge.
 * `LOCKSTEP_TEST_CRASH_POINTS` says how many points (default 30), `LOCKSTEP_TEST_SEED` which; a failure names its point.
 */

import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { type DataJob, type JobOutcome, usualSettings } from "../../src/workflows/data-job.ts";
import { CuttingProxy, type Moment } from "../crash/cutting-proxy.ts";
import { countingWork, DataWriter, dataWorld, sealingWork } from "../crash/data-world.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { randomNumbers } from "../support/random-numbers.ts";
import { openJobSession, runJob } from "../support/run-job.ts";
import { testedMajors } from "../support/tested-majors.ts";

const points = Number(process.env.LOCKSTEP_TEST_CRASH_POINTS ?? "30");
const seed = Number(process.env.LOCKSTEP_TEST_SEED ?? "1");

/** What breaks. */
const faults = [
  "kill worker",
  "stop worker",
  "cut connection",
  "end backend",
  "kill worker",
  "stop worker",
  "cut connection",
  "crash server",
] as const;
type Fault = (typeof faults)[number];

const leaseMs = 250;

describe.each(testedMajors())("data jobs that break on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { synchronous_commit: "on", log_min_messages: "panic" } });

  it(`change every row exactly once at ${points} points`, { timeout: points * 20_000 }, async () => {
    const random = randomNumbers(seed * 100 + major);
    const attempt = async (trial: Omit<Trial, "random">) =>
      tried(server().port, await createDatabase(server(), dataWorld), { ...trial, random });
    const whole = {
      count: await attempt({ fault: "cut connection", job: "count", moment: null }),
      seal: await attempt({ fault: "cut connection", job: "seal", moment: null }),
    };
    const failures = [...whole.count.wrong, ...whole.seal.wrong].map((wrong) => `without a fault: ${wrong}`);
    let struck = 0;
    for (let point = 0; point < points; point++) {
      const fault = faults[point % faults.length] ?? "kill worker";
      const job = random() < 0.5 ? "count" : "seal";
      const moment = momentOf(whole[job], random);
      const trial = await attempt({ fault, job, moment });
      if (trial.isStruck) struck++;
      if (trial.wrong.length > 0)
        failures.push(
          `seed ${seed}, point ${point}, ${job}, ${fault} ${moment.when} message ${moment.message}: ${trial.wrong.slice(0, 4).join("; ")}`,
        );
    }
    expect(failures).toEqual([]);
    // most points come before the run is over
    expect(struck).toBeGreaterThan(points * 0.6);
  });
});

/** Half of the moments are anywhere, half are where it hurts most: when the server says that it has committed. */
function momentOf(whole: { readonly messages: number; readonly commits: readonly number[] }, random: () => number): Moment {
  const anywhere = 1 + Math.floor(random() * whole.messages);
  const message = random() < 0.5 ? anywhere : (whole.commits[Math.floor(random() * whole.commits.length)] ?? anywhere);
  return { message, when: random() < 0.5 ? "before" : "after" };
}

interface Trial {
  readonly fault: Fault;
  readonly job: "count" | "seal";
  /** Null: nothing happens. */
  readonly moment: Moment | null;
  readonly random: () => number;
}

async function tried(serverPort: number, url: string, { fault, job, moment, random }: Trial) {
  const proxy = await CuttingProxy.open(serverPort);
  const through = new URL(url);
  through.port = String(proxy.port);
  through.searchParams.set("sslmode", "disable");
  const writer = await DataWriter.start(url, random);
  const dead = new AbortController();
  let release: () => void = () => undefined;
  try {
    proxy.arm(moment, async (cut) => {
      if (fault === "kill worker") dead.abort();
      if (fault === "kill worker" || fault === "cut connection") return cut();
      if (fault === "stop worker") {
        release = proxy.hold();
        return;
      }
      await endBackends(url, fault === "crash server");
    });
    const first = runMortal(job, through.href, dead.signal).then(
      (outcome) => ({ outcome, error: null }),
      (error: unknown) => ({ outcome: null, error }),
    );
    // a stopped worker is overtaken by another one, and wakes up when its chunk is long somebody else's
    await Promise.race([first, until(() => proxy.struck(), 8_000)]);
    if (moment === null) await first;
    const { seen: messages, commits } = proxy;
    const isStruck = await proxy.struck();
    if (fault === "stop worker" && isStruck) {
      await delay(leaseMs * 1.5);
      await finish(job, url);
      release();
    }
    await first;
    const errors = await writer.stop();
    // what old instances wrote after a run had ended is the next run's
    const outcome = await finish(job, url, job === "seal");
    const client = await connected(url);
    try {
      const wrong = [
        ...(await writer.judge(client, job, Number(outcome.run.definition.upper?.[0] ?? 0))),
        ...(fault === "crash server" ? [] : errors.map((error) => `the application saw: ${error}`)),
        ...(outcome.ending === "done" || outcome.ending === "done-before" ? [] : [`it ended ${outcome.ending}`]),
      ];
      return { wrong, isStruck, messages, commits };
    } finally {
      await client.end();
    }
  } finally {
    release();
    await writer.stop();
    await proxy.close();
    const admin = await connected(new URL("/postgres", url).href);
    await admin.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
    await admin.end();
  }
}

function jobOf(job: Trial["job"]): DataJob {
  return {
    name: job,
    kind: "backfill",
    relation: "tokens",
    checksum: job,
    key: null,
    work: job === "count" ? countingWork : sealingWork,
    settings: { ...usualSettings, leaseMs, workers: 1, batch: { aimMs: 1_000, least: 1, most: 25 } },
  };
}

/** The worker that something happens to. Who is dead does not connect again, nor tidy up. */
function runMortal(job: Trial["job"], url: string, dead: AbortSignal): Promise<JobOutcome> {
  const open = () => (dead.aborted ? Promise.reject(new Error("dead")) : openJobSession(url));
  return runJob(url, jobOf(job), { open });
}

/** Runs the job to its end by the direct way; a server that recovers refuses connections for a moment. */
async function finish(job: Trial["job"], url: string, again = false): Promise<JobOutcome> {
  await (await connected(url)).end();
  return runJob(url, jobOf(job), { again });
}

async function endBackends(url: string, kills: boolean): Promise<void> {
  const admin = await connected(url);
  const { rows } = await admin.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and application_name like 'lockstep%' and application_name not like '%observer'`,
  );
  for (const { pid } of kills ? rows.slice(0, 1) : rows) {
    // the postmaster takes a killed backend for a crash: all others end at once, and it recovers from the log
    if (kills) signalled(pid);
    else await admin.query("select pg_terminate_backend($1)", [pid]);
  }
  await admin.end().catch(() => undefined);
}

function signalled(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function connected(url: string): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ connectionString: url, application_name: "crash test" });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (attempt >= 80) throw error;
      await delay(100);
    }
  }
}

async function until(is: () => Promise<boolean>, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!(await is()) && performance.now() < end) await delay(5);
}

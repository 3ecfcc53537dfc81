/**
 * Migrations while something breaks, at a message of the protocol that is chosen by a seed: the client is killed, its backend ended, the
 * server crashes, the connection is cut. The same command again must find out by itself what happened. `LOCKSTEP_TEST_CRASH_POINTS` says
 * how many points (default 50), `LOCKSTEP_TEST_SEED` which; a failure names its point.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { faults, startApply, writeCrashMigrations } from "../crash/crash-world.ts";
import { CuttingProxy, type Moment, type Strike } from "../crash/cutting-proxy.ts";
import { useBundledProgram } from "../support/bundled-program.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { randomNumbers } from "../support/random-numbers.ts";
import { testedMajors } from "../support/tested-majors.ts";

const points = Number(process.env.LOCKSTEP_TEST_CRASH_POINTS ?? "50");
const seed = Number(process.env.LOCKSTEP_TEST_SEED ?? "1");
const program = useBundledProgram();

/** What breaks. */
type Fault = "kill client" | "end backend" | "crash server" | "cut connection";
const faultsInTurn: readonly Fault[] = [
  "kill client",
  "cut connection",
  "end backend",
  "cut connection",
  "kill client",
  "crash server",
];

describe.each(testedMajors())("migrations that break on PostgreSQL %i", (major) => {
  // a crash must not lose what was committed
  const server = useServer(major, { settings: { synchronous_commit: "on", log_min_messages: "panic" } });

  it(`happen exactly once at ${points} points`, { timeout: points * 20_000 }, async () => {
    const random = randomNumbers(seed * 100 + major);
    const world = new CrashTrial(server().port);
    const whole = await world.run(() => createDatabase(server(), ""), null, "kill client");
    expect(whole.failure, "without a fault").toBeNull();
    const struck = new Map<Fault, number>();
    const failures: string[] = [];
    for (let point = 0; point < points; point++) {
      const fault = faultsInTurn[point % faultsInTurn.length] ?? "kill client";
      const moment = momentOf(whole, random);
      const { failure, isStruck } = await world.run(() => createDatabase(server(), ""), moment, fault);
      if (isStruck) struck.set(fault, (struck.get(fault) ?? 0) + 1);
      if (failure !== null)
        failures.push(`seed ${seed}, point ${point}, ${fault} ${moment.when} message ${moment.message}: ${failure}`);
    }
    expect(failures).toEqual([]);
    // most points come before the run is over
    expect([...struck.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThan(points * 0.7);
  });
});

/** Half of the moments are anywhere, half are where it hurts most: when the server says that it has committed. */
function momentOf(
  { messages, commits }: { readonly messages: number; readonly commits: readonly number[] },
  random: () => number,
): Moment {
  const anywhere = 1 + Math.floor(random() * messages);
  const message = random() < 0.5 ? anywhere : (commits[Math.floor(random() * commits.length)] ?? anywhere);
  return { message, when: random() < 0.5 ? "before" : "after" };
}

/** One database after the other, each broken once. */
class CrashTrial {
  readonly #serverPort: number;

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
  }

  async run(
    create: () => Promise<string>,
    moment: Moment | null,
    fault: Fault,
  ): Promise<{
    readonly failure: string | null;
    readonly messages: number;
    readonly commits: readonly number[];
    readonly isStruck: boolean;
  }> {
    const url = await create();
    const folder = mkdtempSync(join(tmpdir(), "lockstep-crash-"));
    const proxy = await CuttingProxy.open(this.#serverPort);
    const through = new URL(url);
    through.port = String(proxy.port);
    through.searchParams.set("sslmode", "disable");
    try {
      writeCrashMigrations(folder);
      const first = startApply(program(), folder, through.href);
      proxy.arm(moment, this.#strike(fault, url, first.kill));
      const runs = [await first.ended];
      const { seen: messages, commits } = proxy;
      const isStruck = await proxy.struck();
      // nobody does anything but type the same command again
      while (runs.at(-1)?.code !== 0 && runs.length < 4) runs.push(await startApply(program(), folder, through.href).ended);
      const wrong = await this.#look(url);
      const ends = runs.map(({ code }) => code);
      const isStuck = ends.at(-1) !== 0;
      const failure =
        isStuck || wrong.length > 0
          ? `exits ${ends.join(", ")}: ${wrong.join("; ")}\n${runs.map(({ stdout, stderr }) => stdout + stderr).join("\n")}`
          : null;
      return { failure, messages, commits, isStruck };
    } finally {
      await proxy.close();
      await this.#withAdmin(new URL("/postgres", url).href, async (admin) => {
        await admin.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
      });
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #strike(fault: Fault, url: string, kill: () => void): Strike {
    switch (fault) {
      case "kill client":
        return kill;
      case "cut connection":
        return (cut) => cut();
      case "end backend":
        return async () => {
          await this.#withAdmin(url, (admin) =>
            admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${ours}`),
          );
        };
      default:
        return async () => {
          const pids = await this.#withAdmin(
            url,
            async (admin) => (await admin.query(`select pid from pg_stat_activity where ${ours}`)).rows,
          );
          // the postmaster takes a killed backend for a crash: all others end at once, and it recovers from the log
          for (const { pid } of pids.slice(0, 1)) killed(pid);
        };
    }
  }

  async #look(url: string): Promise<readonly string[]> {
    return this.#withAdmin(url, (admin) => faults(admin, url));
  }

  async #withAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const admin = new Client({ connectionString: url, application_name: "crash test" });
      admin.on("error", () => undefined);
      try {
        await admin.connect();
        return await work(admin);
      } catch (error) {
        // a server that recovers refuses connections for a moment
        if (attempt >= 50) throw error;
        await delay(100);
      } finally {
        await admin.end().catch(() => undefined);
      }
    }
  }
}

/** A backend that has just ended by itself is no crash, and the moment passes without one. */
function killed(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

const ours = "datname = current_database() and application_name like 'lockstep%' and application_name not like '%observer'";

/** A transform that never returns, in the program as it is installed: Ctrl-C reaches it, and without anybody it ends in the quarantine. */

import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { type Running, startProgram } from "../support/run-program.ts";

describe("a transform that never returns", () => {
  const server = useServer(18);
  const program = useProgramDesk();

  const begin = async () => {
    program.write(
      "db/jobs/doubled.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({ table: "numbers", reads: ["n"], writes: ["n"], where: "n < 1000", workers: 1,
         transform: ({ n }) => { while (n === "7" && process.env.STUCK); return { n: String(Number(n) + 1000) }; } });`,
    );
    return createDatabase(
      server(),
      "create table numbers (id int primary key, n int); insert into numbers select i, i from generate_series(1, 20) i;",
    );
  };
  const running: Running[] = [];
  // one that hears nothing would outlive its test
  afterEach(() => {
    for (const { kill } of running.splice(0)) kill();
  });
  const start = (url: string, ...more: readonly string[]) => {
    const started = startProgram(process.execPath, [program.main(), "backfill", "run", "doubled", "--env", "dev", ...more], {
      cwd: program.folder(),
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", LANG: "C.UTF-8", DATABASE_URL: url, STUCK: "1" },
    });
    running.push(started);
    return started;
  };
  const isHeld = async (url: string) => {
    const [row] = await execSql(
      url,
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name like 'lockstep%'
         and state = 'idle in transaction' and state_change < now() - interval '1 second'`,
    );
    return row?.n !== 0;
  };

  it("is ended by Ctrl-C twice, names its row, and frees its chunk at once", async () => {
    const url = await begin();
    const stuck = start(url, "--lease", "10m");
    while (!(await isHeld(url))) await delay(50);
    stuck.interrupt();
    while (!stuck.said().includes("at row 7")) await delay(50);
    const began = performance.now();
    stuck.interrupt();
    const { code, stderr } = await stuck.ended;
    expect({ code, took: performance.now() - began < 5_000 }).toEqual({ code: 130, took: true });
    expect(stderr).toContain("Ctrl-C once more ends it at once");
    expect(stderr).toContain("Stopped at once. What was not committed is rolled back.");
    const words = ["backfill", "run", "doubled", "--env", "dev"];
    expect(await program.lockstep(words, { DATABASE_URL: url })).toMatchObject({ code: 0 });
    expect(await execSql(url, "select sum(n)::int as sum from numbers")).toEqual([{ sum: 20_210 }]);
  }, 60_000);

  it("is stopped after its time, its row goes to the quarantine and the others are done", async () => {
    const url = await begin();
    const { code, stdout } = await start(url, "--lease", "3s").ended;
    expect({ code, stdout: stdout.replaceAll(/\s+/g, " ") }).toEqual({
      code: 2,
      stdout: expect.stringContaining("the transform did not return within 1.0 s"),
    });
    expect(await execSql(url, "select key from lockstep.job_quarantine")).toEqual([{ key: ["7"] }]);
    expect(await execSql(url, "select count(*)::int as n from numbers where n > 1000")).toEqual([{ n: 19 }]);
  }, 60_000);
});

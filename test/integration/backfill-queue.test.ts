/** A job on four worker processes that take its chunks from a queue; two of them are killed. */

import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { useBundledProgram } from "../support/bundled-program.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { type Running, startProgram } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

const program = useBundledProgram();

describe.each(testedMajors())("a queue on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  it("shares a job out, and every row is done once though two of four workers are killed", { timeout: 60_000 }, async () => {
    const { write, folder } = project();
    const url = await createDatabase(
      server(),
      `create table visits (id bigint primary key, hits int not null default 0);
       insert into visits select n, 0 from generate_series(1, 60000) n; analyze visits;`,
    );
    const queue = await createDatabase(server(), "");
    write(
      "db/jobs/hits.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({ table: "visits", set: { hits: "hits + 1" }, batchMs: 5, chunkRows: 3000 });`,
    );
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C.UTF-8", DATABASE_URL: url, QUEUE_URL: queue };
    const start = (...words: readonly string[]): Running =>
      startProgram(process.execPath, [program(), "backfill", ...words, "hits", "--env", "dev", "--queue", "env:QUEUE_URL"], {
        cwd: folder,
        env,
      });
    const run = start("run", "--lease", "2s");
    const workers = Array.from({ length: 4 }, () => start("work", "--idle", "6s"));
    await withClient(url, async (client) => {
      const done = async () => {
        const { rows } = await client.query("select to_regclass('lockstep.job_chunk') is not null as there");
        if (rows[0]?.there !== true) return { chunks: 0, workers: 0 };
        const found = await client.query(
          "select count(*) filter (where is_done)::int as chunks, count(distinct worker)::int as workers from lockstep.job_chunk",
        );
        return found.rows[0];
      };
      // one is killed as soon as several work, another one a little later
      const end = performance.now() + 20_000;
      while ((await done()).workers < 2 && performance.now() < end) await delay(20);
      workers[0]?.kill();
      while ((await done()).chunks < 6 && performance.now() < end) await delay(20);
      workers[1]?.kill();
      const ended = await run.ended;
      expect(`${ended.stdout}${ended.stderr}`).toContain("hits on dev: done. 60,000 rows written of 60,000.");
      const others = await Promise.all(workers.slice(2).map(({ ended: one }) => one));
      expect(others.map(({ code }) => code)).toEqual([0, 0]);
      const { rows } = await client.query(
        "select min(hits)::int as least, max(hits)::int as most, count(*)::int as n from visits",
      );
      expect(rows[0]).toEqual({ least: 1, most: 1, n: 60_000 });
      const by = await client.query("select count(distinct split_part(worker, '#', 1))::int as n from lockstep.job_chunk");
      expect(by.rows[0]?.n).toBeGreaterThanOrEqual(2);
    });
  });
});

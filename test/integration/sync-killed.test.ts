/** A train that is killed at each of its steps, and run again by the same line: it ends as if it had never been killed. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findDumpClient } from "../../src/project/pg-dump.ts";
import { killAt } from "../support/kill-at.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";

const desk = useProgramDesk();

const client = await findDumpClient({ env: process.env, cwd: process.cwd() });

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  // without a client that fits, the backup step does not run here, and its skipping is what is killed
  const hasClient = client !== null && client.major >= major;
  const all = ["audit", "review", "checklist", ...(hasClient ? ["backup"] : []), "apply", "verify", "smoke", "log", "report"];
  const some = sampled(all);
  // of a sample too: a backup is what takes longest
  const steps = hasClient && !some.includes("backup") ? ["backup", ...some] : some;

  it(`goes on after each of: ${steps.join(", ")}`, async () => {
    const [dev, production] = [await createDatabase(server()), await createDatabase(server())];
    const env = { DATABASE_URL: dev, PRODUCTION_DATABASE_URL: production };
    desk.write(
      "lockstep.config.json",
      JSON.stringify({
        cadence: { every: { kind: "cron", expression: "0 0 * * *", minutes: 1440 }, batch: { tables: 1 } },
        smoke: ["smoke/*.sql"],
        ...(hasClient ? { backup: { to: "backups/" } } : {}),
        checklist: { production: ["tested-on-dev", "idempotent", "rollback", "low-traffic", ...(hasClient ? ["backup"] : [])] },
      }),
    );
    desk.write("smoke/any.sql", "-- Smoke: the catalog can be read\nselect 1 from pg_catalog.pg_class limit 1;\n");
    const line = ["sync", "production", "--confirm", "production"];
    // one rides with each train: a train that goes on must not take the next one's
    for (const i of steps.keys()) {
      const name = `t${i}`;
      desk.migration(
        `2026010${i + 1}000000_${name}.sql`,
        `create table if not exists ${name} (id bigint primary key);\n\n-- Rollback:\n-- drop table if exists ${name};\n`,
      );
    }
    expect(await desk.lockstep(["apply", "dev", "--no-prediction"], env)).toMatchObject({ code: 0 });
    const count = async () => execSql(production, "select count(*)::int as n from lockstep.journal where event = 'applied'");
    for (const [i, step] of steps.entries()) {
      const killed = await killAt({
        command: process.execPath,
        words: [desk.main(), ...line, "--format", "ndjson"],
        cwd: desk.folder(),
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
        at: new RegExp(`"step":"${step}"`),
      });
      expect(killed, step).toBe(true);
      const again = await desk.lockstep([...line, "--format", "json"], env);
      expect(again.code, `${step}: ${again.stderr}`).toBe(0);
      const { data } = JSON.parse(again.stdout);
      expect(data.outcome, step).toBe("done");
      expect(await count(), step).toEqual([{ n: i + 1 }]);
      expect(data.steps.filter(({ state }: { state: string }) => state === "failed")).toEqual([]);
    }
    const applied = await execSql(production, "select version from lockstep.journal where event = 'applied' order by seq");
    expect(applied).toHaveLength(steps.length);
    const folder = join(desk.folder(), "db/migrations/evidence");
    const trains = readdirSync(folder)
      .filter((file) => file.includes("-train-"))
      .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")).data);
    // each file came with exactly one train that has come to its end
    expect(trains.flatMap(({ outcome, files }) => (outcome === "done" ? files : [])).sort()).toEqual(
      applied.map(({ version }, i) => `${version}_t${i}.sql`),
    );
    expect(desk.read("db/migrations/applied_to_prod.log").match(/\| sha256:/g)).toHaveLength(steps.length);
  });
});

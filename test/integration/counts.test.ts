/** `lockstep counts`: estimates, counts in one moment through several connections, a limit, and checksums whatever the order of rows. */

import { describe, expect, it } from "vitest";
import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import { scanTables } from "../../src/postgres/scan-tables.ts";
import { counts } from "../../src/workflows/counts.ts";
import { useBackupDesk } from "../support/backup-desk.ts";
import { runLine } from "../support/command-line.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const desk = useBackupDesk();
  const tables = (rows: number) => `
    create table public.big as select i as id from generate_series(1, ${rows}) i; analyze public.big;
    create table public.currencies (code text, name text);
    create materialized view public.never as select 1 as one with no data;`;

  const sides = async (a: string, b: string, lookup: readonly string[] = []) => {
    const urls = { dev: await createDatabase(server(), a), production: await createDatabase(server(), b) };
    desk.configure({ environments: { dev: { url: urls.dev }, production: { url: urls.production } }, lookup: [...lookup] });
    return urls;
  };
  const byTable = async (request: Parameters<typeof counts>[0]) =>
    Object.fromEntries((await counts(request, desk.context())).tables.map(({ table, ...count }) => [table, count]));

  it("counts every row, stops where it was told, and does not fail at a view that was never filled", async () => {
    await sides(tables(30_000), tables(20_000));
    expect(await byTable({ exact: true })).toMatchObject({
      "public.big": { a: 30_000, b: 20_000, exact: true },
      "public.currencies": { a: 0, b: 0 },
      "public.never": { a: null, b: null },
    });
    expect((await byTable({ exact: true, limit: 25_000 }))["public.big"]).toMatchObject({ a: 25_000, b: 20_000, beyond: ["a"] });
    const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
    const both = await runLine(["counts", "--exact", "--limit", "10000"], { cwd: desk.folder(), env, columns: 60 });
    expect(both).toMatchObject({ code: 0, stdout: expect.stringMatching(/public\.big +>10,000 +>10,000\n/) });
    expect(both.stdout).toMatch(/1 beyond the limit on both\s+sides/);
    expect(both.stdout).toContain("counting stopped at --limit");
    expect((await runLine(["counts", "--limit", "5"], { cwd: desk.folder(), env })).code).toBe(4);
  });

  it("compares lookup tables by content whatever the order of rows, and no others", async () => {
    const insert = (rows: string) => `${tables(5)} insert into public.currencies values ${rows};`;
    await sides(insert("('EUR', 'Euro'), ('USD', 'Dollar')"), insert("('USD', 'Dollar'), ('EUR', 'Euro')"), [
      "table:public.currencies",
    ]);
    const same = await byTable({ checksum: true });
    expect(same["public.currencies"]).toMatchObject({ checksum: "same", a: 2, b: 2, exact: true });
    expect(same["public.big"]).not.toHaveProperty("checksum");
    // a row twice instead of another one: the same number of rows
    await sides(insert("('EUR', 'Euro'), ('USD', 'Dollar')"), insert("('EUR', 'Euro'), ('EUR', 'Euro')"), [
      "table:public.currencies",
    ]);
    expect((await byTable({ checksum: true }))["public.currencies"]).toMatchObject({ checksum: "differs", a: 2, b: 2 });
  });

  it("reads all tables in one moment, through four connections at most, and leaves out what takes too long", async () => {
    const sql = Array.from(
      { length: 8 },
      (_, i) => `create table public.t${i} (id int); insert into public.t${i} values (1);`,
    ).join("\n");
    const url = await createDatabase(server(), sql);
    const target = parseConnectionUrl(url, { env: {}, osUser: "" });
    const session = await openSession(target);
    let [open, most] = [0, 0];
    try {
      const scans = Array.from({ length: 8 }, (_, i) => ({
        table: `t${i}`,
        isSmall: false,
        sql:
          i === 7
            ? "select pg_catalog.pg_sleep(30)"
            : `select count(*)::text as rows, pg_catalog.pg_sleep(0.1) from public.t${i}`,
      }));
      const found = await scanTables(session, scans, async () => {
        most = Math.max(most, ++open);
        // a row that comes after the moment began is in none of the counts
        if (open === 1)
          await execSql(url, Array.from({ length: 8 }, (_, i) => `insert into public.t${i} values (2);`).join("\n"));
        return openSession(target, { statementTimeoutMs: 1_000 });
      });
      expect(most).toBe(4);
      expect([...found].map(([table, row]) => [table, row.rows]).sort()).toEqual(
        Array.from({ length: 7 }, (_, i) => [`t${i}`, "1"]),
      );
    } finally {
      await session.close();
    }
  });
});

/** `lockstep load`: steps at a rate, compared with a baseline, and what it does not do to a protected environment. */

import { describe, expect, it } from "vitest";
import { openHttpWorld } from "../support/http-world.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { testedMajors } from "../support/tested-majors.ts";

const shop = "create table orders (id int); insert into orders values (1); create table visits (at timestamptz);";

interface Figures {
  readonly due: number;
  readonly good: number;
  readonly errorRate: number;
  readonly latency: { readonly p50: number; readonly max: number } | null;
}
interface Loaded {
  readonly all: Figures;
  readonly steps: readonly (Figures & { readonly name: string })[];
  readonly errors: readonly { readonly message: string; readonly count: number }[];
  readonly isBaseline: boolean;
  readonly verdict: {
    readonly passed: boolean;
    readonly worse: readonly string[];
    readonly comparedWith: string | null;
    readonly why: string | null;
  };
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();
  const program = useProgramDesk();

  const configure = (load: object) =>
    project().write("lockstep.config.json", JSON.stringify({ load: { rate: 40, seconds: 1, sessions: 4, ...load } }));
  const loaded = async (...words: readonly string[]) => {
    const { code, stdout } = await project().lockstep("load", ...words, "--format", "json");
    const { data }: { data: Loaded } = JSON.parse(stdout);
    return { code, ...data };
  };

  it("keeps a baseline, compares with it, and says no when the server starts to answer 5xx", async () => {
    const { write, newDev, lockstep } = project();
    const web = await openHttpWorld();
    await newDev(server(), shop);
    write("load/orders.sql", "select count(*) from orders;\n");
    configure({
      mix: [{ sql: "load/orders.sql", weight: 3 }, { http: { kind: "http", url: web.url } }],
      tolerance: { p95: 100 },
    });
    const before = await loaded("dev", "--baseline");
    expect(before).toMatchObject({ code: 0, isBaseline: true, all: { due: 40, good: 40, errorRate: 0 } });
    expect(before.steps.map(({ name, due }) => [name, due])).toEqual([
      ["load/orders.sql", 30],
      [`GET ${web.url}`, 10],
    ]);
    expect(await loaded("dev")).toMatchObject({
      code: 0,
      isBaseline: false,
      verdict: { comparedWith: expect.stringMatching(/^20/) },
    });
    web.answer = { status: 502, body: "" };
    const worse = await lockstep("load", "dev");
    expect(worse.code).toBe(2);
    expect(worse.stdout).toContain("25 % of steps failed, and 1 % would still pass");
    expect(worse.stdout).toContain("10 times: answered 502, expected a status below 400");
    configure({ rate: 20, mix: [{ sql: "load/orders.sql" }] });
    expect((await loaded("dev")).verdict).toMatchObject({ comparedWith: null, why: expect.stringContaining("of another load") });
  });

  it("counts what the server refuses, keeps no baseline of it, and lets nothing write that does not say so", async () => {
    const { write, newDev } = project();
    const url = await newDev(server(), shop);
    write("load/visit.sql", "insert into visits values (now());\n");
    configure({ mix: [{ sql: "load/visit.sql" }] });
    const refused = await loaded("dev", "--baseline");
    expect(refused).toMatchObject({ code: 2, isBaseline: false, all: { good: 0, errorRate: 1, latency: null } });
    expect(refused.errors).toEqual([{ message: "cannot execute INSERT in a read-only transaction", count: 40 }]);
    expect(await execSql(url, "select count(*)::int as n from visits")).toEqual([{ n: 0 }]);
    configure({ mix: [{ sql: "load/visit.sql", writes: true }] });
    expect((await loaded("dev")).all).toMatchObject({ good: 40 });
    expect(await execSql(url, "select count(*)::int as n from visits")).toEqual([{ n: 40 }]);
  });

  it("shows a server that cannot keep up in every step that had to wait", async () => {
    const { write, newDev } = project();
    await newDev(server(), shop);
    write("load/slow.sql", "select pg_sleep(0.1);\n");
    configure({ sessions: 1, rate: 20, mix: [{ sql: "load/slow.sql" }] });
    const { all } = await loaded("dev");
    // each takes 100 ms and one is due every 50 ms: the wait grows with each
    expect(all.latency?.max).toBeGreaterThan(400);
    expect(all.due).toBe(20);
  });

  it("asks for a protected environment's name, and never writes there", async () => {
    const { write, connect, lockstep } = project();
    connect({ PRODUCTION_DATABASE_URL: await createDatabase(server(), shop) });
    write("load/orders.sql", "select count(*) from orders;\n");
    configure({ seconds: 0.2, mix: [{ sql: "load/orders.sql" }] });
    expect(await lockstep("load", "production")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("--confirm production"),
    });
    expect(await lockstep("load", "production", "--confirm", "staging")).toMatchObject({ code: 3 });
    expect(await lockstep("load", "production", "--confirm", "production")).toMatchObject({ code: 0 });
    configure({ mix: [{ sql: "load/orders.sql", writes: true }] });
    const writing = await lockstep("load", "production", "--confirm", "production");
    expect(writing).toMatchObject({ code: 3, stderr: expect.stringContaining("LOAD_REFUSED") });
  });

  it("says what to write where no load is configured, through the program too", async () => {
    const url = await createDatabase(server(), shop);
    const none = await program.lockstep(["load", "dev"], { DATABASE_URL: url });
    expect(none).toMatchObject({ code: 4, stderr: expect.stringContaining("load: { rate: 50") });
    program.write("load/orders.sql", "select count(*) from orders;\n");
    program.write(
      "lockstep.config.ts",
      'import { defineConfig } from "lockstep";\nexport default defineConfig({ load: { rate: 20, seconds: 0.5, mix: [{ sql: "load/orders.sql" }] } });\n',
    );
    const ended = await program.lockstep(["load", "dev"], { DATABASE_URL: url });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining("dev: few errors (20/s for 0.5 s") });
  });
});

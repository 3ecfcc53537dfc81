/** What a proof says: of the plan, of its way back, and of what a scratch server cannot tell. */

import { describe, expect, it } from "vitest";
import { formatSnapshot } from "../../src/core/catalog/snapshot.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { makePlan } from "../../src/core/plan/make-plan.ts";
import { findDumpClient } from "../../src/project/pg-dump.ts";
import { inspect } from "../../src/workflows/inspect.ts";
import { openProject } from "../../src/workflows/open-project.ts";
import { versionOf } from "../../src/workflows/plan-dump.ts";
import { provePlan } from "../../src/workflows/prove-plan.ts";
import { ScratchCopy } from "../../src/workflows/scratch-copy.ts";
import { statementsOf, usePlans } from "../support/plan-context.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

const desk = usePlans();

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const database = (sql: string) => createDatabase(server(), sql);
  const catalogOf = async (sql: string) =>
    (await inspect({ source: await database(sql), dependencies: true }, desk.context)).catalog;

  it("gives a verdict on the way back of each object, and runs it", async () => {
    const from = await database("create table t (a int, b text, old int); create index i on t (a);");
    const to = await database(
      "create table t (a int, b varchar(9), fresh int); create table u (a int); comment on table t is 'x';",
    );
    const { proof, stages } = await desk.plan(from, to);
    expect(proof.kind).toBe("proven");
    const [stage] = stages;
    expect(stage?.rollback.proof.kind).toBe("proven");
    const verdicts = Object.fromEntries(stage?.rollback.verdicts.map(({ change, verdict }) => [change, verdict]) ?? []);
    expect(verdicts).toMatchObject({
      "column:public.t.old": "lossy",
      "column:public.t.fresh": "lossy",
      "column:public.t.b": "lossless",
      "table:public.u": "lossy",
      "index:public.i": "lossless",
      "comment:table:public.t": "lossless",
    });
    const lossy = stage?.rollback.verdicts.find(({ change }) => change === "column:public.t.old");
    expect(lossy?.detail).toBe("does not bring back the values of public.t.old");
  });

  it("divides a plan into what files hold, each with a way back that leads to the file before", async () => {
    const from = await database("create table t (a int, b int)");
    const to = await database(
      "create table t (a int, b int, c int, check (a > 0)); create index i on t (b); create view v as select c from t;",
    );
    const { stages, proof } = await desk.plan(from, to, { staged: true });
    expect(proof.kind).toBe("proven");
    expect(stages.length).toBeGreaterThan(1);
    expect(stages.map(({ rollback }) => rollback.proof.kind)).toEqual(stages.map(() => "proven"));
    const concurrent = stages.find(({ plan }) => statementsOf({ plan }).some((sql) => sql.includes("CONCURRENTLY")));
    expect(concurrent?.plan.groups.every(({ statements }) => statements.every(({ transaction }) => transaction !== "any"))).toBe(
      true,
    );
    expect(statementsOf({ plan: concurrent?.rollback.plan ?? { groups: [] } }).join()).toContain(
      "DROP INDEX CONCURRENTLY public.i",
    );
  });

  it("says what cannot be brought back, and brings back the rest", async () => {
    const common = "create table t (a int); create type mood as enum ('good'";
    const table = ";create table p (m mood) partition by list (m);";
    const from = await database(`${common})${table}`);
    const to = await database(`${common}, 'bad')${table} alter table t add b int;`);
    const { proof, stages } = await desk.plan(from, to);
    expect(proof.kind).toBe("proven");
    const rollback = stages[0]?.rollback;
    expect(rollback?.proof.kind).toBe("proven");
    expect(rollback?.verdicts).toEqual(
      expect.arrayContaining([
        { change: "enum:public.mood", verdict: "impossible", detail: expect.stringContaining("partition") },
        expect.objectContaining({ change: "column:public.t.b", verdict: "lossy" }),
      ]),
    );
    expect(statementsOf({ plan: rollback?.plan ?? { groups: [] } })).toEqual(["ALTER TABLE public.t DROP COLUMN b"]);
  });

  it("refutes a plan that leaves a difference, and one that the server refuses", async () => {
    const start = await catalogOf("create table t (a int)");
    const goal = await catalogOf("create table t (a int, b int, c int)");
    const { changes } = await compareCatalogs(start, goal);
    const half = changes.filter(({ id }) => id !== "column:public.t.c");
    const plan = makePlan({ start, goal, changes: half, version: versionOf(start), owner: null });
    const copy = await ScratchCopy.build(start, goal, await openProject(desk.context), desk.context);
    try {
      expect(await provePlan(copy, plan, goal)).toEqual({
        kind: "refuted",
        why: "afterwards 1 differences are left: add column:public.t.c",
      });
      // the column is there by now
      const again = await provePlan(copy, plan, goal);
      expect(again).toMatchObject({ kind: "refuted", why: expect.stringMatching(/^column "b" .* already exists/) });
    } finally {
      await copy.close();
    }
  });

  it("leaves unproven what needs an extension that the scratch server lacks, and proves the rest", async () => {
    const common = `create extension citext;
      create table place (id int, name citext, note text); create index on place (name); create view names as select name from place;`;
    const snapshot = async (name: string, sql: string) => {
      const text = formatSnapshot(await catalogOf(common + sql));
      return desk.write(name, text.replaceAll("citext", "nosuchext"));
    };
    const from = await snapshot("from.json", "create table other (a int);");
    const to = await snapshot(
      "to.json",
      `create table other (a int, b int); create table more (a citext); alter table place add tag text, add alias citext;
       create index on place (note);`,
    );
    const { proof, plan } = await desk.plan(from, to);
    expect(proof).toEqual({
      kind: "unproven",
      why: "the scratch server lacks the extension nosuchext; set scratch.url to a server that has it",
      objects: expect.arrayContaining(["table:public.more", "column:public.place.alias"]),
    });
    const unproven = proof.kind === "unproven" ? (proof.objects ?? []) : [];
    expect(unproven).not.toContain("column:public.place.tag");
    expect(unproven).not.toContain("column:public.other.b");
    expect(unproven).not.toContain("index:public.place_note_idx");
    expect(statementsOf({ plan }).join("\n")).toContain("ADD COLUMN alias public.nosuchext");
  });

  it("proves nothing where no scratch database may be made, says so of all of it, and plans all the same", async () => {
    const from = await database("create table t (a int)");
    const to = await database("create table t (a int, b int)");
    await execSql(from, "create role without_databases login password 'x'");
    const url = new URL(from);
    [url.username, url.password] = ["without_databases", "x"];
    desk.write("lockstep.config.json", JSON.stringify({ scratch: { url: url.href } }));
    try {
      const { proof, stages, plan } = await desk.plan(from, to, { staged: true });
      expect(proof).toEqual({ kind: "unproven", why: expect.stringContaining("may not create a scratch database") });
      expect(stages.map(({ rollback }) => rollback.proof)).toEqual([proof]);
      expect(statementsOf({ plan })).toEqual(["ALTER TABLE public.t ADD COLUMN b integer"]);
    } finally {
      desk.write("lockstep.config.json", "{}");
    }
  });

  it("fails where the scratch server of the configuration cannot be reached", async () => {
    const from = await database("create table t (a int)");
    const to = await database("create table t (a int, b int)");
    desk.write("lockstep.config.json", JSON.stringify({ scratch: { url: "postgres://nobody@127.0.0.1:1/x" } }));
    try {
      await expect(desk.plan(from, to)).rejects.toMatchObject({ code: expect.stringMatching(/^CONNECT_/) });
    } finally {
      desk.write("lockstep.config.json", "{}");
    }
  });

  it("asks pg_dump too, where there is one for this server", async ({ skip }) => {
    const client = await findDumpClient(desk.context);
    if (client === null || client.major < major) skip(`no pg_dump for PostgreSQL ${major} is installed here`);
    const from = await database("create table t (a int); create view v as select a from t;");
    const to = await database(
      "create table t (a int, b text default 'x'); create view v as select a, b from t; create index on t (b);",
    );
    // a copy on this very server: dumps of two majors cannot be compared
    desk.write("lockstep.config.json", JSON.stringify({ scratch: { url: server().url() } }));
    try {
      const { proof } = await desk.plan(from, to);
      expect(proof).toEqual({ kind: "proven", witness: expect.stringMatching(/^pg_dump \d/) });
    } finally {
      desk.write("lockstep.config.json", "{}");
    }
  });
});

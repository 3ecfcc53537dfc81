/** Checks beyond the schema on real databases: what is broken on both sides differs nowhere, and must be said all the same. */

import { describe, expect, it } from "vitest";
import { audit } from "../../src/index.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const checks = async (a: string, b: string) => {
    const env = { A: await createDatabase(server(), a), B: await createDatabase(server(), b) };
    const report = await audit({ cwd: import.meta.dirname, env, source: "env:A", target: "env:B" });
    const said = Object.fromEntries(report.parity.map(({ check, status, detail }) => [check, `${status}: ${detail}`]));
    return { said, changes: report.changes.map(({ id }) => id), inSync: report.inSync };
  };

  it("a materialized view without data is a warning and no drift: REFRESH is no change of the schema", async () => {
    const view = "create materialized view mv as select 1 as one";
    const { said, changes, inSync } = await checks(view, `${view} with no data`);
    expect(said["unpopulated-views"]).toBe("warning: without data, REFRESH fills it: env:B public.mv");
    expect(changes).toEqual([]);
    expect(inSync).toBe(true);
    expect((await checks(view, view)).said["unpopulated-views"]).toBe("ok: every materialized view holds data");
  });

  it("foreign keys whose triggers are off enforce nothing, though both sides agree on it", async () => {
    const sql = `create table a (id int primary key); create table b (id int constraint b_a references a);
      alter table b disable trigger all`;
    const { said, inSync } = await checks(sql, sql);
    expect(said["disabled-triggers"]).toBe("warning: disabled: env:A public.b.b_a, env:B public.b.b_a");
    expect(inSync).toBe(true);
  });

  it("triggers of foreign keys that are off and those that fire on replicas are two things", async () => {
    const tables = `create table a (id int primary key); create table b (id int constraint b_a references a);
      alter table b disable trigger all`;
    const replica = `do $$ declare t record; begin for t in select tgname from pg_trigger where tgrelid = 'b'::regclass
      loop execute format('alter table b enable replica trigger %I', t.tgname); end loop; end $$`;
    const { changes } = await checks(tables, `${tables}; ${replica}`);
    expect(changes).toEqual(["constraint:public.b.b_a"]);
  });

  it("indexes of constraints that partitions lack are invalid", async () => {
    const sql = `create table p (id int, up int) partition by range (id); create table p1 partition of p for values from (0) to (10);
      alter table only p add constraint p_id unique (id)`;
    const { said } = await checks(sql, sql);
    expect(said["invalid-indexes"]).toBe("warning: invalid: env:A public.p.p_id, env:B public.p.p_id");
  });

  it.runIf(major >= 18)("NOT NULL constraints can be not validated too", async () => {
    const sql = "create table t (a int); alter table t add constraint a_must not null a not valid";
    const { said } = await checks(sql, sql);
    expect(said["unvalidated-constraints"]).toBe("warning: not validated: env:A public.t.a_must, env:B public.t.a_must");
  });
});

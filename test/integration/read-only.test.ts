/**
 * An audit leaves no trace: no catalog row and no transaction id, though a superuser runs it who could write anything, and it works
 * where nothing can be written. Every write takes a transaction id, so a counter that stands still rules them all out.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import { audit } from "../../src/workflows/audit.ts";
import { counts } from "../../src/workflows/counts.ts";
import type { WorkflowContext } from "../../src/workflows/workflow-context.ts";
import { inspectUrl } from "../support/inspect-url.ts";
import { type MutationBase, startMutationBase } from "../support/mutation-base.ts";
import { createDatabase, execSql } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { catalogRows, catalogRowsQuery } from "../support/witness.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  let base: MutationBase;
  let other: string;
  let folder: string;
  let context: WorkflowContext;

  beforeAll(async () => {
    base = await startMutationBase(major);
    other = await createDatabase(base.server, "create table public.only_here (id int primary key)", "base");
    folder = await mkdtemp(join(tmpdir(), "lockstep-read-only-"));
    context = { cwd: folder, env: {}, osUser: "nobody", learn: () => undefined, progress: () => undefined };
  });
  afterAll(async () => {
    await base?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Every catalog row of a database, the cluster's next transaction id, and what other sessions hold or run. */
  const look = async (url: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const catalogs = await catalogRows(client, await catalogRowsQuery(client));
      const { rows } = await client.query(
        `select pg_snapshot_xmax(pg_current_snapshot())::text as next_xid,
           (select count(*) from pg_locks where pid <> pg_backend_pid() and locktype in ('relation', 'advisory'))::int as locks,
           (select count(*) from pg_stat_activity where application_name like 'lockstep%')::int as sessions`,
      );
      return { catalogs, ...rows[0] };
    } finally {
      await client.end();
    }
  };
  const lookAtBoth = async () => [await look(base.url), await look(other)];

  it("would notice a write", async () => {
    const before = await lookAtBoth();
    await execSql(other, "create table gone (); drop table gone");
    expect(await lookAtBoth()).not.toEqual(before);
  });

  it("changes no catalog row, takes no transaction id, keeps no lock and no session", async () => {
    const before = await lookAtBoth();
    const { pairs } = await audit({ sources: [base.url, other] }, context);
    expect(pairs[0]?.changes.map(({ id }) => id)).toContain("table:public.only_here");
    expect((await inspectUrl(other)).objects.size).toBeGreaterThan(300);
    expect((await counts({ a: base.url, b: other }, context)).tables.length).toBeGreaterThan(50);
    expect(await lookAtBoth()).toEqual(before);
  });

  it("works where every transaction is read only", async () => {
    const name = new URL(other).pathname.slice(1);
    const writable = await audit({ sources: [base.url, other] }, context);
    await execSql(base.server.url(), `alter database ${name} set default_transaction_read_only = on`);
    await expect(execSql(other, "create table refused ()")).rejects.toThrow("read-only transaction");
    const { pairs } = await audit({ sources: [base.url, other] }, context);
    const ids = pairs[0]?.changes.map(({ id }) => id) ?? [];
    // the setting itself is a difference now
    expect(ids.filter((id) => !id.startsWith("setting:"))).toEqual(writable.pairs[0]?.changes.map(({ id }) => id));
    expect(ids.some((id) => id.includes("default_transaction_read_only"))).toBe(true);
  });

  it.each(["create table public.written ()", "select pg_catalog.nextval('m_sequence.free')", "vacuum"])(
    "reads in transactions that refuse to write: %s",
    async (statement) => {
      const session = await openSession(parseConnectionUrl(base.url, { env: {}, osUser: "nobody" }));
      try {
        await expect(session.query(statement)).rejects.toThrow(/read-only transaction|inside a transaction block/);
      } finally {
        await session.close();
      }
    },
  );
});

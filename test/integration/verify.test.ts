/** `lockstep verify`: the schema against what the journal says of it. */

import { describe, expect, it } from "vitest";
import { baseline } from "../../src/workflows/baseline.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import { rollback } from "../../src/workflows/rollback.ts";
import { verify } from "../../src/workflows/verify.ts";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

const desk = useApplyDesk();

const feature = "create table feature (id int primary key, name text);\n\n-- Rollback:\n-- drop table feature;\n";
const more = "alter table feature add column size int;\n\n-- Rollback:\n-- alter table feature drop column size;\n";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  it("says yes by the fingerprint that was recorded before COMMIT, and shows what somebody did by hand", async () => {
    const production = await createDatabase(server());
    const context = desk.context({ production });
    desk.migration("20260101000000_feature.sql", feature);
    desk.migration("20260102000000_more.sql", more);
    await desk.apply({ production });
    expect(await verify("production", context)).toMatchObject({
      holds: true,
      basis: "fingerprint",
      recorded: { seq: 3 },
      report: null,
    });
    await execSql(production, "alter table feature alter column name type varchar(20); create table by_hand (id int)");
    const found = await verify("production", context);
    expect(found).toMatchObject({ holds: false, basis: "replay" });
    const changes = found.report?.changes.map(({ change, id }) => `${change} ${id}`) ?? [];
    expect(changes).toContain("remove table:public.by_hand");
    expect(changes).toContain("alter column:public.feature.name");
  });

  it("replays where nothing was recorded, and leaves out what was rolled back", async () => {
    const dev = await createDatabase(server());
    const context = desk.context({ dev });
    desk.migration("20260101000000_feature.sql", feature);
    desk.migration("20260102000000_more.sql", more);
    await desk.apply({ dev });
    expect(await verify("dev", context)).toMatchObject({ holds: true, basis: "replay", recorded: null });
    const limits = { lockBudgetMs: 3_000, attempts: 2, waitMs: 5_000, tool: "lockstep test" };
    await rollback({ environment: "dev", to: null, only: null, steps: 1, isDryRun: false, ...limits }, context);
    expect(await verify("dev", context)).toMatchObject({ holds: true, basis: "replay" });
    await execSql(dev, "alter table feature add column size int");
    expect((await verify("dev", context)).report?.changes).toMatchObject([
      { change: "remove", id: "column:public.feature.size" },
    ]);
  });

  it("sees what no migration tells, and says that it cannot tell how", async () => {
    const production = await createDatabase(server());
    desk.migration("20260101000000_feature.sql", feature);
    await desk.apply({ production });
    await execSql(production, "grant select on feature to public");
    expect(await verify("production", desk.context({ production }))).toMatchObject({
      holds: false,
      basis: "replay",
      why: expect.stringContaining("event #2 has recorded"),
      report: { inSync: true },
    });
  });

  it("begins with what was there when the database was taken over", async () => {
    const production = await createDatabase(server(), `create table legacy (id int); ${feature}`);
    const context = desk.context({ production });
    desk.migration("20260101000000_feature.sql", feature);
    await baseline({ environment: "production", to: null, waitMs: 5_000, tool: "lockstep test" }, context);
    expect(await verify("production", context)).toMatchObject({ holds: true });
    desk.migration("20260102000000_more.sql", more);
    await desk.apply({ production }, { consent: { ...noConsent, confirm: "production" } });
    expect(await verify("production", context)).toMatchObject({ holds: true, basis: "fingerprint" });
    // what comes after what was recorded is replayed on the snapshot
    await execSql(production, "drop table legacy");
    expect((await verify("production", context)).report?.changes).toMatchObject([
      { change: "add", id: "table:public.legacy" },
      { change: "add", id: "column:public.legacy.id" },
    ]);
  });

  it("refuses without a journal, and on another environment's database", async () => {
    const dev = await createDatabase(server());
    expect(await refusal(verify("dev", desk.context({ dev })))).toMatchObject({ code: "JOURNAL_MISSING" });
    desk.migration("20260101000000_feature.sql", feature);
    await desk.apply({ dev });
    expect(await refusal(verify("production", desk.context({ production: dev })))).toMatchObject({ code: "IDENTITY_MISMATCH" });
  });
});

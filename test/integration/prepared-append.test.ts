/** The statement that appends to the journal is prepared once a session: whatever migrations do to prepared statements, events are written. */

import { describe, expect, it } from "vitest";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { rowValues } from "../support/row-values.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const desk = useApplyDesk();

  it("is not in the way of migrations that prepare and deallocate, and finds out when a function has", async () => {
    const dev = await createDatabase(
      server(),
      `create table t (n int);
       create function forget() returns void language plpgsql as $$ begin execute 'deallocate ' || 'all'; end $$`,
    );
    const texts = [
      "insert into t values (1);",
      "insert into t values (2);\ninsert into t values (3);",
      "prepare lockstep_append as select 1;\nexecute lockstep_append;\ninsert into t values (4);",
      "insert into t values (5);",
      "prepare mine as select 1;\ndeallocate all;\ninsert into t values (6);",
      "prepare mine as select 1;\ninsert into t values (7);",
      "insert into t values (8);",
      "select forget();\ninsert into t values (9);",
      "insert into t values (10);",
    ];
    for (const [n, text] of texts.entries()) desk.migration(`2026010100000${n}_m.sql`, text);
    expect((await desk.apply({ dev })).applied).toHaveLength(texts.length);
    expect(await rowValues(dev, "select n from t order by n")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const durations = await rowValues(
      dev,
      "select jsonb_array_length(payload -> 'durationsMs') from lockstep.journal where event = 'applied' order by seq",
    );
    expect(durations).toEqual([1, 2, 3, 1, 3, 2, 1, 2, 1]);
  });

  it.each([
    { how: "by itself", files: ["insert into t values (1);"] },
    { how: "with others", files: ["insert into t values (1);", "insert into t values (2);", "insert into t values (3);"] },
    { how: "statement by statement", files: ["-- lockstep: transaction = none\ninsert into t values (1);"] },
  ])("undoes a migration whose event a trigger throws away, which runs $how", async ({ files }) => {
    const dev = await createDatabase(server(), "create table t (n int)");
    await desk.apply({ dev });
    for (const [n, text] of files.entries()) desk.migration(`2026010100000${n}_m.sql`, text);
    await execSql(
      dev,
      `create function forget() returns trigger language plpgsql as 'begin return null; end';
       create trigger forget before insert on lockstep.journal for each row execute function forget()`,
    );
    expect(await refusal(desk.apply({ dev }))).toMatchObject({
      code: "JOURNAL_ALTERED",
      message: expect.stringMatching(
        /lockstep\.journal did not keep the event: a trigger .* rolled back; nothing of it has happened/,
      ),
      hint: expect.stringContaining("disable trigger"),
    });
    expect(await rowValues(dev, "select n from t")).toEqual([]);
    await execSql(dev, "alter table lockstep.journal disable trigger forget");
    expect((await desk.apply({ dev })).applied).toHaveLength(files.length);
  });

  it("notes for each statement how long it took, the last one included", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "select pg_sleep(0.03);\nselect 1;\nselect pg_sleep(0.06);");
    await desk.apply({ dev });
    const [durations] = await rowValues(dev, "select payload -> 'durationsMs' from lockstep.journal where event = 'applied'");
    const [first = 0, second = 0, third = 0] = durations as number[]; // as the event's payload has them
    expect(first).toBeGreaterThanOrEqual(30);
    expect(second).toBeLessThan(30);
    expect(third).toBeGreaterThanOrEqual(60);
  });
});

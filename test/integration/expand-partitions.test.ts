/** Changes in steps of a partitioned table: its partitions follow, each with indexes of its own that are built while others write. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { inspectUrl } from "../support/inspect-url.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

// partitions made and attached, one of them partitioned itself, with what only one of them has
const events = `
  create table events (
    id bigint not null, at date not null, kind text not null default 'none', note text,
    primary key (id, at), constraint events_kind_at_key unique (kind, at, id), constraint events_kind_check check (kind <> 'never')
  ) partition by range (at);
  create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
  create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01') partition by hash (id);
  create table events_2026_a partition of events_2026 for values with (modulus 2, remainder 0);
  create table events_2026_b partition of events_2026 for values with (modulus 2, remainder 1);
  create table events_old (note text, id bigint not null, gone int, at date not null, kind text not null default 'old', check (kind <> 'never'));
  alter table events_old drop column gone;
  alter table events_old add constraint events_kind_check check (kind <> 'never');
  alter table events attach partition events_old for values from (minvalue) to ('2025-01-01');
  create index events_kind_idx on events (kind) where note is null;
  create index events_2025_lower on events_2025 (lower(kind));
  create view kinds as select kind, count(*) as events from events group by kind;
  comment on column events.kind is 'what happened';
  alter table events_2025 alter column kind set statistics 300;
  insert into events (id, at, kind) select i, date '2024-06-01' + i * 15, 'kind' || i % 7 from generate_series(1, 60) i;`;

async function stateOf(url: string) {
  const all = [...(await inspectUrl(url)).objects.values()];
  return Object.fromEntries(all.map(({ id, owner, facts }) => [id, { owner, facts }]));
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();
  let applied = 0;
  beforeEach(() => {
    applied = 0;
    project().write("lockstep.config.json", JSON.stringify({ scratch: { on: "dev" } }));
  });
  const done = async (...words: readonly string[]) => {
    const ended = await project().lockstep(...words);
    expect(ended, `${words.join(" ")}\n${ended.stdout}${ended.stderr}`).toMatchObject({ code: 0 });
    return ended.stdout;
  };
  const files = () => readdirSync(join(project().folder, "db/migrations")).filter((name) => name.endsWith(".sql"));
  const apply = async () => {
    await done("apply", "dev", "--no-prediction");
    applied = files().length;
  };
  const fill = async (job: string) => {
    await done("backfill", "run", job);
    await done("backfill", "verify", job);
  };
  const thereAndBack = async (url: string) => {
    const before = await stateOf(url);
    const pending = files().length - applied;
    await apply();
    const after = await stateOf(url);
    expect(after).not.toEqual(before);
    await done("rollback", "dev", "--steps", String(pending));
    expect(await stateOf(url)).toEqual(before);
    await apply();
    expect(await stateOf(url)).toEqual(after);
  };
  const invalid = "select indexrelid::regclass::text from pg_index where not indisvalid";

  it("changes a type in all partitions, there and back, and ends as a plain change would", async () => {
    const url = await project().newDev(server(), events);
    await done("expand", "change-type", "events.kind", "varchar(40)");
    await thereAndBack(url);
    await fill("events_kind_type");
    await done("switch", "events_kind_type");
    await thereAndBack(url);
    await execSql(
      url,
      "insert into events (id, at, kind) values (900, '2026-05-05', 'new'); update events set kind = 'other' where id = 3",
    );
    expect(await execSql(url, "select kind__old as old from events where id in (3, 900) order by id")).toEqual([
      { old: "other" },
      { old: "new" },
    ]);
    expect(await execSql(url, invalid)).toEqual([]);
    await done("contract", "events_kind_type");
    await thereAndBack(url);
    const plain = await createDatabase(server(), events.replaceAll("kind text", "kind varchar(40)"));
    const [reached, wanted] = [await stateOf(url), await stateOf(plain)];
    // from 18 on the column's NOT NULL keeps the name that it was built with
    const names = (state: object) =>
      Object.keys(state)
        .filter((id) => !id.startsWith("not-null:"))
        .sort();
    expect(names(reached)).toEqual(names(wanted));
    expect(await execSql(url, "select sum(events)::int as events from kinds")).toEqual([{ events: 61 }]);
  }, 120_000);

  it("renames a column in all partitions, under both names until the old one goes", async () => {
    const url = await project().newDev(server(), events);
    await done("expand", "rename", "events.kind", "topic", "--name", "topic");
    await thereAndBack(url);
    await fill("topic");
    await done("switch", "topic");
    // whoever makes partitions goes on with it, and no file knows this one
    await execSql(url, "create table events_2027 partition of events for values from ('2027-01-01') to ('2028-01-01')");
    expect(await project().lockstep("apply", "dev", "--no-prediction")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/index for public.events_kind_at_key__new, public.events_kind_idx__new: build/),
    });
    await execSql(
      url,
      `create index events_2027_topic_idx on events_2027 (topic) where note is null;
       alter index events_kind_idx__new attach partition events_2027_topic_idx;
       alter table events_2027 add constraint events_2027_topic_key unique (topic, at, id);
       alter index events_kind_at_key__new attach partition events_2027_topic_key;`,
    );
    await apply();
    await execSql(
      url,
      "insert into events (id, at, kind) values (900, '2026-05-05', 'old'); insert into events (id, at, topic) values (901, '2025-05-05', 'new')",
    );
    expect(await execSql(url, "select kind, topic from events where id >= 900 order by id")).toEqual([
      { kind: "old", topic: "old" },
      { kind: "new", topic: "new" },
    ]);
    await done("contract", "topic");
    await thereAndBack(url);
    expect(await execSql(url, invalid)).toEqual([]);
  }, 120_000);

  it.runIf(major >= 18)(
    "takes a foreign key of a partitioned table along, whose partitions have copies of it",
    async () => {
      const url = await project().newDev(
        server(),
        `create table owners (id int generated always as identity primary key, name text);
       create table events (id bigint not null, at date not null, owner_id int references owners (id), primary key (id, at)) partition by range (at);
       create index on events (owner_id);
       create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
       create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
       insert into owners (name) select 'o' || i from generate_series(1, 9) i;
       insert into events select i, date '2025-01-01' + i * 9, 1 + i % 9 from generate_series(1, 60) i;`,
      );
      await done("expand", "bigint-key", "owners.id", "--name", "wide");
      await apply();
      await fill("wide");
      await fill("wide_2");
      await done("switch", "wide");
      await thereAndBack(url);
      await done("contract", "wide");
      await apply();
      await expect(execSql(url, "insert into events values (99, '2026-02-02', 77)")).rejects.toThrow(/events.*_owner_id_fkey/);
      expect(
        await execSql(
          url,
          "select distinct pg_typeof(owner_id)::text as type from events union select pg_typeof(id)::text from owners",
        ),
      ).toEqual([{ type: "bigint" }]);
    },
    120_000,
  );

  it("names what partitions cannot do before anything is written", async () => {
    await project().newDev(
      server(),
      `create table places (id int primary key);
       create table e (id int, at date, kind text, place int references places, primary key (id, at)) partition by range (at);
       create table e_1 partition of e for values from ('2025-01-01') to ('2026-01-01');
       create table g (id int, kind text) partition by range (id);
       create table g_1 partition of g for values from (1) to (9) partition by list (kind);
       create extension file_fdw;
       create server files foreign data wrapper file_fdw;
       create table f (id int, kind text) partition by list (id);
       create foreign table f_1 partition of f for values in (1) server files options (filename '/nowhere');`,
    );
    const refused = async (words: string, ...line: readonly string[]) => {
      const { code, stderr } = await project().lockstep("expand", ...line);
      expect({ code, stderr: stderr.replace(/\s+/g, " ") }).toEqual({ code: 3, stderr: expect.stringContaining(words) });
    };
    await refused("at decides about the partition of a row of public.e,", "rename", "e.at", "day");
    await refused("kind decides about the partition of a row of public.g_1,", "change-type", "g.kind", "varchar");
    await refused("e_pkey is the primary key of a partitioned table", "bigint-key", "e.id");
    await refused("public.e_1 is a partition: change the column of public.e", "rename", "e_1.kind", "sort");
    await refused("partition public.f_1 is a foreign table", "rename", "f.kind", "sort");
    await refused("public.e is partitioned", "rename-table", "e", "events");
    if (major < 18) await refused("is a foreign key of a partitioned table", "rename", "e.place", "spot");
    expect(files()).toEqual([]);
  }, 60_000);
});

/**
 * What safe forms promise, on real servers with rows: bad rows stop a plan before it has changed anything, a volatile default fills
 * rows without a rewrite, a partition joins without a scan.
 */

import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { PlanFailure, planBetween, planText, reach, readCatalog, runPlan } from "../support/plan-runner.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";

interface BadRows {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly bad: string;
  /** How many the one query that finds any counts. */
  readonly count: number;
  readonly fix: string;
  readonly from?: number;
}

/** A second change, which would be half of the plan. */
const other = "create table other (a integer)";
const otherNow = "create table other (a integer, b integer); create index on other (a)";

const badRows: readonly BadRows[] = [
  {
    name: "a null",
    before: "create table t (a integer, b text)",
    after: "create table t (a integer, b text not null)",
    bad: "insert into t values (1, null), (2, 'x'), (3, null)",
    count: 2,
    fix: "update t set b = '' where b is null",
  },
  {
    name: "a null under a named constraint",
    before: "create table t (a integer)",
    after: "create table t (a integer constraint given not null)",
    bad: "insert into t values (1), (null)",
    count: 1,
    fix: "delete from t where a is null",
    from: 18,
  },
  {
    name: "a null in a new primary key",
    before: "create table t (a integer, b integer)",
    after: "create table t (a integer, b integer, primary key (a, b))",
    bad: "insert into t values (1, null)",
    count: 1,
    fix: "update t set b = 1",
  },
  {
    name: "a composite value of nulls, which is no null",
    before: "create type pair as (x integer, y integer); create table t (a pair)",
    after: "create type pair as (x integer, y integer); create table t (a pair not null)",
    bad: "insert into t values (row(null, null)), (row(1, null)), (null)",
    count: 1,
    fix: "delete from t where a is not distinct from null",
  },
  {
    name: "a row that a check refuses",
    before: "create table t (a integer, b text); create table u () inherits (t)",
    after: "create table t (a integer, b text, constraint c check (a > 0 and b <> 'it''s')); create table u () inherits (t)",
    bad: "insert into t values (1, 'it''s'), (null, null); insert into u values (0, 'x')",
    count: 2,
    fix: "delete from t where a = 0 or b = 'it''s'",
  },
  {
    name: "a child without a parent",
    before: "create table p (a integer, b text, primary key (a, b)); create table t (a integer, b text)",
    after: `create table p (a integer, b text, primary key (a, b)); create table t (a integer, b text);
      alter table t add foreign key (a, b) references p`,
    bad: "insert into p values (1, 'x'); insert into t values (1, 'x'), (1, null), (2, 'x'), (null, null)",
    count: 1,
    fix: "delete from t where a = 2",
  },
  {
    name: "half a key where MATCH FULL wants all of it",
    before: "create table p (a integer, b text, primary key (a, b)); create table t (a integer, b text)",
    after: `create table p (a integer, b text, primary key (a, b)); create table t (a integer, b text);
      alter table t add foreign key (a, b) references p match full`,
    bad: "insert into p values (1, 'x'); insert into t values (1, 'x'), (1, null), (2, 'x'), (null, null)",
    count: 2,
    fix: "delete from t where a = 2 or b is null and a is not null",
  },
  {
    name: "duplicates of a unique constraint",
    before: "create table t (a integer, b text)",
    after: "create table t (a integer, b text, unique (a, b))",
    bad: "insert into t values (1, 'x'), (1, 'x'), (1, 'x'), (1, null), (1, null), (2, 'y'), (2, 'y')",
    count: 2,
    fix: "delete from t where ctid not in (select min(ctid) from t group by a, b)",
  },
  {
    name: "nulls where they are not distinct",
    before: "create table t (a integer)",
    after: "create table t (a integer); create unique index t_a on t (a) nulls not distinct",
    bad: "insert into t values (1), (null), (null)",
    count: 1,
    fix: "delete from t where a is null",
    from: 15,
  },
  {
    name: "duplicates of a partial unique index on an expression",
    before: "create table t (a text, gone boolean)",
    after: "create table t (a text, gone boolean); create unique index t_a on t (lower(a)) where not gone",
    bad: "insert into t values ('x', false), ('X', false), ('y', true), ('Y', true)",
    count: 1,
    fix: "delete from t where a = 'X'",
  },
  {
    name: "any row under a new column that is NOT NULL",
    before: "create table t (a integer)",
    after: "create table t (a integer, b integer not null)",
    bad: "insert into t values (1), (2)",
    count: 2,
    fix: "delete from t",
  },
  {
    name: "a text that is too long",
    before: "create table t (a text)",
    after: "create table t (a varchar(3))",
    bad: "insert into t values ('abc'), ('abc  '), ('abcd'), (null)",
    count: 1,
    fix: "delete from t where a = 'abcd'",
  },
  {
    name: "a number that is too wide",
    before: "create table t (a numeric, b double precision)",
    after: "create table t (a numeric(4,2), b numeric(3,0))",
    bad: "insert into t values (99.994, 1), ('NaN', 'NaN'), (-99.996, 1)",
    count: 1,
    fix: "delete from t where a < 0",
  },
  {
    name: "a number out of range",
    before: "create table t (a bigint, b double precision)",
    after: "create table t (a integer, b smallint)",
    bad: "insert into t values (2147483647, -32768.4), (-2147483648, null), (2147483648, 0)",
    count: 1,
    fix: "delete from t where a = 2147483648",
  },
  {
    name: "a text that is no integer",
    before: "create table t (a text)",
    after: "create table t (a integer)",
    bad: "insert into t values (' 12 '), ('-7'), ('x'), ('99999999999'), (null)",
    count: 2,
    fix: "delete from t where a in ('x', '99999999999')",
  },
  {
    name: "a text that is no uuid",
    before: "create table t (a text)",
    after: "create table t (a uuid)",
    bad: "insert into t values ('{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}'), ('a0eebc999c0b4ef8bb6d6bb9bd380a1'), (null)",
    count: 1,
    fix: "delete from t where a like 'a%'",
  },
  {
    name: "a text that is no boolean",
    before: "create table t (a text)",
    after: "create table t (a boolean)",
    bad: "insert into t values (' YES '), ('of'), ('o'), ('2')",
    count: 2,
    fix: "delete from t where a in ('o', '2')",
  },
  {
    name: "a text that is no date",
    before: "create table t (a text)",
    after: "create table t (a date)",
    bad: "insert into t values ('2026-01-31'), ('2026-02-31')",
    count: 1,
    fix: "delete from t where a like '%-02-%'",
    from: 16,
  },
  {
    name: "a text that is no JSON",
    before: "create table t (a text)",
    after: "create table t (a jsonb)",
    bad: "insert into t values ('{}'), ('{')",
    count: 1,
    fix: "delete from t where a = '{'",
    from: 16,
  },
  {
    name: "a text that is no label",
    before: "create table t (a text)",
    after: "create type mood as enum ('a', 'it''s'); create table t (a mood)",
    bad: "insert into t values ('a'), ('it''s'), ('b'), (null)",
    count: 1,
    fix: "delete from t where a = 'b'",
  },
  {
    name: "a label that goes",
    before: "create type mood as enum ('a', 'b'); create table t (a mood, b mood[])",
    after: "create type mood as enum ('b'); create table t (a mood, b mood[])",
    bad: "insert into t values ('b', '{b}'), ('a', '{}'), ('b', '{b,b}')",
    count: 1,
    fix: "delete from t where a = 'a'",
  },
  {
    name: "a value that a domain refuses",
    before: "create domain d as integer; create table t (a d); create table u (b d)",
    after: "create domain d as integer constraint c check (value > 0); create table t (a d); create table u (b d)",
    bad: "insert into t values (1), (null); insert into u values (0), (-1)",
    count: 2,
    fix: "delete from u",
  },
  {
    name: "a null in a domain",
    before: "create domain d as integer; create table t (a d); create table u (b d)",
    after: "create domain d as integer not null; create table t (a d); create table u (b d)",
    bad: "insert into t values (1), (null); insert into u values (0)",
    count: 1,
    fix: "delete from t where a is null",
  },
  {
    name: "a row outside of the bound of the partition that its table becomes",
    before: "create table t (a integer, b integer) partition by list (a); create table p (a integer, b integer)",
    after:
      "create table t (a integer, b integer) partition by list (a); create table p (a integer, b integer); alter table t attach partition p for values in (1, 2)",
    bad: "insert into p values (1, 1), (2, 2), (3, 3), (null, 4)",
    count: 2,
    fix: "delete from p where a = 3 or a is null",
  },
];

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  const withDatabases = async (before: string, after: string, work: (client: Client, goal: Client) => Promise<void>) => {
    const clients: Client[] = [];
    try {
      for (const sql of [before, after]) {
        const client = new Client({ connectionString: await createDatabase(server(), sql) });
        clients.push(client);
        await client.connect();
      }
      const [client, goal] = clients;
      if (client === undefined || goal === undefined) throw new Error("two databases gave fewer clients");
      await work(client, goal);
    } finally {
      for (const client of clients) await client.end();
    }
  };

  it.each(
    sampled(
      badRows.filter(({ from = 14 }) => major >= from),
      3,
    ).map((each) => [each.name, each] as const),
  )("%s stops a plan before it has changed anything", async (_, { before, after, bad, count, fix }) => {
    await withDatabases(`${other}; ${before}`, `${otherNow}; ${after}`, async (client, other) => {
      await client.query(bad);
      const [start, goal] = [await readCatalog(client, major), await readCatalog(other, major)];
      const { plan } = await planBetween(start, goal, major);
      const questions = plan.groups.flatMap(({ statements }) =>
        statements.flatMap(({ hazards }) => hazards.flatMap(({ rows }) => rows ?? [])),
      );
      const counts: number[] = [];
      for (const rows of new Set(questions)) {
        const { rows: result } = await client.query({ text: rows, rowMode: "array" });
        counts.push(Number(result[0]?.[0]));
      }
      expect(
        counts.filter((found) => found > 0),
        questions.join("\n"),
      ).toEqual([count]);
      const failure = await runPlan(client, plan).catch((error: unknown) => error);
      if (!(failure instanceof PlanFailure)) throw new Error(`no failure, or another one: ${failure}\n${planText(plan)}`);
      // in the first transaction a statement may speak for itself
      const isFirst = plan.groups[0]?.transaction === true && plan.groups[0].statements.includes(failure.statement);
      expect(isFirst, failure.message).toBe(true);
      if (failure.statement.form === "check-rows") expect(failure.sqlState).toBe("23514");
      await client.query("rollback");
      expect((await compareCatalogs(await readCatalog(client, major), start)).changes).toEqual([]);
      await client.query(`set search_path = public; ${fix}`);
      const { left, text } = await reach(client, goal, major);
      expect(left, text).toEqual([]);
    });
  });

  it("asks for no rows where the plan is one transaction, and says the query all the same", async () => {
    await withDatabases("create table t (a bigint)", "create table t (a integer)", async (client, other) => {
      const { plan } = await planBetween(await readCatalog(client, major), await readCatalog(other, major), major);
      expect(planText(plan)).not.toContain("DO ");
      expect(
        plan.groups.flatMap(({ statements }) => statements.flatMap(({ hazards }) => hazards.map(({ rows }) => rows))),
      ).toContain("SELECT count(*) FROM public.t WHERE NOT (a >= -2147483648 AND a < 2147483648)");
    });
  });

  it("asks no question that names what the plan makes or changes", async () => {
    const before =
      "create table t (a text, b integer); create function f(x integer) returns boolean immutable language sql as 'select false'";
    const after = `create function f(x integer) returns boolean immutable language sql as 'select true';
      create function g(x integer) returns boolean immutable language sql as 'select true';
      create table t (a integer, b integer, c integer, constraint one check (a > 0), constraint two check (f(b)),
        constraint three check (g(b)), constraint four check (c is null), unique (b, c)); create index on t (b)`;
    await withDatabases(before, after, async (client, other) => {
      await client.query("insert into t values ('5', 1), ('6', 1)");
      const { left, plan, text } = await reach(client, await readCatalog(other, major), major);
      expect(left, text).toEqual([]);
      const asking = plan.groups
        .flatMap(({ statements }) => statements)
        .filter(({ hazards }) => hazards.some(({ rows }) => rows));
      expect(asking.map(({ change }) => change)).toEqual(["column:public.t.a"]);
    });
  });

  describe("a column whose default differs from row to row", () => {
    const rows = "insert into t select i from generate_series(1, 50000) as i";
    const files = (client: Client) =>
      client
        .query(
          "select c.relname, pg_catalog.pg_relation_filenode(c.oid) as file from pg_catalog.pg_class c where relkind = 'r' and oid > 16384 order by 1",
        )
        .then((result) => result.rows);

    it.each([
      [
        "a table",
        "create table t (a integer)",
        "create table t (a integer, b uuid not null default gen_random_uuid(), c float8 default random())",
      ],
      [
        "a partitioned table",
        'create table t (a integer) partition by range (a); create table p1 partition of t for values from (0) to (20000); create table "P 2" partition of t default',
        'create table t (a integer, b uuid not null default gen_random_uuid(), c float8 default random()) partition by range (a); create table p1 partition of t for values from (0) to (20000); create table "P 2" partition of t default',
      ],
      [
        "a table with heirs, and a function of one's own",
        "create function f() returns uuid language sql as 'select gen_random_uuid()'; create table t (a integer); create table u () inherits (t)",
        "create function f() returns uuid language sql as 'select gen_random_uuid()'; create table t (a integer, b uuid not null default f(), c float8 default random()); create table u () inherits (t)",
      ],
    ])("fills %s without writing it again", async (_, before, after) => {
      await withDatabases(before, after, async (client, other) => {
        await client.query(rows);
        const untouched = await files(client);
        const { left, text } = await reach(client, await readCatalog(other, major), major);
        expect(left, text).toEqual([]);
        expect(await files(client)).toEqual(untouched);
        const { rows: counted } = await client.query(
          "select count(distinct b)::int as b, count(c)::int as c, count(distinct xmin::text)::int > 1 as batches from public.t",
        );
        expect(counted).toEqual([{ b: 50_000, c: 50_000, batches: true }]);
      });
    });

    it("gets its own name for NOT NULL, and its index", async () => {
      const constraint = major >= 18 ? "constraint given" : "";
      const after = `create table t (a integer, b uuid ${constraint} not null default gen_random_uuid(), unique (b))`;
      await withDatabases("create table t (a integer)", after, async (client, other) => {
        await client.query(rows);
        const { left, text } = await reach(client, await readCatalog(other, major), major);
        expect(left, text).toEqual([]);
      });
    });

    it.each([
      ["serial", "create table t (a integer)", "create table t (a integer, b serial)"],
      [
        "watched by a trigger",
        "create function f() returns trigger language plpgsql as 'begin return null; end'; create table t (a integer); create trigger w before update on t for each row execute function f()",
        "create function f() returns trigger language plpgsql as 'begin return null; end'; create table t (a integer, b uuid default gen_random_uuid()); create trigger w before update on t for each row execute function f()",
      ],
    ])("is written in one go where it is %s, and the plan says so", async (_, before, after) => {
      await withDatabases(before, after, async (client, other) => {
        await client.query(rows);
        const { left, plan, text } = await reach(client, await readCatalog(other, major), major);
        expect(left, text).toEqual([]);
        expect(text).not.toContain("DO ");
        expect(
          plan.groups.flatMap(({ statements }) => statements.flatMap(({ hazards }) => hazards.map(({ hazard }) => hazard))),
        ).toContain("rewrites-table");
      });
    });
  });

  describe("a table with rows that becomes a partition", () => {
    /** What the server says while the plan runs: at debug1 it tells when it need not read rows. */
    const notices = async (client: Client, work: () => Promise<void>): Promise<string> => {
      const said: string[] = [];
      client.on("notice", ({ message }) => said.push(message ?? ""));
      await client.query("set client_min_messages = debug1");
      await work();
      return said.join("\n");
    };
    const world = (key: string, type: string) => `
      create type mood as enum ('a', 'b', 'c');
      create table t (k ${type}, n integer) partition by ${key};
      create table p (k ${type}, n integer)`;

    it.each([
      ["a list", "list (k)", "text", "for values in ('it''s', 'b')", "('b')"],
      ["a list of one", "list (k)", "varchar(5)", "for values in ('b')", "('b')"],
      ["a list with null", "list (k)", "integer", "for values in (1, 2, null)", "(null), (2)"],
      ["null", "list (k)", "integer", "for values in (null)", "(null)"],
      ["labels", "list (k)", "mood", "for values in ('a', 'c')", "('c')"],
      ["a range of days", "range (k)", "date", "for values from ('2026-01-01') to ('2026-02-01')", "('2026-01-31')"],
      ["a range of moments", "range (k)", "timestamptz", "for values from ('2026-01-01') to (maxvalue)", "('2026-01-31')"],
      ["a range of numbers", "range (k)", "bigint", "for values from (minvalue) to (10)", "(9)"],
      ["a range of fractions", "range (k)", "numeric", "for values from (-1.5) to (10)", "(9)"],
    ])("by %s is not read under the lock that blocks it", async (_, key, type, bound, values) => {
      await withDatabases(
        world(key, type),
        `${world(key, type)}; alter table t attach partition p ${bound}`,
        async (client, other) => {
          await client.query(`insert into p (k) values ${values}`);
          const goal = await readCatalog(other, major);
          let left: unknown = null;
          let text = "";
          const said = await notices(client, async () => {
            ({ left, text } = await reach(client, goal, major));
          });
          expect(left, text).toEqual([]);
          expect(text).toContain("VALIDATE CONSTRAINT p_bound_check");
          expect(said, text).toMatch(/partition constraint for table "p" is implied by existing constraints/);
        },
      );
    });

    it.each([
      ["by hash", "hash (k)", "for values with (modulus 2, remainder 0)", ""],
      ["beside a default partition", "list (k)", "for values in (1)", "; create table d partition of t default"],
    ])("%s is read, and the plan says what", async (_, key, bound, more) => {
      const before = world(key, "integer") + more;
      await withDatabases(before, `${before}; alter table t attach partition p ${bound}`, async (client, other) => {
        const { left, plan, text } = await reach(client, await readCatalog(other, major), major);
        expect(left, text).toEqual([]);
        const hazards = plan.groups.flatMap(({ statements }) => statements.flatMap((statement) => statement.hazards));
        expect(hazards.filter(({ hazard }) => hazard === "scans-table").map(({ detail }) => detail)).toEqual([
          `reads all rows of public.${more === "" ? "p" : "d"} under a lock that blocks reads`,
        ]);
      });
    });

    it.skipIf(major >= 18)("proves NOT NULL in the same way", async () => {
      const type = "create type pair as (x integer, y integer)";
      await withDatabases(
        `${type}; create table t (a integer, b pair)`,
        `${type}; create table t (a integer not null, b pair not null)`,
        async (client, other) => {
          await client.query("insert into t values (1, row(null, null))");
          const goal = await readCatalog(other, major);
          const said = await notices(client, async () => {
            expect((await reach(client, goal, major)).left).toEqual([]);
          });
          expect(said.match(/existing constraints on column "t\.[ab]" are sufficient/g)).toHaveLength(2);
        },
      );
    });
  });

  it("gathers statistics for new expressions once a table, after the last of them", async () => {
    const before =
      "create table t (a text, b text); create table q (a text, b text) partition by list (a); create table q1 partition of q default";
    const after = `${before}; create index on t (lower(a)); create index on t (upper(b)); create statistics s on a, b from t;
      create index on q (lower(a)); create index on t (a); create table n (a text); create index on n (lower(a))`;
    await withDatabases(before, after, async (client, other) => {
      await client.query(
        "insert into t select i::text, i::text from generate_series(1, 1000) as i; insert into q select * from t",
      );
      const { left, text } = await reach(client, await readCatalog(other, major), major);
      expect(left, text).toEqual([]);
      expect(text.match(/ANALYZE [\w.]+/g)).toEqual(expect.arrayContaining(["ANALYZE public.t", "ANALYZE public.q1"]));
      expect(text.match(/ANALYZE/g)).toHaveLength(2);
      const { rows } = await client.query(
        "select (select count(*)::int from pg_catalog.pg_stats where tablename ~ 'lower|upper') as expressions, (select count(*)::int from pg_catalog.pg_stats_ext) as extended",
      );
      expect(rows).toEqual([{ expressions: 3, extended: 1 }]);
    });
  });

  describe("a change that Postgres cannot make is refused with its reason:", () => {
    const mood = (labels: string) => `create type mood as enum (${labels})`;
    it.each([
      [
        "a domain of the enum that is stored",
        "create domain d as mood; create table t (a d)",
        "enum:public.mood has to be made again, and is part of domain:public.d",
      ],
      [
        "a composite type with the enum that is stored",
        "create type c as (x mood[]); create table t (a c)",
        "is part of composite-type:public.c",
      ],
      [
        "a stored range over a domain of the enum",
        "create domain d as mood; create type r as range (subtype = mood); create table t (a r, b mood)",
        "is part of range:public.r",
      ],
      [
        "a stored domain over a composite type with the enum",
        "create type c as (x mood); create domain d as c; create table t (a d[])",
        "is part of composite-type:public.c",
      ],
      [
        "an enum in a partition key",
        "create table t (a mood) partition by list (a); create table p partition of t for values in ('b')",
        "column:public.t.a is in the partition key of public.t",
      ],
    ])("%s", async (_, world, reason) => {
      await withDatabases(`${mood("'a', 'b'")}; ${world}`, `${mood("'b'")}; ${world}`, async (client, other) => {
        const [start, goal] = [await readCatalog(client, major), await readCatalog(other, major)];
        const error = await planBetween(start, goal, major).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: "PLAN_UNSUPPORTED",
          object: expect.stringMatching(/mood|t\.a/),
          message: expect.stringContaining(reason),
        });
      });
    });

    it("another type for a column in a partition key", async () => {
      const world = (type: string) =>
        `create table t (a ${type}, b integer) partition by range (abs(a)); create table p partition of t default`;
      await withDatabases(world("integer"), world("bigint"), async (client, other) => {
        const [start, goal] = [await readCatalog(client, major), await readCatalog(other, major)];
        const error = await planBetween(start, goal, major).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: "PLAN_UNSUPPORTED",
          message: expect.stringContaining("is in the partition key of public.t"),
        });
      });
    });
  });

  it("leaves the comment of schema public as initdb wrote it", async () => {
    await withDatabases("comment on schema public is 'mine'", "select", async (client, other) => {
      await reach(client, await readCatalog(other, major), major);
      const { rows } = await client.query("select pg_catalog.obj_description(2200, 'pg_namespace') as text");
      expect(rows).toEqual([{ text: "standard public schema" }]);
    });
  });
});

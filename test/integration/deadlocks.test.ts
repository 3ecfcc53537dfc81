/** What lint says of deadlocks, beside what two sessions on a server come to: it warns where there is one, and is quiet where there is none. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Client, DatabaseError } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { judgeExample } from "../../src/core/lint/judge-example.ts";
import { lockUpgrade } from "../../src/core/lint/rules/lock-upgrade.ts";
import { severalStrongLocks } from "../../src/core/lint/rules/several-strong-locks.ts";
import { loadParser } from "../../src/core/sql/parse-sql.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

const before = `create table teams (id bigint primary key);
create table users (id bigint primary key, team bigint references teams, plan text);
create table notes (id bigint primary key, body text);`;
const rows = "insert into teams values (1), (2); insert into users values (1, 1); insert into notes values (1), (2);";

const column = (table: string) => `alter table ${table} add column seen timestamptz`;
const readsThenWrites = "begin; select count(*) from notes; update notes set body = 'x' where id = 1; rollback";

interface Case {
  readonly what: string;
  readonly migration: readonly [string, string];
  readonly application: string;
  /** The rule and its level; null: nothing is said of a deadlock, and there is none. */
  readonly found: readonly [rule: string, level: string] | null;
}

const joined = ["several-strong-locks", "medium"] as const;
const upgraded = ["lock-upgrade", "medium"] as const;
const trigger = "create trigger still before update on notes for each row execute function suppress_redundant_updates_trigger()";
const touched = "update notes set body = 'y' where id = 1";

const cases: readonly Case[] = [
  {
    what: "a parent and then its child, beside a plain INSERT",
    migration: [column("teams"), column("users")],
    application: "insert into users values (2, 1)",
    found: joined,
  },
  {
    what: "a child and then its parent, beside a plain DELETE",
    migration: [column("users"), column("teams")],
    application: "delete from teams where id = 2",
    found: joined,
  },
  {
    what: "two tables that nothing joins, beside a plain INSERT",
    migration: [column("notes"), column("users")],
    application: "insert into users values (3, 1)",
    found: null,
  },
  {
    what: "SHARE ROW EXCLUSIVE and then ACCESS EXCLUSIVE",
    migration: [trigger, column("notes")],
    application: readsThenWrites,
    found: upgraded,
  },
  {
    what: "SHARE and then ACCESS EXCLUSIVE",
    migration: ["create index on notes (body)", column("notes")],
    application: readsThenWrites,
    found: upgraded,
  },
  { what: "the strongest lock first", migration: [column("notes"), trigger], application: readsThenWrites, found: null },
  {
    what: "locks of rows and then ACCESS EXCLUSIVE",
    migration: [touched, column("notes")],
    application: touched,
    found: ["lock-upgrade", "low"],
  },
  { what: "rows after ACCESS EXCLUSIVE", migration: [column("notes"), touched], application: touched, found: null },
  {
    what: "a lock that no writer waits for, and then ACCESS EXCLUSIVE",
    migration: ["comment on table notes is 'x'", column("notes")],
    application: readsThenWrites,
    found: null,
  },
];

beforeAll(loadParser);

const lint = (sql: string) => {
  const { migration, context } = judgeExample({ before, sql });
  // ACCESS EXCLUSIVE on several tables is told at low whatever they are to each other
  return [severalStrongLocks, lockUpgrade].flatMap((rule) =>
    [...rule.check(migration, context)]
      .map(({ level = rule.level }) => [rule.id, level])
      .filter(([id, level]) => id !== "several-strong-locks" || level !== "low"),
  );
};

/** `40P01` for whoever was failed to end a deadlock. */
const stateOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof DatabaseError ? (error.code ?? "") : String(error)),
  );

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { deadlock_timeout: "20ms" } });

  const waitsOrEnded = async (url: string, work: Promise<unknown>) => {
    let hasEnded = false;
    void work.finally(() => {
      hasEnded = true;
    });
    for (;;) {
      const waiting = await execSql(url, "select from pg_locks where not granted");
      if (hasEnded || waiting.length > 0) return;
      await sleep(10);
    }
  };

  const isDeadlock = async (url: string, { migration: [first, second], application }: Case) =>
    withClient(url, (runner: Client) =>
      withClient(url, async (user: Client) => {
        await runner.query(`begin; ${first}`);
        const using = stateOf(user.query(application));
        await waitsOrEnded(url, using);
        const state = await stateOf(runner.query(second));
        await runner.query("rollback");
        const states = [state, await using];
        expect(states.filter((one) => one !== null && one !== "40P01")).toEqual([]);
        return states.includes("40P01");
      }),
    );

  it.each(cases)("$what: what is said is what happens", async (one) => {
    const { migration, found } = one;
    expect(lint(`${migration.join(";\n")};`)).toEqual(found === null ? [] : [found]);
    const url = await createDatabase(server(), before + rows);
    expect(await isDeadlock(url, one)).toBe(found !== null);
  });
});
